import { isUnknown } from "../query/verdict.ts";
import type { Step } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import { portsOf } from "./ports.ts";
import type { Task } from "./tasks.ts";

/** A requirement of a task that an instance does not meet, or may not meet. */
export interface Missing {
  /** `512 MiB of memory`; for an expression joined by `and`, one of its parts. */
  requirement: string;
  /** The instance's value: `128 left of 7985`. @default none */
  found?: string;
  /** Why it is unknown whether it meets it. @default - it does not meet it */
  unknown?: string[];
}

/** Everything that one instance lacks for one task, not only the first failed step. */
export interface Fit {
  instance: Instance;
  fits: boolean | "unknown";
  missing: Missing[];
}

export function fitOf(steps: readonly Step[], instance: Instance): Fit {
  const missing = steps.flatMap((step) => missingAt(step, instance));
  const fits = missing.length === 0 || (missing.every(({ unknown }) => unknown) ? "unknown" : false);
  return { instance, fits, missing };
}

function missingAt(step: Step, instance: Instance): Missing[] {
  const verdict = step.passes(instance);
  if (verdict === true) return [];
  const parts = (step.clauses ?? []).flatMap((clause) => missingAt(clause, instance));
  if (parts.length > 0) return parts;
  if (isUnknown(verdict)) return [{ requirement: step.name, unknown: [...verdict.unknown] }];
  const found = step.found?.(instance);
  return [{ requirement: step.name, ...(found !== undefined && found !== "" && { found }) }];
}

/** The task that uses the port. */
export function withHolders(
  { instance, fits, missing }: Fit,
  workloads: readonly { name: string; tasks: Iterable<Task> }[],
): Fit {
  const holderOf = (requirement: string): string | undefined => {
    const [, port, udp] = /^port (\d+)(\/udp)?$/.exec(requirement) ?? [];
    if (port === undefined) return undefined;
    const protocol = udp === undefined ? "tcp" : "udp";
    return workloads.find(({ tasks }) =>
      [...tasks].some(
        (task) => task.instance === instance && portsOf(task.needs)[protocol].includes(Number(port)),
      ),
    )?.name;
  };
  return {
    instance,
    fits,
    missing: missing.map((one) => {
      const holder = holderOf(one.requirement);
      return holder === undefined ? one : { ...one, found: `in use by ${holder}` };
    }),
  };
}
