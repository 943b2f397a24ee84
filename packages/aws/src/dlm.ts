import type { Service } from "./resourceType.ts";

export const dlm: Service = {
  withoutData: ["aws:dlm/", "AWS::DLM::"],
  types: {
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": {
      replacedBy: { always: ["policyDetails.schedules.copyTags"] },
    },
  },
};
