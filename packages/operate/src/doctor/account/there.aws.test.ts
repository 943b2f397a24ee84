import { RequestCertificateCommand } from "@aws-sdk/client-acm";
import { CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateMicrosoftADCommand } from "@aws-sdk/client-directory-service";
import { CreateSecurityGroupCommand, DescribeSubnetsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { CreateRepositoryCommand } from "@aws-sdk/client-ecr";
import { CreateClusterCommand } from "@aws-sdk/client-ecs";
import { CreateOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { CreateDBInstanceCommand } from "@aws-sdk/client-rds";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { CreateSecretCommand, DeleteSecretCommand } from "@aws-sdk/client-secrets-manager";
import { moto } from "../../testing/moto.ts";
import { openAccount, type Account } from "./account.ts";
import type { Check, Verdict } from "../check.ts";
import type { NameNeed } from "../needs/needs.ts";
import type { ReferenceKind } from "../needs/settings.ts";
import { checkOf } from "../testing.ts";

let account: Account;

beforeEach(async () => {
  await moto("reset");
  account = openAccount("eu-central-1");
});

describe("names", () => {
  const make: Record<Exclude<NameNeed["kind"], "dbCluster">, () => Promise<unknown>> = {
    bucket: () =>
      account.s3.send(
        new CreateBucketCommand({
          Bucket: "taken",
          CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
        }),
      ),
    dbInstance: () =>
      account.rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: "taken",
          DBInstanceClass: "db.t3.small",
          Engine: "postgres",
          AllocatedStorage: 20,
          MasterUsername: "test",
          MasterUserPassword: "only-in-moto",
        }),
      ),
    identityProvider: () =>
      account.iam.send(
        new CreateOpenIDConnectProviderCommand({ Url: "https://taken", ThumbprintList: ["0".repeat(40)] }),
      ),
    logGroup: () => account.logs.send(new CreateLogGroupCommand({ logGroupName: "taken" })),
    repository: () => account.ecr.send(new CreateRepositoryCommand({ repositoryName: "taken" })),
    secret: () =>
      account.secrets.send(new CreateSecretCommand({ Name: "taken", SecretString: "only-in-moto" })),
  };

  it.each(Object.keys(make) as (keyof typeof make)[])("of a %s are free, or taken", async (kind) => {
    expect(await checkOf(account, { names: [{ kind, name: "taken" }] })).toMatchObject({
      status: "ok",
      found: "it is free",
    });
    await make[kind]();
    expect(await checkOf(account, { names: [{ kind, name: "taken" }] })).toMatchObject({
      id: `name:${kind}:taken`,
      status: "warning",
      fix: expect.stringMatching(/^npx pulumi import aws:\S+ <name> \S*taken, /),
    });
  });

  it("are not taken by those that only begin alike", async () => {
    await account.logs.send(new CreateLogGroupCommand({ logGroupName: "taken-too" }));
    expect(await checkOf(account, { names: [{ kind: "logGroup", name: "taken" }] })).toMatchObject({
      status: "ok",
    });
  });

  it("of a secret stay taken until it is gone", async () => {
    await make.secret();
    await account.secrets.send(new DeleteSecretCommand({ SecretId: "taken", RecoveryWindowInDays: 7 }));
    expect(await checkOf(account, { names: [{ kind: "secret", name: "taken" }] })).toMatchObject({
      status: "missing",
      fix: expect.stringContaining(
        "aws secretsmanager restore-secret --secret-id taken --region eu-central-1",
      ),
    });
  });
});

