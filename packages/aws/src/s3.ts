import { settingOf } from "./computed.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { pricing, type Service, unused } from "./resourceType.ts";
import { always, emptied, yes } from "./survival.ts";

export const s3: Service = {
  withoutData: ["aws:s3/", "AWS::S3::"],
  parts: { "aws:s3/bucket": "bucket" },
  unknown: unused,
  types: {
    "aws:s3/bucket:Bucket": {
      words: "bucket",
      computed: ({ name, input, site }) => {
        const bucket = input("bucket") || name;
        return { id: bucket, state: { bucket, arn: `arn:${site.partition}:s3:::${bucket}` } };
      },
      computedOnUpdate: [],
      replacedBy: {
        always: ["bucket", "bucketPrefix", "objectLockConfiguration.objectLockEnabled", "objectLockEnabled"],
      },
      data: true,
      // docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html
      survival: {
        zoneLoss: always(yes("S3 stores objects in at least three zones")),
        destroy: ({ inputs }) => emptied(inputs["forceDestroy"] === true, "bucket that holds objects"),
      },
      look: node(NodeKind.Store),
      name: { property: "bucket", maximum: 63 },
      unique: { kind: "bucket", property: "bucket" },
      quotas: [],
      charge: { by: "the gigabyte and month, and requests", prices: pricing("s3") },
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
      computed: settingOf("bucket"),
      computedOnUpdate: [],
      replacedBy: { always: ["bucket", "expectedBucketOwner"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:s3/bucketLogging:BucketLogging": {
      computed: settingOf("bucket"),
      computedOnUpdate: [],
      replacedBy: { always: ["bucket", "expectedBucketOwner"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
    },
    "aws:s3/bucketNotification:BucketNotification": {
      computed: settingOf("bucket"),
      computedOnUpdate: [],
      replacedBy: { always: ["bucket"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": {
      computed: ({ input, site }) => ({
        id: `${input("bucket")}/${input("key")}`,
        state: { arn: `arn:${site.partition}:s3:::${input("bucket")}/${input("key")}` },
      }),
      computedOnUpdate: [
        {
          output: "versionId",
          when: [
            "bucketKeyEnabled",
            "cacheControl",
            "checksumAlgorithm",
            "content",
            "contentBase64",
            "contentDisposition",
            "contentEncoding",
            "contentLanguage",
            "contentType",
            "etag",
            "kmsKeyId",
            "metadata",
            "serverSideEncryption",
            "source",
            "sourceHash",
            "storageClass",
            "websiteRedirect",
          ],
        },
        { output: "etag", when: ["sourceHash"] },
      ],
      replacedBy: { always: ["bucket", "key"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
      replacedBy: { always: ["bucket"] },
      computedOnUpdate: [],
      charge: false,
    },
    "aws:s3/bucketPolicy:BucketPolicy": {
      computed: settingOf("bucket"),
      computedOnUpdate: [],
      replacedBy: { always: ["bucket"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
      computed: settingOf("bucket"),
      computedOnUpdate: [],
      replacedBy: { always: ["bucket"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
      computed: settingOf("bucket"),
      computedOnUpdate: [],
      replacedBy: { always: ["bucket", "expectedBucketOwner"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:s3/bucketV2:BucketV2": {
      replacedBy: {
        always: ["bucket", "bucketPrefix", "objectLockConfiguration.objectLockEnabled", "objectLockEnabled"],
      },
      computedOnUpdate: [],
      data: true,
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
      computed: settingOf("bucket"),
      computedOnUpdate: [],
      replacedBy: { always: ["bucket", "expectedBucketOwner"] },
      data: false,
      look: partOf("bucket"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:s3/directoryBucket:DirectoryBucket": {
      replacedBy: { always: ["bucket"], sometimes: ["dataRedundancy", "location", "type"] },
      computedOnUpdate: [],
      data: true,
    },
    "aws:s3/filesFileSystem:FilesFileSystem": {
      data: true,
    },
    "aws:s3/vectorsIndex:VectorsIndex": {
      data: true,
    },
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket": {
      data: true,
    },
    "AWS::S3::Bucket": {
      data: true,
    },
  },
};
