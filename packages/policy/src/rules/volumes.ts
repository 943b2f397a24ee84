import { fields, text, type Resource, type Stack } from "@ballast/model";
import { blockVolumesOf } from "../cluster/blockVolumes.ts";
import { isDaemon, namesAttribute, percentagesOf, taskDefinitionOf } from "../cluster/services.ts";
import type { Rule } from "../rule.ts";
import { hasRecoveryPointsIn } from "../backups.ts";
import { aws, isSnapshotted } from "@ballast/aws";

export const volumeRules: Rule[] = [
  {
    id: "ebs-backup",
    severity: "error",
    sentence: "A block volume that keeps data is backed up.",
    why: "The volume is in one zone: without a snapshot, the data is lost with the zone.",
    fix: "Let Amazon Data Lifecycle Manager create snapshots by a tag, select the volume in AWS Backup, or give a reason why it needs no backup.",
    types: [aws.volume],
    *check(resource, stack) {
      if (!isBackedUp(stack, resource)) yield "has no automatic snapshots";
    },
  },
  {
    id: "ecs-single-attach-deployment",
    severity: "error",
    sentence:
      "A service with a volume that attaches to one instance at a time stops its task before it starts the next.",
    why: "Otherwise the new task waits for a volume that the old one still uses, and the deployment never ends.",
    fix: "Set deploymentMinimumHealthyPercent to 0, deploymentMaximumPercent to 100, and desiredCount to 0 or 1.",
    types: [aws.service],
    *check(resource, stack) {
      const { inputs } = resource;
      if (isDaemon(inputs) || blockVolumesOf(stack, taskDefinitionOf(stack, resource)).length === 0) return;
      const { minimumHealthyPercent: minimum, maximumPercent: maximum } = percentagesOf(inputs);
      if (minimum !== 0 || maximum !== 100)
        yield { part: "percent", message: `deploys between ${minimum} and ${maximum} percent` };
      if (Number(inputs["desiredCount"] ?? 0) > 1)
        yield {
          part: "desiredCount",
          message: `has a desired count of ${text(inputs["desiredCount"])} for one volume`,
        };
    },
  },
  {
    id: "ecs-zonal-volume",
    severity: "error",
    sentence: "A service with a volume in one zone runs only in that zone.",
    why: "A task in another zone cannot attach the volume, and starts without its data or not at all.",
    fix: "Constrain placement by attribute:ecs.availability-zone, in the task definition or the service.",
    types: [aws.service],
    *check(resource, stack) {
      const definition = taskDefinitionOf(stack, resource);
      const kept = [resource, definition].some(
        (one) => one && namesAttribute(one.inputs, "ecs.availability-zone"),
      );
      if (kept) return;
      for (const volume of blockVolumesOf(stack, definition))
        yield { part: volume, message: `can run in a zone other than that of ${volume}` };
    },
  },
  {
    id: "ecs-ephemeral-volume",
    severity: "warning",
    sentence: "Volumes that ECS creates with each task contain no data that must be kept.",
    why: "The next task of a service gets a new volume, and the old volume is deleted with its task.",
    fix: "Store permanent data elsewhere, or give a reason why it may be deleted.",
    types: [aws.service],
    *check(resource) {
      const volume = resource.inputs["volumeConfiguration"];
      const message = "creates a volume for each task, which is deleted with the task";
      if (volume !== undefined) yield { part: text(fields(volume)["name"]), message };
    },
  },
];

function isBackedUp(stack: Stack, volume: Resource): boolean {
  const policies = stack.ofType(aws.lifecyclePolicy).map(({ inputs }) => inputs);
  return isSnapshotted(volume.inputs, policies) || hasRecoveryPointsIn(stack, volume);
}
