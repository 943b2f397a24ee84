import {
  paginateDescribeAutoScalingGroups,
  paginateDescribeAutoScalingInstances,
  paginateDescribeInstanceRefreshes,
  type AutoScalingGroup,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  type CapacityProvider,
} from "@aws-sdk/client-ecs";
import { every, inBatches, unless, type Aws } from "../aws.ts";
import { lastPart } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { Refresh } from "./patching.ts";

/**
 * Maximum number of names per call (Auto Scaling API reference of both calls, as in @aws-sdk/client-auto-scaling
 * 3.1169).
 */
const namesAtATime = 50;

/** The capacity providers of a cluster, without those of AWS Fargate. */
export async function providersOf({ ecs, region }: Aws, cluster: string): Promise<CapacityProvider[]> {
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
  const names = (clusters[0]?.capacityProviders ?? []).filter((name) => !/^FARGATE(_SPOT)?$/.test(name));
  const found = await providersNamed(ecs, names);
  const missing = names.filter((name) => !found.some((one) => one.name === name));
  if (missing.length > 0) {
    throw new OperateError(
      `ECS does not describe the capacity provider ${missing.join(", ")} of ${cluster} in ${region}. Try again.`,
    );
  }
  return found;
}

/** The capacity providers with these names that exist. */
export async function providersNamed(ecs: Aws["ecs"], names: string[]): Promise<CapacityProvider[]> {
  const found: CapacityProvider[] = [];
  // Without maxResults, ECS describes ten per page.
  for (let start = 0; start < names.length; start += 10) {
    let nextToken: string | undefined;
    do {
      const command: DescribeCapacityProvidersCommand = new DescribeCapacityProvidersCommand({
        capacityProviders: names.slice(start, start + 10),
        ...(nextToken !== undefined && { nextToken }),
      });
      const answer = await ecs.send(command);
      found.push(...(answer.capacityProviders ?? []));
      nextToken = answer.nextToken;
    } while (nextToken !== undefined);
  }
  return found;
}

/** The group's name from the ARN `arn:…:autoScalingGroupName/main-group`. A name can contain slashes. */
export function groupNameOf({ autoScalingGroupProvider }: CapacityProvider): string | undefined {
  const arn = autoScalingGroupProvider?.autoScalingGroupArn;
  return arn === undefined ? undefined : (/autoScalingGroupName\/(.+)$/.exec(arn)?.[1] ?? lastPart(arn));
}

/** The Auto Scaling groups with these names that exist. */
export async function groupsNamed({ autoScaling }: Aws, names: string[]): Promise<AutoScalingGroup[]> {
  const all = await inBatches(names, namesAtATime, (AutoScalingGroupNames) =>
    every(
      paginateDescribeAutoScalingGroups({ client: autoScaling }, { AutoScalingGroupNames }),
      ({ AutoScalingGroups }) => AutoScalingGroups,
    ),
  );
  return all.flat();
}

/** Names of the groups that these instances belong to. */
export async function groupNamesOf({ autoScaling }: Aws, ids: string[]): Promise<string[]> {
  const all = await inBatches(ids, namesAtATime, (InstanceIds) =>
    every(
      paginateDescribeAutoScalingInstances({ client: autoScaling }, { InstanceIds }),
      ({ AutoScalingInstances }) => AutoScalingInstances,
    ),
  );
  return [...new Set(all.flat().flatMap(({ AutoScalingGroupName }) => AutoScalingGroupName ?? []))];
}

/** The group's latest instance refresh; undefined if there was none in the last six weeks. */
export async function lastRefresh({ autoScaling }: Aws, group: string): Promise<Refresh | undefined> {
  const pages = paginateDescribeInstanceRefreshes({ client: autoScaling }, { AutoScalingGroupName: group });
  // AWS returns ValidationError for a group that was deleted meanwhile.
  const all = await unless(
    /^ValidationError$/,
    every(pages, ({ InstanceRefreshes }) => InstanceRefreshes),
  );
  const [last] = (all ?? []).sort(
    (one, other) => (other.StartTime?.getTime() ?? Infinity) - (one.StartTime?.getTime() ?? Infinity),
  );
  if (last === undefined) return undefined;
  const { Status = "unknown", PercentageComplete, StartTime, EndTime, StatusReason, Preferences } = last;
  return {
    status: Status,
    skipsMatching: Preferences?.SkipMatching === true,
    ...(PercentageComplete !== undefined && { percent: PercentageComplete }),
    ...(StartTime && { started: StartTime }),
    ...(EndTime && { ended: EndTime }),
    ...(StatusReason !== undefined && StatusReason !== "" && { reason: StatusReason }),
  };
}
