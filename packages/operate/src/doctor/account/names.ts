import { aws } from "@ballast/aws";
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

/** The name of the kind in messages, and its type for `pulumi import`. */
const kinds: Record<NameNeed["kind"], [words: string, type: string]> = {
  bucket: ["S3 bucket", aws.bucket],
  dbCluster: ["DB cluster", aws.databaseCluster],
  dbInstance: ["DB instance", aws.databaseInstance],
  identityProvider: ["identity provider", aws.openIdConnectProvider],
  logGroup: ["log group", aws.logGroup],
  repository: ["ECR repository", aws.repository],
  secret: ["secret", aws.secret],
};

export function nameQuestion(account: Account, { kind, name, stacks }: For<NameNeed>): Question {
  const [words, type] = kinds[kind];
  return {
    id: `name:${kind}:${name}`,
    what: `No ${words} has the name ${name} yet`,
    stacks,
    ask: async () => {
      if (stacks.length > 1) {
        return missing(
          `${stacks.join(" and ")} would each create one, but the name must be unique in an account`,
          "Let one stack create it, and give its ARN or name to the others; or use different names.",
        );
      }
      const found = await taken[kind](account, name);
      if (found === undefined) return ok("it is free");
      // This check does not read the stacks' state, so it cannot know whether this stack created the resource.
      return typeof found === "object"
        ? found
        : warning(
            "it already exists; unless this stack created it, a deployment fails",
            `npx pulumi import ${type} <name> ${found}, or delete it, or use another name`,
          );
    },
  };
}

type Taken = (account: Account, name: string) => Promise<Verdict | string | undefined>;

/**
 * The import id of an existing resource with the name, or a result that explains why the name is not available;
 * undefined if the name is free.
 */
const taken: Record<NameNeed["kind"], Taken> = {
  bucket: async ({ s3 }, Bucket) => {
    try {
      await s3.send(new HeadBucketCommand({ Bucket }));
      return Bucket;
    } catch (error) {
      const status = error instanceof AwsError ? httpStatus(error.cause) : undefined;
      if (status === 404) return undefined;
      if (status === undefined || ![301, 400, 403].includes(status)) throw error;
      return missing(
        "the bucket belongs to another account, or is in another region; bucket names are globally unique",
        "Set another name in the stack's settings.",
      );
    }
  },
  dbCluster: async ({ rds }, name) => {
    const asked = rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: name }));
    return (await unless(/^DBClusterNotFound/, asked)) && name;
  },
  dbInstance: async ({ rds }, name) => {
    const asked = rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }));
    return (await unless(/^DBInstanceNotFound/, asked)) && name;
  },
  identityProvider: async ({ iam }, url) => {
    const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
    const end = `:oidc-provider/${url.replace(/^https:\/\//, "")}`;
    return OpenIDConnectProviderList.find(({ Arn = "" }) => Arn.endsWith(end))?.Arn;
  },
  logGroup: async ({ logs }, name) => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.find(({ logGroupName }) => logGroupName === name)?.logGroupName;
  },
  repository: async ({ ecr }, name) => {
    const asked = ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    return (await unless(/^RepositoryNotFoundException$/, asked)) && name;
  },
  secret: async ({ secrets, region }, name) => {
    const asked = secrets.send(new DescribeSecretCommand({ SecretId: name }));
    const answer = await unless(/^ResourceNotFoundException$/, asked);
    if (answer?.DeletedDate === undefined) return answer && name;
    return missing(
      "a secret with this name is scheduled for deletion, and keeps the name until then",
      `aws secretsmanager restore-secret --secret-id ${name} --region ${region}, and import it; or, if it is not needed, ` +
        `aws secretsmanager delete-secret --secret-id ${name} --force-delete-without-recovery --region ${region}`,
    );
  },
};

function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}
