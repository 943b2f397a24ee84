import type { PlacementStrategy } from "../rules/types.ts";
import { Asked } from "./asked.ts";
import { Candidates, type Choice } from "./candidates.ts";
import { daemonCount, daemonPlaces } from "./daemons.ts";
import { Eligibility, type Funnel } from "./eligibility.ts";
import type { Instance } from "./instance.ts";
import { OpenTasks } from "./openTasks.ts";
import { levelsOf } from "./levels.ts";
import type { Lots } from "./random.ts";
import type { Fit } from "./requirements.ts";
import {
  defaultPercentages,
  holderOf,
  limitsOf,
  percentReason,
  startsAllFirst,
  volumeReason,
} from "./rolling.ts";
import { Surplus } from "./surplus.ts";
import type { TaskSpec, WorkloadSpec } from "./task.ts";
import type { Changes, NotSimulated, Task, Unplaced } from "./tasks.ts";
import { defaultStrategies, groupOf } from "./workloadDefaults.ts";

/** A service or a run with its tasks. */
export class Workload {
  readonly name: string;
  readonly group: string;
  readonly daemon: boolean;
  /** Standalone tasks are placed once and not replaced. */
  readonly standalone: boolean;
  /** Whether all tasks of a new definition run before one of an earlier definition stops. */
  readonly startsAllFirst: boolean;
  readonly strategies: PlacementStrategy[];
  minimumHealthyPercent: number;
  maximumPercent: number;
  readonly tasks = new Set<Task>();
  desiredCount: number;
  /** The simulation's counter of freed resources at the last attempt to place a task. */
  triedAt = -1;
  readonly #spec: WorkloadSpec;
  readonly #open: OpenTasks;
  #asked: Asked;
  #made = 0;

  constructor(spec: WorkloadSpec, standalone: boolean) {
    const daemon = spec.daemon ?? false;
    this.name = spec.name;
    this.standalone = standalone;
    this.group = groupOf(spec, standalone);
    this.daemon = daemon;
    this.startsAllFirst = startsAllFirst(spec);
    this.desiredCount = spec.desiredCount ?? 1;
    this.strategies = spec.strategies?.length ? spec.strategies : defaultStrategies(standalone);
    const defaults = defaultPercentages(daemon);
    this.minimumHealthyPercent = spec.minimumHealthyPercent ?? defaults.minimumHealthyPercent;
    this.maximumPercent = spec.maximumPercent ?? defaults.maximumPercent;
    this.#spec = spec;
    this.#open = new OpenTasks(this.name, this.group);
    this.#asked = new Asked(spec.task, this.group, spec);
  }

