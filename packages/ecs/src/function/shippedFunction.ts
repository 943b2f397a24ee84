import * as aws from "@pulumi/aws";
import {
  badNews,
  regionalArn,
  retentionOptions,
  StatementEffect,
  trustDocument,
  type Retention,
  type Site,
  type Statement,
  type WatchAlarm,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "../roles/serviceRole.ts";

/** Subnets and security groups of a function's network interfaces. */
export interface FunctionNetwork {
  site: Site;
  subnetIds: pulumi.Input<string>[];
  securityGroupIds: pulumi.Input<string>[];
}

/** A Lambda function whose code is this project's. */
export interface ShippedFunction {
  description: string;
  /** An ES module that exports `handler`; it has the AWS SDK of Lambda's runtime, and the files. */
  source: string;
  /** Modules that the source imports, by their paths. @default - none */
  files?: pulumi.asset.AssetMap;
  /**
   * Subnets and security groups, if it must reach resources in a VPC. There it needs a route to the AWS APIs that it
   * calls. @default - not in a VPC
   */
  network?: FunctionNetwork;
  /** Permissions in addition to writing its log. */
  statements: Statement[];
  /** Everyone who may describe the function can read them, so no secrets. */
  environment: Record<string, pulumi.Input<string>>;
  /** Seconds, 1 to 900. */
  timeoutSeconds: number;
  retention: Retention | undefined;
}

/**
 * Closed by default: a role of its own, no address that others could call, and a log that ends. It reserves no concurrency: that
 * is taken from the account's, of which new accounts have too little (Lambda developer guide, "Configuring reserved concurrency").
 */
export function createFunction(
  name: string,
  {
    description,
    source,
    files,
    network,
    statements,
    environment,
    timeoutSeconds,
    retention,
  }: ShippedFunction,
  child: pulumi.ComponentResourceOptions,
): aws.lambda.Function {
  const logs = new aws.cloudwatch.LogGroup(
    name,
    { retentionInDays: 90 },
    { ...child, ...retentionOptions(retention) },
  );
  const role = createServiceRole(
    name,
    {
      description,
      // Lambda does not say for which function it takes a role on (Lambda developer guide, "Defining permissions with an execution role").
      trust: trustDocument("lambda.amazonaws.com"),
      statements: [
        ...statements,
        ...(network === undefined ? [] : interfaceStatements(network.site)),
        {
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: [pulumi.interpolate`${logs.arn}:*`],
        },
      ],
    },
    child,
  );
  return new aws.lambda.Function(
    name,
    {
      description,
      role,
      runtime: aws.lambda.Runtime.NodeJS24dX,
      handler: "index.handler",
      code: new pulumi.asset.AssetArchive({ ...files, "index.mjs": new pulumi.asset.StringAsset(source) }),
      vpcConfig: network && {
        subnetIds: network.subnetIds,
        securityGroupIds: network.securityGroupIds,
      },
      environment: { variables: environment },
      timeout: timeoutSeconds,
      memorySize: 256,
      loggingConfig: { logFormat: "JSON", logGroup: logs.name },
    },
    child,
  );
}

/**
 * Lambda makes the interfaces by the function's role, whose code may not (Lambda developer guide, "Giving Lambda functions access to
 * resources in an Amazon VPC", read 2026-11-28).
 */
function interfaceStatements(site: Site): Statement[] {
  const actions = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
  ];
  return [
    { actions, resources: ["*"] },
    {
      effect: StatementEffect.Deny,
      actions,
      resources: ["*"],
      conditions: { ArnLike: { "lambda:SourceFunctionArn": [regionalArn(site, "lambda", "function:*")] } },
    },
  ];
}

/** Runs that ended with an error, which Lambda counts also where they took too long. */
export function failedRuns(
  functionName: pulumi.Input<string>,
  rest: Pick<WatchAlarm, "says" | "action" | "reason">,
): WatchAlarm {
  return badNews(
    {
      namespace: "AWS/Lambda",
      name: "Errors",
      dimensions: { FunctionName: functionName },
      statistic: "Sum",
    },
    { ...rest, periodSeconds: 300 },
  );
}
