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
import { checkSource, type DeliverySourceArgs } from "./source.ts";
import { checkDataAge } from "./dataAge.ts";

/** As Clair ranks vulnerabilities. */
export const Severity = {
  /** Not rated; the gate counts it as `ClairGate.unrated` says. */
  Unknown: "Unknown",
  /** Theoretical only. */
  Negligible: "Negligible",
  /** Hard to use, or of little effect. */
  Low: "Low",
  /** Of limited effect. */
  Medium: "Medium",
  /** Of grave effect. */
  High: "High",
  /** Of grave effect and easy to use. */
  Critical: "Critical",
} as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** A vulnerability that may ship for a while. */
export interface AllowedVulnerability {
  /** As the report names it, or the CVE in that name, which of Ubuntu's is a title: `CVE-2024-3094`. */
  vulnerability: string;
  /** The last day, in UTC: `2027-01-31`. From the next one on it counts again. */
  expires: string;
  /** Why; it stands beside the finding in every build's log. */
  reason: string;
  /** Only in this package. @default - in every package */
  package?: string;
}

/** How findings count that neither the distribution nor the NVD has rated. */
export interface UnratedFindings {
  /** As what they count; not Unknown. */
  severity: Severity;
  /** Why, for example who looks at them. */
  reason: string;
  /** The last day, in UTC: `2027-01-31`. From the next one on they count as Critical again. */
  expires: string;
}

/** Packages that the source uses and Clair does not see, and that may ship for a while: something else scans them. */
export interface UnscannedEcosystem {
  /** `npm`, `nuget`, `cargo`, `composer`, … */
  ecosystem: string;
  /** Why, for example what scans them; it stands in every build's log. */
  reason: string;
  /** The last day, in UTC: `2027-01-31`. From the next one on nothing with them is judged. */
  expires: string;
}

export const defaultDataAgeDays = 7;

/** Clair judges: give the outputs of a `ClairScanner`, or those of one that stands elsewhere in the network. */
export interface ClairGateArgs {
  /** `http://…:6060/`. */
  apiUrl: pulumi.Input<string>;
  /** Clair's image, whose `clairctl` asks for the scan. */
  image: string;
  /** Issuer of the requests that Clair accepts, its `issuer`. */
  issuer: string;
  /** Full ARN of the secret whose text is the key, in base64. */
  pskSecretArn: pulumi.Input<string>;
  /** Findings below it do not count. @default "High" */
  minimumSeverity?: Severity;
  /** How many findings may count. @default 0 */
  threshold?: number;
  /** Findings for which there is no fixed version do not count. @default false */
  ignoreUnfixed?: boolean;
  /** An image may hold no operating system's package that Clair recognises, as one made from scratch does. @default false */
  allowNoPackages?: boolean;
  /**
   * Days since Clair last loaded changed data of each updater that the image needs, 1 to 90; after more, nothing ships. A
   * feed that changes rarely, as those of Alpine's releases do, needs more. With `rescanHours` of 24, at least 3: people are told before.
   *
   * @default 7
   */
  maximumDataAgeDays?: number;
  /** How findings without a rating count. @default - as Critical */
  unrated?: UnratedFindings;
  /** Ecosystems that the source uses and Clair does not see. @default - none; nothing with them ships */
  unscanned?: UnscannedEcosystem[];
  /** Vulnerabilities that do not count for a while. @default - none */
  allow?: AllowedVulnerability[];
}

/**
 * Amazon Inspector judges; no Clair is needed. How many findings of each severity may be: those of no rating count as
 * critical. The registry needs enhanced scanning: an image without a finished scan is not released.
 */
export interface InspectorGateArgs {
  /** Critical findings that may ship. @default 0 */
  critical?: number;
  /** High findings that may ship. @default 0 */
  high?: number;
  /** Medium findings that may ship. @default - any number */
  medium?: number;
  /** Low findings that may ship. @default - any number */
  low?: number;
}

/** The service that gets the releases; its task definition has `owner: "pipeline"`. */
export interface DeliveryTarget {
  /** The cluster of the service. */
  clusterName: pulumi.Input<string>;
  /** The service's name in ECS, for the deploy action. */
  serviceName: pulumi.Input<string>;
  /** The same service's ARN, for the pipeline's role. */
  serviceArn: pulumi.Input<string>;
  /** The container that gets the image. */
  containerName: string;
  /** ARNs of the task's two roles, which ECS is given with each new revision. */
  roleArns: Record<string, pulumi.Input<string>>;
  /**
   * ARN of the service's task definition, in any revision: the pipeline may register revisions of this family alone.
   *
   * @default - it may register revisions of every family in the account and region
   */
  taskDefinitionArn?: pulumi.Input<string>;
}

