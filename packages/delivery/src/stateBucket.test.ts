import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { StateBucket, type StateBucketArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const build = (args: Partial<StateBucketArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new StateBucket("state", { site, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "stateBucket.identity.txt"),
  grown: () => build({ accessLogBucketName: "access-logs" }),
  added: ["state > aws:s3/bucketLogging:BucketLogging state-logging"],
  refusals: {
    "a name that no bucket may have, and days that are none": {
      build: () => new StateBucket("My_State", { site, oldVersionDays: 1, retention: "keep" as "retain" }),
      paths: ["name", "oldVersionDays", "retention"],
    },
    "a name that leaves no room": {
      build: () => new StateBucket("s".repeat(60), { site }),
      paths: ["name"],
    },
  },
});

describe("closed by default", () => {
  it("is private, encrypted by its own key, versioned, and reached by TLS only", async () => {
    const recording = await record(() => build());
    const bucket = recording.the("aws:s3/bucket:Bucket").state;
    const key = recording.the("aws:kms/key:Key");
    expect(recording.the("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).toEqual({
      bucket: bucket["bucket"],
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(
      recording.the("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .inputs["rules"],
    ).toEqual([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.state["arn"] },
        bucketKeyEnabled: true,
      },
    ]);
    expect(key.inputs["enableKeyRotation"]).toBe(true);
    expect(
      recording.the("aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"],
    ).toEqual({
      status: "Enabled",
    });
    const { Statement } = JSON.parse(
      recording.the("aws:s3/bucketPolicy:BucketPolicy").inputs["policy"] as string,
    ) as { Statement: unknown[] };
    expect(Statement).toEqual([
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket["arn"], `${String(bucket["arn"])}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("keeps the states and their key, and old versions for a year", async () => {
    const recording = await record(() => build());
    for (const type of ["aws:s3/bucket:Bucket", "aws:kms/key:Key"])
      expect(recording.the(type)).toMatchObject({ protect: true, retainOnDelete: true });
    expect(recording.the("aws:s3/bucket:Bucket").inputs["forceDestroy"]).toBe(false);
    expect(
      recording.the("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"],
    ).toEqual([
      {
        id: "old-versions",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 365 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]);
  });

  it("lets everything go where that was asked for", async () => {
    const recording = await record(() => build({ retention: "discard", oldVersionDays: 30 }));
    expect(recording.the("aws:s3/bucket:Bucket")).toMatchObject({
      protect: false,
      retainOnDelete: false,
      inputs: { forceDestroy: true },
    });
    expect(recording.the("aws:kms/key:Key").inputs["deletionWindowInDays"]).toBe(7);
  });
});

it("says how to log in and how to encrypt secrets", async () => {
  const recording = await record(() => build());
  const { bucket } = recording.the("aws:s3/bucket:Bucket").state;
  const { keyId } = recording.the("aws:kms/key:Key").state;
  expect(recording.the("ballast-delivery:index:StateBucket").outputs).toMatchObject({
    backendUrl: `s3://${String(bucket)}?region=eu-central-1`,
    secretsProvider: `awskms://${String(keyId)}?region=eu-central-1`,
  });
});
