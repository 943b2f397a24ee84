import { assumed, every } from "./charges/terms.ts";
import { isTrue, fields, text } from "@ballast/model";
import { expiryBeyond, expiryRules, templateExpiryRules } from "./discarding/s3Expiry.ts";
import { charged, nameless, settingOf } from "./entries.ts";
import type { DiscardsByProperty } from "./discarding/discarding.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, emptied, type StoreSurvivalFacts, yes } from "./survival.ts";
import { accepting, sources } from "./values/sources.ts";

// docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
export const bucketName = naming(
  "bucket",
  63,
  /^(?!xn--|sthree-|amzn-s3-demo-|\d+(?:\.\d+){3}$)(?!.*\.\.)[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
  "lower-case letters and digits, with hyphens or single periods between them",
);

// docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html
const zoneLoss = always(yes("S3 stores objects in at least three zones"));
const survival: StoreSurvivalFacts = {
  zoneLoss,
  destroy: ({ inputs }) => emptied(isTrue(inputs["forceDestroy"]), "bucket that holds objects"),
};

const expiryIn = (property: string): DiscardsByProperty => ({
  [property]: (before, after) => expiryBeyond(expiryRules(before[property]), expiryRules(after[property])),
});

export const s3: Service = {
  withoutData: ["AWS::S3::"],
  parts: { "aws:s3/bucket": "bucket" },
  unknown: unused,
  types: {
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": { charge: false },
    "aws:s3/bucket:Bucket": {
      words: "bucket",
      isInBackup: true,
      computed: ({ name, input, site }) => {
        const bucket = input("bucket") || name;
        return { id: bucket, state: { bucket, arn: `arn:${site.partition}:s3:::${bucket}` } };
      },
      data: true,
      survival,
      discards: expiryIn("lifecycleRules"),
      look: node(NodeKind.Store),
      name: bucketName,
      unique: { kind: "bucket", property: "bucket" },
      quotas: [],
      charge: charged(
        "per GB-month and per request",
        "s3",
        every(
          assumed("s3.storage", "bucketGigabytes"),
          assumed("s3.writes", "bucketWrites"),
          assumed("s3.reads", "bucketReads"),
        ),
      ),
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": settingOf("bucket", {
      accepts: accepting(sources.apiOfS3, {
        "rules.id": ["length", 1, 255],
        "rules.expiration.days": ["range", 0, 2_147_483_647],
        "rules.transitions.days": ["range", 0, 2_147_483_647],
        "rules.noncurrentVersionExpiration.noncurrentDays": ["range", 1, 2_147_483_647],
        "rules.noncurrentVersionExpiration.newerNoncurrentVersions": ["range", 1, 100],
        "rules.noncurrentVersionTransitions.newerNoncurrentVersions": ["range", 1, 100],
      }),
      replacedBy: { always: ["bucket", "expectedBucketOwner"] },
      discards: expiryIn("rules"),
      computedOnUpdate: [],
    }),
    // Delivery is free, the delivered objects are not (docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html).
    "aws:s3/bucketLogging:BucketLogging": settingOf("bucket"),
    // Free, but the receiver of events is not (aws.amazon.com/s3/faqs).
    "aws:s3/bucketNotification:BucketNotification": settingOf("bucket"),
    "aws:s3/bucketObjectv2:BucketObjectv2": nameless({
      computed: ({ input, site }) => ({
        id: `${input("bucket")}/${input("key")}`,
        state: { arn: `arn:${site.partition}:s3:::${input("bucket")}/${input("key")}` },
      }),
      computedOnUpdate: [{ output: "etag", when: ["sourceHash"] }],
      look: partOf("bucket"),
    }),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": { charge: false },
    "aws:s3/bucketPolicy:BucketPolicy": settingOf("bucket"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": settingOf("bucket"),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
      settingOf("bucket"),
    // internal/service/s3/bucket_versioning.go, `CustomizeDiff`: S3 cannot return to the unversioned state.
    "aws:s3/bucketVersioning:BucketVersioning": settingOf("bucket", {
      refuses: {
        "versioningConfiguration.status": (before, after) => {
          const [was, is] = [before, after].map(({ versioningConfiguration: one }) =>
            text(fields(one)["status"]),
          );
          return is === "Disabled" && (was === "Enabled" || was === "Suspended")
            ? `versioning can only be suspended after it was enabled (${was} to ${is})`
            : undefined;
        },
      },
    }),
    "aws:s3/directoryBucket:DirectoryBucket": {
      replacedBy: { always: ["bucket"], sometimes: ["dataRedundancy", "location", "type"] },
      computedOnUpdate: [],
      data: true,
    },
    "aws:s3/filesFileSystem:FilesFileSystem": {
      data: true,
      replacedBy: { always: ["bucket", "kmsKeyId", "prefix", "roleArn"], sometimes: ["acceptBucketWarning"] },
    },
    "aws:s3/vectorsIndex:VectorsIndex": { data: true },
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket": { data: true },
    "AWS::S3::Bucket": {
      data: true,
      survival: { zoneLoss },
      discards: {
        LifecycleConfiguration: (before, after) => {
          const [old = [], now = []] = [before, after].map((one) =>
            templateExpiryRules(one["LifecycleConfiguration"]),
          );
          return expiryBeyond(old, now);
        },
      },
    },
  },
};
