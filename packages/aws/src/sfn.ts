import type { Service } from "./resourceType.ts";

export const sfn: Service = {
  withoutData: ["aws:sfn/", "AWS::StepFunctions::"],
  types: {
    "aws:sfn/stateMachine:StateMachine": { replacedBy: { always: ["name", "namePrefix", "type"] } },
  },
};
