import { block, fields, isFalse, isTrue, list, number, text, type Fields } from "@ballast/model";
import type { Described } from "../described.ts";
import { runsOfYear } from "./cron.ts";
import { onFargate } from "./fargate.ts";
import { isAtRest, scheduledTasks, unreadSchedules } from "./schedules.ts";
import {
  counted,
  hoursPerMonth,
  referred,
  refersTo,
  type ChargeFacts,
  type ChargeItem,
  type ChargeItems,
} from "./terms.ts";
import type { UsageKey } from "./usage.ts";
import { volumeItems } from "./volumes.ts";

const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";

/**
 * GiB of ephemeral storage that are free for each task (ECS developer guide, "Fargate task ephemeral
 * storage").
 */
const freeStorage = 20;

export const serviceCharges: ChargeItems = (facts) => {
  const { inputs, others } = facts;
  const { size, how, uncounted } = tasksOf(facts);
  const {
    sizeInGb,
    volumeType = "gp3",
    iops,
    throughput,
  } = block(block(inputs["volumeConfiguration"])["managedEbsVolume"]);
  const volumes =
    sizeInGb === undefined
      ? []
      : volumeItems({ size: sizeInGb, type: volumeType, iops, throughput }, size, how);
  const task = referred(others, taskDefinition, inputs["taskDefinition"]);
  const fargate = onFargate({ by: inputs, cluster: inputs["cluster"], task, size }, facts);
  if (fargate === undefined) return volumes;
  if ("uncounted" in fargate) return [fargate, ...volumes];
  return [
    ...fargateItems(
      task,
      fargate.priced * hoursPerMonth,
      `${how} × ${hoursPerMonth} hours${fargate.isOnSpot}`,
      ["tasks", "spotPercent"],
    ),
    ...publicAddresses(inputs, fargate.tasks * hoursPerMonth, `${how} × ${hoursPerMonth} hours`),
    ...uncounted,
    ...volumes,
  ];
};

/** The average number of tasks of a service. */
function tasksOf(facts: ChargeFacts): { size: number; how: string; uncounted: ChargeItem[] } {
  const { inputs, others, usageGiven, usageTaken } = facts;
  const given = usageGiven("tasks");
  if (given !== undefined) return { size: given, how: counted(given, "task"), uncounted: [] };
  const target = others("aws:appautoscaling/target:Target").find(({ inputs: { resourceId } }) =>
    Object.keys(facts.identifiers).some((own) => text(resourceId) !== "" && own.endsWith(text(resourceId))),
  );
  const desired = Math.max(number(inputs["desiredCount"]), number(target?.inputs["minCapacity"]));
  const { average, isScheduled, unread } = scheduledTasks(facts, desired);
  usageTaken("tasks", average);
  return {
    size: average,
    how: isScheduled ? `${counted(average, "task")} on average, by schedule` : counted(average, "task"),
    uncounted: unreadSchedules("tasks", { unread }),
  };
}

/** @param hours Task hours per month. */
function fargateItems(
  task: Described | undefined,
  hours: number,
  how: string,
  assumes: readonly UsageKey[],
): ChargeItem[] {
  if (task === undefined) return [{ uncounted: "its tasks: the task definition is not in this stack" }];
  const { inputs } = task;
  const vcpu = sizeOf(inputs["cpu"], /vcpu$/i);
  const gigabytes = sizeOf(inputs["memory"], /gb$/i);
  if (vcpu === 0 || gigabytes === 0)
    return [{ uncounted: "its tasks: the CPU and memory of their task definition are unknown" }];
  const { operatingSystemFamily, cpuArchitecture } = block(inputs["runtimePlatform"]);
  const isWindows = text(operatingSystemFamily).startsWith("WINDOWS");
  const isArm = text(cpuArchitecture) === "ARM64";
  const storage = number(block(inputs["ephemeralStorage"])["sizeInGib"]) - freeStorage;
  const item = (kind: string, size: number, unit: string): ChargeItem => ({
    dimension: `fargate.${kind}`,
    amount: size * hours,
    how: `${how} × ${size} ${unit}`,
    assumes,
  });
  return [
    item(isWindows ? "windowsVcpu" : isArm ? "armVcpu" : "vcpu", vcpu, "vCPU"),
    item(isWindows ? "windowsMemory" : isArm ? "armMemory" : "memory", gigabytes, "GB"),
    ...(isWindows ? [item("windowsLicense", vcpu, "vCPU")] : []),
    ...(storage > 0 ? [item("storage", storage, "GB")] : []),
  ];
}

