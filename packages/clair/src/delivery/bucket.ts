import * as aws from "@pulumi/aws";
import { Retention, retentionOptions, tlsOnly, whenReady } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

interface BucketArgs {
  kmsKeyArn: pulumi.Input<string>;
  /** After which objects go. */
  expireDays: number;
  /** Of the objects that go. @default - all */
  expirePrefix?: string;
  /** Only what was overwritten goes. @default false */
  keepCurrent?: boolean;
  retention: Retention | undefined;
}

export interface Bucket {
  /** Known once everything that closes it stands. */
  name: pulumi.Output<string>;
  arn: pulumi.Output<string>;
}

/** Private, encrypted, versioned, reached by TLS only, and never growing for ever. */
export function createBucket(name: string, args: BucketArgs, child: pulumi.ComponentResourceOptions): Bucket {
  const bucket = new aws.s3.Bucket(
    name,
    { forceDestroy: args.retention === Retention.Discard },
    { ...child, ...retentionOptions(args.retention) },
  );
  const closed = new aws.s3.BucketPublicAccessBlock(
    name,
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
    name,
    {
      bucket: bucket.id,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.kmsKeyArn },
          bucketKeyEnabled: true,
        },
      ],
    },
    child,
  );
  const versioning = new aws.s3.BucketVersioning(
    name,
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    name,
    {
      bucket: bucket.id,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: args.expirePrefix ?? "" },
          expiration: args.keepCurrent ? undefined : { days: args.expireDays },
          noncurrentVersionExpiration: { noncurrentDays: args.expireDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    { ...child, dependsOn: [versioning] },
  );
  const policy = new aws.s3.BucketPolicy(
    name,
    {
      bucket: bucket.id,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [tlsOnly("s3:*", [bucket.arn, pulumi.interpolate`${bucket.arn}/*`])],
      }),
    },
    // S3 refuses to change both at once.
    { ...child, dependsOn: [closed] },
  );
  return {
    name: whenReady(bucket.bucket, [closed.id, encryption.id, versioning.id, policy.id]),
    arn: bucket.arn,
  };
}
