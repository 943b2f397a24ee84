import * as aws from "@pulumi/aws";
import { decidedByAccount, tlsOnly, whenReady, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

const publishers = { alarms: "cloudwatch.amazonaws.com", events: "events.amazonaws.com" };

/** @returns The topic's ARN, known once alarms and events may publish there. */
export function createTopic(
  name: string,
  site: Site,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const key = new aws.kms.Key(
    `${name}-key`,
    {
      description: `Messages of ${name} on their way`,
      enableKeyRotation: true,
      // The key encrypts messages only until they are delivered, so a short waiting period is sufficient.
      deletionWindowInDays: 7,
      policy: keyPolicy(site),
    },
    child,
  );
  const topic = new aws.sns.Topic(`${name}-topic`, { kmsMasterKeyId: key.arn }, child);
  const policy = new aws.sns.TopicPolicy(
    `${name}-topic`,
    { arn: topic.arn, policy: topicPolicy(site, topic.arn) },
    child,
  );
  return whenReady(topic.arn, [policy.id]);
}

/** Allows the publishers to publish. */
function keyPolicy(site: Site): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      decidedByAccount(site),
      {
        Sid: "Alarms",
        Effect: "Allow",
        Principal: { Service: publishers.alarms },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": site.accountId } },
      },
      {
        // Amazon EventBridge sends no source account or ARN in its requests.
        Sid: "Events",
        Effect: "Allow",
        Principal: { Service: publishers.events },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
      },
    ],
  });
}

function topicPolicy(site: Site, topicArn: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: publishers.alarms },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": site.accountId } },
      },
      {
        Effect: "Allow",
        Principal: { Service: publishers.events },
        Action: "sns:Publish",
        Resource: topicArn,
      },
      tlsOnly("sns:Publish", topicArn),
    ],
  });
}
