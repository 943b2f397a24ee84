import type { Asked } from "./asked.ts";
import type { Instance } from "./instance.ts";
import type { NotSimulated, Unplaced } from "./tasks.ts";

/** A workload's tasks that are not placed: those that wait, and those whose placement is unknown. */
export class OpenTasks {
  notSimulated: NotSimulated | undefined;
  readonly #workload: string;
  readonly #group: string;
  #unplaced: Unplaced | undefined;
  /** Set if other workloads have used resources since the last attempt, so the funnel must be computed again. */
  #othersSince: readonly Instance[] | undefined;
  /** Instances on which tasks that are not simulated may run. */
  #possible = new Set<Instance>();

  constructor(workload: string, group: string) {
    this.#workload = workload;
    this.#group = group;
  }

  /** The waiting tasks, with the funnel for the instances' current state. */
  unplaced(asked: Asked): Unplaced | undefined {
    if (this.#unplaced && this.#othersSince) {
      const { tasks, reason } = this.#unplaced;
      const now = asked.waiting(this.#workload, tasks, this.#othersSince);
      // If tasks wait for another reason, more resources would not help.
      this.wait(reason === undefined ? now : { workload: now.workload, tasks, funnel: now.funnel, reason });
    }
    return this.#unplaced;
  }

  get isWaiting(): boolean {
    return this.#unplaced !== undefined;
  }

  wait(unplaced: Unplaced): void {
    this.#unplaced = unplaced;
    this.#othersSince = undefined;
  }

  /** Keeps waiting, while other workloads use resources. */
  waitOn(instances: readonly Instance[]): void {
    this.#othersSince = instances;
  }

  /** Sets the number of waiting tasks, including those that the deployment percentages do not allow to start yet. */
  setCount(tasks: number): void {
    if (this.#unplaced) this.#unplaced.tasks = tasks;
    if (this.notSimulated) this.notSimulated.tasks = tasks;
  }

  /** Marks the placement of these tasks as unknown: they may run on any of the possible instances. */
  leaveOpen(tasks: number, unknown: ReadonlyMap<Instance, string[]>, possible: Iterable<Instance>): void {
    this.notSimulated = {
      workload: this.#workload,
      tasks,
      reasons: [...new Set([...unknown.values()].flat())],
    };
    this.#possible = new Set(possible);
    for (const instance of this.#possible) instance.possibleTaskGroups.add(this.#group);
  }

  forget(): void {
    this.#unplaced = undefined;
    this.#othersSince = undefined;
    this.notSimulated = undefined;
    for (const instance of this.#possible) instance.possibleTaskGroups.delete(this.#group);
    this.#possible = new Set();
  }

  /** Instances on which it may have tasks that are not simulated. */
  get possible(): ReadonlySet<Instance> {
    return this.#possible;
  }
}
