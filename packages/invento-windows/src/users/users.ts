import { createHash } from "node:crypto";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import {
  anywhere,
  decryptStatement,
  isDiscarded,
  KeyService,
  retentionOptions,
  whenReady,
  type Statement,
  type WatchPart,
} from "@ballast/contracts";
import { allow, createFunction, failedRuns } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { folder } from "../../driver/index.cjs";
import { rotationRules, type SqlServerArgs } from "../sqlServerArgs.ts";
import { connectText } from "./connectText.ts";
import { loginText } from "./loginText.ts";
import { rotationText } from "./rotationText.ts";
import { secretsText } from "./secretsText.ts";
import { definitionOf } from "./databaseUser.ts";

/** What users are created on. */
export interface UsersServer {
  database: aws.rds.Instance;
  securityGroupId: pulumi.Output<string>;
  masterSecretArn: pulumi.Output<string>;
  port: number;
}

export interface Users {
  /** By the user's key; known once the login exists. */
  secretArns: Record<string, pulumi.Output<string>>;
  watchPart: WatchPart;
}

/** Children that hold data. */
export const userStoreNames = (name: string, { users = {} }: SqlServerArgs): string[] =>
  Object.keys(users).length === 0
    ? []
    : [...Object.keys(users).map((key) => `${name}-user-${key}`), `${name}-logins`, `${name}-user-rotation`];

/**
 * Applications' own logins, with a secret each that two functions write: one creates a login by the administrator's, whenever its
 * definition
 * changes; the other rotates it and knows the administrator's as little as the program does.
 */
export function createUsers(
  name: string,
  args: SqlServerArgs,
  server: UsersServer,
  child: pulumi.ComponentResourceOptions,
): Users {
  const users = Object.entries(args.users ?? {});
  if (users.length === 0) return { secretArns: {}, watchPart: {} };
  const { site, retention, masterSecretKmsKeyArn: kmsKeyArn } = args;
  const secrets = users.map(
    ([key, user]) =>
      new aws.secretsmanager.Secret(
        `${name}-user-${key}`,
        {
          description: `Login ${definitionOf(key, user).username} of ${name}`,
          kmsKeyId: kmsKeyArn,
          recoveryWindowInDays: isDiscarded(retention) ? 0 : 30,
        },
        { ...child, ...retentionOptions(retention) },
      ),
  );
  const arns = secrets.map(({ arn }) => arn);
  const definitions = Object.fromEntries(users.map(([key, user]) => [key, definitionOf(key, user)]));
  const { group, ways } = createNetwork(name, args, server, child);
  const rest = {
    files: {
      "connect.mjs": new pulumi.asset.StringAsset(connectText),
      "secrets.mjs": new pulumi.asset.StringAsset(secretsText),
      "tedious.mjs": new pulumi.asset.FileAsset(join(folder, "tedious.mjs")),
      "LICENSES.txt": new pulumi.asset.FileAsset(join(folder, "LICENSES.txt")),
    },
    network: { site, subnetIds: Object.values(args.subnetIds), securityGroupIds: [group.id] },
    timeoutSeconds: 300,
    retention,
  };
  const environment = {
    SERVER: pulumi.jsonStringify({ host: server.database.address, port: server.port }),
    // Lambda's file of authorities, Amazon RDS's among them (Lambda developer guide, "Node.js runtimes", read 2026-11-28).
    NODE_EXTRA_CA_CERTS: "/var/runtime/ca-cert.pem",
  };
  const logins = createFunction(
    `${name}-logins`,
    {
      ...rest,
      description: `Creates logins of ${name}, as its administrator`,
      source: loginText,
      // Who may call it chooses one of these, and nothing of what becomes of it.
      files: { ...rest.files, "users.json": new pulumi.asset.StringAsset(JSON.stringify(definitions)) },
      environment: {
        ...environment,
        MASTER_SECRET: server.masterSecretArn,
        USERS: pulumi.jsonStringify(Object.fromEntries(users.map(([key], index) => [key, arns[index]]))),
      },
      statements: [
        { actions: ["secretsmanager:GetSecretValue"], resources: [server.masterSecretArn, ...arns] },
        {
          actions: ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
          resources: arns,
        },
        passwordStatement,
        ...keyStatements(args),
      ],
    },
    child,
  );
  const rotation = createFunction(
    `${name}-user-rotation`,
    {
      ...rest,
      description: `Rotates the passwords of users of ${name}`,
      source: rotationText,
      environment,
      statements: [
        {
          actions: [
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
          ],
          resources: arns,
        },
        passwordStatement,
        ...keyStatements(args),
      ],
    },
    child,
  );
  // One after the other: they may create the same database, and the server creates one at a time.
  let before: pulumi.Resource[] = ways;
  return {
    secretArns: Object.fromEntries(
      users.map(([key], index) => {
        const secret = secrets[index] as aws.secretsmanager.Secret;
        const invocation = new aws.lambda.Invocation(
          `${name}-user-${key}`,
          {
            functionName: logins.name,
            // The function takes the key alone; the rest is for another call once it is another.
            input: pulumi.jsonStringify({ key, secretId: secret.arn, definition: digest(definitions[key]) }),
            // Another server has no such login yet, or one with another password.
            triggers: { server: server.database.resourceId },
          },
          { ...child, dependsOn: before },
        );
        before = [...ways, invocation];
        const permission = new aws.lambda.Permission(
          `${name}-user-${key}`,
          {
            action: "lambda:InvokeFunction",
            function: rotation.name,
            principal: "secretsmanager.amazonaws.com",
            sourceAccount: site.accountId,
            sourceArn: secret.arn,
          },
          child,
        );
        new aws.secretsmanager.SecretRotation(
          `${name}-user-${key}`,
          {
            secretId: secret.arn,
            rotationLambdaArn: rotation.arn,
            rotateImmediately: false,
            rotationRules: rotationRules(args),
          },
          { ...child, dependsOn: [permission, invocation, ...ways] },
        );
        return [key, whenReady(secret.arn, [invocation.id])];
      }),
    ),
    watchPart: {
      alarms: {
        "user-rotation": failedRuns(rotation.name, {
          says: `The password of a user of database ${name} could not be rotated`,
          action:
            'Read the function\'s log and remove the cause. Secrets Manager tries again; to finish sooner, see "An unfinished rotation" in the README of invento-windows. If no password of the secret is valid, replace the call of the user, which sets a new password',
          reason:
            "A step that fails leaves the rotation unfinished, and maybe a secret whose password SQL Server no longer accepts",
        }),
      },
    },
  };
}

