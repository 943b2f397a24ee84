import { schedulesBeyond } from "./discarding/dlmExpiry.ts";
import { at } from "./discarding/discarding.ts";
import { nameless } from "./entries.ts";
import { undrawn } from "./look.ts";
import type { Service } from "./resourceType.ts";

export const dlm: Service = {
  withoutData: ["AWS::DLM::"],
  types: {
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": nameless({
      computed: ({ arn, hex }) => {
        const id = `policy-${hex(17)}`;
        return { id, state: { arn: arn("dlm", `policy/${id}`) } };
      },
      discards: {
        policyDetails: (before, after) =>
          schedulesBeyond(
            at(before["policyDetails"], ["schedules"]),
            at(after["policyDetails"], ["schedules"]),
            { name: "name", retainRule: "retainRule", count: "count" },
          ),
      },
      look: undrawn,
    }),
    "AWS::DLM::LifecyclePolicy": {
      discards: {
        PolicyDetails: (before, after) =>
          schedulesBeyond(
            at(before["PolicyDetails"], ["Schedules"]),
            at(after["PolicyDetails"], ["Schedules"]),
            { name: "Name", retainRule: "RetainRule", count: "Count" },
          ),
      },
    },
  },
};
