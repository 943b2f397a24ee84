import { snapshotTags } from "@ballast/aws/services/snapshots";
import * as aws from "@pulumi/aws";
import {
  fromComputed,
  isDiscarded,
  type Protection,
  type ServiceVolume,
  type Site,
  type Statement,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { taggedSnapshotStatements, volumeKeysStatements } from "../roles/taggedSnapshots.ts";
import { createFunction, failedRuns } from "../function/shippedFunction.ts";
import type { ServiceArgs } from "../service/serviceArgs.ts";
import { isDeployedByPipeline } from "../task/shape.ts";
import { snapshotHandler } from "./handler.ts";

/** Task definitions whose snapshots stay, the new one among them. */
export const defaultKeptSnapshots = 3;

/** Lambda's maximum timeout. */
const timeoutSeconds = 900;
/** Time that CodePipeline waits for the function's result (user guide, "Quotas in AWS CodePipeline", 2026-11). */
const answerSeconds = 1200;

export interface SnapshotBefore {
  /** The invocation for which the service waits; undefined if a pipeline calls the function. */
  invocation: aws.lambda.Invocation | undefined;
  /** Snapshot ids by the volume's Name tag; undefined if a pipeline calls the function. */
  snapshotIds: pulumi.Output<Record<string, string>> | undefined;
  /** The function's name, for the pipeline that calls it; undefined if the update calls it. */
  functionName: pulumi.Output<string> | undefined;
  watchPart: WatchPart;
  /** Why the log goes with its stack. */
  logs: Protection | undefined;
}

/** Saves a service's volumes whenever its task definition changes, before the service does; a pipeline that changes it calls the function. */
export function createSnapshotBefore(
  name: string,
  { site, taskDefinition, deployment, retention }: ServiceArgs,
  volumes: Record<string, ServiceVolume>,
  child: pulumi.ComponentResourceOptions,
): SnapshotBefore {
  const byPipeline = isDeployedByPipeline(taskDefinition);
  const saver = createFunction(
    `${name}-snapshot`,
    {
      description: `Saves the volumes of ${name} before a deployment`,
      source: snapshotHandler,
      statements: [...snapshotStatements(site, name, volumes), ...(byPipeline ? [answers] : [])],
      environment: {
        SETTINGS: pulumi.jsonStringify({
          tag: snapshotTags.deployment,
          service: name,
          keep: deployment?.keepSnapshots ?? defaultKeptSnapshots,
          pollSeconds: 5,
          retrySeconds: 60,
          youngestHours: 24,
          volumes: Object.entries(volumes).map(([volume, { volumeArn }]) => ({
            name: volume,
            id: pulumi.output(volumeArn).apply((arn) => arn.split("/").at(-1) ?? arn),
          })),
        }),
      },
      timeoutSeconds,
      retention,
    },
    child,
  );
  if (byPipeline) callOnce(name, saver, child);
  const invocation = byPipeline
    ? undefined
    : new aws.lambda.Invocation(
        `${name}-snapshot`,
        { functionName: saver.name, input: pulumi.jsonStringify({ taskDefinition: taskDefinition.arn }) },
        child,
      );
  return {
    invocation,
    snapshotIds: invocation && fromComputed(invocation.result, idsIn),
    functionName: byPipeline ? saver.name : undefined,
    watchPart: {
      alarms: {
        snapshot: failedRuns(saver.name, {
          says: `The volumes of service ${name} could not be saved before a deployment, so it has not begun`,
          action:
            "Read the error of the deployment, or of the function in its log group, correct the cause and deploy again",
          reason: "A deployment is made once, and does not happen without its snapshot",
        }),
      },
    },
    logs: isDiscarded(retention)
      ? { enabled: false, reason: "it repeats what deployments said of their snapshots" }
      : undefined,
  };
}

/** CodePipeline knows no resource for these (service authorization reference, 2026-11). */
const answers: Statement = {
  actions: ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"],
  resources: ["*"],
};

/**
 * CodePipeline's calls are asynchronous, and Lambda would repeat one that fails, after the job has ended. A call that waits so long that its answer
 * would come too late is dropped.
 */
function callOnce(name: string, saver: aws.lambda.Function, child: pulumi.ComponentResourceOptions): void {
  new aws.lambda.FunctionEventInvokeConfig(
    `${name}-snapshot`,
    {
      functionName: saver.name,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: answerSeconds - timeoutSeconds,
    },
    child,
  );
}

/**
 * The snapshot ids in the function's response. An unexpected response does not fail a deployment whose snapshots
 * exist.
 */
function idsIn(result: string): Record<string, string> {
  try {
    return (JSON.parse(result) as { snapshots?: Record<string, string> }).snapshots ?? {};
  } catch {
    return {};
  }
}

function snapshotStatements(site: Site, name: string, volumes: Record<string, ServiceVolume>): Statement[] {
  const arns = Object.values(volumes).map(({ volumeArn }) => volumeArn);
  return [
    // Describing knows no resource.
    { actions: ["ec2:DescribeSnapshots"], resources: ["*"] },
    { actions: ["ec2:CreateSnapshot"], resources: arns },
    ...taggedSnapshotStatements(site, {
      tag: [snapshotTags.deployment, name],
      create: "CreateSnapshot",
      parents: arns,
    }),
    ...volumeKeysStatements(site, volumes),
  ];
}
