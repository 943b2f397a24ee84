import { node, NodeKind } from "./look.ts";
import { pricing, type Service } from "./resourceType.ts";
import { text } from "@ballast/model";

export const scheduler: Service = {
  withoutData: ["aws:scheduler/", "AWS::Scheduler::"],
  types: {
    "aws:scheduler/schedule:Schedule": {
      words: "schedule",
      computed: ({ arn, name }) => ({
        id: `default/${name}`,
        state: { name, arn: arn("scheduler", `schedule/default/${name}`) },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["groupName", "name", "namePrefix"] },
      data: false,
      look: node(NodeKind.Automation),
      notes: ({ inputs }) => [text(inputs["scheduleExpression"])],
      name: { property: "name", maximum: 64 },
      quotas: [],
      charge: { by: "the invocation", prices: pricing("eventbridge") },
    },
  },
};
