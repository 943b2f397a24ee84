import { TerminateInstanceInAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import type { Aws } from "../aws.ts";
import { containerInstances } from "../ecs.ts";
import { AwsError } from "../operateError.ts";
import type { DrainPlan } from "./drainPlan.ts";
import { groupNamed, groupOf } from "./group.ts";
import { volumeAttribute } from "./replace.ts";
import { attribute, idOf } from "../describedInstance.ts";

/** Terminates the instance; its Auto Scaling group launches a replacement. */
export async function terminate(aws: Aws, { ec2InstanceId }: DrainPlan): Promise<void> {
  try {
    await aws.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({
        InstanceId: ec2InstanceId,
        ShouldDecrementDesiredCapacity: false,
      }),
    );
  } catch (error) {
    // The SDK retries after a lost response, and AWS rejects the second call because the instance is already
    // terminating.
    if (!(error instanceof AwsError) || (await groupOf(aws, ec2InstanceId))?.ended !== true) throw error;
  }
}

/**
 * Waits until the replacement is registered and the volume is attached to it. An instance of any group with the
 * volume counts, whenever it was launched: an earlier call may have terminated the old instance long ago.
 */
export async function joined(aws: Aws, plan: DrainPlan): Promise<{ waiting: string } | { done: string }> {
  const others = (await containerInstances(aws, plan.cluster)).filter(
    (one) => idOf(one) !== plan.ec2InstanceId,
  );
  const ready = others.find(
    (one) =>
      one.status === "ACTIVE" &&
      one.agentConnected !== false &&
      attribute(one, volumeAttribute) === plan.volume,
  );
  if (ready) return { done: idOf(ready) };
  const started = (await instancesOf(aws, plan.group)).filter((id) => id !== plan.ec2InstanceId);
  if (plan.group === undefined)
    return { waiting: `no instance of ${plan.cluster} has attached ${plan.volume} yet` };
  if (started.length === 0) return { waiting: `${plan.group} has not launched a replacement yet` };
  const here = others.map(idOf).filter((id) => started.includes(id));
  return {
    waiting:
      here.length === 0
        ? `${started.join(", ")} has started but has not joined ${plan.cluster} yet`
        : `${here.join(", ")} has joined but has not attached ${plan.volume} yet`,
  };
}

async function instancesOf({ autoScaling }: Aws, name: string | undefined): Promise<string[]> {
  const group = name === undefined ? undefined : await groupNamed(autoScaling, name);
  return (group?.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []);
}
