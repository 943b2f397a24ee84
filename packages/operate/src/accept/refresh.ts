import { StartInstanceRefreshCommand } from "@aws-sdk/client-auto-scaling";
import { type Aws } from "../aws.ts";
import { lastRefresh } from "../hosts/groups.ts";
import { OperateError } from "../operateError.ts";
import { Watch, type Pace } from "../watch.ts";

const underWay = /^(Pending|InProgress|Baking|Cancelling|RollbackInProgress)$/;

/**
 * Replaces the instances of a group as its patching does: launches a replacement first, then drains and terminates
 * the old instance. If an instance refresh is already in progress, waits for it instead.
 *
 * @throws {OperateError} if the refresh does not succeed.
 */
export async function replaceHosts(aws: Aws, group: string, pace: Pace): Promise<void> {
  const before = await lastRefresh(aws, group);
  const follows = before !== undefined && underWay.test(before.status);
  if (!follows)
    await aws.autoScaling.send(
      new StartInstanceRefreshCommand({
        AutoScalingGroupName: group,
        Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, SkipMatching: false },
      }),
    );
  await new Watch(pace).until(async () => {
    const now = await lastRefresh(aws, group);
    if (now !== undefined && !follows && now.started?.getTime() === before?.started?.getTime())
      return { waiting: `${group}: the refresh is not listed yet` };
    if (now?.status === "Successful") return { done: undefined };
    if (now === undefined || underWay.test(now.status))
      return { waiting: `${group}: ${now?.status ?? "no refresh is listed yet"}, ${now?.percent ?? 0} %` };
    throw new OperateError(
      `The instance refresh of ${group} is ${now.status}: ${now.reason ?? "AWS gave no reason"}.`,
    );
  });
}
