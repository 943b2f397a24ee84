import { fields, list, type Fields } from "@ballast/model";
import { schedulesBeyond } from "./discarding/dlmExpiry.ts";
import { at } from "./discarding/discarding.ts";
import { nameless } from "./entries.ts";
import { undrawn } from "./look.ts";
import type { Service } from "./resourceType.ts";

const schedulesOf = ({ policyDetails }: Fields): Fields[] =>
  list(at(policyDetails, ["schedules"])).map(fields);

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
          schedulesBeyond(schedulesOf(before), schedulesOf(after), {
            name: ["name"],
            counts: [
              ["retainRule", "count"],
              ["archiveRule", "archiveRetainRule", "retentionArchiveTier", "count"],
            ],
          }),
      },
      // EBS user guide, "Modify Amazon Data Lifecycle Manager policies", November 2026.
      refuses: {
        policyDetails: (before, after) => {
          const isByAge = schedulesOf(after).some(
            (one) =>
              at(one, ["retainRule", "interval"]) !== undefined &&
              schedulesOf(before).some(
                (old) => old["name"] === one["name"] && at(old, ["retainRule", "count"]) !== undefined,
              ),
          );
          return isByAge
            ? "a schedule that keeps by count cannot keep by age; make a policy for it"
            : undefined;
        },
      },
      look: undrawn,
    }),
    "AWS::DLM::LifecyclePolicy": {
      discards: {
        PolicyDetails: (before, after) =>
          schedulesBeyond(
            at(before["PolicyDetails"], ["Schedules"]),
            at(after["PolicyDetails"], ["Schedules"]),
            {
              name: ["Name"],
              counts: [
                ["RetainRule", "Count"],
                ["ArchiveRule", "RetainRule", "RetentionArchiveTier", "Count"],
              ],
            },
          ),
      },
    },
  },
};
