import type { PlacementStrategy } from "../rules/types.ts";
import type { Instance } from "./instance.ts";
import { spreadBin } from "./levels.ts";
import type { Lots } from "./random.ts";
import type { TaskSpec } from "./task.ts";

interface Running {
  readonly instance: Instance;
  readonly needs: TaskSpec;
}

/** Tasks that are alike for every strategy: they need the same on one instance. */
interface Alike<Task extends Running> {
  tasks: Task[];
  /** By strategy: the number of the bin in which a spread counts them. */
  bins: number[];
}

/**
 * Tasks in the order in which ECS stops them when there are too many: spread takes one from the fullest bin, binpack from
 * the instance with the most left, and the lot decides between equals (ECS developer guide, "Task placement strategies").
 */
export class Surplus<Task extends Running> {
  readonly #strategies: PlacementStrategy[];
  readonly #random: Lots;
  #all: Alike<Task>[];

  constructor(tasks: Iterable<Task>, strategies: PlacementStrategy[], random: Lots) {
    const lot = strategies.findIndex(({ type }) => type === "random");
    this.#strategies = strategies.slice(0, lot < 0 ? undefined : lot);
    this.#random = random;
    this.#all = alike(tasks, this.#strategies);
  }

  /** Takes the next one out. It must have stopped before the one after it is asked for. */
  next(): Task | undefined {
    let left = this.#all;
    for (const [position, strategy] of this.#strategies.entries()) {
      if (left.length < 2) break;
      left = strategy.type === "spread" ? fullest(left, position) : emptiest(left, strategy);
    }
    let drawn = left.length === 0 ? 0 : this.#random.below(sizeOf(left));
    for (const { tasks } of left) {
      if (drawn < tasks.length) {
        const [task] = tasks.splice(drawn, 1);
        if (tasks.length === 0) this.#all = this.#all.filter((one) => one.tasks.length > 0);
        return task;
      }
      drawn -= tasks.length;
    }
    return undefined;
  }
}

function alike<Task extends Running>(tasks: Iterable<Task>, strategies: PlacementStrategy[]): Alike<Task>[] {
  const numbers = strategies.map(() => new Map<string, number>());
  const found = new Map<Instance, Map<TaskSpec, Alike<Task>>>();
  for (const task of tasks) {
    const { instance, needs } = task;
    const here = found.get(instance) ?? new Map<TaskSpec, Alike<Task>>();
    found.set(instance, here);
    const known = here.get(needs);
    if (known) {
      known.tasks.push(task);
      continue;
    }
    const bins = strategies.map(({ type, field = "" }, position) => {
      const bin = type === "spread" ? spreadBin(field)(instance) : "";
      const ofLevel = numbers[position] ?? new Map<string, number>();
      const number = ofLevel.get(bin) ?? ofLevel.size;
      ofLevel.set(bin, number);
      return number;
    });
    here.set(needs, { tasks: [task], bins });
  }
  return [...found.values()].flatMap((here) => [...here.values()]);
}

function fullest<Task extends Running>(all: Alike<Task>[], position: number): Alike<Task>[] {
  const counts: number[] = [];
  for (const { tasks, bins } of all) {
    const bin = bins[position] ?? 0;
    counts[bin] = (counts[bin] ?? 0) + tasks.length;
  }
  return highest(all, ({ bins }) => counts[bins[position] ?? 0] ?? 0);
}

function emptiest<Task extends Running>(
  all: Alike<Task>[],
  { field = "" }: PlacementStrategy,
): Alike<Task>[] {
  const resource = field === "cpu" ? "cpu" : "memoryMiB";
  return highest(all, ({ tasks: [task] }) =>
    task === undefined ? 0 : task.instance.left[resource] + task.needs[resource],
  );
}

function highest<T>(items: T[], rank: (item: T) => number): T[] {
  let best = -Infinity;
  let found: T[] = [];
  for (const item of items) {
    const one = rank(item);
    if (one > best) {
      best = one;
      found = [];
    }
    if (one === best) found.push(item);
  }
  return found;
}

function sizeOf<Task extends Running>(all: Alike<Task>[]): number {
  return all.reduce((sum, { tasks }) => sum + tasks.length, 0);
}
