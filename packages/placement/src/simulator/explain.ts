import type { Choice } from "./candidates.ts";
import type { Funnel } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import type { NotSimulated, Task, Unplaced } from "./tasks.ts";

/** Why ECS places no tasks on an instance: `draining, agent disconnected`. Empty if it does. */
export function explainState({ draining, status, agentConnected }: Instance): string {
  return [
    ...(draining ? [status.toLowerCase()] : []),
    ...(agentConnected ? [] : ["agent disconnected"]),
  ].join(", ");
}

/** `4 of 6 instances left (1 had not 512 MiB of memory; 1 not distinctInstance)` */
export function explainFunnel({ instances, removed, left }: Funnel): string {
  const steps = removed.map(({ step, instances }) => `${instances} by "${step}"`);
  return `${left} of ${instances} instances left${steps.length > 0 ? `; removed: ${steps.join(", ")}` : ""}`;
}

/** Why a task is where it is. */
export function explainPlacement({ choices, funnel }: Task): string {
  return [explainFunnel(funnel), ...choices.map(explainChoice)].join("; ");
}

function explainChoice({ strategy, chosen, rank, tied }: Choice): string {
  const [type] = strategy.split(" ");
  if (type === "random") return `at random among ${tied}`;
  const why = type === "spread" ? `${chosen} runs ${rank} of its tasks` : `${rank} left there`;
  return `${strategy}: ${why}${tied > 1 ? `, the same as ${tied - 1} more` : ""}`;
}

/** Why tasks are not placed. */
export function explainUnplaced({ workload, tasks, funnel, reason, possible = 0 }: Unplaced): string {
  const what = `${workload}: ${tasks} ${tasks === 1 ? "task waits" : "tasks wait"}`;
  if (reason !== undefined) return `${what}: ${reason}`;
  if (funnel.instances === 0) return `${what}: there are no instances`;
  const more =
    possible === 0
      ? ""
      : `; ${possible} may have more resources than the minimum used here: set memoryMiB and trunking, or use one instance type`;
  return `${what}: ${explainFunnel(funnel)}${more}`;
}

/** Tasks whose placement is unknown, and why. */
export function explainNotSimulated({ workload, tasks, reasons }: NotSimulated): string {
  return `${workload}: ${tasks} ${tasks === 1 ? "task is" : "tasks are"} not simulated: ${reasons.join("; ")}`;
}
