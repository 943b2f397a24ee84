import schema from "#schema" with { type: "json" };
import { roleName } from "@ballast/aws/services/iam";
import * as aws from "@pulumi/aws";
import {
  retriesOfAnHour,
  checkArguments,
  checkAutoName,
  checkSecretArn,
  type Faults,
  heldReference,
  regionalArn,
  trustDocument,
  type Site,
  subjectOf,
  type SiteArgs,
  type WatchPart,
} from "@ballast/contracts";
import { createServiceRole } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";

import { watchRestarts } from "./watched.ts";

export interface RotationRestartArgs extends SiteArgs {
  /** Full ARN of the secret that the service's tasks use. */
  secretArn: pulumi.Input<string>;
  /** The cluster of the service that is restarted. */
  clusterArn: pulumi.Input<string>;
  /** The service that gets a new deployment when the secret changes. */
  serviceArn: pulumi.Input<string>;
}

/**
 * Restarts a service when its secret has a new value, because ECS passes secrets to a task only when it starts.
 *
 * Secrets Manager sends an event to EventBridge when `AWSCURRENT` moves to a new version, at the end of a rotation or a
 * manual change. This requires no CloudTrail trail. A state machine with one state then starts a new ECS deployment.
 * EventBridge rules cannot call ECS directly, and a state machine avoids a function that must be patched.
 *
 * Charges: two state transitions for each rotation.
 */
export class RotationRestart extends pulumi.ComponentResource {
  /** ARN of the state machine, for alarms on failed restarts and to restart the service. */
  readonly stateMachineArn: pulumi.Output<string>;
  /** For `Watch`. */
  readonly watchPart: WatchPart;

  constructor(name: string, args: RotationRestartArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "RotationRestart", name, args, check);
    super("ballast-invento-windows:index:RotationRestart", name, {}, opts);
    const child = { parent: this };

    const machine = createMachine(name, args, child);
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rotated`,
      {
        description: `A secret of ${name} has a new value`,
        eventPattern: pulumi.jsonStringify({
          source: ["aws.secretsmanager"],
          "detail-type": ["Secret Label Updated"],
          resources: [heldReference(subjectOf("RotationRestart", name), "secretArn", args.secretArn)],
          detail: { labelUpdated: ["AWSCURRENT"] },
        }),
      },
      child,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-restart`,
      {
        rule: rule.name,
        arn: machine.arn,
        roleArn: createStarter(name, args.site, rule.arn, machine.arn, child),
        retryPolicy: retriesOfAnHour,
      },
      child,
    );

    this.stateMachineArn = machine.arn;
    this.watchPart = watchRestarts(name, machine.arn, rule.name);
    this.registerOutputs({ stateMachineArn: this.stateMachineArn });
  }
}

function check(faults: Faults, args: RotationRestartArgs, name: string): void {
  checkSecretArn(faults, "secretArn", args.secretArn);
  checkAutoName(faults, `${name}-restart`, roleName, "an IAM role");
}

function createMachine(
  name: string,
  { site, clusterArn, serviceArn }: RotationRestartArgs,
  child: pulumi.ComponentResourceOptions,
): aws.sfn.StateMachine {
  const roleArn = createServiceRole(
    `${name}-restart`,
    {
      description: `Starts the tasks of ${name} anew`,
      trust: trustDocument("states.amazonaws.com", {
        site,
        sourceArn: regionalArn(site, "states", "stateMachine:*"),
      }),
      statements: [{ actions: ["ecs:UpdateService"], resources: [serviceArn] }],
    },
    child,
  );
  return new aws.sfn.StateMachine(
    `${name}-restart`,
    {
      roleArn,
      definition: pulumi.jsonStringify({
        Comment: "Restarts the tasks of a service, so that they read their secrets again",
        // Its retries wait for a quarter of an hour. Without it, a call that is not answered would be waited for a year.
        TimeoutSeconds: 3600,
        StartAt: "Restart",
        States: {
          Restart: {
            Type: "Task",
            Resource: pulumi.interpolate`arn:${site.partition}:states:::aws-sdk:ecs:updateService`,
            Parameters: { Cluster: clusterArn, Service: serviceArn, ForceNewDeployment: true },
            Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 15, BackoffRate: 2, MaxAttempts: 6 }],
            // All that a reader of the execution needs of the answer, which repeats the whole service.
            ResultSelector: { "deployments.$": "$.Service.Deployments[*].Id" },
            End: true,
          },
        },
      }),
    },
    child,
  );
}

/** With which EventBridge starts the machine, for this rule alone. */
function createStarter(
  name: string,
  site: Site,
  ruleArn: pulumi.Input<string>,
  machineArn: pulumi.Input<string>,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  return createServiceRole(
    `${name}-start`,
    {
      description: `Starts the restart of ${name}`,
      trust: trustDocument("events.amazonaws.com", { site, sourceArn: ruleArn }),
      statements: [{ actions: ["states:StartExecution"], resources: [machineArn] }],
    },
    child,
  );
}
