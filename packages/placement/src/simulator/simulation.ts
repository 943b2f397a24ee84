import { Instance, type InstanceSpec } from "./instance.ts";
import { Random, type Lots } from "./random.ts";
import { rebalanced } from "./rebalance.ts";
import type { Percentages } from "./rolling.ts";
import { withHolders, type Fit } from "./requirements.ts";
import type { TaskSpec, WorkloadSpec } from "./task.ts";
import { addChanges, type Changes, type NotSimulated, type Task, type Unplaced } from "./tasks.ts";
import { Workload } from "./workload.ts";

/**
 * A cluster whose tasks are placed as ECS does, as far as AWS documents it: each task's requirements and constraints filter the
 * instances, and the strategies choose among the rest. The same seed and the same
 * events give the same placement.
 */
export class Simulation {
  readonly #random: Lots;
  readonly #instances = new Map<string, Instance>();
  readonly #workloads = new Map<string, Workload>();
  readonly #unknownGroups = new Set<string>();
  /** Lost instances, in order of their loss. */
  readonly lost: InstanceSpec[] = [];
  /** Workloads that may have something to do, so that an event need not check thousands of idle ones. */
  #restless = new Set<Workload>();
  /**
   * The number of events that may have freed resources. Until it increases, tasks that wait for resources are not
   * tried again.
   */
  #freed = 0;

  /** @param lots Seed for random choices (a whole number), or a source of random numbers. @default 1 */
  constructor(lots: number | Lots = 1) {
    this.#random = typeof lots === "number" ? new Random(lots) : lots;
  }