describe("what settings say is there", () => {
  const reference = (kind: ReferenceKind, id: string): Promise<Check> =>
    checkOf(account, { references: [{ kind, id, path: "ballast:settings.it" }] });
  const arn = (rest: string): string => `arn:aws:${rest}`;
  const missing: Partial<Verdict> = { status: "missing", found: "eu-central-1 has none" };

  it("is a VPC, its subnets and groups", async () => {
    expect(await reference("vpc", "vpc-0123456789abcdef0")).toMatchObject({
      ...missing,
      fix: "aws ec2 describe-vpcs --region eu-central-1 lists the existing ones; use one of them for ballast:settings.it.",
    });
    expect(await reference("subnet", "subnet-0123456789abcdef0")).toMatchObject(missing);
    expect(await reference("securityGroup", "sg-0123456789abcdef0")).toMatchObject(missing);
    const { Vpcs = [] } = await account.ec2.send(new DescribeVpcsCommand({}));
    const { Subnets = [] } = await account.ec2.send(new DescribeSubnetsCommand({}));
    const VpcId = Vpcs[0]?.VpcId ?? "";
    const { GroupId = "" } = await account.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: "team", Description: "team", VpcId }),
    );
    expect(await reference("vpc", VpcId)).toMatchObject({ status: "ok" });
    expect(await reference("subnet", Subnets[0]?.SubnetId ?? "")).toMatchObject({
      status: "ok",
      found: expect.stringMatching(/ of vpc-\w+ in eu-central-1\w, \d+ addresses free$/),
    });
    expect(await reference("securityGroup", GroupId)).toMatchObject({ status: "ok" });
  });

  it("is a cluster", async () => {
    const id = arn("ecs:eu-central-1:123456789012:cluster/team");
    expect(await reference("cluster", id)).toMatchObject(missing);
    await account.ecs.send(new CreateClusterCommand({ clusterName: "team" }));
    expect(await reference("cluster", id)).toMatchObject({ status: "ok" });
  });

  it("is a secret, of which no value is read", async () => {
    const none = arn("secretsmanager:eu-central-1:123456789012:secret:none-AbCdEf");
    expect(await reference("secret", none)).toMatchObject(missing);
    const { ARN = "" } = await account.secrets.send(new CreateSecretCommand({ Name: "team/login" }));
    expect(await reference("secret", ARN)).toMatchObject({ status: "ok", found: "it is team/login" });
    await account.secrets.send(new DeleteSecretCommand({ SecretId: ARN, RecoveryWindowInDays: 7 }));
    expect(await reference("secret", ARN)).toMatchObject({
      status: "missing",
      found: "it is scheduled for deletion",
    });
  });

  it("is a directory", async () => {
    expect(await reference("directory", "d-0123456789")).toMatchObject(missing);
    const { Vpcs = [] } = await account.ec2.send(new DescribeVpcsCommand({}));
    const { Subnets = [] } = await account.ec2.send(new DescribeSubnetsCommand({}));
    const { DirectoryId = "" } = await account.directories.send(
      new CreateMicrosoftADCommand({
        Name: "corp.example.com",
        Password: "Only-in-moto-1",
        Edition: "Standard",
        VpcSettings: {
          VpcId: Vpcs[0]?.VpcId ?? "",
          SubnetIds: Subnets.slice(0, 2).map(({ SubnetId = "" }) => SubnetId),
        },
      }),
    );
    expect(await reference("directory", DirectoryId)).toMatchObject({
      status: "ok",
      found: "corp.example.com is Active",
    });
  });

  it("is a certificate, issued and of the stack's own region", async () => {
    const there = arn("acm:us-east-1:123456789012:certificate/0a1b");
    expect(await reference("certificate", there)).toMatchObject({
      status: "missing",
      found: "it is in us-east-1, but the stack is in eu-central-1",
    });
    const none = arn("acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012");
    expect(await reference("certificate", none)).toMatchObject(missing);
    const { CertificateArn = "" } = await account.acm.send(
      new RequestCertificateCommand({ DomainName: "team.example.com", ValidationMethod: "DNS" }),
    );
    expect(await reference("certificate", CertificateArn)).toMatchObject({
      status: "missing",
      found:
        "its status is PENDING_VALIDATION, but a listener accepts only certificates with the status ISSUED",
    });
  });
});
