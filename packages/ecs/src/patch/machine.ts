import { choice, fail, jsonata, now, paged, pass, task, type State } from "./expressions.ts";
import { followHours, hostsOfPage, wait } from "./history.ts";
import type { MachineFacts } from "./machineFacts.ts";
import { serviceStates } from "./services.ts";
import { snapshotStates } from "./snapshots.ts";

/** Statuses of a refresh that goes on (API reference, DescribeInstanceRefreshes, read 2026-11-27). */
const active = '["Pending","InProgress","Cancelling","RollbackInProgress","Baking"]';
/** Refreshes that it starts at most, because somebody may cancel them: `pulumi up` does, and starts another one. */
const mostStarts = 3;
const isTooLong = `${now} - $toMillis($states.context.Execution.StartTime) > ${followHours * 3_600_000}`;

/**
 * Looks at the images of a group's instances, and replaces all instances once one of them has an image that is older than allowed
 * and not the current one.
 *
 * It stops no task and drains no host: the refresh does, through ECS. So a failure before the refresh leaves all as it was.
 */
export function patchMachine(facts: MachineFacts): object {
  const hasVolumes = facts.volumeNames.length > 0;
  const begin = hasVolumes ? "ReadVolumes" : "StartRefresh";
  return {
    Comment: "Replaces container instances whose machine image is older than allowed",
    QueryLanguage: "JSONata",
    // Longer than the refresh that it follows plus its longest wait. Without a limit, a call without a response would
    // be waited for up to a year.
    TimeoutSeconds: (followHours + 2) * 3600,
    StartAt: "Begin",
    States: {
      Begin: begun(facts),
      ...imageStates(facts),
      ...findingStates(facts),
      ...serviceStates(facts, { isTooLong, begin }),
      ...(hasVolumes && snapshotStates(facts)),
      ...refreshStates(facts),
    },
  };
}

function begun({ pinnedImageId, volumeNames }: MachineFacts): State {
  const variables = {
    refresh: "",
    state: "none",
    starts: 0,
    startError: "",
    replaced: 0,
    baseline: {},
    snapshots: [],
    down: [],
    interruption: {},
    ...(volumeNames.length > 0 && { checkedAt: 0 }),
  };
  return pinnedImageId === undefined
    ? pass(variables, "ReadImage")
    : pass({ ...variables, image: pinnedImageId }, "ReadHosts");
}

/** Images beside the current one, as many as one answer has room for. */
const others = "[$keys($images)[$ != $image][[0..49]]]";

function imageStates(facts: MachineFacts): Record<string, State> {
  const { calls, groupName, parameter, pinnedImageId, maximumAgeDays, volumeNames } = facts;
  const ofGroup = [
    { Name: "tag:aws:autoscaling:groupName", Values: [groupName] },
    { Name: "instance-state-name", Values: ["pending", "running"] },
  ];
  return {
    ...(pinnedImageId === undefined && {
      ReadImage: task(
        `${calls}ssm:getParameter`,
        { Name: parameter },
        { Assign: { image: jsonata("$states.result.Parameter.Value") }, Next: "ReadHosts" },
      ),
    }),
    ...paged("ReadHosts", {
      resource: `${calls}ec2:describeInstances`,
      argumentsOf: { Filters: ofGroup, MaxResults: hostsOfPage },
      assign: (isFirst) => ({
        images: jsonata(
          `($all := [$states.result.Reservations.Instances.ImageId]; $before := ${isFirst ? "{}" : "$images"}; $merge([$before, $map($distinct($all), function($id) { {$id: $count($all[$ = $id]) + ($exists($lookup($before, $id)) ? $lookup($before, $id) : 0)} })]))`,
        ),
        ...(volumeNames.length > 0 && {
          hosts: jsonata(
            `[${isFirst ? "" : "$hosts, "}$states.result.Reservations.Instances.{"id": InstanceId, "root": RootDeviceName, "disks": [BlockDeviceMappings.{"device": DeviceName, "volume": Ebs.VolumeId}]}]`,
          ),
        }),
      }),
      next: "CompareImages",
    }),
    CompareImages: choice([[`$count(${others}) = 0`, "IsReplaced"]], "ReadImages"),
    // A filter, not ImageIds: AWS makes old images of Windows private, and ImageIds would be an error then.
    ReadImages: task(
      `${calls}ec2:describeImages`,
      { IncludeDeprecated: true, Filters: [{ Name: "image-id", Values: jsonata(others) }] },
      {
        Assign: {
          outdated: jsonata(
            `($young := $states.result.Images[${now} - $toMillis(CreationDate) <= ${maximumAgeDays * 86_400_000}].ImageId; $sum([$map(${others}, function($id) { $id in $young ? 0 : $lookup($images, $id) })]))`,
          ),
        },
        Next: "IsOutdated",
      },
    ),
    IsOutdated: choice(
      [
        ["$outdated = 0", "IsReplaced"],
        [`$state != "none" and ${isTooLong}`, "StillOutdated"],
        // The refresh has succeeded, and what it ended is still there.
        ['$state = "own"', "WaitForEnd"],
      ],
      "FindRefresh",
    ),
    WaitForEnd: wait("ReadHosts"),
    StillOutdated: fail(
      "StillOutdated",
      jsonata(
        `"After ${followHours} hours, instances with an old image are still there. The last refresh is " & $status & "."`,
      ),
    ),
    IsReplaced: choice([['$state != "none"', "ReadServices"]], "Current"),
    Current: { Type: "Succeed", Output: { image: jsonata("$image"), replaced: 0 } },
  };
}

