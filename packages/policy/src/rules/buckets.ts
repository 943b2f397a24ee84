import { fields, text, valueAt, type Resource } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { deniesInClear } from "../statements.ts";
import { aws } from "@ballast/aws";

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

/** The public access settings of a template's bucket, under the provider's property names. */
function inOwnWords({ inputs }: Resource): Record<string, unknown> {
  const given = fields(valueAt(inputs, "PublicAccessBlockConfiguration"));
  return Object.fromEntries(
    blocks.map((block) => [block, given[(block[0] ?? "b").toUpperCase() + block.slice(1)]]),
  );
}

export const bucketRules: Rule[] = [
  {
    id: "s3-public-access",
    severity: "error",
    sentence: "A bucket blocks every kind of public access.",
    why: "With this block one wrong line in a policy or an ACL does not make the bucket public.",
    fix: "Add a BucketPublicAccessBlock with all four settings on.",
    covers: ["AwsSolutions-S2"],
    types: [aws.bucket, aws.templateBucket, aws.accountPublicAccessBlock],
    *check(resource, stack) {
      const { type, inputs } = resource;
      const settings =
        type === aws.bucket
          ? [
              ...stack.referring(aws.bucketPublicAccessBlock, "bucket", resource),
              ...stack.ofType(aws.accountPublicAccessBlock),
            ].map((one) => one.inputs)
          : [type === aws.templateBucket ? inOwnWords(resource) : inputs];
      const open = blocks.filter((block) => !settings.some((one) => text(one[block]) === "true"));
      for (const part of open) yield { part, message: `has no ${part}` };
    },
  },
  {
    id: "s3-tls",
    severity: "error",
    sentence: "A bucket is read and written only over TLS.",
    why: "S3 also accepts plain HTTP, and a misconfigured client does not notice.",
    fix: "Set a policy that denies s3:* where aws:SecureTransport is false.",
    covers: ["AwsSolutions-S10"],
    types: [aws.bucket],
    *check(resource, stack) {
      const policies = stack
        .referring(aws.bucketPolicy, "bucket", resource)
        .map(({ inputs }) => inputs["policy"]);
      const arn = text(resource.state["arn"]);
      const requests = [
        { action: "s3:GetObject", resource: `${arn}/any` },
        { action: "s3:PutObject", resource: `${arn}/thing` },
        { action: "s3:ListBucket", resource: arn },
      ];
      if (!deniesInClear([resource.inputs["policy"], ...policies], requests))
        yield "accepts unencrypted connections";
    },
  },
  {
    id: "s3-versioning",
    severity: "warning",
    sentence: "A bucket keeps overwritten and deleted objects.",
    why: "Without versioning an overwritten object is lost.",
    fix: "Add a BucketVersioning that is Enabled, and a lifecycle rule for old versions.",
    types: [aws.bucket],
    *check(resource, stack) {
      const kept = stack
        .referring(aws.bucketVersioning, "bucket", resource)
        .some(({ inputs }) => fields(inputs["versioningConfiguration"])["status"] === "Enabled");
      if (!kept) yield "keeps no old versions";
    },
  },
  {
    id: "s3-access-logs",
    severity: "warning",
    optional: true,
    sentence: "Access to a bucket is logged.",
    why: "Without a log nobody can find out later who read an object.",
    fix: "Add a BucketLogging with a bucket of the account's log archive, or record data events in CloudTrail.",
    covers: ["AwsSolutions-S1"],
    types: [aws.bucket],
    *check(resource, stack) {
      if (stack.referring(aws.bucketLogging, "bucket", resource).length === 0) yield "logs no access";
    },
  },
];
