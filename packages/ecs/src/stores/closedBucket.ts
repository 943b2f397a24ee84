import * as aws from "@pulumi/aws";
import type { Retention } from "@ballast/contracts";
import { retentionOptions, tlsOnly, whenReady, isDiscarded } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

export interface ClosedBucketArgs {
  /** @default - the account's key for Amazon S3 */
  kmsKeyArn?: pulumi.Input<string> | undefined;
  /** Expiration rules. Unfinished uploads are deleted after a day. */
  lifecycle: {
    id: string;
    /** Prefix of the objects to delete. @default - all objects */
    prefix?: string;
    /** Days after which noncurrent versions are deleted. */
    days: number;
    /** Whether current objects are deleted after the same time. @default false */
    current?: boolean;
  };
  retention: Retention | undefined;
}

export interface ClosedBucket {
  bucket: aws.s3.Bucket;
  /** Known once all resources that restrict access to it exist. */
  name: pulumi.Output<string>;
  arn: pulumi.Output<string>;
}

/**
 * Private, encrypted, versioned, requires TLS, and deletes old versions.
 *
 * @param nameOf The name of each of its resources: a part of every user's state, so each component keeps its own.
 */
export function createClosedBucket(
  nameOf: (part: "bucket" | "access" | "encryption" | "versioning" | "lifecycle" | "policy") => string,
  args: ClosedBucketArgs,
  child: pulumi.ComponentResourceOptions,
): ClosedBucket {
  const bucket = new aws.s3.Bucket(
    nameOf("bucket"),
    { forceDestroy: isDiscarded(args.retention) },
    { ...child, ...retentionOptions(args.retention) },
  );
  const closed = new aws.s3.BucketPublicAccessBlock(
    nameOf("access"),
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
    nameOf("encryption"),
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
    nameOf("versioning"),
    { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    nameOf("lifecycle"),
    {
      bucket: bucket.id,
      rules: [
        {
          id: args.lifecycle.id,
          status: "Enabled",
          // eslint-disable-next-line ballast/no-empty-fallback -- an empty prefix is each object's (S3 API reference)
          filter: { prefix: args.lifecycle.prefix ?? "" },
          expiration: args.lifecycle.current ? { days: args.lifecycle.days } : undefined,
          noncurrentVersionExpiration: { noncurrentDays: args.lifecycle.days },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    { ...child, dependsOn: [versioning] },
  );
  const policy = new aws.s3.BucketPolicy(
    nameOf("policy"),
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
    bucket,
    name: whenReady(bucket.bucket, [closed.id, encryption.id, versioning.id, policy.id]),
    arn: bucket.arn,
  };
}
