import type { Service } from "./resourceType.ts";

export const scheduler: Service = {
  withoutData: ["aws:scheduler/", "AWS::Scheduler::"],
  types: {
    "aws:scheduler/schedule:Schedule": { replacedBy: { always: ["groupName", "name", "namePrefix"] } },
  },
};
