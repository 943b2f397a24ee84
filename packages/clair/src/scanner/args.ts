import { targetGroupName } from "@ballast/aws/services/lb";
import type { Retention, VpcArgs } from "@ballast/contracts";
import {
  checkAutoName,
  checkClients,
  checkKeyArn,
  checkKeys,
  isOn,
  checkLogRetention,
  checkSecretArn,
  checkWhole,
  checkWithoutEffect,
  type Faults,
  given,
  listed,
  checkRetention,
  checkProtection,
  type Client,
  type SiteArgs,
  type Protection,
} from "@ballast/contracts";
import { checkBackup, parseImage, StoreKind } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import { certificatesOf, missingCertificates } from "./certificates.ts";
import { majorVersion, type ClairDatabaseArgs, isServerless } from "./database.ts";

/** CPU and memory of Clair's task: 2, 4 and 8 virtual CPUs, each with four times as many GiB. */
export const ClairSize = {
  /** 2 virtual CPUs and 8 GiB. */
  Small: "small",
  /** 4 virtual CPUs and 16 GiB. */
  Medium: "medium",
  /** 8 virtual CPUs and 32 GiB. */
  Large: "large",
} as const;
export type ClairSize = (typeof ClairSize)[keyof typeof ClairSize];

export interface ClairScannerArgs extends SiteArgs, VpcArgs {
  /** Private subnets in at least two zones, keyed by zone, with egress to updaters and registries. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** The cluster that runs Clair. */
  clusterArn: pulumi.Input<string>;
  /**
   * Image of Clair 4 by its digest, `quay.io/projectquay/clair@sha256:…`, or a copy in your own registry. A tag before the digest is for
   * readers only. The rule `scanner-image-digest` reports an image that is named by its tag alone.
   */
  image: string;
  /**
   * Full ARN of the secret that contains the key for signing requests, in base64. 32 letters and digits are valid
   * base64.
   */
  pskSecretArn: pulumi.Input<string>;
  /** Clients that can request scans. No other client can connect. */
  clients: Record<string, Client>;
  /** PostgreSQL for Clair's data. @default - Aurora Serverless v2 */
  database?: ClairDatabaseArgs;
  /** CPU and memory of Clair's task. @default "small": 2 virtual CPUs, 8 GiB */
  size?: ClairSize;
  /**
   * GiB of disk for layers while Clair reads them, 40 to 200: at least twice the size of the largest layer.
   *
   * @default 60
   */
  ephemeralStorageGiB?: number;
  /** Issuer (JWT `iss`) of the requests that Clair accepts. @default "ballast-delivery" */
  issuer?: string;
  /** `debug`, `info`, `warn` or `error`. @default "info" */
  logLevel?: string;
  /** Hours between updates of vulnerability data, 1 to 168. @default 6 */
  updatePeriodHours?: number;
  /**
   * Names of Clair's updater sets, for example `["alpine", "clair.cvss"]`. Those of Alpine and Debian need
   * `clair.cvss`, which provides the ratings of their findings.
   *
   * @default - all of them
   */
  updaterSets?: string[];
  /**
   * Clair loads nothing from the internet. You import vulnerability data with `clairctl`. Clair loads layers from
   * private addresses only, so this VPC needs an interface endpoint for Amazon S3 with private DNS.
   *
   * @default false
   */
  airGapped?: boolean;
  /** ACM certificate of the load balancer. @default - plain HTTP inside the VPC; requests are signed in both cases */
  certificateArn?: pulumi.Input<string>;
  /** AWS refuses to delete the load balancer, also when its stack is destroyed. @default - on */
  balancerProtection?: Protection;
  /** Days to keep Clair's log. @default 90 */
  logRetentionDays?: number;
  /** Whether the database and logs remain when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for database and logs. Waives the rule `data-retention`, for these only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/** Clair's own sets (github.com/quay/claircore v1.5.48, updater/defaults). */
const updaterSets = [
  "alpine",
  "aws",
  "debian",
  "oracle",
  "osv",
  "photon",
  "rhel-vex",
  "suse",
  "ubuntu",
  "clair.cvss",
];
const logLevels = ["debug", "info", "warn", "error"];

export const defaultUpdateHours = 6;

export function checkScanner(faults: Faults, args: ClairScannerArgs, name: string): void {
  checkAutoName(faults, `${name}-api`, targetGroupName, "a target group");
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 2 });
  checkSecretArn(faults, "pskSecretArn", args.pskSecretArn);
  checkImage(faults, "image", args.image);
  checkKeys(faults, "clients", args.clients, { from: 1 });
  checkClients(faults, "clients", args.clients);
  checkRetention(faults, args);
  checkProtection(faults, "balancerProtection", args.balancerProtection);
  checkWhole(faults, "ephemeralStorageGiB", args.ephemeralStorageGiB, { from: 40, to: 200, unit: "GiB" });
  checkWhole(faults, "updatePeriodHours", args.updatePeriodHours, { from: 1, to: 168, unit: "hours" });
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  if (args.logLevel !== undefined && !logLevels.includes(args.logLevel))
    faults.add("logLevel", `${given(args.logLevel)} is unknown; allowed: ${listed(logLevels)}.`);
  checkIssuer(faults, "issuer", args.issuer);
  for (const [position, set] of (args.updaterSets ?? []).entries()) {
    if (!updaterSets.includes(set))
      faults.add(`updaterSets[${position}]`, `${given(set)} is unknown; allowed: ${listed(updaterSets)}.`);
  }
  for (const set of ["alpine", "debian"]) {
    if (args.updaterSets?.includes(set) && !args.updaterSets.includes("clair.cvss"))
      faults.add("updaterSets", `has ${given(set)}, whose findings the NVD rates. Add "clair.cvss".`);
  }
  if (args.airGapped && args.updaterSets)
    faults.add("updaterSets", "conflicts with airGapped, which disables updates. Leave one of the two out.");
  if (args.airGapped)
    checkWithoutEffect(
      faults,
      "",
      args,
      ["updatePeriodHours"],
      "airGapped updates nothing. Leave one of the two out.",
    );
  checkDatabase(faults, args.database ?? {});
  const { backup, kmsKeyArn, certificates } = args.database ?? {};
  const { region } = args.site;
  if (certificates === undefined && typeof region === "string" && certificatesOf(region) === undefined)
    faults.add("database.certificates", missingCertificates(region));
  checkKeyArn(faults, "database.kmsKeyArn", kmsKeyArn, args.site.region);
  checkBackup(faults, "database.backup", backup, {
    name: `${name}-database`,
    region: args.site.region,
    kind: StoreKind.Cluster,
  });
  if (!isOn(backup))
    faults.add(
      "database.backup.enabled",
      "is false, and Aurora has no cluster without backups. Leave it out.",
    );
}

