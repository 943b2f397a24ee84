import * as pulumi from "@pulumi/pulumi";
import { given } from "./quoting.ts";
import type { Faults } from "./faults.ts";
import { domainOf, type Site } from "./site.ts";
import type { Statement } from "./statement.ts";

// What a role needs so that a service can use a customer-managed key for it. The key's own policy must let the account
// decide by IAM policies, as KMS's default policy does; otherwise these statements allow nothing.

/** AWS services that use a key for their caller, as `kms:ViaService` names them (KMS developer guide, 2026-11). */
export const KeyService = {
  /** Amazon EBS. */
  Volumes: "ec2",
  Secrets: "secretsmanager",
  Parameters: "ssm",
} as const;
export type KeyService = (typeof KeyService)[keyof typeof KeyService];

/** Refuses what no policy can name: a policy that names an alias or a bare id allows nothing, and AWS does not say so. */
export function checkKeyArn(faults: Faults, path: string, arn: unknown): void {
  if (typeof arn !== "string" || /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(arn)) return;
  faults.add(
    path,
    `${given(arn)} is not the full ARN of a KMS key. Use arn:<partition>:kms:<region>:<account>:key/<id>; policies cannot ` +
      "name a key by its alias.",
  );
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
    resources: [kmsKeyArn],
    conditions: { StringEquals: { "kms:ViaService": [viaService(site, service, region)] } },
  };
}

/**
 * Creating, attaching and copying EBS volumes and snapshots that the key encrypts. Whoever attaches a volume hands Amazon
 * EC2 a grant on the key; without that right EC2 accepts the call and detaches the volume again (EBS user guide,
 * "Requirements for Amazon EBS encryption", 2026-11).
 */
export function volumeKeyStatements(site: Site, kmsKeyArn: pulumi.Input<string> | undefined): Statement[] {
  if (kmsKeyArn === undefined) return [];
  const through = { "kms:ViaService": [viaService(site, KeyService.Volumes, site.region)] };
  return [
    {
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources: [kmsKeyArn],
      conditions: { StringEquals: through },
    },
    {
      actions: ["kms:CreateGrant"],
      resources: [kmsKeyArn],
      conditions: { StringEquals: through, Bool: { "kms:GrantIsForAWSResource": ["true"] } },
    },
  ];
}

function viaService(site: Site, service: KeyService, region: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi
    .all([region, site.partition])
    .apply(([where, partition]) => `${service}.${where}.${domainOf(partition)}`);
}
