import { partition } from "@aws-sdk/core/client";
import * as pulumi from "@pulumi/pulumi";
import {
  decryptStatement,
  domainOf,
  KeyService,
  managedPolicyArn,
  policyDocument,
  regionalArn,
  trustDocument,
  volumeKeyStatements,
  whenReady,
} from "./index.ts";

const site = { accountId: "123456789012", partition: "aws-cn", region: "cn-north-1" };

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

it("makes ARNs of the site's partition (F.0.5)", async () => {
  expect(await valueOf(regionalArn(site, "logs", "log-group:x"))).toBe(
    "arn:aws-cn:logs:cn-north-1:123456789012:log-group:x",
  );
  expect(await valueOf(managedPolicyArn(site, "ReadOnlyAccess"))).toBe(
    "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
  );
});

it.each([
  "eu-central-1",
  "cn-north-1",
  "us-gov-west-1",
  "eusc-de-east-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "eu-isoe-west-1",
  "us-isof-south-1",
])("knows the domain of the partition of %s, as AWS publishes it", (region) => {
  const { name, dnsSuffix } = partition(region);
  expect(domainOf(name)).toBe(dnsSuffix);
});

it("names services to KMS with the same domain in every partition", async () => {
  const key = "arn:aws-cn:kms:cn-north-1:123456789012:key/1";
  const through = (name: string) => ({ "kms:ViaService": [name] });
  const secrets = decryptStatement(site, KeyService.Secrets, key);
  const parameters = decryptStatement(site, KeyService.Parameters, key, "cn-northwest-1");
  const statements = [secrets, parameters, ...volumeKeyStatements(site, key)];
  const names = await valueOf(
    pulumi.output(statements.map(({ conditions }) => conditions?.["StringEquals"])),
  );
  expect(names).toEqual([
    through("secretsmanager.cn-north-1.amazonaws.com"),
    through("ssm.cn-northwest-1.amazonaws.com"),
    through("ec2.cn-north-1.amazonaws.com"),
    through("ec2.cn-north-1.amazonaws.com"),
  ]);
});

it("renders policies without a look-up, computed resources included", async () => {
  const document = policyDocument([
    { actions: ["s3:GetObject"], resources: [pulumi.output("arn:one"), "arn:two"] },
    {
      effect: "Deny",
      actions: ["s3:*"],
      resources: ["*"],
      conditions: { Bool: { "aws:SecureTransport": ["false"] } },
    },
  ]);
  expect(JSON.parse(await valueOf(document))).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:one", "arn:two"] },
      {
        Effect: "Deny",
        Action: ["s3:*"],
        Resource: ["*"],
        Condition: { Bool: { "aws:SecureTransport": ["false"] } },
      },
    ],
  });
});

it("trusts a service, on behalf of this account where the service says for whom it acts", async () => {
  const statement = async (document: pulumi.Output<string>): Promise<unknown> =>
    (JSON.parse(await valueOf(document)) as { Statement: unknown[] }).Statement[0];
  expect(await statement(trustDocument("ec2.amazonaws.com"))).toEqual({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "ec2.amazonaws.com" },
  });
  expect(
    await statement(trustDocument("ecs-tasks.amazonaws.com", { site, sourceArn: "arn:x:*" })),
  ).toMatchObject({
    Condition: {
      StringEquals: { "aws:SourceAccount": "123456789012" },
      ArnLike: { "aws:SourceArn": "arn:x:*" },
    },
  });
});

it("knows a value when everything that makes it usable is there", async () => {
  let ready: (value: string) => void = () => undefined;
  const attachment = pulumi.output(new Promise<string>((resolve) => (ready = resolve)));
  const seen: string[] = [];
  whenReady("role", [attachment]).apply((value) => seen.push(value));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual([]);
  ready("attached");
  await valueOf(whenReady("role", [attachment]));
  expect(seen).toEqual(["role"]);
});
