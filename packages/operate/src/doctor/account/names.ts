import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRepositoriesCommand } from "@aws-sdk/client-ecr";
import { DescribeDBClustersCommand, DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { ListOpenIDConnectProvidersCommand } from "@aws-sdk/client-iam";
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../operateError.ts";
import { missing, ok, warning, type Verdict } from "../check.ts";
import type { NameNeed } from "../needs/needs.ts";
import { unless } from "../../aws.ts";
import type { Account } from "./account.ts";
import type { Question } from "./ask.ts";
import type { For } from "./region.ts";

const words: Record<NameNeed["kind"], string> = {
  bucket: "S3 bucket",
  dbCluster: "DB cluster",
  dbInstance: "DB instance",
  identityProvider: "identity provider",
  logGroup: "log group",
  repository: "ECR repository",
  secret: "secret",
};

export function nameQuestion(account: Account, { kind, name, stacks }: For<NameNeed>): Question {
  return {
    id: `name:${kind}:${name}`,
    what: `No ${words[kind]} has the name ${name} yet`,
    stacks,
    ask: async () => {
      if (stacks.length > 1) {
        return missing(
          `${stacks.join(" and ")} would each make one, and an account has one of a name`,
          "Let one of them make it, and give its ARN or name to the others; or name them apart.",
        );
      }
      return (await taken[kind](account, name)) ?? ok("it is free");
    },
  };
}

/** Undefined where the name is free. */
const taken: Record<NameNeed["kind"], (account: Account, name: string) => Promise<Verdict | undefined>> = {
  bucket: async ({ s3 }, Bucket) => {
    try {
      await s3.send(new HeadBucketCommand({ Bucket }));
      return exists(`aws:s3/bucket:Bucket <name> ${Bucket}`);
    } catch (error) {
      const status = error instanceof AwsError ? httpStatus(error.cause) : undefined;
      if (status === 404) return undefined;
      if (status === 301 || status === 400 || status === 403) {
        return missing(
          "somebody else has it, or it is in another region; bucket names are unique in the world",
          "Name another in the stack's settings.",
        );
      }
      throw error;
    }
  },
  dbCluster: async ({ rds }, name) =>
    (await unless(
      /^DBClusterNotFound/,
      rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: name })),
    )) && exists(`aws:rds/cluster:Cluster <name> ${name}`),
  dbInstance: async ({ rds }, name) =>
    (await unless(
      /^DBInstanceNotFound/,
      rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name })),
    )) && exists(`aws:rds/instance:Instance <name> ${name}`),
  identityProvider: async ({ iam }, url) => {
    const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    const address = url.replace(/^https:\/\//, "");
    const found = OpenIDConnectProviderList.find(({ Arn = "" }) => Arn.endsWith(`:oidc-provider/${address}`));
    return found && exists(`aws:iam/openIdConnectProvider:OpenIdConnectProvider <name> ${found.Arn}`);
  },
  logGroup: async ({ logs }, name) => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    const there = logGroups.some(({ logGroupName }) => logGroupName === name);
    return there ? exists(`aws:cloudwatch/logGroup:LogGroup <name> ${name}`) : undefined;
  },
  repository: async ({ ecr }, name) =>
    (await unless(
      /^RepositoryNotFoundException$/,
      ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })),
    )) && exists(`aws:ecr/repository:Repository <name> ${name}`),
  secret: async ({ secrets, region }, name) => {
    const answer = await unless(
      /^ResourceNotFoundException$/,
      secrets.send(new DescribeSecretCommand({ SecretId: name })),
    );
    if (answer === undefined) return undefined;
    if (answer.DeletedDate === undefined) return exists(`aws:secretsmanager/secret:Secret <name> ${name}`);
    return missing(
      "one of this name is about to be deleted, and keeps the name until then",
      `aws secretsmanager restore-secret --secret-id ${name} --region ${region}, and import it; or, if nobody needs it, ` +
        `aws secretsmanager delete-secret --secret-id ${name} --force-delete-without-recovery --region ${region}`,
    );
  },
};

/** Whose it is, only the state of the stacks knows, which is not read here. */
function exists(imported: string): Verdict {
  return warning(
    "there is one; if this stack made it, all is well, and else a deployment fails",
    `npx pulumi import ${imported}, or remove it, or name another`,
  );
}

function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
