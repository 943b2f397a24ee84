import { text, valuesAt, words } from "@ballast/model";
import { has, never, of, type DeploymentNeeds } from "./terms.ts";

// Sources: network.ts.

export const automation: Readonly<Record<string, DeploymentNeeds>> = {
  "aws:cloudformation/stack:Stack": {
    passes: { iamRoleArn: "cloudformation" },
    reads: "cloudformation:DescribeStacks cloudformation:GetTemplate",
    calls: of("cloudformation", {
      create: "DescribeStackEvents TagResource",
      update: "DescribeStackEvents TagResource UntagResource",
      delete: "DescribeStackEvents DescribeStacks",
    }),
  },
  "aws:cloudwatch/eventRule:EventRule": { passes: { roleArn: "events" } },
  "aws:cloudwatch/eventTarget:EventTarget": {
    calls: of("events", {
      create: "PutTargets ListTargetsByRule",
      read: "ListTargetsByRule",
      update: "PutTargets",
      delete: "RemoveTargets",
    }),
    passes: { roleArn: "events" },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    // Data protection, indexes and deliveries are separate resources of the provider.
    onlyWith: { "firehose:*": never },
    reads: "logs:DescribeLogGroups logs:ListTagsForResource",
  },
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": {
    calls: of("dlm", { create: "GetLifecyclePolicy", read: "ListTagsForResource" }),
    passes: { executionRoleArn: "dlm" },
  },
  "aws:scheduler/schedule:Schedule": { passes: { "target.roleArn": "scheduler" } },
  "aws:sfn/stateMachine:StateMachine": {
    calls: of("states", {
      create:
        "ValidateStateMachineDefinition logs:CreateLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:PutResourcePolicy",
      read: "ListStateMachineVersions",
      update: "ValidateStateMachineDefinition PublishStateMachineVersion",
    }),
    passes: { roleArn: "states" },
    // For CloudFormation's DefinitionS3Location, which the provider does not have.
    onlyWith: { "s3:*": never, "kms:*": has("encryptionConfiguration") },
  },
  "aws:sns/topic:Topic": {
    passes: Object.fromEntries(
      words("application firehose http lambda sqs").flatMap((protocol) =>
        words("Failure Success").map((end) => [`${protocol}${end}FeedbackRoleArn`, "sns"]),
      ),
    ),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    calls: of("sns", {
      create: "SetTopicAttributes GetTopicAttributes",
      read: "GetTopicAttributes",
      update: "SetTopicAttributes GetTopicAttributes",
      delete: "SetTopicAttributes",
    }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    calls: of("sns", { read: "ListSubscriptionsByTopic" }),
    passes: { subscriptionRoleArn: "firehose" },
  },
  "aws:ssm/association:Association": {
    reads: "ssm:DescribeAssociation ssm:ListTagsForResource",
    passes: { automationTargetParameterRole: "ssm" },
    onlyWith: {
      "resource-groups:*": (inputs) =>
        valuesAt(inputs, "targets.key").some((key) => text(key).startsWith("resource-groups:")),
      "ssm:GetCalendarState": has("calendarNames"),
    },
  },
  "aws:ssm/document:Document": {
    calls: of("ssm", {
      create: "ModifyDocumentPermission",
      read: "DescribeDocumentPermission",
      update: "ModifyDocumentPermission",
      delete: "ModifyDocumentPermission",
    }),
    onlyWith: { "s3:*": has("attachmentsSources"), "ssm:ModifyDocumentPermission": has("permissions") },
  },
  "aws:ssm/parameter:Parameter": {
    calls: of("ssm", { create: "GetParameter", read: "GetParameter DescribeParameters ListTagsForResource" }),
  },
};
