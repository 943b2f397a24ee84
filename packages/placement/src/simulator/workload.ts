import { random as byLot, spreadOverInstances, spreadOverZones } from "../rules/build.ts";
import type { PlacementConstraint, PlacementStrategy } from "../rules/types.ts";
import { Candidates, type Choice } from "./candidates.ts";
import { Eligibility, possibleOf, stepsOf, verdictOfSteps, type Funnel, type Step } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import type { Lots } from "./random.ts";
import { fitOf, type Fit } from "./requirements.ts";
import { Surplus } from "./surplus.ts";
import type { TaskSpec, WorkloadSpec } from "./task.ts";

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

/** Tasks of which nobody can say whether and where they are placed. They take nothing in the simulation. */
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

/** A service or a run with its tasks. */
export class Workload {
  readonly name: string;
  readonly group: string;
  readonly daemon: boolean;
  /** Standalone tasks are placed once; nobody replaces them. */
  readonly standalone: boolean;
  readonly strategies: PlacementStrategy[];
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly tasks = new Set<Task>();
  desiredCount: number;
  notSimulated: NotSimulated | undefined;
  /** When it last looked for room, as its simulation counts. */
  triedAt = -1;
  #unplaced: Unplaced | undefined;
  /** Others have taken room since it looked, so its funnel is to be counted anew. */
  #othersSince: readonly Instance[] | undefined;
  /** Where its tasks may be that are not simulated. */
  #possible = new Set<Instance>();
  #needs: TaskSpec;
  readonly #capacityProviders: string[];
  readonly #constraints: PlacementConstraint[];
  #steps: Step[];
  /** Those steps that say which instances are meant at all. */
  #bounds: Step[];
  #made = 0;

  constructor(spec: WorkloadSpec, standalone: boolean) {
    const daemon = spec.daemon ?? false;
    this.name = spec.name;
    this.standalone = standalone;
    this.group = groupOf(spec, standalone);
    this.daemon = daemon;
    this.desiredCount = spec.desiredCount ?? 1;
    this.strategies = spec.strategies?.length ? spec.strategies : defaultStrategies(standalone);
    this.minimumHealthyPercent = spec.minimumHealthyPercent ?? (daemon ? 0 : 100);
    this.maximumPercent = spec.maximumPercent ?? (daemon ? 100 : 200);
    this.#capacityProviders = spec.capacityProviders ?? [];
    this.#constraints = spec.constraints ?? [];
    this.#needs = spec.task;
    this.#steps = this.#stepsFor(spec.task);
    this.#bounds = this.#boundsFor(spec.task);
  }

  get unplaced(): Unplaced | undefined {
    if (this.#unplaced && this.#othersSince) {
      const { tasks, reason } = this.#unplaced;
      const now = this.#waiting(tasks, funnelOf(this.#steps, this.#othersSince), this.#othersSince);
      this.unplaced = { ...now, ...(reason !== undefined && { reason }) };
    }
    return this.#unplaced;
  }

  set unplaced(unplaced: Unplaced | undefined) {
    this.#unplaced = unplaced;
    this.#othersSince = undefined;
  }