  get instances(): readonly Instance[] {
    return [...this.#instances.values()];
  }

  get workloads(): readonly Workload[] {
    return [...this.#workloads.values()];
  }

  /** Tasks that wait for an instance, by workload. */
  get unplaced(): Unplaced[] {
    return this.workloads.flatMap(({ unplaced }) => unplaced ?? []);
  }

  /** Tasks whose placement is unknown, by workload. */
  get notSimulated(): NotSimulated[] {
    return this.workloads.flatMap(({ notSimulated }) => notSimulated ?? []);
  }

  /** Adds a task group about which only the name is known: any instance may run its tasks. */
  addUnknownGroup(group: string): void {
    this.#unknownGroups.add(group);
    for (const instance of this.instances) instance.possibleTaskGroups.add(group);
  }

  /** Instances join the cluster. Daemons, waiting tasks and tasks that zone rebalancing moves start there. */
  join(...specs: InstanceSpec[]): Changes {
    for (const spec of specs) {
      if (this.#instances.has(spec.id))
        throw new RangeError(`There are two instances with the id ${spec.id}.`);
      const instance = new Instance(spec);
      for (const group of this.#unknownGroups) instance.possibleTaskGroups.add(group);
      this.#instances.set(spec.id, instance);
    }
    const changes = this.#disturbed();
    for (const workload of this.workloads)
      addChanges(changes, rebalanced(workload, this.instances, this.#random));
    return changes;
  }

  /** Adds a service; ECS places its tasks, and replaces lost ones. */
  addService(spec: WorkloadSpec): Changes {
    return this.addServices(spec);
  }

  /** Services that start together: daemons' tasks first, then the others in their order. */
  addServices(...specs: WorkloadSpec[]): Changes {
    for (const spec of specs) this.#restless.add(this.#add(new Workload(spec, false)));
    return this.#settled();
  }

  /** Adds a service or standalone tasks that are already running. Nothing is placed before an event or `goOn`. */
  adopt(
    spec: WorkloadSpec,
    running: readonly { id: string; instance: string; needs?: TaskSpec }[],
    { standalone = false }: { standalone?: boolean } = {},
  ): void {
    const workload = this.#add(new Workload(spec, standalone));
    for (const { id, instance, needs } of running) workload.adopt(this.#instance(instance), id, needs);
  }

  /** Simulates what ECS does next without an event: starts missing tasks and replaces tasks of earlier task definitions. */
  goOn(): Changes {
    return this.#disturbed();
  }

  /** What each instance lacks for one more task of a workload. */
  fits(workload: string): Fit[] {
    const found = this.#workload(workload);
    return this.instances.map((instance) => withHolders(found.fitOf(instance), this.workloads));
  }

  /** Standalone tasks, placed once. Tasks that cannot be placed now fail. */
  runTasks(spec: WorkloadSpec): Changes {
    const workload = this.#add(new Workload(spec, true));
    return { started: workload.place(workload.desiredCount, this.instances, this.#random), stopped: [] };
  }

  /** More or fewer tasks of a service. */
  scale(service: string, desiredCount: number): Changes {
    const workload = this.#workload(service);
    if (workload.daemon)
      throw new RangeError(`${service} is a daemon, which runs on every instance and cannot be scaled.`);
    if (workload.standalone && desiredCount > workload.desiredCount)
      throw new RangeError(
        `${service} is a run of ${workload.desiredCount} tasks, which are placed once; it cannot be scaled to ${desiredCount}.`,
      );
    workload.desiredCount = desiredCount;
    const surplus = workload.tasks.size - desiredCount;
    const stopped = surplus > 0 ? workload.stopSome(workload.tasks, surplus, this.#random) : [];
    return this.#disturbed(stopped);
  }

  /** Instances are lost, with their tasks. */
  lose(...ids: string[]): Changes {
    const lost = new Map(ids.map((id) => [this.#instance(id), [] as { workload: Workload; task: Task }[]]));
    for (const { id, spec } of lost.keys()) {
      this.#instances.delete(id);
      this.lost.push(spec);
    }
    for (const workload of this.workloads)
      for (const task of workload.tasks) lost.get(task.instance)?.push({ workload, task });
    const stopped: Task[] = [];
    for (const { workload, task } of [...lost.values()].flat()) {
      workload.stop(task);
      stopped.push(task);
      // A standalone task is not started again.
      if (workload.standalone) workload.desiredCount -= 1;
    }
    return this.#disturbed(stopped);
  }

  /** A zone is lost, with all of its instances. */
  loseZone(availabilityZone: string): Changes {
    const zones = [...new Set(this.instances.map((instance) => instance.availabilityZone))].sort();
    if (!zones.includes(availabilityZone))
      throw new RangeError(
        `There are no instances in a zone ${availabilityZone}; there are ${zones.join(", ")}.`,
      );
    const lost = this.instances.filter((instance) => instance.availabilityZone === availabilityZone);
    return this.lose(...lost.map(({ id }) => id));
  }

  /**
   * An instance gets no more tasks, and services replace those that it runs, within their deployment percentages.
   * Standalone tasks run to their end (ECS developer guide, "Draining container instances").
   */
  drain(...ids: string[]): Changes {
    for (const instance of ids.map((id) => this.#instance(id))) instance.draining = true;
    return this.#disturbed();
  }

  /**
   * A service gets a new task definition, and replaces its tasks within its deployment percentages.
   *
   * @param needs - of the new task definition. @default - those that it has
   */
  deploy(service: string, needs?: TaskSpec): Changes {
    const workload = this.#workload(service);
    workload.needs = { ...(needs ?? workload.needs) };
    return this.#disturbed();
  }

  /** How many tasks of a service must stay, and may run, while it replaces some. */
  setPercentages(service: string, percentages: Partial<Percentages>): void {
    Object.assign(this.#workload(service), percentages);
  }

  /** Continues after an event that may affect every service. */
  #disturbed(stopped: Task[] = []): Changes {
    this.#freed += 1;
    this.#restless = new Set(this.workloads);
    return this.#settled(stopped);
  }

  /** Repeats until nothing changes, as ECS does, because one service may wait for another's tasks. */
  #settled(stopped: Task[] = []): Changes {
    const changes: Changes = { started: [], stopped: [...stopped] };
    // Prevents an endless loop of two daemons, each of which starts because of the other's tasks and is then sent
    // away by them.
    const sentAway = new Set<string>();
    const instances = this.instances;
    for (let progress = true; progress;) {
      progress = false;
      for (const workload of this.#inOrder()) {
        if (workload.standalone || workload.waitsOn(this.#freed, instances)) continue;
        const before = workload.possible;
        const { started, stopped } = workload.reconcile(instances, this.#random, sentAway);
        addChanges(changes, { started, stopped });
        workload.triedAt = this.#freed;
        if (stopped.length > 0) this.#freed += 1;
        // Results of other services that depend on its task group may have become unknown.
        const moved = started.length + stopped.length > 0 || differ(before, workload.possible);
        progress ||= moved;
        if (!moved && workload.isAtRest) this.#restless.delete(workload);
        // Another daemon may depend on this one's tasks, and must start before other services.
        if (workload.daemon && started.length + stopped.length > 0) break;
      }
    }
    return changes;
  }

  /** Daemons' tasks are the first on an instance (ECS developer guide, "Service scheduler concepts", Daemon). */
  #inOrder(): Workload[] {
    const restless = [...this.#restless];
    return [...restless.filter(({ daemon }) => daemon), ...restless.filter(({ daemon }) => !daemon)];
  }

  #add(workload: Workload): Workload {
    if (this.#workloads.has(workload.name))
      throw new RangeError(`There are two workloads with the name ${workload.name}.`);
    this.#workloads.set(workload.name, workload);
    return workload;
  }

  #workload(name: string): Workload {
    const workload = this.#workloads.get(name);
    if (workload) return workload;
    throw new RangeError(`There is no service ${name}; there are ${[...this.#workloads.keys()].join(", ")}.`);
  }

  #instance(id: string): Instance {
    const instance = this.#instances.get(id);
    if (instance) return instance;
    throw new RangeError(`There is no instance ${id}; there are ${[...this.#instances.keys()].join(", ")}.`);
  }
}

function differ<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size !== other.size || [...one].some((item) => !other.has(item));
}
