import * as aws from "@pulumi/aws";
import {
  badNews,
  retentionOptions,
  trustDocument,
  type Retention,
  type Statement,
  type WatchAlarm,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "../roles/serviceRole.ts";

/** A Lambda function whose code is this project's. */
export interface ShippedFunction {
  description: string;
  /** An ES module that exports `handler`; it has the AWS SDK of Lambda's runtime, and nothing else. */
  source: string;
  /** What it may do, beside writing its log. */
  statements: Statement[];
  /** Everyone who may describe the function can read them, so no secrets. */
  environment: Record<string, pulumi.Input<string>>;
  /** 1 to 900. */
  timeoutSeconds: number;
  retention: Retention | undefined;
}

/**
 * Closed by default: a role of its own, no VPC, no address that others could call, and a log that ends. It reserves no concurrency: that
 * is taken from the account's, of which new accounts have too little (Lambda developer guide, "Configuring reserved concurrency").
 */
export function createFunction(
  name: string,
  { description, source, statements, environment, timeoutSeconds, retention }: ShippedFunction,
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
      code: new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset(source) }),
      environment: { variables: environment },
      timeout: timeoutSeconds,
      memorySize: 256,
      loggingConfig: { logFormat: "JSON", logGroup: logs.name },
    },
    child,
  );
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
