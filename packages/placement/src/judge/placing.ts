import type { Asked } from "../simulator/asked.ts";
import type { Instance } from "../simulator/instance.ts";
import type { TaskSpec } from "../simulator/task.ts";
import type { Workload } from "../simulator/workload.ts";

/** One task more or fewer on an instance, of one of a service's task definitions. */
export interface Move {
  service: number;
  definition: number;
  instance: number;
  by: 1 | -1;
}

/** Tasks of one service, by definition and by instance. */
export type Counts = number[][];

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** The number of a service's tasks on each instance, of its current and earlier task definitions. */
export class Placing {
  readonly workload: Workload;
  readonly #instances: readonly Instance[];
  /** The requirements of each definition's tasks; the current definition is the last. */
  readonly definitions: TaskSpec[];
  readonly counts: Counts;
  /** The number of tasks of each definition; cached, because a search reads it at every position. */
  readonly #ofDefinition: number[];
  /** The number of tasks by instance. */
  readonly #totals: number[];
  #total: number;
  readonly #asked: Asked[];

  constructor(workload: Workload, instances: readonly Instance[]) {
    this.workload = workload;
    this.#instances = instances;
    const outdated = workload.outdated();
    const earlier = [...new Set([...outdated].map(({ needs }) => needs))];
    this.definitions = [...earlier, workload.needs];
    this.#asked = [workload.asked];
    this.counts = this.definitions.map(() => instances.map(() => 0));
    const positions = new Map(instances.map((instance, position) => [instance, position]));
    for (const task of workload.tasks) {
      const row = this.counts[outdated.has(task) ? earlier.indexOf(task.needs) : this.present];
      const position = positions.get(task.instance);
      if (row !== undefined && position !== undefined) row[position] = (row[position] ?? 0) + 1;
    }
    this.#ofDefinition = this.counts.map(sum);
    this.#total = sum(this.#ofDefinition);
    this.#totals = instances.map((_one, instance) => sum(this.counts.map((row) => row[instance] ?? 0)));
  }

  get present(): number {
    return this.definitions.length - 1;
  }

  get asked(): Asked {
    return this.#asked.at(-1) ?? this.workload.asked;
  }

  deploy(needs: TaskSpec): void {
    this.definitions.push(needs);
    this.counts.push(this.#instances.map(() => 0));
    this.#ofDefinition.push(0);
    this.#asked.push(this.asked.with(needs));
  }

  undeploy(): void {
    this.definitions.pop();
    this.counts.pop();
    this.#ofDefinition.pop();
    this.#asked.pop();
  }

  change(definition: number, instance: number, by: 1 | -1): void {
    const row = this.counts[definition];
    const needs = this.definitions[definition];
    const on = this.#instances[instance];
    if (row === undefined || needs === undefined || on === undefined) return;
    row[instance] = (row[instance] ?? 0) + by;
    this.#ofDefinition[definition] = (this.#ofDefinition[definition] ?? 0) + by;
    this.#totals[instance] = (this.#totals[instance] ?? 0) + by;
    this.#total += by;
    if (by === 1) on.take(needs, this.workload.group);
    else on.release(needs, this.workload.group);
  }

  /** The number of tasks by instance. */
  get totals(): readonly number[] {
    return this.#totals;
  }

  get total(): number {
    return this.#total;
  }

  get now(): number {
    return this.#ofDefinition[this.present] ?? 0;
  }

  get outdated(): number {
    return this.total - this.now;
  }

  /** Whether tasks of an earlier definition run; those of draining instances may be of the current one. */
  get isReplacing(): boolean {
    const present = this.definitions[this.present];
    return this.#ofDefinition.some((count, one) => count > 0 && this.definitions[one] !== present);
  }

  /** Whether it starts all new tasks before it stops an old one. */
  get isShifting(): boolean {
    return this.workload.startsAllFirst && this.isReplacing;
  }

  /** Tasks that may be replaced, one of each kind. */
  stops(): Omit<Move, "service">[] {
    return this.counts
      .slice(0, this.present)
      .flatMap((row, definition) =>
        row.flatMap((count, instance) => (count > 0 ? [{ definition, instance, by: -1 as const }] : [])),
      );
  }

  /** The instance to which its volumes are attached: that of the earliest definition. */
  get holder(): Instance | undefined {
    const position = this.#holderPosition;
    return position === undefined ? undefined : this.#instances[position];
  }

  get #holderPosition(): number | undefined {
    for (const [definition, row] of this.counts.entries()) {
      if ((this.definitions[definition]?.volumes ?? []).length === 0) continue;
      const position = row.findIndex((count) => count > 0);
      if (position >= 0) return position;
    }
    return undefined;
  }

  /** Running tasks, without those that wait for a volume. */
  get healthy(): number {
    const position = this.#holderPosition;
    return position === undefined ? this.total : (this.totals[position] ?? 0);
  }
}
