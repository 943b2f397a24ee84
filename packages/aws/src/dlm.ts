import { valuesAt, type Fields } from "@ballast/model";
import { schedulesBeyond } from "./discarding/dlmExpiry.ts";
import { nameless } from "./entries.ts";
import { undrawn } from "./look.ts";
import type { Service } from "./resourceType.ts";

const schedulesOf = (inputs: Fields): unknown[] => valuesAt(inputs, "policyDetails.schedules");

export const dlm: Service = {
  withoutData: ["AWS::DLM::"],
  types: {
    "aws:dlm/lifecyclePolicy:LifecyclePolicy": nameless({
      measuredBy: { "AWS/EBS": { DLMPolicyId: "id" } },
      computed: ({ arn, hex }) => {
        const id = `policy-${hex(17)}`;
        return { id, state: { arn: arn("dlm", `policy/${id}`) } };
      },
      discards: {
        policyDetails: (before, after) =>
          schedulesBeyond(schedulesOf(before), schedulesOf(after), {
            name: "name",
            counts: ["retainRule.count", "archiveRule.archiveRetainRule.retentionArchiveTier.count"],
          }),
      },
      // EBS user guide, "Modify Amazon Data Lifecycle Manager policies", November 2026.
      refuses: {
        policyDetails: (before, after) => {
          const keeping = (schedules: unknown[], path: string): unknown[] =>
            schedules.filter((one) => valuesAt(one, path).length > 0).flatMap((one) => valuesAt(one, "name"));
          const byCount = keeping(schedulesOf(before), "retainRule.count");
          const isByAge = keeping(schedulesOf(after), "retainRule.interval").some((name) =>
            byCount.includes(name),
          );
          return isByAge
            ? "a schedule with a count cannot be changed to an age; create a new policy"
            : undefined;
        },
      },
      look: undrawn,
    }),
    "AWS::DLM::LifecyclePolicy": {
      discards: {
        PolicyDetails: (before, after) =>
          schedulesBeyond(
            valuesAt(before, "PolicyDetails.Schedules"),
            valuesAt(after, "PolicyDetails.Schedules"),
            {
              name: "Name",
              counts: ["RetainRule.Count", "ArchiveRule.RetainRule.RetentionArchiveTier.Count"],
            },
          ),
      },
    },
  },
};
