import type { Asked } from "./asked.ts";
import type { Instance } from "./instance.ts";
import type { NotSimulated, Unplaced } from "./tasks.ts";

/** A workload's tasks that are not placed: those that wait, and those whose placement is unknown. */
export class OpenTasks {
  notSimulated: NotSimulated | undefined;
  readonly #workload: string;
  readonly #group: string;
  #unplaced: Unplaced | undefined;
  /** Others have taken room since it looked, so its funnel is to be counted anew. */
  #othersSince: readonly Instance[] | undefined;
  /** Where its tasks may be that are not simulated. */
  #possible = new Set<Instance>();

  constructor(workload: string, group: string) {
    this.#workload = workload;
    this.#group = group;
  }

  /** What waits, for an instance as they are now. */
  unplaced(asked: Asked): Unplaced | undefined {
    if (this.#unplaced && this.#othersSince) {
      const { tasks, reason } = this.#unplaced;
      const now = asked.waiting(this.#workload, tasks, this.#othersSince);
      // What waits for another reason than room would not have it for more room.
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

  /** It waits on, while others take room. */
  waitOn(instances: readonly Instance[]): void {
    this.#othersSince = instances;
  }

  /** Also those that have no turn yet, because so many may not run at once. */
  setCount(tasks: number): void {
    if (this.#unplaced) this.#unplaced.tasks = tasks;
    if (this.notSimulated) this.notSimulated.tasks = tasks;
  }

  /** It is unknown where these tasks go, so they may be on any of the instances that are possible. */
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
