import { named, uuid } from "./computed.ts";
import { node, NodeKind, partOf } from "./look.ts";
import { pricing, type Service } from "./resourceType.ts";

export const sns: Service = {
  withoutData: ["aws:sns/", "AWS::SNS::"],
  types: {
    "aws:sns/topic:Topic": {
      words: "topic",
      computed: named(
        ({ arn, name }) => arn("sns", name),
        ({ arn, name }) => arn("sns", name),
      ),
      computedOnUpdate: [],
      replacedBy: { always: ["fifoTopic", "name", "namePrefix"] },
      data: false,
      look: node(NodeKind.Automation),
      name: { property: "name", maximum: 256 },
      quotas: [],
      charge: { by: "the request and the notification", prices: pricing("sns") },
    },
    "aws:sns/topicPolicy:TopicPolicy": {
      computed: ({ input }) => ({ id: input("arn"), state: {} }),
      computedOnUpdate: [],
      replacedBy: { always: ["arn"] },
      data: false,
      look: partOf("arn"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:sns/topicSubscription:TopicSubscription": {
      computed: ({ hex, input }) => {
        const arn = `${input("topic")}:${uuid(hex)}`;
        return { id: arn, state: { arn } };
      },
      computedOnUpdate: [],
      replacedBy: { always: ["endpoint", "protocol", "topic"] },
      data: false,
      look: partOf("topic"),
      name: false,
      quotas: [],
      charge: false,
    },
  },
};
