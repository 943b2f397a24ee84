import {
  AllocateAddressCommand,
  CreateNatGatewayCommand,
  CreateVpcCommand,
  DescribeSubnetsCommand,
} from "@aws-sdk/client-ec2";
import { PutAccountSettingCommand } from "@aws-sdk/client-ecs";
import {
  CreateAccessKeyCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { moto } from "../testing/moto.ts";
import { openAccount, type Account } from "./account/account.ts";
import { diagnose } from "./diagnose.ts";
import type { Needs } from "./needs/needs.ts";
import { checkOf, checksOf, noNeeds } from "./testing.ts";

let account: Account;

beforeEach(async () => {
  await moto("reset");
  account = openAccount("eu-central-1");
});

it("says whose the credentials are", async () => {
  expect(await diagnose(account, [noNeeds], undefined, "123456789012")).toEqual([
    {
      id: "credentials:eu-central-1",
      what: "There are AWS credentials for eu-central-1",
      status: "ok",
      found: "account 123456789012, as arn:aws:sts::123456789012:user/moto",
    },
    {
      id: "account-used:123456789012",
      what: "The credentials are for the account of demo-dev",
      stacks: ["demo-dev"],
      status: "ok",
      found: "account 123456789012",
    },
  ]);
});

describe("a service-linked role", () => {
  const roles = [{ name: "AWSServiceRoleForAutoScaling", service: "autoscaling.amazonaws.com" }];

  it("is missing in a bare account, and there after the command that the check names", async () => {
    expect(await checkOf(account, { roles })).toMatchObject({
      id: "role:AWSServiceRoleForAutoScaling",
      status: "missing",
      fix: "aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com",
      stacks: ["demo-dev"],
    });
    await account.iam.send(
      new CreateServiceLinkedRoleCommand({ AWSServiceName: "autoscaling.amazonaws.com" }),
    );
    expect(await checkOf(account, { roles })).toMatchObject({ status: "ok", found: "it is there" });
  });
});

describe("the account's settings of ECS", () => {
  const set = (name: "awsvpcTrunking" | "containerInsights", value: string) =>
    account.ecs.send(new PutAccountSettingCommand({ name, value }));

  it("must have trunks where tasks would wait, and need none where they would not", async () => {
    expect(await checkOf(account, { trunking: "possible" })).toMatchObject({ status: "ok" });
    expect(await checkOf(account, { trunking: "needed" })).toMatchObject({
      status: "missing",
      fix: "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled --region eu-central-1",
    });
    await set("awsvpcTrunking", "enabled");
    expect(await checkOf(account, { trunking: "needed" })).toMatchObject({
      status: "ok",
      found: "awsvpcTrunking is enabled",
    });
  });

  it("should have Container Insights for clusters that leave it to them", async () => {
    expect(await checkOf(account, { accountDecidesInsights: true })).toMatchObject({ status: "warning" });
    await set("containerInsights", "enhanced");
    expect(await checkOf(account, { accountDecidesInsights: true })).toMatchObject({ status: "ok" });
  });
});

describe("quotas of VPCs", () => {
  it("count what is there, the account's own default VPC too", async () => {
    expect(await checkOf(account, { quotas: [{ quota: "vpcs", need: 4 }] })).toMatchObject({
      status: "ok",
      found: "5 VPCs are allowed, 1 in use",
    });
    await account.ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    expect(await checkOf(account, { quotas: [{ quota: "vpcs", need: 4 }] })).toMatchObject({
      status: "missing",
      found:
        "5 VPCs are allowed, 2 in use, 4 needed (if the stack is already deployed, the amount in use includes its resources)",
      fix:
        "aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value 6 " +
        "--region eu-central-1",
    });
  });

  it("count NAT gateways in each zone", async () => {
    const { Subnets = [] } = await account.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: "availability-zone", Values: ["eu-central-1a"] }] }),
    );
    const { AllocationId } = await account.ec2.send(new AllocateAddressCommand({ Domain: "vpc" }));
    await account.ec2.send(
      new CreateNatGatewayCommand({ SubnetId: Subnets[0]?.SubnetId ?? "", AllocationId }),
    );
    const quotas = ["eu-central-1a", "eu-central-1b"].map((zone) => ({
      quota: "natGateways" as const,
      need: 5,
      zone,
    }));
    expect((await checksOf(account, { quotas })).map(({ status }) => status)).toEqual(["missing", "ok"]);
  });

  it("have room for the rules of a group", async () => {
    const rules = (need: number): Partial<Needs> => ({ quotas: [{ quota: "securityGroupRules", need }] });
    expect(await checkOf(account, rules(60))).toMatchObject({ status: "ok" });
    expect(await checkOf(account, rules(61))).toMatchObject({ status: "missing" });
  });

  it("are all that moto knows: of others it is unknown, and why", async () => {
    expect(await checkOf(account, { quotas: [{ quota: "elasticIps", need: 1 }] })).toMatchObject({
      status: "unknown",
      found: expect.stringMatching(
        /^http:\/\/127\.0\.0\.1:\d+ does not respond to servicequotas:GetAWSDefaultServiceQuota as AWS does: /,
      ),
    });
  });

  it("are Directory Service's own for directories", async () => {
    expect(await checkOf(account, { directories: 1 })).toMatchObject({
      status: "ok",
      found: "20 directories are allowed, 0 in use",
    });
  });
});

