import * as aws from "@pulumi/aws";
import { decidedByAccount, tlsOnly, whenReady, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

const publishers = { alarms: "cloudwatch.amazonaws.com", database: "events.rds.amazonaws.com" };

/** @returns The topic's ARN, known once alarms and the database may publish there. */
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
      // Nothing that it encrypts is stored for longer than a delivery takes.
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

/** Lets the publishers in. */
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
        // RDS does not promise to say here on whose behalf it asks; the topic's policy, where it does, holds it to the account.
        Sid: "Database",
        Effect: "Allow",
        Principal: { Service: publishers.database },
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
      ...Object.values(publishers).map((service) => ({
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { StringEquals: { "aws:SourceAccount": site.accountId } },
      })),
      tlsOnly("sns:Publish", topicArn),
    ],
  });
}
