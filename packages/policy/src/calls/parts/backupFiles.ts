import { aws } from "@ballast/aws";
import { fields, list, text, type Fields, type PlainSite, type Resource, type Stack } from "@ballast/model";
import { keyArn, keyOfBucket } from "./keys.ts";
import { asking, callsOfEach, ownArn, roleOf, type Calls } from "./made.ts";

/** Permissions for native backups (RDS user guide, "Setting up for native backup and restore", 2026-11). */
const ofBucket = ["s3:GetBucketLocation", "s3:ListBucket"];
const ofFiles = [
  "s3:AbortMultipartUpload",
  "s3:GetObject",
  "s3:GetObjectAttributes",
  "s3:ListMultipartUploadParts",
  "s3:PutObject",
];
const ofKey = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"];

/** The calls by which RDS for SQL Server reads and writes backup files, with the role of the option group. */
export function callsOfBackupFiles(stack: Stack, place: PlainSite): Calls {
  return callsOfEach(stack, stack.ofType(aws.optionGroup), (group, { made, open }) => {
    const role = roleOf(stack, roleIn(group.inputs));
    if (role === undefined) return;
    const bucket = bucketBeside(group, stack);
    if (bucket === undefined) {
      open.set(role, `the bucket to which ${group.name} writes is unknown`);
      return;
    }
    const arn = ownArn(bucket);
    const why = `for backup files by ${group.name}`;
    made.push({ role, why, requests: [...asking(ofBucket, [arn]), ...asking(ofFiles, [`${arn}/file`])] });
    const key = keyArn(keyOfBucket(bucket, stack), stack, place);
    // KMS is called only if the backup procedure encrypts the file.
    if (key !== undefined) made.push({ role, why, isCertain: false, requests: asking(ofKey, [key]) });
  });
}

function roleIn({ options }: Fields): unknown {
  return list(options)
    .map(fields)
    .filter((one) => text(one["optionName"]) === "SQLSERVER_BACKUP_RESTORE")
    .flatMap((one) => list(one["optionSettings"]).map(fields))
    .find(({ name }) => text(name) === "IAM_ROLE_ARN")?.["value"];
}

/**
 * A stored procedure is called with the bucket's name, so the stack does not contain it. Assumed: the only
 * bucket of the same component.
 */
function bucketBeside({ parent }: Resource, stack: Stack): Resource | undefined {
  const [bucket, another] =
    parent === null ? [] : stack.ofType(aws.bucket).filter((one) => one.parent === parent);
  return another === undefined ? bucket : undefined;
}