/** Instances that were outdated at first: after an interruption, fewer are left. */
const replaced = jsonata('$state = "none" ? $outdated : $replaced');

function findingStates({ calls, groupName }: MachineFacts): Record<string, State> {
  return {
    FindRefresh: task(
      `${calls}autoscaling:describeInstanceRefreshes`,
      { AutoScalingGroupName: groupName, MaxRecords: 10 },
      {
        Assign: {
          found: jsonata(`[$states.result.InstanceRefreshes[Status in ${active}].InstanceRefreshId]`),
        },
        Next: "IsRefreshing",
      },
    ),
    IsRefreshing: {
      Type: "Choice",
      Choices: [
        {
          // Somebody's refresh replaces all instances, too.
          Condition: jsonata("$count($found) > 0"),
          Assign: { refresh: jsonata("$found[0]"), state: "followed", replaced },
          Next: "ListServices",
        },
        { Condition: jsonata('$startError != ""'), Next: "NotStarted" },
        { Condition: jsonata(`$starts = ${mostStarts}`), Next: "Interrupted" },
      ],
      Default: "ListServices",
    },
    NotStarted: fail("NotStarted", jsonata("$startError")),
    Interrupted: fail(
      "Interrupted",
      jsonata(
        `"The refresh was started ${mostStarts} times, and did not end by itself. The last one is " & $status & ": " & $cause`,
      ),
    ),
  };
}

function refreshStates({ calls, groupName, preferences, volumeNames }: MachineFacts): Record<string, State> {
  const told = (property: string, without: string) =>
    jsonata(
      `$exists($states.result.InstanceRefreshes[0].${property}) ? $states.result.InstanceRefreshes[0].${property} : "${without}"`,
    );
  const hasVolumes = volumeNames.length > 0;
  return {
    StartRefresh: task(
      `${calls}autoscaling:startInstanceRefresh`,
      { AutoScalingGroupName: groupName, Strategy: "Rolling", Preferences: preferences },
      {
        Assign: {
          refresh: jsonata("$states.result.InstanceRefreshId"),
          state: "own",
          starts: jsonata("$starts + 1"),
          replaced,
        },
        // The answer may have been lost, or another refresh may have begun.
        Catch: [
          {
            ErrorEquals: ["States.ALL"],
            Assign: { startError: jsonata('$states.errorOutput.Error & ": " & $states.errorOutput.Cause') },
            Output: {},
            Next: "FindRefresh",
          },
        ],
        Next: "WaitForRefresh",
      },
    ),
    WaitForRefresh: wait("ReadRefresh"),
    ReadRefresh: task(
      `${calls}autoscaling:describeInstanceRefreshes`,
      { AutoScalingGroupName: groupName, InstanceRefreshIds: [jsonata("$refresh")] },
      {
        Assign: { status: told("Status", "unknown"), cause: told("StatusReason", "AWS gave no reason.") },
        Next: "IsRefreshed",
      },
    ),
    IsRefreshed: {
      Type: "Choice",
      Choices: [
        {
          // A refresh that someone else started may have skipped instances, so all are checked again.
          Condition: jsonata('$status = "Successful"'),
          Assign: { refresh: "", startError: "", ...(!hasVolumes && { checkedAt: jsonata(now) }) },
          Next: "ReadHosts",
        },
        {
          // What somebody else cancelled or started is not its own failure. `pulumi up` starts another one shortly after.
          Condition: jsonata(
            `($status = "Cancelled" or $state = "followed" and $not($status in ${active})) and $not(${isTooLong})`,
          ),
          Assign: {
            refresh: "",
            startError: "",
            state: "interrupted",
            // Tasks may still be on their way, so what ran before counts.
            baseline: jsonata("$merge([$services.{arn: running}])"),
          },
          Next: "WaitForOthers",
        },
        { Condition: jsonata(`$not($status in ${active})`), Next: "RefreshFailed" },
        { Condition: jsonata(isTooLong), Next: "RefreshTooLong" },
      ],
      // One host at a time can serve a volume, so its service stops: how long is measured.
      Default: hasVolumes ? "ReadServices" : "WaitForRefresh",
    },
    WaitForOthers: wait("ReadHosts"),
    RefreshFailed: fail("RefreshFailed", jsonata('"The refresh is " & $status & ": " & $cause')),
    RefreshTooLong: fail("RefreshTooLong", `The refresh goes on after ${followHours} hours.`),
  };
}
