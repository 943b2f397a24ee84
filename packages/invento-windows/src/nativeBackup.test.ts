import { Decision, decide, parsePolicy } from "@ballast/analysis";
import { text } from "@ballast/model";
import { record } from "@ballast/testing";
import { SqlServer, type SqlServerArgs } from "./index.ts";

const ownKey = "arn:aws:kms:eu-central-1:123456789012:key/0";
const build = (args: Partial<SqlServerArgs> = {}) =>
  new SqlServer("database", {
    site: { accountId: "123456789012", partition: "aws", region: "eu-central-1" },
    vpcId: "vpc-0",
    subnetIds: { a: "subnet-0a", b: "subnet-0b" },
    clients: { tasks: { securityGroupId: "sg-0tasks" } },
    edition: "standard",
    engineVersion: "16.00",
    instanceClass: "db.m5.large",
    allocatedStorageGiB: 100,
    ...args,
  });

it("writes backup files to a closed bucket, by a role of this server's and its option group's (F.0.47)", async () => {
  const recording = await record(() => build({ nativeBackup: { kmsKeyArn: ownKey } }));
  const bucket = recording.the("aws:s3/bucket:Bucket");
  const bucketArn = text(bucket.state["arn"]);
  const role = recording.the("aws:iam/role:Role", "database-native-backup");
  const group = recording.the("aws:rds/optionGroup:OptionGroup");
  const server = recording.the("aws:rds/instance:Instance");
  expect(group.inputs).toMatchObject({
    engineName: "sqlserver-se",
    majorEngineVersion: "16.00",
    options: [
      {
        optionName: "SQLSERVER_BACKUP_RESTORE",
        optionSettings: [{ name: "IAM_ROLE_ARN", value: role.state["arn"] }],
      },
    ],
  });
  expect(server.inputs["optionGroupName"]).toBe(group.state["name"]);
  const { Statement: trust } = JSON.parse(text(role.inputs["assumeRolePolicy"])) as { Statement: object[] };
  expect(trust).toEqual([
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "rds.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": [server.state["arn"], group.state["arn"]] },
      },
    },
  ]);
  // RDS user guide, "Setting up for native backup and restore" (2026-11): one by one, each must be allowed, and nothing else is.
  const policy = parsePolicy(
    text(recording.the("aws:iam/rolePolicy:RolePolicy", "database-native-backup").inputs["policy"]),
  );
  const decided = (action: string, resource: string) => decide([policy], { action, resource });
  const file = `${bucketArn}/invento.bak`;
  for (const action of ["ListBucket", "GetBucketLocation"])
    expect([action, decided(`s3:${action}`, bucketArn)]).toEqual([action, Decision.Allowed]);
  const ofFiles = [
    "GetObjectAttributes",
    "GetObject",
    "PutObject",
    "ListMultipartUploadParts",
    "AbortMultipartUpload",
  ];
  for (const action of ofFiles)
    expect([action, decided(`s3:${action}`, file)]).toEqual([action, Decision.Allowed]);
  for (const action of ["DescribeKey", "GenerateDataKey", "Encrypt", "Decrypt"])
    expect([action, decided(`kms:${action}`, ownKey)]).toEqual([action, Decision.Allowed]);
  for (const [action, resource] of [
    ["s3:GetObject", "arn:aws:s3:::another-bucket/invento.bak"],
    ["s3:DeleteObject", file],
    ["s3:PutBucketPolicy", bucketArn],
    ["kms:Decrypt", "arn:aws:kms:eu-central-1:123456789012:key/1"],
  ] as const)
    expect([action, decided(action, resource)]).toEqual([action, Decision.NotAllowed]);
  expect(recording.the("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).toMatchObject({
    blockPublicAcls: true,
    restrictPublicBuckets: true,
  });
});

it("names the option group anew for another engine or version, which RDS would not change (F.0.47)", async () => {
  const nameOf = async (args: Partial<SqlServerArgs>) =>
    (await record(() => build({ nativeBackup: {}, ...args }))).the("aws:rds/optionGroup:OptionGroup").state[
      "name"
    ];
  const each: Partial<SqlServerArgs>[] = [
    {},
    { edition: "web", instanceClass: "db.t3.small" },
    { engineVersion: "15.00" },
  ];
  const names = await Promise.all(each.map(nameOf));
  expect(new Set(names).size).toBe(3);
});

it("has no bucket, role and option group unless it is asked for (F.0.47)", async () => {
  const recording = await record(() => build());
  expect(recording.resources.filter(({ type }) => /optionGroup|s3\//.test(type))).toEqual([]);
  expect(recording.the("aws:rds/instance:Instance").inputs["optionGroupName"]).toBeUndefined();
});
