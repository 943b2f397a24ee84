import { choice, each, fail, jsonata, now, paged, task, type State } from "./expressions.ts";
import { isTooMuch, pollSeconds, servicesOfCall, servicesOfPage, wait } from "./history.ts";
import type { MachineFacts } from "./machineFacts.ts";

interface Surroundings {
  isTooLong: string;
  /** The state with which a refresh of its own begins. */
  begin: string;
}

const chunks = `[$map([0..$ceil($count($services) / ${servicesOfCall}) - 1], function($i) { {"arns": [$services[[$i * ${servicesOfCall}..$i * ${servicesOfCall} + ${servicesOfCall - 1}]].arn]} })]`;
const answers = "$reduce($states.result, $append, [])";

/** Tasks that ran before must run again; how long a service ran fewer is measured. */
export function serviceStates(
  { calls, clusterName, capacityProviderName, volumeNames }: MachineFacts,
  { isTooLong, begin }: Surroundings,
): Record<string, State> {
  const read = (output: string): Record<string, State> => ({
    [`Describe${output.includes("desired") ? "Again" : ""}`]: task(
      `${calls}ecs:describeServices`,
      { Cluster: clusterName, Services: jsonata("$states.input.arns") },
      { Output: jsonata(output), End: true },
    ),
  });
  const hasVolumes = volumeNames.length > 0;
  const provider = JSON.stringify(capacityProviderName);
  // If a REPLICA service has no other provider, ECS stops its last tasks only if its minimum percentage allows 0 tasks.
  const stays = `SchedulingStrategy = "REPLICA" and [CapacityProviderStrategy.CapacityProvider] = [${provider}] and $ceil(DesiredCount * DeploymentConfiguration.MinimumHealthyPercent / 100) > 0`;
  const runsHere = `LaunchType = "EC2" or ${provider} in CapacityProviderStrategy.CapacityProvider`;
  // What ran before the first of several refreshes counts.
  const known = `${answers}.($before := $lookup($baseline, arn); $exists($before) ? $merge([$, {"running": $before}]) : $)[running > 0]`;
  const missing = `($now := $merge([$map(${answers}, function($f) { {$f.arn: $f} })]); [$services[($s := $; $f := $lookup($now, $s.arn); $exists($f) and $f.running < $min([$s.running, $f.desired]))].arn])`;
  return {
    ...paged("ListServices", {
      resource: `${calls}ecs:listServices`,
      argumentsOf: { Cluster: clusterName, MaxResults: servicesOfPage },
      assign: (isFirst) => ({
        services: jsonata(`[${isFirst ? "" : "$services, "}$states.result.ServiceArns.{"arn": $}]`),
      }),
      next: "IsReadable",
    }),
    IsReadable: choice([[isTooMuch, "TooManyServices"]], "ReadBaseline"),
    TooManyServices: fail(
      "TooManyServices",
      jsonata(
        '"The cluster has " & $count($services) & " services and the group " & $sum([$images.*]) & " instances, more than an execution can follow. Divide them between clusters and capacities, or replace the instances by aws autoscaling start-instance-refresh."',
      ),
    ),
    ReadBaseline: each(
      chunks,
      // While another refresh goes on, what runs is less than what should.
      read(
        `[$states.result.Services[${runsHere}].{"arn": ServiceArn, "running": $refresh = "" ? RunningCount : DesiredCount${hasVolumes ? `, "stays": ${stays}` : ""}}]`,
      ),
      {
        Assign: {
          services: jsonata(`[${known}]`),
          // After another refresh, all services are read again.
          poll: jsonata(
            `($here := [${known}]; $read := $state in ["followed", "interrupted"] ? $services : $here; ${pollSeconds("$read")})`,
          ),
          // Between two refreshes, a service may be down, too.
          checkedAt: jsonata(hasVolumes ? `$checkedAt = 0 ? ${now} : $checkedAt` : now),
        },
        Output: {},
        Next: "HasBegun",
      },
    ),
    HasBegun: choice(
      [
        ['$refresh != ""', "WaitForRefresh"],
        // The successor waits for the volume, so no other host of the group could run these tasks, and the old one never ends.
        ...(hasVolumes
          ? [["$count($services[stays]) > 0", "Blocked"] satisfies [condition: string, next: string]]
          : []),
      ],
      begin,
    ),
    ...(hasVolumes && {
      Blocked: fail(
        "Blocked",
        jsonata(
          '"A host with a volume is replaced only after its tasks have left, and these services keep theirs: " & $join($services[stays].arn, ", ") & ". Let them stop (minimumHealthyPercent 0), or give them another capacity."',
        ),
      ),
    }),
    ReadServices: each(
      chunks,
      read(`[$states.result.Services.{"arn": ServiceArn, "running": RunningCount, "desired": DesiredCount}]`),
      {
        Assign: {
          // Between two looks, a service counts as down if it was at one of them: the time is an upper bound.
          interruption: jsonata(
            `($missing := ${missing}; $seconds := $floor((${now} - $checkedAt) / 1000); $merge([$interruption, $map($distinct($append($missing, $down)), function($arn) { {$arn: ($exists($lookup($interruption, $arn)) ? $lookup($interruption, $arn) : 0) + $seconds} })]))`,
          ),
          down: jsonata(missing),
          checkedAt: jsonata(now),
        },
        Output: {},
        Next: "ArePlaced",
      },
    ),
    ArePlaced: choice(
      [
        ['$refresh != ""', "WaitForRefresh"],
        ["$count($down) = 0", "Replaced"],
        [isTooLong, "NotPlaced"],
      ],
      "WaitForServices",
    ),
    WaitForServices: wait("ReadServices"),
    NotPlaced: fail(
      "NotPlaced",
      jsonata('"Hosts are replaced, and these services run fewer tasks than before: " & $join($down, ", ")'),
    ),
    Replaced: {
      Type: "Succeed",
      Output: {
        image: jsonata("$image"),
        replaced: jsonata("$replaced"),
        snapshots: jsonata("$snapshots"),
        interruptionSeconds: jsonata("$interruption"),
      },
    },
  };
}
