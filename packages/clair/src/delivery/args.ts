import { bucketName } from "@ballast/aws/services/s3";
import {
  checkAutoName,
  checkEmails,
  checkKeys,
  checkLogRetention,
  checkOneOf,
  checkSecretArn,
  checkWhole,
  type Faults,
  given,
  heldReference,
  isDay,
  checkRetention,
  listed,
  type Retention,
  type SiteArgs,
  subjectOf,
  type VpcArgs,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { severities } from "../gate/policy.ts";
import { ecosystemNames } from "../gate/sources.ts";
import { checkImage, checkIssuer } from "../scanner/args.ts";
import {
  checkBuildImage,
  checkImageBuild,
  heldImageBuild,
  isOfSeveral,
  type ImageBuildArgs,
} from "./imageBuild.ts";
import { checkSource, type DeliverySourceArgs } from "./source.ts";
import { checkDataAge } from "./dataAge.ts";

/** Severities of vulnerabilities in Clair. */
export const Severity = {
  /** Not rated; `ClairGate.unrated` determines how the gate counts it. */
  Unknown: "Unknown",
  /** Theoretical only. */
  Negligible: "Negligible",
  /** Hard to exploit, or little effect. */
  Low: "Low",
  /** Limited effect. */
  Medium: "Medium",
  /** Severe effect. */
  High: "High",
  /** Severe effect and easy to exploit. */
  Critical: "Critical",
} as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** A vulnerability that can be released until a date. */
export interface AllowedVulnerability {
  /**
   * Name of the vulnerability in the report, or the CVE id in that name (Ubuntu's names are titles): `CVE-2024-3094`.
   */
  vulnerability: string;
  /** Last day on which this applies, in UTC: `2027-01-31`. From the next day on it counts again. */
  expires: string;
  /** Reason; every build's log contains it next to the finding. */
  reason: string;
  /** Only in this package. @default - in every package */
  package?: string;
}

/** How findings count if neither the distribution nor the NVD has rated them. */
export interface UnratedFindings {
  /** Severity with which they count; not Unknown. */
  severity: Severity;
  /** Reason, for example who reviews them. */
  reason: string;
  /** Last day on which this applies, in UTC: `2027-01-31`. From the next day on they count as Critical again. */
  expires: string;
}

/**
 * Packages that the source uses and that Clair does not scan, but that can be released until a date, because another
 * tool scans them.
 */
export interface UnscannedEcosystem {
  /** `npm`, `nuget`, `cargo`, `composer`, … */
  ecosystem: string;
  /** Reason, for example which tool scans them; every build's log contains it. */
  reason: string;
  /** Last day on which this applies, in UTC: `2027-01-31`. From the next day on, no image with them passes. */
  expires: string;
}

export const defaultDataAgeDays = 7;
export const defaultScanAgeDays = 30;

/** Scans with Clair: pass the outputs of a `ClairScanner`, or those of a deployed Clair elsewhere in the network. */
export interface ClairGateArgs {
  /** `http://…:6060/`. */
  apiUrl: pulumi.Input<string>;
  /** Clair's image, whose `clairctl` requests the scan, by its digest: `quay.io/projectquay/clair@sha256:…`. */
  image: string;
  /** Issuer (JWT `iss`) of the requests that Clair accepts: its `issuer`. */
  issuer: string;
  /** Full ARN of the secret that contains the key for signing requests, in base64. */
  pskSecretArn: pulumi.Input<string>;
  /** Findings below it do not count. @default "High" */
  minimumSeverity?: Severity;
  /** Number of counted findings up to which an image passes. @default 0 */
  threshold?: number;
  /** Findings for which there is no fixed version do not count. @default false */
  ignoreUnfixed?: boolean;
  /**
   * Accepts images in which Clair recognizes no operating system packages, for example images built from scratch.
   *
   * @default false
   */
  allowNoPackages?: boolean;
  /**
   * Maximum age in days, 1 to 90, of the data of each updater that the image needs, since Clair last loaded changed
   * data. If data is older, no image passes. A feed that is rarely updated, such as those of Alpine's releases, needs
   * more. With `rescanHours` of 24, at least 3, so that the alarm comes before that.
   *
   * @default 7
   */
  maximumDataAgeDays?: number;
  /** How findings without a rating count. @default - as Critical */
  unrated?: UnratedFindings;
  /**
   * Package ecosystems that the source uses and that Clair does not scan.
   *
   * @default - none; an image with such packages does not pass
   */
  unscanned?: UnscannedEcosystem[];
  /** Vulnerabilities that do not count until a date. @default - none */
  allow?: AllowedVulnerability[];
}

/**
 * Scans with Amazon Inspector, without Clair: the maximum number of findings of each severity. Findings without a
 * rating count as critical. The registry must use enhanced scanning. An image without a finished scan is not released.
 */
export interface InspectorGateArgs {
  /** Maximum number of critical findings. @default 0 */
  critical?: number;
  /** Maximum number of high findings. @default 0 */
  high?: number;
  /** Maximum number of medium findings. @default - any number */
  medium?: number;
  /** Maximum number of low findings. @default - any number */
  low?: number;
  /**
   * Maximum days since Amazon Inspector last scanned an image that runs, 1 to 365. It scans an image again when it learns of a vulnerability
   * of one of its packages, so an image with few packages may need more.
   *
   * @default 30
   */
  maximumScanAgeDays?: number;
}

/** The service to which releases are deployed; its task definition has `owner: "pipeline"`. */
export interface DeliveryTarget {
  /** The cluster of the service. */
  clusterName: pulumi.Input<string>;
  /** The service's name in ECS, for the deploy action. */
  serviceName: pulumi.Input<string>;
  /** The same service's ARN, for the pipeline's role. */
  serviceArn: pulumi.Input<string>;
  /** Name of the container whose image is replaced. */
  containerName: string;
  /** ARNs of the task's two roles, which the pipeline passes to ECS with each new revision. */
  roleArns: Record<string, pulumi.Input<string>>;
  /**
   * ARN of the service's task definition, in any revision: the pipeline can register only revisions of this family.
   *
   * @default - it can register revisions of every family in the account and region
   */
  taskDefinitionArn?: pulumi.Input<string>;
  /**
   * `snapshotFunctionName` of a service with `deployment.snapshotBefore`: the pipeline has it save the service's volumes before each
   * deployment, waits up to 24 hours, and does not deploy without.
   *
   * @default - nothing is saved
   */
  snapshotFunctionName?: pulumi.Input<string>;
}

export interface ScannedDeliveryArgs extends SiteArgs, VpcArgs {
  /** Private subnets for builds, keyed by zone, with egress to registries and AWS. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Security groups of the CodeBuild project that scans, at most five. One of them must be a client of the scanner. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * Security groups of the CodeBuild project that runs the source's commands, at most five. They do not have to be
   * clients of the scanner.
   *
   * @default - the same as `securityGroupIds`
   */
  imageBuildSecurityGroupIds?: Record<string, pulumi.Input<string>>;
  /** Source of the pipeline. */
  source: DeliverySourceArgs;
  /** How they are built. @default - the `Dockerfile` of the source, for `linux/amd64` */
  build?: ImageBuildArgs;
  /** Name of the repository for images that passed: `repositoryName` of a `ReleaseRepository`. */
  repositoryName: pulumi.Input<string>;
  /** ARN of the same repository, for the roles. */
  repositoryArn: pulumi.Input<string>;
  /** URL of the same repository: `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  repositoryUrl: pulumi.Input<string>;
  /** The service that runs the releases. */
  target: DeliveryTarget;
  /** Scans with Clair. @default - none; set this or `inspector` */
  clair?: ClairGateArgs;
  /** Scans with Amazon Inspector. @default - none; set this or `clair` */
  inspector?: InspectorGateArgs;
  /**
   * E-mail addresses that are notified of failures, keyed by name. Each receives a request to confirm the subscription.
   *
   * @default - none
   */
  subscribers?: Record<string, string>;
  /**
   * An image for the builds, with Docker, Node 18 or later and the AWS CLI: one of CodeBuild's own by its tag, or any other by its digest.
   * The rule `codebuild-image-digest` reports another one that is named by its tag.
   *
   * @default "aws/codebuild/amazonlinux-x86_64-standard:5.0"
   */
  buildImage?: string;
  /** CodeBuild compute type for Linux containers. @default "BUILD_GENERAL1_SMALL" */
  computeType?: string;
  /** Minutes after which a build times out, 5 to 480. @default 60 */
  buildTimeoutMinutes?: number;
  /** Days after which built images are deleted from the quarantine, released or not, 1 to 365. @default 14 */
  quarantineDays?: number;
  /** Hours between two judgements of the images that run, 1 to 24. @default 24 */
  rescanHours?: number;
  /** Days to keep reports, 1 to 3650. @default 365 */
  reportDays?: number;
  /** Days to keep builds' logs. @default 90 */
  logRetentionDays?: number;
  /** Whether reports, sources and logs remain when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for reports, sources and logs. Waives the rule `data-retention` for their resources only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

const taskDefinition = /^arn:[a-z-]+:ecs:[a-z0-9-]+:\d{12}:task-definition\/[\w-]{1,255}(:\d+)?$/;

export function checkDelivery(faults: Faults, args: ScannedDeliveryArgs, name: string): void {
  checkAutoName(faults, `${name}-artifacts`, bucketName, "a bucket");
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    faults.add("name", `${given(name)} also names buckets; use a–z, 0–9 and hyphens between them.`);
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 1, to: 16 });
  checkKeys(faults, "securityGroupIds", args.securityGroupIds, { from: 1, to: 5 });
  if (args.imageBuildSecurityGroupIds !== undefined)
    checkKeys(faults, "imageBuildSecurityGroupIds", args.imageBuildSecurityGroupIds, { from: 1, to: 5 });
  checkSource(faults, "source", args.source);
  checkImageBuild(faults, "build", args.build ?? {});
  checkKeys(faults, "target.roleArns", args.target.roleArns, { from: 1 });
  const { taskDefinitionArn, containerName } = args.target;
  // As Amazon ECS names containers; the name is also a word of scripts and queries.
  if (!/^[\w-]{1,255}$/.test(containerName))
    faults.add(
      "target.containerName",
      `${given(containerName)} is not the name of a container. Use 1 to 255 of A–Z, a–z, 0–9, _ and -.`,
    );
  if (typeof taskDefinitionArn === "string" && !taskDefinition.test(taskDefinitionArn))
    faults.add(
      "target.taskDefinitionArn",
      `${given(taskDefinitionArn)} is not the ARN of a task definition: arn:<partition>:ecs:<region>:<account>:task-definition/<family>:<revision>.`,
    );
  checkGate(faults, args);
  checkEmails(faults, "subscribers", args.subscribers);
  checkBuildImage(faults, "buildImage", args.buildImage);
  checkWhole(faults, "buildTimeoutMinutes", args.buildTimeoutMinutes, { from: 5, to: 480, unit: "minutes" });
  checkWhole(faults, "quarantineDays", args.quarantineDays, { from: 1, to: 365, unit: "days" });
  checkWhole(faults, "rescanHours", args.rescanHours, { from: 1, to: 24, unit: "hours" });
  checkDataAge(faults, args.clair?.maximumDataAgeDays, args.rescanHours);
  checkWhole(faults, "reportDays", args.reportDays, { from: 1, to: 3650, unit: "days" });
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  checkRetention(faults, args);
}

/** The same arguments, with checks of secrets whose values become known only later. */
export function heldSecrets(name: string, args: ScannedDeliveryArgs): ScannedDeliveryArgs {
  const subject = subjectOf("ScannedDelivery", name);
  const { clair, build } = args;
  return {
    ...args,
    ...(build && { build: heldImageBuild(subject, build) }),
    ...(clair && {
      clair: { ...clair, pskSecretArn: heldReference(subject, "clair.pskSecretArn", clair.pskSecretArn) },
    }),
  };
}

function checkGate(faults: Faults, { clair, inspector, build }: ScannedDeliveryArgs): void {
  const gates = [clair, inspector].filter((gate) => gate !== undefined).length;
  if (gates !== 1) faults.add("clair", `${gates} gates are given; give either clair or inspector.`);
  const { maximumScanAgeDays, ...limits } = inspector ?? {};
  for (const [severity, count] of Object.entries(limits))
    checkWhole(faults, `inspector.${severity}`, count, { from: 0, to: 100_000 });
  checkWhole(faults, "inspector.maximumScanAgeDays", maximumScanAgeDays, { from: 1, to: 365, unit: "days" });
  if (inspector && isOfSeveral(build))
    faults.add(
      "build.platforms",
      "names several platforms, and Amazon Inspector scans no index of images; use the gate clair, or one platform.",
    );
  if (clair) checkPolicy(faults, clair);
}

/** Rejects a policy that the gate itself would reject at the end of a build. */
function checkPolicy(faults: Faults, args: ClairGateArgs): void {
  checkSecretArn(faults, "clair.pskSecretArn", args.pskSecretArn);
  checkImage(faults, "clair.image", args.image);
  checkIssuer(faults, "clair.issuer", args.issuer);
  checkWhole(faults, "clair.threshold", args.threshold, { from: 0, to: 100_000 });
  checkWhole(faults, "clair.maximumDataAgeDays", args.maximumDataAgeDays, { from: 1, to: 90, unit: "days" });
  for (const [position, entry] of (args.allow ?? []).entries()) {
    const path = `clair.allow[${position}]`;
    if (!entry.vulnerability.trim())
      faults.add(`${path}.vulnerability`, "is empty; name one, as the report does.");
    if (entry.package !== undefined && !entry.package.trim())
      faults.add(`${path}.package`, "is empty; name a package, or leave it out.");
    checkExcuse(faults, path, entry);
  }
  if (args.unrated) {
    const rated = Object.fromEntries(severities.slice(1).map((severity) => [severity, severity]));
    checkOneOf(faults, "clair.unrated.severity", args.unrated.severity, rated);
    checkExcuse(faults, "clair.unrated", args.unrated);
  }
  for (const [position, entry] of (args.unscanned ?? []).entries()) {
    const path = `clair.unscanned[${position}]`;
    if (!ecosystemNames.includes(entry.ecosystem))
      faults.add(
        `${path}.ecosystem`,
        `${given(entry.ecosystem)} is not an ecosystem that the gate knows. Use one of ${listed(ecosystemNames)}.`,
      );
    checkExcuse(faults, path, entry);
  }
}

function checkExcuse(
  faults: Faults,
  path: string,
  { reason, expires }: { reason: string; expires: string },
): void {
  if (!reason.trim()) faults.add(`${path}.reason`, "is empty; say why it may ship.");
  if (!isDay(expires))
    faults.add(`${path}.expires`, `${given(expires)} is not a day, for example "2027-01-31".`);
}
