import { assumed } from "./charges/terms.ts";
import { byArn, uuid } from "./computed.ts";
import { charged, nameless, plain, settingOf } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { letters, naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";
import { accepting, sources } from "./values/sources.ts";

export const sns: Service = {
  withoutData: ["AWS::SNS::"],
  types: {
    "aws:sns/topic:Topic": plain({
      measuredBy: { "AWS/SNS": { TopicName: "name" } },
      words: "topic",
      computed: byArn(({ arn, name }) => arn("sns", name)),
      look: node(NodeKind.Automation),
      name: naming(
        "name",
        256,
        /^[\w-]+(?:\.fifo)?$/,
        `${letters.underscored[1]}, and .fifo at the end of a FIFO topic`,
      ),
      charge: charged("per request and per notification", "sns", assumed("sns.requests", "notifications")),
    }),
    "aws:sns/topicPolicy:TopicPolicy": settingOf("arn"),
    "aws:sns/topicSubscription:TopicSubscription": nameless({
      accepts: accepting(sources.apiOfSns, {
        protocol: [
          "values",
          "application",
          "email",
          "email-json",
          "firehose",
          "http",
          "https",
          "lambda",
          "sms",
          "sqs",
        ],
        filterPolicyScope: ["values", "MessageAttributes", "MessageBody"],
      }),
      computed: ({ hex, input }) => {
        const arn = `${input("topic")}:${uuid(hex)}`;
        return { id: arn, state: { arn } };
      },
      look: partOf("topic"),
    }),
  },
};
