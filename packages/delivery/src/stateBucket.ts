import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkAutoName,
  checkWhole,
  type Faults,
  given,
  Retention,
  retentionOptions,
  tlsOnly,
  whenReady,
  checkRetention,
  waiversOf,
  storeProtection,
  type Site,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

export interface StateBucketArgs {
  site: Site;
  /** Days for which an overwritten or deleted state can be brought back, 7 to 3650. @default 365 */
  oldVersionDays?: number;
  /** Name of a bucket that exists and gets the server access logs. @default - none are kept */
  accessLogBucketName?: pulumi.Input<string>;
  /** Whether the states outlive the stack. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is fine for the states. The rule `data-retention` is waived with it, for nothing else.
   *
   * @default - none: the rule finds what `discard` does
   */
  retentionReason?: string;
}

/**
 * Where Pulumi keeps stacks' states, and the key that encrypts them and the secrets within: private, versioned, reached by
 * TLS only.
 *
 * `backendUrl` is for `pulumi login`, `secretsProvider` for `pulumi stack init --secrets-provider`. Costs one KMS key by the
 * month; states are small.
 */
export class StateBucket extends pulumi.ComponentResource {
  /** `s3://<bucket>?region=<region>`; known once the bucket is closed. */
  readonly backendUrl: pulumi.Output<string>;
  /** `awskms://<key id>?region=<region>`. */
  readonly secretsProvider: pulumi.Output<string>;
  readonly bucketArn: pulumi.Output<string>;
  readonly bucketName: pulumi.Output<string>;
  readonly kmsKeyArn: pulumi.Output<string>;
  /** Why protections are off, by rule and by the member that each is for. */
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
        deletionWindowInDays: args.retention === Retention.Discard ? 7 : 30,
      },
      { ...child, ...retentionOptions(args.retention) },
    );
    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { forceDestroy: args.retention === Retention.Discard },
      { ...child, ...retentionOptions(args.retention) },
    );
    const closed = closeBucket(name, bucket, key, args, child);

    this.bucketArn = bucket.arn;
    this.bucketName = whenReady(bucket.bucket, closed);
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
  checkAutoName(faults, `${name}-bucket`, 63, "a bucket");
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    faults.add("name", `${given(name)} also names a bucket; use a–z, 0–9 and hyphens between them.`);
  checkWhole(faults, "oldVersionDays", args.oldVersionDays, { from: 7, to: 3650, unit: "days" });
  checkRetention(faults, args);
}

/** @returns what must stand before a state may lie in it. */
function closeBucket(
  name: string,
  bucket: aws.s3.Bucket,
  key: aws.kms.Key,
  args: StateBucketArgs,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string>[] {
  const access = new aws.s3.BucketPublicAccessBlock(
    `${name}-access`,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    child,
  );
  const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-encryption`,
    {
      bucket: bucket.id,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          bucketKeyEnabled: true,
        },
      ],
    },
    child,
  );
  const versioning = new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
    {
      bucket: bucket.id,
      rules: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: args.oldVersionDays ?? 365 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    { ...child, dependsOn: [versioning] },
  );
  if (args.accessLogBucketName !== undefined) {
    new aws.s3.BucketLogging(
      `${name}-logging`,
      { bucket: bucket.id, targetBucket: args.accessLogBucketName, targetPrefix: `${name}/` },
      child,
    );
  }
  const policy = new aws.s3.BucketPolicy(
    `${name}-policy`,
    {
      bucket: bucket.id,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [tlsOnly("s3:*", [bucket.arn, pulumi.interpolate`${bucket.arn}/*`])],
      }),
    },
    // S3 refuses to change both at once.
    { ...child, dependsOn: [access] },
  );
  return [access.id, encryption.id, versioning.id, policy.id];
}
