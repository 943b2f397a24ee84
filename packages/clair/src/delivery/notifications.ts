import * as aws from "@pulumi/aws";
import { tlsOnly, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

interface NotificationArgs {
  site: Site;
  pipelineName: pulumi.Input<string>;
  kmsKeyArn: pulumi.Input<string>;
  /** E-mail addresses, by name. */
  subscribers: Record<string, string>;
}

/** Tells people which action of the pipeline failed; a rejected image is a failed one. @returns Also the name of the rule that tells them. */
export function notifyFailures(
  name: string,
  args: NotificationArgs,
  child: pulumi.ComponentResourceOptions,
): { topicArn: pulumi.Output<string>; ruleName: pulumi.Output<string> } {
  const topic = new aws.sns.Topic(`${name}-failures`, { kmsMasterKeyId: args.kmsKeyArn }, child);
  const rule = new aws.cloudwatch.EventRule(
    `${name}-failures`,
    {
      description: `Failed actions of ${name}, rejected images among them`,
      eventPattern: pulumi.jsonStringify({
        source: ["aws.codepipeline"],
        "detail-type": ["CodePipeline Action Execution State Change"],
        detail: { pipeline: [args.pipelineName], state: ["FAILED"] },
      }),
    },
    child,
  );
  const policy = new aws.sns.TopicPolicy(
    `${name}-failures`,
    {
      arn: topic.arn,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sns:Publish",
            Resource: topic.arn,
          },
          tlsOnly("sns:Publish", topic.arn),
        ],
      }),
    },
    child,
  );
  new aws.cloudwatch.EventTarget(
    `${name}-failures`,
    {
      rule: rule.name,
      arn: topic.arn,
      inputTransformer: {
        inputPaths: {
          action: "$.detail.action",
          execution: "$.detail.execution-id",
          pipeline: "$.detail.pipeline",
          stage: "$.detail.stage",
        },
        inputTemplate:
          '"<pipeline>: <action> of stage <stage> failed, and nothing was delivered. Execution <execution>; its log says why, ' +
          'and names the findings where an image was rejected."',
      },
    },
    { ...child, dependsOn: [policy] },
  );
  for (const [key, endpoint] of Object.entries(args.subscribers)) {
    new aws.sns.TopicSubscription(
      `${name}-failures-${key}`,
      { topic: topic.arn, protocol: "email", endpoint },
      child,
    );
  }
  return { topicArn: topic.arn, ruleName: rule.name };
}
