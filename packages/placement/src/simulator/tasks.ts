import type { Choice } from "./candidates.ts";
import type { Funnel } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import type { TaskSpec } from "./task.ts";

export interface Task {
  /** `web-3`: the third of its workload. */
  id: string;
  workload: string;
  instance: Instance;
  /** Its requirements when it was placed. */
  needs: TaskSpec;
  /** How its strategies chose the instance. */
  choices: Choice[];
  /** The result of filtering the instances before that. */
  funnel: Funnel;
}

/** Tasks that could not be placed, and the steps that ruled out the instances. */
export interface Unplaced {
  workload: string;
  tasks: number;
  funnel: Funnel;
  /** Number of further instances on which they might fit, if these have their maximum resources. @default 0 */
  possible?: number;
  /** What else prevents them from starting. @default - nothing else; see the filter */
  reason?: string;
}

/** Tasks of which it is unknown whether and where they are placed. They use no resources in the simulation. */
export interface NotSimulated {
  workload: string;
  tasks: number;
  reasons: string[];
}

/** The changes that an event caused. */
export interface Changes {
  started: Task[];
  stopped: Task[];
}

/** Adds later changes. */
export function addChanges(to: Changes, { started, stopped }: Changes): void {
  // Added one by one, because spreading many thousands of elements overflows the stack.
  for (const task of started) to.started.push(task);
  for (const task of stopped) to.stopped.push(task);
}
