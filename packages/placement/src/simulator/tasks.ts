import type { Choice } from "./candidates.ts";
import type { Funnel } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import type { TaskSpec } from "./task.ts";

export interface Task {
  /** `web-3`: the third of its workload. */
  id: string;
  workload: string;
  instance: Instance;
  /** What it needed when it was placed. */
  needs: TaskSpec;
  /** How its strategies chose the instance. */
  choices: Choice[];
  /** How the instances fared before that. */
  funnel: Funnel;
}

/** Tasks that could not be placed, and where the instances went. */
export interface Unplaced {
  workload: string;
  tasks: number;
  funnel: Funnel;
  /** On how many more instances they might have room, if these have as much as they may have. @default 0 */
  possible?: number;
  /** What else keeps them from starting. @default - nothing; the funnel says it */
  reason?: string;
}

/** Tasks of which it is unknown whether and where they are placed. They take nothing in the simulation. */
export interface NotSimulated {
  workload: string;
  tasks: number;
  reasons: string[];
}

/** What an event did. */
export interface Changes {
  started: Task[];
  stopped: Task[];
}

/** What came later, too. */
export function addChanges(to: Changes, { started, stopped }: Changes): void {
  // One by one: a spread of many thousands overflows the stack.
  for (const task of started) to.started.push(task);
  for (const task of stopped) to.stopped.push(task);
}
