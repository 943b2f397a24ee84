import type { Service } from "./resourceType.ts";

export const s3: Service = {
  withoutData: ["aws:s3/", "AWS::S3::"],
  types: {
    "aws:s3/bucket:Bucket": {
      replacedBy: {
        always: ["bucket", "bucketPrefix", "objectLockConfiguration.objectLockEnabled", "objectLockEnabled"],
      },
      data: true,
    },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
      replacedBy: { always: ["bucket", "expectedBucketOwner"] },
    },
    "aws:s3/bucketLogging:BucketLogging": { replacedBy: { always: ["bucket", "expectedBucketOwner"] } },
    "aws:s3/bucketNotification:BucketNotification": { replacedBy: { always: ["bucket"] } },
    "aws:s3/bucketObjectv2:BucketObjectv2": {
      replacedBy: { always: ["bucket", "key"] },
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
    },
    "aws:s3/bucketPolicy:BucketPolicy": { replacedBy: { always: ["bucket"] } },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { replacedBy: { always: ["bucket"] } },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
      replacedBy: { always: ["bucket", "expectedBucketOwner"] },
    },
    "aws:s3/bucketVersioning:BucketVersioning": { replacedBy: { always: ["bucket", "expectedBucketOwner"] } },
    "aws:s3/bucketV2:BucketV2": { data: true },
    "aws:s3/directoryBucket:DirectoryBucket": { data: true },
    "aws:s3/filesFileSystem:FilesFileSystem": { data: true },
    "aws:s3/vectorsIndex:VectorsIndex": { data: true },
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket": { data: true },
    "AWS::S3::Bucket": { data: true },
  },
};
