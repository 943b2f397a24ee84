import type { PlacementStrategy } from "../rules/types.ts";
import { Candidates } from "./candidates.ts";
import type { Instance } from "./instance.ts";
import { decisive, levelsOf, type Candidate } from "./levels.ts";
import type { Lots } from "./random.ts";
import { Lot } from "./ranking.ts";
import type { TaskSpec } from "./task.ts";

interface Running {
  readonly instance: Instance;
  readonly needs: TaskSpec;
}

/**
 * Tasks in the order in which ECS stops surplus ones: spread takes one from the fullest bin, binpack one from the
 * instance with the most remaining resources; equal ones are chosen randomly (ECS developer guide, "Task placement
 * strategies").
 */
export class Surplus<Task extends Running> {
  readonly #candidates: Candidates<Alike<Task>>;
  readonly #random: Lots;
  readonly #onInstance = new Map<Instance, Alike<Task>[]>();
  /** Candidates whose rank may change after the last task has stopped. */
  #moving: Alike<Task>[] = [];

  constructor(tasks: Iterable<Task>, strategies: PlacementStrategy[], random: Lots) {
    this.#candidates = new Candidates(levelsOf(strategies, "fullest"), random);
    this.#random = random;
    // If no strategy distinguishes instances, a random task is chosen instead of a random instance.
    const tells = decisive(strategies).some(
      ({ type, field }) => type === "binpack" || field === "instanceId" || field === "host",
    );
    const all: Alike<Task>[] = [];
    for (const task of tasks) {
      const here = tells ? (this.#onInstance.get(task.instance) ?? []) : [];
      if (tells) this.#onInstance.set(task.instance, here);
      let alike = here.find(({ needs }) => needs === task.needs);
      if (alike === undefined) {
        alike = new Alike(task);
        here.push(alike);
        all.push(alike);
      } else alike.tasks.add(task);
      this.#candidates.count(alike, 1);
    }
    for (const alike of all) this.#candidates.add(alike);
  }

  /** Removes and returns the next task. The previous one must have stopped before. */
  next(): Task | undefined {
    for (const alike of this.#moving) if (alike.tasks.size > 0) this.#candidates.add(alike);
    this.#moving = [];
    const picked = this.#candidates.pick()?.one;
    if (picked === undefined) return undefined;
    this.#moving = (this.#onInstance.get(picked.instance) ?? [picked]).filter(({ tasks }) => tasks.size > 0);
    // A candidate is located by its values before the task stopped.
    for (const alike of this.#moving) this.#candidates.remove(alike);
    const task = picked.tasks.draw(this.#random);
    picked.tasks.delete(task);
    this.#candidates.count(picked, -1);
    return task;
  }
}

/** Tasks that need the same on one instance: the strategies see no difference between them. */
class Alike<Task extends Running> implements Candidate {
  readonly instance: Instance;
  readonly needs: TaskSpec;
  readonly tasks: Lot<Task>;

  constructor(task: Task) {
    this.instance = task.instance;
    this.needs = task.needs;
    this.tasks = new Lot(task);
  }

  get id(): string {
    return this.instance.id;
  }

  get availabilityZone(): string {
    return this.instance.availabilityZone;
  }

  get attributes(): Instance["attributes"] {
    return this.instance.attributes;
  }

  /** The instance's remaining resources after one of these tasks has stopped. */
  get left(): Candidate["left"] {
    const { cpu, memoryMiB } = this.instance.left;
    return { cpu: cpu + this.needs.cpu, memoryMiB: memoryMiB + this.needs.memoryMiB };
  }
}
