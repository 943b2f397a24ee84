import type { Service } from "./resourceType.ts";

export const sns: Service = {
  withoutData: ["aws:sns/", "AWS::SNS::"],
  types: {
    "aws:sns/topic:Topic": { replacedBy: { always: ["fifoTopic", "name", "namePrefix"] } },
    "aws:sns/topicPolicy:TopicPolicy": { replacedBy: { always: ["arn"] } },
    "aws:sns/topicSubscription:TopicSubscription": {
      replacedBy: { always: ["endpoint", "protocol", "topic"] },
    },
  },
};