describe("the region", () => {
  it("has its zones, and no others", async () => {
    expect(await checksOf(account, { zones: ["eu-central-1a", "eu-central-1z"] })).toMatchObject([
      { status: "ok", found: "it is available as euc1-az1" },
      {
        status: "missing",
        fix: "Use other zones in the stack's settings; the account has eu-central-1a, eu-central-1b, eu-central-1c.",
      },
    ]);
  });

  it("offers instance types", async () => {
    const zones = ["eu-central-1a"];
    expect(
      await checksOf(account, {
        instanceTypes: [
          { type: "m5.large", zones },
          { type: "m5.lagre", zones: [] },
        ],
      }),
    ).toMatchObject([
      { status: "ok", found: "offered in eu-central-1a, eu-central-1b, eu-central-1c" },
      { status: "missing", found: "no zone of eu-central-1 offers it" },
    ]);
  });

  it("has parameters that hold images: AWS's, and a team's once it has made it", async () => {
    const imageParameters = [
      "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
      "/team/image",
    ];
    expect(await checksOf(account, { imageParameters })).toMatchObject([
      { status: "ok", found: expect.stringMatching(/^ami-\w+ in eu-central-1$/) },
      { status: "missing", fix: expect.stringContaining("--path /team --recursive --region eu-central-1") },
    ]);
    await account.ssm.send(new PutParameterCommand({ Name: "/team/image", Value: "ami-1", Type: "String" }));
    expect(await checksOf(account, { imageParameters })).toMatchObject([{ status: "ok" }, { status: "ok" }]);
  });

  it("has Aurora to order", async () => {
    const aurora = { engine: "aurora-postgresql", instanceClass: "db.r6g.large" };
    expect(
      await checksOf(account, {
        databases: [
          { ...aurora, version: "15" },
          { ...aurora, version: "99" },
        ],
      }),
    ).toMatchObject([{ status: "ok", found: "in eu-central-1 as 15.2" }, { status: "missing" }]);
  });
});

describe("a user who may not ask", () => {
  const environment = { ...process.env };
  afterEach(async () => {
    process.env = { ...environment };
    await moto("reset-auth", "Infinity");
  });

  it("learns of each permission that is wanting, and of the rest", async () => {
    await account.iam.send(new CreateUserCommand({ UserName: "reader" }));
    await account.iam.send(
      new PutUserPolicyCommand({
        UserName: "reader",
        PolicyName: "some",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["sts:GetCallerIdentity", "ec2:DescribeAvailabilityZones"],
              Resource: "*",
            },
          ],
        }),
      }),
    );
    const { AccessKey } = await account.iam.send(new CreateAccessKeyCommand({ UserName: "reader" }));
    process.env["AWS_ACCESS_KEY_ID"] = AccessKey?.AccessKeyId ?? "";
    process.env["AWS_SECRET_ACCESS_KEY"] = AccessKey?.SecretAccessKey ?? "";
    account = openAccount("eu-central-1");
    await moto("reset-auth", "0");
    expect(
      await checksOf(account, {
        zones: ["eu-central-1a"],
        instanceTypes: [{ type: "m5.large", zones: [] }],
        roles: [{ name: "AWSServiceRoleForECS", service: "ecs.amazonaws.com" }],
      }),
    ).toMatchObject([
      { status: "unknown", found: expect.stringMatching(/^AWS does not allow iam:GetRole\. /) },
      { status: "ok" },
      {
        status: "unknown",
        found: expect.stringMatching(/^AWS does not allow ec2:DescribeInstanceTypeOfferings\. /),
      },
    ]);
  });

  it("with a wrong key is asked nothing else", async () => {
    process.env["AWS_ACCESS_KEY_ID"] = "AKIANOBODYSKEY000000";
    account = openAccount("eu-central-1");
    await moto("reset-auth", "0");
    const checks = await diagnose(account, [{ ...noNeeds, zones: ["eu-central-1a"] }]);
    expect(checks.map(({ status }) => status)).toEqual(["missing", "unknown"]);
    expect(checks[0]?.found).toMatch(/^AWS rejects the credentials for sts:GetCallerIdentity: /);
  });
});
