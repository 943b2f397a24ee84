import { byArn, uuid } from "./computed.ts";
import { charged, nameless, plain, settingOf } from "./entries.ts";
import { node, NodeKind, partOf } from "./look.ts";
import type { Service } from "./resourceType.ts";

export const sns: Service = {
  withoutData: ["aws:sns/", "AWS::SNS::"],
  types: {
    "aws:sns/topic:Topic": plain({
      words: "topic",
      computed: byArn(({ arn, name }) => arn("sns", name)),
      look: node(NodeKind.Automation),
      name: { property: "name", maximum: 256 },
      charge: charged("the request and the notification", "sns"),
    }),
    "aws:sns/topicPolicy:TopicPolicy": settingOf("arn"),
    "aws:sns/topicSubscription:TopicSubscription": nameless({
      computed: ({ hex, input }) => {
        const arn = `${input("topic")}:${uuid(hex)}`;
        return { id: arn, state: { arn } };
      },
      look: partOf("topic"),
    }),
  },
};
