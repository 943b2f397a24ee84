import * as aws from "@pulumi/aws";
import { undelivered, type Site, type WatchPart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { createRole } from "./roles.ts";
import type { Source } from "./source.ts";

/** The target of an EventBridge rule, and the role that allows to start it. @param name The name of the target and of its role. */
export function createTarget(
  name: string,
  rule: aws.cloudwatch.EventRule,
  { arn, action, description }: { arn: pulumi.Output<string>; action: string; description: string },
  site: Site,
  child: pulumi.ComponentResourceOptions,
): void {
  const statements = [{ actions: [action], resources: [arn] }];
  const role = createRole(name, description, "events.amazonaws.com", site, statements, child);
  new aws.cloudwatch.EventTarget(
    name,
    { rule: rule.name, arn, roleArn: role.arn },
    { ...child, dependsOn: [role.policy] },
  );
}

/** EventBridge starts the pipeline, and nothing else, when its source changes. @returns The rule's name; undefined for a source that starts it itself. */
export function startOnChange(
  name: string,
  site: Site,
  source: Source,
  pipeline: aws.codepipeline.Pipeline,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> | undefined {
  if (source.eventPattern === undefined) return undefined;
  const rule = new aws.cloudwatch.EventRule(
    `${name}-start`,
    { description: `Changed sources of ${name}`, eventPattern: source.eventPattern },
    child,
  );
  createTarget(
    `${name}-start`,
    rule,
    {
      arn: pipeline.arn,
      action: "codepipeline:StartPipelineExecution",
      description: `Starts the pipeline of ${name}`,
    },
    site,
    child,
  );
  return rule.name;
}

/** Events that EventBridge cannot deliver are lost. Missing rescans have a separate alarm. */
export function watchRules(
  name: string,
  startRule: pulumi.Output<string> | undefined,
  failuresRule: pulumi.Output<string>,
): WatchPart {
  return {
    alarms: {
      ...(startRule && {
        "start-undelivered": undelivered(startRule, {
          says: `EventBridge could not start the pipeline of ${name} after its source changed`,
          action: "Start it: aws codepipeline start-pipeline-execution. Look at the rule's role",
          reason: "A change that starts no execution is not delivered until the next change",
        }),
      }),
      "failure-undelivered": undelivered(failuresRule, {
        says: `EventBridge could not tell that an action of the pipeline of ${name} failed`,
        action:
          "See which action failed: aws codepipeline get-pipeline-state. Look at the topic's policy and key",
        reason: "No other alarm reports that an image was rejected",
      }),
    },
  };
}