/** A size: AWS accepts `256` and `.25 vCPU`, `512` and `0.5 GB`. */
function sizeOf(value: unknown, unit: RegExp): number {
  const given = text(value).trim();
  return unit.test(given) ? number(given.replace(unit, "").trim()) : number(given) / 1024;
}

/** Charges for tasks that an EventBridge rule starts on a schedule. */
export const ruleTargetCharges: ChargeItems = (facts) => {
  const { inputs, others } = facts;
  const target = block(inputs["ecsTarget"]);
  if (target["taskDefinitionArn"] === undefined) return [];
  const rule = others("aws:cloudwatch/eventRule:EventRule").find((one) => refersTo(inputs["rule"], one));
  if (rule !== undefined && isDisabled(rule.inputs)) return [];
  return runItems(facts, text(rule?.inputs["scheduleExpression"]), target, inputs["arn"]);
};

/** Whether a rule is disabled, by either of two properties. */
function isDisabled({ state, isEnabled }: Fields): boolean {
  return text(state) === "" ? isFalse(isEnabled) : text(state) === "DISABLED";
}

/** Charges for tasks that EventBridge Scheduler starts. */
export const scheduleTaskCharges: ChargeItems = (facts) => {
  const { inputs, today } = facts;
  if (isAtRest(inputs, today)) return [];
  const target = fields(inputs["target"]);
  const parameters = block(target["ecsParameters"]);
  if (parameters["taskDefinitionArn"] === undefined) return [];
  return runItems(facts, text(inputs["scheduleExpression"]), parameters, target["arn"]);
};

function runItems(
  facts: ChargeFacts,
  expression: string,
  parameters: Fields,
  cluster: unknown,
): ChargeItem[] {
  const count = parameters["taskCount"] === undefined ? 1 : number(parameters["taskCount"]);
  const task = referred(facts.others, taskDefinition, parameters["taskDefinitionArn"]);
  const fargate = onFargate({ by: parameters, cluster, task, size: count }, facts);
  if (fargate === undefined) return [];
  if ("uncounted" in fargate) return [fargate];
  const runs = runsOfYear(expression);
  if (runs === undefined) return [{ uncounted: `tasks that start by ${expression || "an event"}` }];
  const perMonth = runs.length / 12;
  const minutes = facts.usage("taskMinutes");
  const how = `${Math.round(perMonth * count * 10) / 10} runs × ${minutes} minutes`;
  return [
    ...fargateItems(task, (perMonth * minutes * fargate.priced) / 60, `${how}${fargate.isOnSpot}`, [
      "taskMinutes",
      "spotPercent",
    ]),
    ...publicAddresses(parameters, (perMonth * minutes * fargate.tasks) / 60, how),
  ];
}

/** Each Fargate task has a public address if its network configuration assigns one. */
function publicAddresses({ networkConfiguration }: Fields, amount: number, how: string): ChargeItem[] {
  return isTrue(block(networkConfiguration)["assignPublicIp"])
    ? [{ dimension: "publicIpv4.hours", amount, how }]
    : [];
}

export const capacityProviderCharges: ChargeItems = ({ inputs }) =>
  inputs["managedInstancesProvider"] === undefined
    ? []
    : [
        {
          uncounted:
            "its instances and their management fee: Amazon ECS chooses the number and types of Managed Instances",
        },
      ];

export const clusterCharges: ChargeItems = ({ inputs }) => {
  const insights = list(inputs["settings"])
    .map(fields)
    .find(({ name }) => text(name) === "containerInsights");
  return ["enabled", "enhanced"].includes(text(insights?.["value"]))
    ? [
        {
          uncounted:
            "Container Insights: its metrics and logs depend on the number of tasks and instances, and Ballast does not know their prices",
        },
      ]
    : [];
};
