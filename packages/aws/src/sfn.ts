import { assumed } from "./charges/terms.ts";
import { byArn } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

export const sfn: Service = {
  withoutData: ["AWS::StepFunctions::"],
  types: {
    "aws:sfn/stateMachine:StateMachine": plain({
      measuredBy: { "AWS/States": { StateMachineArn: "arn" } },
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
      name: naming(
        "name",
        80,
        /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]+$/u,
        "no spaces, brackets, slashes or other special characters",
      ),
      charge: charged(
        "per state transition",
        "step-functions",
        assumed("states.transitions", "stateTransitions"),
      ),
    }),
  },
};
