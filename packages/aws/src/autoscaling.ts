import type { Service } from "./resourceType.ts";

export const autoscaling: Service = {
  withoutData: ["aws:autoscaling/", "AWS::AutoScaling::", "AWS::ApplicationAutoScaling::"],
  types: {
    "aws:autoscaling/group:Group": {
      replacedBy: { always: ["initialLifecycleHooks", "name", "namePrefix"] },
    },
  },
};