  /** Its current specification. */
  get spec(): WorkloadSpec {
    const { desiredCount, minimumHealthyPercent, maximumPercent, needs: task, group } = this;
    return { ...this.#spec, desiredCount, minimumHealthyPercent, maximumPercent, task, group };
  }

  get asked(): Asked {
    return this.#asked;
  }

  get unplaced(): Unplaced | undefined {
    return this.#open.unplaced(this.#asked);
  }

  get notSimulated(): NotSimulated | undefined {
    return this.#open.notSimulated;
  }

  /** Instances on which it may have tasks that are not simulated. */
  get possible(): ReadonlySet<Instance> {
    return this.#open.possible;
  }

  /** Whether it waits for resources, and none were freed since its last attempt. */
  waitsOn(freed: number, instances: readonly Instance[]): boolean {
    if (!this.#open.isWaiting || this.triedAt !== freed || this.notSimulated) return false;
    if (this.daemon || this.#asked.asksForTasks) return false;
    this.#open.waitOn(instances);
    return true;
  }

  /** Whether only an event of its own can change it. */
  get isAtRest(): boolean {
    if (this.#open.isWaiting || this.notSimulated) return false;
    if (this.daemon) return !this.#asked.asksForTasks;
    return this.tasks.size === this.desiredCount && this.outdated().size === 0;
  }

  /** The task definition of new tasks; running tasks keep theirs. */
  set needs(task: TaskSpec) {
    this.#asked = this.#asked.with(task);
  }

  get needs(): TaskSpec {
    return this.#asked.needs;
  }

  /** Places tasks one by one, filtering all instances for each; stops at the first task that cannot be placed. */
  place(count: number, instances: Iterable<Instance>, random: Lots): Task[] {
    this.#open.forget();
    if (count <= 0) return [];
    const eligibility = new Eligibility(this.#asked.steps, instances);
    const candidates = new Candidates<Instance>(levelsOf(this.strategies, "emptiest"), random);
    for (const { instance } of this.tasks) candidates.count(instance, 1);
    for (const instance of eligibility.left) candidates.add(instance);

    const placed: Task[] = [];
    while (placed.length < count) {
      if (eligibility.unknown.size > 0) {
        this.#open.leaveOpen(count - placed.length, eligibility.unknown, eligibility.possible);
        break;
      }
      const picked = candidates.pick();
      if (picked === undefined) {
        this.#open.wait(this.#asked.waiting(this.name, count - placed.length, instances, eligibility));
        break;
      }
      const { one: instance, choices } = picked;
      const { funnel } = eligibility;
      // The tree must be updated with the instance's values before the task started.
      candidates.remove(instance);
      placed.push(this.#start(instance, choices, funnel));
      candidates.count(instance, 1);
      if (eligibility.update(instance)) candidates.add(instance);
    }
    return placed;
  }

  /**
   * One round of the service scheduler: starts missing tasks and stops outdated ones, within the deployment
   * percentages.
   *
   * @param sentAway Keeps track of daemon tasks that were stopped because constraints exclude their instance; each is
   *   stopped only once.
   */
  reconcile(instances: readonly Instance[], random: Lots, sentAway = new Set<string>()): Changes {
    if (this.daemon) return this.#reconcileDaemon(instances, sentAway);
    const limits = limitsOf(this.desiredCount, this);
    const outdated = this.outdated();
    const missing = this.desiredCount - (this.tasks.size - outdated.size);
    const isShifting = this.startsAllFirst && [...outdated].some(({ needs }) => needs !== this.needs);
    const room = isShifting ? missing : limits.most - this.tasks.size;
    const started = this.place(Math.min(missing, room), instances, random);
    this.#open.setCount(missing - started.length);
    const holder = holderOf(this.tasks);
    // Tasks that are placed on another instance than their volumes.
    const pending =
      holder === undefined ? 0 : [...this.tasks].filter(({ instance }) => instance !== holder).length;
    const healthy = this.tasks.size - pending;
    const allRun = missing === started.length && pending === 0;
    const stoppable = isShifting ? (allRun ? outdated.size : 0) : healthy - limits.least;
    const stopped = this.stopSome(outdated, Math.min(outdated.size, stoppable), random);
    if (started.length + stopped.length > 0) return { started, stopped };
    if (missing > 0) this.#blocked(missing, percentReason(limits), instances);
    else if (holder !== undefined && pending > 0)
      this.#blocked(pending, volumeReason(this.needs, holder, outdated.size > 0), instances);
    return { started, stopped };
  }

  /** Tasks to replace: their instance drains, or they have an earlier task definition. */
  outdated(): Set<Task> {
    return new Set([...this.tasks].filter((task) => task.instance.draining || task.needs !== this.needs));
  }

  /** Why it cannot continue, unless that is already known. */
  #blocked(tasks: number, reason: string, instances: Iterable<Instance>): void {
    if (this.notSimulated || this.#open.isWaiting) return;
    const { funnel } = new Eligibility(this.#asked.steps, instances);
    this.#open.wait({ workload: this.name, tasks, funnel, reason });
  }

  /** A daemon's old task stops before the new one starts, because an instance runs only one. */
  #reconcileDaemon(instances: readonly Instance[], sentAway: Set<string>): Changes {
    const outdated = this.outdated();
    const leaving = [...outdated].filter(({ instance }) => instance.draining);
    const replaced = [...outdated].filter(({ instance }) => !instance.draining);
    // Needed only if tasks are replaced.
    const wanted = replaced.length === 0 ? 0 : daemonCount(this.#asked, this.tasks, instances);
    const limits = limitsOf(wanted, this);
    const free = Math.max(0, this.tasks.size - leaving.length - limits.least);
    const stopped = [...leaving, ...replaced.slice(0, free)];
    for (const task of stopped) this.stop(task);
    for (const task of [...this.tasks]) {
      const place = `${this.name} ${task.instance.id}`;
      if (sentAway.has(place) || this.#asked.meansAlso(task.instance, task.needs)) continue;
      sentAway.add(place);
      this.stop(task);
      stopped.push(task);
    }
    const started = this.#placeDaemon(instances);
    const stays = replaced.filter((task) => this.tasks.has(task)).length;
    if (stays > 0 && started.length + stopped.length === 0)
      this.#blocked(stays, percentReason(limits), instances);
    return { started, stopped };
  }

  /** Places one task on each instance that its constraints allow and that does not run one yet. */
  #placeDaemon(instances: Iterable<Instance>): Task[] {
    this.#open.forget();
    const { ready, missing, unknown } = daemonPlaces(this.#asked, this.tasks, instances);
    const { steps } = this.#asked;
    const placed = ready.map((instance) =>
      this.#start(instance, [], new Eligibility(steps, [instance]).funnel),
    );
    if (unknown.size > 0) this.#open.leaveOpen(unknown.size, unknown, unknown.keys());
    if (missing.length > 0) this.#open.wait(this.#asked.waiting(this.name, missing.length, missing));
    return placed;
  }

  /** A task that runs already. @param needs Of an earlier task definition. @default - the workload's */
  adopt(instance: Instance, id: string, needs = this.needs): void {
    instance.take(needs, this.group);
    const funnel = { instances: 0, removed: [], left: 0 };
    this.tasks.add({ id, workload: this.name, instance, needs, choices: [], funnel });
  }

  /** What an instance lacks for one more of its tasks. */
  fitOf(instance: Instance): Fit {
    return this.#asked.fitOf(instance);
  }

  #start(instance: Instance, choices: Choice[], funnel: Funnel): Task {
    this.#made += 1;
    const id = `${this.name}-${this.#made}`;
    const task = { id, workload: this.name, instance, needs: this.needs, choices, funnel };
    instance.take(task.needs, this.group);
    this.tasks.add(task);
    return task;
  }

  stop(task: Task): void {
    task.instance.release(task.needs, this.group);
    this.tasks.delete(task);
  }

  /** Stops this number of the given tasks, in the order in which ECS would stop them. */
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
}
