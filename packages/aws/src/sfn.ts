import { byArn } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import type { Service } from "./resourceType.ts";

export const sfn: Service = {
  withoutData: ["aws:sfn/", "AWS::StepFunctions::"],
  types: {
    "aws:sfn/stateMachine:StateMachine": plain({
      words: "state machine",
      computed: byArn(({ arn, name }) => arn("states", `stateMachine:${name}`)),
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
      look: node(NodeKind.Automation),
      name: { property: "name", maximum: 80 },
      charge: charged("the state transition", "step-functions"),
    }),
  },
};
