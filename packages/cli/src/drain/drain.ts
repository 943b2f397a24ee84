import {
  activeCommand,
  connect,
  drain as drainInstance,
  planDrain,
  type Drained,
  type DrainPlan,
} from "@ballast/operate";
import { confirm } from "../confirm.ts";
import { following } from "../operating.ts";
import { withStatus } from "../progress.ts";

export interface DrainOptions {
  cluster: string;
  instance?: string;
  taskOf?: string;
  region?: string;
  timeout: number;
  yes?: boolean;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function drain(options: DrainOptions): Promise<number> {
  const { cluster, instance, taskOf = "" } = options;
  const aws = await connect(options.region === undefined ? {} : { region: options.region });
  const plan = await withStatus(
    `reading the tasks of ${cluster}`,
    planDrain(aws, cluster, instance === undefined ? { taskOf } : { instance }),
  );
  for (const line of planText(plan, aws.region)) console.error(line);
  await confirm(
    options,
    "yes",
    `${plan.ended === true ? "follow the replacement of" : "drain"} ${plan.ec2InstanceId}`,
  );
  const drained = await following(options.timeout, (pace) => drainInstance(aws, plan, pace));
  console.log(options.format === "json" ? JSON.stringify(drained, null, 2) : drainedText(drained, plan));
  return 0;
}

/** Describes the planned steps. */
export function planText(plan: DrainPlan, region: string): string[] {
  const tasks = plan.tasks.map(({ service, count }) => (count === 1 ? service : `${service} ×${count}`));
  return [
    `${plan.ec2InstanceId} (${plan.zone}) of ${plan.cluster} in ${region} runs ${tasks.length > 0 ? tasks.join(", ") : "no tasks"}.`,
    whatHappens(plan),
    ...plan.warnings.map((warning) => `Note: ${warning}`),
  ];
}

function whatHappens(plan: DrainPlan): string {
  if (plan.ended === true)
    return `The volume ${plan.volume} moves to its replacement. Nothing will be changed.`;
  return plan.mode === "replace"
    ? `The volume ${plan.volume} is attached to it: its tasks stop, and ${plan.group} terminates it and launches a replacement, ` +
        "which gets the volume. Until then its services are down."
    : "ECS will place no new tasks on it, and will start the tasks of its services on other instances.";
}

/** Describes the result. */
export function drainedText(drained: Drained, plan: DrainPlan): string {
  const began =
    drained.state === "TERMINATED"
      ? `${drained.instance} is terminated, and ${drained.successor} replaced it after ${drained.seconds} s.`
      : `${drained.instance} has no tasks left after ${drained.seconds} s, and stays DRAINING.`;
  return [
    began,
    ...drained.services.map(
      ({ name, desiredCount, instances }) =>
        `  ${name}: ${desiredCount} ${desiredCount === 1 ? "task" : "tasks"} on ${instances.join(", ") || "nothing"}`,
    ),
    ...(drained.state === "DRAINING"
      ? [`To allow tasks on it again: ${activeCommand(drained.region, plan)}`]
      : []),
  ].join("\n");
}