/** The functions' security group, with its ways to Secrets Manager and to the server. */
function createNetwork(
  name: string,
  { vpcId }: SqlServerArgs,
  server: UsersServer,
  child: pulumi.ComponentResourceOptions,
): { group: aws.ec2.SecurityGroup; ways: pulumi.Resource[] } {
  const group = new aws.ec2.SecurityGroup(
    `${name}-users`,
    {
      vpcId,
      description: `Functions for users of ${name}`,
      tags: { Name: `${name}-users` },
    },
    child,
  );
  const ways = [
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-users-to-https`,
      {
        securityGroupId: group.id,
        description: "Secrets Manager: TCP 443",
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: anywhere,
      },
      child,
    ),
    ...allow(
      name,
      {
        serverGroupId: server.securityGroupId,
        clients: { users: { securityGroupId: group.id } },
        ports: { sql: server.port },
        description: `SQL Server ${name}`,
      },
      child,
    ),
  ];
  return { group, ways };
}

const digest = (definition: unknown): string =>
  createHash("sha256").update(JSON.stringify(definition)).digest("hex");

/** Makes a password of no secret. */
const passwordStatement: Statement = { actions: ["secretsmanager:GetRandomPassword"], resources: ["*"] };

/** With a key of the user's own, Secrets Manager reads and writes by the function's rights. */
function keyStatements({ site, masterSecretKmsKeyArn: kmsKeyArn }: SqlServerArgs): Statement[] {
  if (kmsKeyArn === undefined) return [];
  const reading = decryptStatement(site, KeyService.Secrets, kmsKeyArn);
  return [{ ...reading, actions: [...reading.actions, "kms:GenerateDataKey"] }];
}
