import { fields, list } from "../read.ts";
import type { Resource, Rule, Stack } from "../rule.ts";
import { aws } from "./types.ts";

export const volumeRules: Rule[] = [
  {
    id: "ebs-backup",
    severity: "error",
    sentence: "A block volume that keeps data is backed up.",
    why: "It lies in one zone: without a snapshot elsewhere, the zone takes the data with it.",
    mend: "Have Amazon Data Lifecycle Manager snapshot it by a tag, or say why it needs no backup.",
    *check(stack) {
      for (const resource of stack.ofType("aws:ebs/volume:Volume")) {
        if (!isBackedUp(stack, resource)) yield { resource, message: "has no snapshots made of it" };
      }
    },
  },
  {
    id: "ecs-ephemeral-volume",
    severity: "warning",
    sentence: "What ECS makes with each task holds nothing that must last.",
    why: "A service's next task gets a new volume, and the old one is deleted with its task.",
    mend: "Keep lasting data elsewhere, or say why it may go.",
    *check(stack) {
      for (const resource of stack.ofType(aws.service)) {
        if (resource.inputs["volumeConfiguration"] !== undefined)
          yield { resource, message: "gives each task a volume that is gone with it" };
      }
    },
  },
];

function isBackedUp(stack: Stack, volume: Resource): boolean {
  const tags = fields(volume.inputs["tags"]);
  return stack.ofType("aws:dlm/lifecyclePolicy:LifecyclePolicy").some((policy) => {
    const details = fields(policy.inputs["policyDetails"]);
    const wanted = Object.entries(fields(details["targetTags"]));
    return (
      list(details["schedules"]).length > 0 &&
      wanted.length > 0 &&
      wanted.every(([key, value]) => tags[key] === value)
    );
  });
}
