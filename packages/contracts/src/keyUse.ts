import * as pulumi from "@pulumi/pulumi";
import { given } from "./quoting.ts";
import { isLater, isLeftOutByMocks, refuseLate } from "./secretReference.ts";
import type { Faults } from "./faults.ts";
import type { Site } from "./site.ts";
import type { Statement } from "./statement.ts";

// The permissions that a role needs so that a service can use a customer managed key on its behalf. The key policy must allow
// access through IAM policies, as the default key policy does; otherwise these statements have no effect.

/** AWS services that use a key for their caller, as `kms:ViaService` names them: see `viaService`. */
export const KeyService = {
  /** Amazon EBS. */
  Volumes: "ec2",
  Secrets: "secretsmanager",
  Parameters: "ssm",
  /** Objects in Amazon S3. */
  Objects: "s3",
} as const;
export type KeyService = (typeof KeyService)[keyof typeof KeyService];

/**
 * Refuses what no policy can name: a policy that names an alias or a bare id allows nothing, and AWS does not say so.
 *
 * @param region Of what the key encrypts, which uses keys of its own region alone. @default - not checked
 */
export function checkKeyArn(faults: Faults, path: string, arn: unknown, region?: pulumi.Input<string>): void {
  if (arn === undefined || isLater(arn)) return;
  const fault = keyFault(arn);
  if (fault !== undefined) faults.add(path, fault);
  else if (typeof region === "string" && (arn as string).split(":")[3] !== region)
    faults.add(
      path,
      `${given(arn)} is a key of another region. Use one of ${given(region)}; a multi-Region key needs a replica there.`,
    );
}

function keyFault(arn: unknown): string | undefined {
  return typeof arn === "string" && /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(arn)
    ? undefined
    : `${given(arn)} is not the full ARN of a KMS key. Use arn:<partition>:kms:<region>:<account>:key/<id>; policies cannot ` +
        "name a key by its alias.";
}

/**
 * A key that is known only when the program runs: an output that holds an alias fails before a policy names it. One that holds
 * nothing fails too: without a key AWS would encrypt with its own.
 */
function heldKey(arn: pulumi.Input<string>): pulumi.Output<string> {
  const output = pulumi.output(arn);
  return output.apply(async (known) => {
    const isLeftOut = (known as string | undefined) === undefined && (await isLeftOutByMocks(output));
    if (!isLeftOut) refuseLate("The key of a policy", "kmsKeyArn", keyFault(known));
    return known;
  });
}

/**
 * Reading what a service encrypted with the key, only through that service.
 *
 * @param region Of the service. @default - the site's
 */
export function decryptStatement(
  site: Site,
  service: KeyService,
  kmsKeyArn: pulumi.Input<string>,
  region: pulumi.Input<string> = site.region,
): Statement {
  return {
    actions: ["kms:Decrypt"],
    resources: [heldKey(kmsKeyArn)],
    conditions: { StringEquals: { "kms:ViaService": [viaService(service, region)] } },
  };
}

/**
 * Creating, attaching and copying EBS volumes and snapshots that the key encrypts: the actions of the EBS user guide
 * ("Requirements for Amazon EBS encryption", read 2026-11-25). A role that attaches a volume lets Amazon EC2 create a grant on
 * the key. Without that right the volume is not attached (kubernetes/kubernetes#62171).
 */
export function volumeKeyStatements(site: Site, kmsKeyArn: pulumi.Input<string> | undefined): Statement[] {
  if (kmsKeyArn === undefined) return [];
  const key = heldKey(kmsKeyArn);
  const through = { "kms:ViaService": [viaService(KeyService.Volumes, site.region)] };
  return [
    {
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources: [key],
      conditions: { StringEquals: through },
    },
    {
      actions: ["kms:CreateGrant"],
      resources: [key],
      conditions: { StringEquals: through, Bool: { "kms:GrantIsForAWSResource": ["true"] } },
    },
  ];
}

/**
 * Files that a service writes to a bucket and reads there with its role: S3 encrypts them with the key, or the service does so itself
 * before it sends them (RDS user guide, "Setting up for native backup and restore", read 2026-11-27).
 */
export function keyOfFilesStatements(kmsKeyArn: pulumi.Input<string> | undefined): Statement[] {
  if (kmsKeyArn === undefined) return [];
  return [
    {
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
      resources: [heldKey(kmsKeyArn)],
    },
  ];
}

/**
 * A service as `kms:ViaService` names it. It ends in `.amazonaws.com` in every partition, also where the service's endpoint does
 * not (KMS developer guide, "Services that support the kms:ViaService condition key", of 2023-06; read 2026-11-25).
 */
function viaService(service: KeyService, region: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`${service}.${region}.amazonaws.com`;
}
