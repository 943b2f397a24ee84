import { named } from "./computed.ts";
import { node, NodeKind } from "./look.ts";
import { pricing, type Service } from "./resourceType.ts";

export const sfn: Service = {
  withoutData: ["aws:sfn/", "AWS::StepFunctions::"],
  types: {
    "aws:sfn/stateMachine:StateMachine": {
      words: "state machine",
      computed: named(
        ({ arn, name }) => arn("states", `stateMachine:${name}`),
        ({ arn, name }) => arn("states", `stateMachine:${name}`),
      ),
      computedOnUpdate: ["revisionId", "stateMachineVersionArn"].map((output) => ({
        output,
        when: [
          "definition",
          "encryptionConfiguration",
          "loggingConfiguration",
          "publish",
          "roleArn",
          "tags",
          "tracingConfiguration",
        ],
      })),
      replacedBy: { always: ["name", "namePrefix", "type"] },
      data: false,
      look: node(NodeKind.Automation),
      name: { property: "name", maximum: 80 },
      quotas: [],
      charge: {
        by: "the state transition",
        prices: pricing("step-functions"),
      },
    },
  },
};