/** Who signs tokens for Clair; the gate and the scanner must name the same. */
export function checkIssuer(faults: Faults, path: string, issuer: string | undefined): void {
  if (issuer !== undefined && !/^[A-Za-z0-9._-]{1,64}$/.test(issuer))
    faults.add(path, `${given(issuer)} is not an issuer. Use up to 64 letters, digits, dots and hyphens.`);
}

/** Clair 2, whose configuration and API are other ones, and a tag that moves are refused. */
/** The image with its digest but without its tag, if it has a digest: Amazon ECS and AWS CodeBuild document a tag or a digest, not both. */
export const byDigest = (image: string): string => image.replace(/:[\w.-]+(?=@sha256:)/, "");

export function checkImage(faults: Faults, path: string, image: string): void {
  const reference = parseImage(image);
  if (reference === undefined) {
    faults.add(
      path,
      `${given(image)} is not an image reference, for example "quay.io/projectquay/clair:4.9.0".`,
    );
  } else if (/(^|\/)coreos\/clair/.test(reference.repository)) {
    faults.add(
      path,
      `${given(image)} is Clair 2, which is dead; use "quay.io/projectquay/clair" of version 4.`,
    );
  } else if (reference.host === "quay.io" && reference.repository !== "projectquay/clair") {
    faults.add(path, `${given(image)} is not Clair's own image there, "quay.io/projectquay/clair".`);
  } else if (reference.digest === undefined && !/^v?4\.\d+\.\d+/.test(reference.tag ?? "")) {
    faults.add(path, `${given(image)} names no version of Clair 4; give a tag such as "4.9.0", or a digest.`);
  }
}

function checkDatabase(faults: Faults, args: ClairDatabaseArgs): void {
  const serverless = isServerless(args.mode);
  checkWhole(faults, "database.backupDays", args.backupDays, { from: 7, to: 35, unit: "days" });
  if (!/^\d{2}(\.\d+)?$/.test(args.engineVersion ?? "15") || Number(majorVersion(args)) < 15) {
    faults.add("database.engineVersion", `${given(args.engineVersion)} is not PostgreSQL 15 or later.`);
  }
  if (serverless && args.instanceClass !== undefined)
    faults.add("database.instanceClass", 'is for mode "provisioned"; leave it out, or set the mode.');
  if (!serverless && !/^db\.[a-z0-9]+\.[a-z0-9]+$/.test(args.instanceClass ?? "")) {
    faults.add(
      "database.instanceClass",
      `${given(args.instanceClass)} is not a class, for example "db.r6g.large".`,
    );
  }
  checkCapacity(faults, args, serverless);
  if (
    args.certificates !== undefined &&
    !/^-----BEGIN CERTIFICATE-----\n[\s\S]+-----END CERTIFICATE-----\s*$/.test(args.certificates)
  )
    faults.add("database.certificates", 'are no certificates in PEM ("-----BEGIN CERTIFICATE-----" and on).');
}

function checkCapacity(faults: Faults, args: ClairDatabaseArgs, serverless: boolean): void {
  if (!serverless) {
    const why = 'it is for mode "serverless". Leave it out.';
    checkWithoutEffect(faults, "database", args, ["minimumCapacity", "maximumCapacity"], why);
    return;
  }
  const { minimumCapacity = 0.5, maximumCapacity = 8 } = args;
  for (const [path, value] of Object.entries({ minimumCapacity, maximumCapacity })) {
    if (!(value >= 0 && value <= 256 && Number.isInteger(value * 2)))
      faults.add(`database.${path}`, `${given(value)} is out of bounds; give 0 to 256 in steps of 0.5.`);
  }
  if (maximumCapacity < Math.max(1, minimumCapacity))
    faults.add("database.maximumCapacity", `${given(maximumCapacity)} is below 1 or below minimumCapacity.`);
}
