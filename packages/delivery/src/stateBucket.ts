import { createClosedBucket } from "@ballast/ecs";
import schema from "#schema" with { type: "json" };
import { bucketName } from "@ballast/aws/services/s3";
import * as aws from "@pulumi/aws";
import type { Retention } from "@ballast/contracts";
import {
  checkArguments,
  checkAutoName,
  checkWhole,
  type Faults,
  given,
  retentionOptions,
  checkRetention,
  waiversOf,
  storeProtection,
  type SiteArgs,
  type Waivers,
  isDiscarded,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

export interface StateBucketArgs extends SiteArgs {
  /** Days for which an overwritten or deleted state can be restored, 7 to 3650. @default 365 */
  oldVersionDays?: number;
  /** Name of an existing bucket that receives the server access logs. @default - none are kept */
  accessLogBucketName?: pulumi.Input<string>;
  /** Whether the states remain when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the states. Waives the rule `data-retention`, for the states only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/**
 * The bucket for Pulumi states, and the key that encrypts them and the secrets in them. The bucket is private and
 * versioned, and requires TLS.
 *
 * Use `backendUrl` with `pulumi login`, and `secretsProvider` with `pulumi stack init --secrets-provider`. Charges: one
 * KMS key per month; states are small.
 */
export class StateBucket extends pulumi.ComponentResource {
  /** `s3://<bucket>?region=<region>`, known once public access to the bucket is blocked. */
  readonly backendUrl: pulumi.Output<string>;
  /** `awskms://<key id>?region=<region>`. */
  readonly secretsProvider: pulumi.Output<string>;
  /** For `GitHubDelivery.stateBucketArn`. */
  readonly bucketArn: pulumi.Output<string>;
  /** For replication and access analysis. */
  readonly bucketName: pulumi.Output<string>;
  /** For `GitHubDelivery.stateKeyArn`. */
  readonly kmsKeyArn: pulumi.Output<string>;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: StateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "StateBucket", name, args, check);
    super("ballast-delivery:index:StateBucket", name, {}, opts);
    const child = { parent: this };
    const { region } = args.site;

    const key = new aws.kms.Key(
      `${name}-key`,
      {
        description: "Pulumi's states, and the secrets in them",
        enableKeyRotation: true,
        deletionWindowInDays: isDiscarded(args.retention) ? 7 : 30,
      },
      { ...child, ...retentionOptions(args.retention) },
    );
    const bucket = createClosedBucket(
      (part) => `${name}-${part}`,
      {
        kmsKeyArn: key.arn,
        lifecycle: { id: "old-versions", days: args.oldVersionDays ?? 365 },
        retention: args.retention,
      },
      child,
    );
    if (args.accessLogBucketName !== undefined) {
      new aws.s3.BucketLogging(
        `${name}-logging`,
        { bucket: bucket.bucket.id, targetBucket: args.accessLogBucketName, targetPrefix: `${name}/` },
        child,
      );
    }

    this.bucketArn = bucket.arn;
    this.bucketName = bucket.name;
    this.kmsKeyArn = key.arn;
    this.backendUrl = pulumi.interpolate`s3://${this.bucketName}?region=${region}`;
    this.secretsProvider = pulumi.interpolate`awskms://${key.keyId}?region=${region}`;
    this.waivers = waiversOf({
      "data-retention": { [`${name}-bucket`]: storeProtection(args), [`${name}-key`]: storeProtection(args) },
    });
    this.registerOutputs({
      backendUrl: this.backendUrl,
      secretsProvider: this.secretsProvider,
      bucketArn: this.bucketArn,
      bucketName: this.bucketName,
      kmsKeyArn: this.kmsKeyArn,
      waivers: this.waivers,
    });
  }
}

function check(faults: Faults, args: StateBucketArgs, name: string): void {
  checkAutoName(faults, `${name}-bucket`, bucketName, "a bucket");
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    faults.add("name", `${given(name)} also names a bucket; use a–z, 0–9 and hyphens between them.`);
  checkWhole(faults, "oldVersionDays", args.oldVersionDays, { from: 7, to: 3650, unit: "days" });
  checkRetention(faults, args);
}