  /** Whether it waits for room of which none came free since it looked. */
  waitsOn(freed: number, instances: readonly Instance[]): boolean {
    if (this.#unplaced === undefined || this.triedAt !== freed || this.notSimulated) return false;
    if (this.daemon || this.#asksForTasks) return false;
    this.#othersSince = instances;
    return true;
  }

  /** Whether only an event of its own can give it something to do. */
  get isAtRest(): boolean {
    if (this.#unplaced || this.notSimulated) return false;
    if (this.daemon) return !this.#asksForTasks;
    return this.tasks.size === this.desiredCount && this.#outdated().size === 0;
  }

  /** Whether tasks that start can make room for it: an expression may ask for them. */
  get #asksForTasks(): boolean {
    return [...(this.#needs.constraints ?? []), ...this.#constraints].some(({ expression = "" }) =>
      /task:|runningTasksCount/.test(expression),
    );
  }

  /** Its tasks from now on; those that run keep what they have. */
  set needs(task: TaskSpec) {
    this.#steps = this.#stepsFor(task);
    this.#bounds = this.#boundsFor(task);
    this.#needs = task;
  }

  get needs(): TaskSpec {
    return this.#needs;
  }

  /** Places tasks one by one, each through the whole funnel; ends at the first that has nowhere to go. */
  place(count: number, instances: Iterable<Instance>, random: Lots): Task[] {
    this.#forget();
    if (count <= 0) return [];
    const eligibility = new Eligibility(this.#steps, instances);
    const candidates = new Candidates(this.strategies, random);
    for (const { instance } of this.tasks) candidates.count(instance, 1);
    for (const instance of eligibility.left) candidates.add(instance);

    const placed: Task[] = [];
    while (placed.length < count) {
      if (eligibility.unknown.size > 0) {
        this.#leaveOpen(count - placed.length, eligibility.unknown, eligibility.possible);
        break;
      }
      const picked = candidates.pick();
      if (picked === undefined) {
        this.unplaced = this.#waiting(count - placed.length, eligibility.funnel, instances);
        break;
      }
      const { instance, choices } = picked;
      const { funnel } = eligibility;
      // Its place in the tree is the one that it had before the task took its share.
      candidates.remove(instance);
      placed.push(this.#start(instance, choices, funnel));
      candidates.count(instance, 1);
      if (eligibility.update(instance)) candidates.add(instance);
    }
    return placed;
  }

  /**
   * One round of the service scheduler: tasks that are missing start, tasks that are on their way out stop, as far as
   * the service may run more tasks than it wants, and must not run fewer.
   *
   * @param sentAway Where daemons' tasks were stopped because they do not belong there: that happens once.
   */
  reconcile(instances: readonly Instance[], random: Lots, sentAway = new Set<string>()): Changes {
    if (this.daemon) return this.#reconcileDaemon(instances, sentAway);
    const most = Math.floor((this.desiredCount * this.maximumPercent) / 100);
    const least = Math.ceil((this.desiredCount * this.minimumHealthyPercent) / 100);
    const outdated = this.#outdated();
    const missing = this.desiredCount - (this.tasks.size - outdated.size);
    const started = this.place(Math.min(missing, most - this.tasks.size), instances, random);
    // Also those that have no turn yet, because so many may not run at once.
    if (this.unplaced) this.unplaced.tasks = missing - started.length;
    if (this.notSimulated) this.notSimulated.tasks = missing - started.length;
    const stopped = this.stopSome(outdated, Math.min(outdated.size, this.tasks.size - least), random);
    if (missing > 0 && started.length + stopped.length === 0 && !this.notSimulated)
      this.#blocked(missing, most, least, instances);
    return { started, stopped };
  }

  /** Tasks to replace: their instance drains, or they are of an earlier task definition. */
  #outdated(): Set<Task> {
    return new Set([...this.tasks].filter((task) => task.instance.draining || task.needs !== this.#needs));
  }

  #blocked(missing: number, most: number, least: number, instances: readonly Instance[]): void {
    this.unplaced = this.#unplaced ?? {
      workload: this.name,
      tasks: missing,
      funnel: funnelOf(this.#steps, instances),
      reason: `it may run no more than ${most} tasks and no fewer than ${least}, so none can be replaced`,
    };
  }

  /** A daemon's task stops first, since an instance runs one. */
  #reconcileDaemon(instances: Iterable<Instance>, sentAway: Set<string>): Changes {
    const stopped = [...this.#outdated()];
    for (const task of stopped) this.stop(task);
    for (const task of [...this.tasks]) {
      const place = `${this.name} ${task.instance.id}`;
      if (sentAway.has(place) || this.#belongs(task)) continue;
      sentAway.add(place);
      this.stop(task);
      stopped.push(task);
    }
    return { started: this.#placeDaemon(instances), stopped };
  }

  /**
   * ECS stops a daemon's task where its constraints no longer hold (ECS developer guide, "Service scheduler concepts",
   * Daemon), as on an instance from which the tasks have gone that it stands beside. Where that is unknown, it stays.
   */
  #belongs({ instance, needs }: Task): boolean {
    instance.release(needs, this.group);
    const { removedAt } = verdictOfSteps(this.#bounds, instance);
    instance.take(needs, this.group);
    return removedAt === undefined;
  }

  #waiting(tasks: number, funnel: Funnel, instances: Iterable<Instance>): Unplaced {
    const possible = possibleOf(this.#steps, instances);
    return { workload: this.name, tasks, funnel, ...(possible > 0 && { possible }) };
  }

  /** Places one task on each instance that its constraints leave and that does not run one yet. */
  #placeDaemon(instances: Iterable<Instance>): Task[] {
    this.#forget();
    const placed: Task[] = [];
    const taken = new Set([...this.tasks].map(({ instance }) => instance));
    const missing: Instance[] = [];
    const unknown = new Map<Instance, string[]>();
    for (const instance of instances) {
      if (taken.has(instance) || instance.draining) continue;
      // An instance that a constraint excludes is none of the daemon's; one that is full should run it.
      const bounds = verdictOfSteps(this.#bounds, instance);
      if (bounds.removedAt !== undefined) continue;
      const { removedAt, reasons = bounds.reasons } = verdictOfSteps(this.#steps, instance);
      if (reasons !== undefined) unknown.set(instance, reasons);
      else if (removedAt === undefined)
        placed.push(this.#start(instance, [], funnelOf(this.#steps, [instance])));
      else missing.push(instance);
    }
    if (unknown.size > 0) this.#leaveOpen(unknown.size, unknown, unknown.keys());
    if (missing.length > 0) {
      this.unplaced = this.#waiting(missing.length, funnelOf(this.#steps, missing), missing);
    }
    return placed;
  }

  /** Nobody can say where these tasks go, so they may be on any of the instances that are possible. */
  #leaveOpen(tasks: number, unknown: ReadonlyMap<Instance, string[]>, possible: Iterable<Instance>): void {
    this.notSimulated = {
      workload: this.name,
      tasks,
      reasons: [...new Set([...unknown.values()].flat())],
    };
    this.#possible = new Set(possible);
    for (const instance of this.#possible) instance.possibleTaskGroups.add(this.group);
  }

  #forget(): void {
    this.unplaced = undefined;
    this.notSimulated = undefined;
    for (const instance of this.#possible) instance.possibleTaskGroups.delete(this.group);
    this.#possible = new Set();
  }

  /** Instances on which it may have tasks that are not simulated. */
  get possible(): ReadonlySet<Instance> {
    return this.#possible;
  }

  /** A task that runs already. @param needs Of an earlier task definition. @default - the workload's */
  adopt(instance: Instance, id: string, needs = this.#needs): void {
    instance.take(needs, this.group);
    const funnel = { instances: 0, removed: [], left: 0 };
    this.tasks.add({ id, workload: this.name, instance, needs, choices: [], funnel });
  }

  /** How an instance fares with one more of its tasks. */
  fitOf(instance: Instance): Fit {
    return fitOf(this.#steps, instance);
  }

  #start(instance: Instance, choices: Choice[], funnel: Funnel): Task {
    this.#made += 1;
    const task = {
      id: `${this.name}-${this.#made}`,
      workload: this.name,
      instance,
      needs: this.#needs,
      choices,
      funnel,
    };
    instance.take(task.needs, this.group);
    this.tasks.add(task);
    return task;
  }

  stop(task: Task): void {
    task.instance.release(task.needs, this.group);
    this.tasks.delete(task);
  }

  /** Stops as many of these of its tasks, those first that ECS would stop first. */
  stopSome(tasks: Iterable<Task>, count: number, random: Lots): Task[] {
    const surplus = new Surplus(tasks, this.strategies, random);
    const stopped: Task[] = [];
    while (stopped.length < count) {
      const task = surplus.next();
      if (task === undefined) break;
      this.stop(task);
      stopped.push(task);
    }
    return stopped;
  }

  /** What says which instances are meant at all: attributes that ECS asks for, and constraints. */
  #boundsFor({ requires = {}, constraints = [] }: TaskSpec): Step[] {
    return this.#stepsFor({ cpu: 0, memoryMiB: 0, networkMode: "none", requires, constraints });
  }

  #stepsFor(task: TaskSpec): Step[] {
    return stepsOf(task, this.group, {
      capacityProviders: this.#capacityProviders,
      constraints: [...(task.constraints ?? []), ...this.#constraints],
    });
  }
}

/**
 * Of a service, over zones, and in a zone where it has the fewest tasks (ECS API reference, UpdateService, read 2026-11-27);
 * of a run, random.
 */
function defaultStrategies(standalone: boolean): PlacementStrategy[] {
  return standalone ? [byLot] : [spreadOverZones, spreadOverInstances];
}

/** Groups of ECS's own: AWS's API reference, RunTask (`group`), and the developer guide, "Task groups", read 2026-11-26. */
function groupOf({ name, group, family = name }: WorkloadSpec, standalone: boolean): string {
  if (standalone) return group ?? `family:${family}`;
  if (group === undefined || group.startsWith("service:")) return group ?? `service:${name}`;
  throw new RangeError(
    `The service ${name} has the group ${JSON.stringify(group)}, but tasks of a service have the group service:<its name>. Leave it out.`,
  );
}

function funnelOf(steps: Step[], instances: Iterable<Instance>): Funnel {
  return new Eligibility(steps, instances).funnel;
}