export interface ScannedDeliveryArgs extends SiteArgs, VpcArgs {
  /** Private subnets for builds, by zone, with a way out to registries and AWS. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Groups of the project that judges, one of them a client of the scanner. At most five. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * Groups of the project that runs the source's commands, which the scanner need not know. At most five.
   *
   * @default - those of securityGroupIds
   */
  imageBuildSecurityGroupIds?: Record<string, pulumi.Input<string>>;
  /** Where the sources come from. */
  source: DeliverySourceArgs;
  /** Name of the repository that gets what passed, of a `ReleaseRepository`. */
  repositoryName: pulumi.Input<string>;
  /** ARN of the same repository, for the roles. */
  repositoryArn: pulumi.Input<string>;
  /** Address of the same repository: `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  repositoryUrl: pulumi.Input<string>;
  /** The service that runs the releases. */
  target: DeliveryTarget;
  /** Scans with Clair. @default - none; give this or `inspector` */
  clair?: ClairGateArgs;
  /** Scans with Amazon Inspector. @default - none; give this or `clair` */
  inspector?: InspectorGateArgs;
  /** Who hears of failures: e-mail addresses, by name. Each gets a request to confirm. @default - nobody */
  subscribers?: Record<string, string>;
  /** An image of CodeBuild's with Docker, Node 18 or later and the AWS CLI. @default "aws/codebuild/amazonlinux-x86_64-standard:5.0" */
  buildImage?: string;
  /** Of CodeBuild's, for Linux containers. @default "BUILD_GENERAL1_SMALL" */
  computeType?: string;
  /** Minutes after which a build ends, 5 to 480. @default 60 */
  buildTimeoutMinutes?: number;
  /** Days after which what was built leaves the quarantine, released or not, 1 to 365. @default 14 */
  quarantineDays?: number;
  /** With `clair`: hours after which what the service runs is judged again, 1 to 24. @default 24 */
  rescanHours?: number;
  /** Days to keep reports, 1 to 3650. @default 365 */
  reportDays?: number;
  /** Days to keep builds' logs. @default 90 */
  logRetentionDays?: number;
  /** Whether reports, sources and logs outlive the stack. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for reports, sources and logs. Waives the rule `data-retention`, for these only.
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
  checkKeys(faults, "target.roleArns", args.target.roleArns, { from: 1 });
  const { taskDefinitionArn } = args.target;
  if (typeof taskDefinitionArn === "string" && !taskDefinition.test(taskDefinitionArn))
    faults.add(
      "target.taskDefinitionArn",
      `${given(taskDefinitionArn)} is not the ARN of a task definition: arn:<partition>:ecs:<region>:<account>:task-definition/<family>:<revision>.`,
    );
  checkGate(faults, args);
  checkEmails(faults, "subscribers", args.subscribers);
  checkWhole(faults, "buildTimeoutMinutes", args.buildTimeoutMinutes, { from: 5, to: 480, unit: "minutes" });
  checkWhole(faults, "quarantineDays", args.quarantineDays, { from: 1, to: 365, unit: "days" });
  checkWhole(faults, "rescanHours", args.rescanHours, { from: 1, to: 24, unit: "hours" });
  checkDataAge(faults, args.clair?.maximumDataAgeDays, args.rescanHours);
  if (args.rescanHours !== undefined && args.inspector !== undefined)
    faults.add("rescanHours", "has no meaning with inspector, which scans again by itself; leave it out.");
  checkWhole(faults, "reportDays", args.reportDays, { from: 1, to: 3650, unit: "days" });
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  checkRetention(faults, args);
}

/** The gate with a key that is what it must be, if it is only known later, too. */
export function heldGate(name: string, args: ScannedDeliveryArgs): ScannedDeliveryArgs {
  const { clair } = args;
  if (clair === undefined) return args;
  const pskSecretArn = heldReference(
    subjectOf("ScannedDelivery", name),
    "clair.pskSecretArn",
    clair.pskSecretArn,
  );
  return { ...args, clair: { ...clair, pskSecretArn } };
}

function checkGate(faults: Faults, { clair, inspector }: ScannedDeliveryArgs): void {
  const gates = [clair, inspector].filter((gate) => gate !== undefined).length;
  if (gates !== 1) faults.add("clair", `${gates} gates are given; give either clair or inspector.`);
  for (const [severity, count] of Object.entries(inspector ?? {}))
    checkWhole(faults, `inspector.${severity}`, count as number | undefined, { from: 0, to: 100_000 });
  if (clair) checkPolicy(faults, clair);
}

/** What the gate itself would refuse at the end of a build is refused here. */
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
