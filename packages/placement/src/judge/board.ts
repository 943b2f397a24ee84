import { Candidates } from "../simulator/candidates.ts";
import { isMeant } from "../simulator/daemons.ts";
import { Eligibility, verdictOfSteps } from "../simulator/eligibility.ts";
import type { Instance } from "../simulator/instance.ts";
import { levelsOf } from "../simulator/levels.ts";
import { limitsOf, percentReason, volumeReason } from "../simulator/rolling.ts";
import type { Simulation } from "../simulator/simulation.ts";
import type { TaskSpec } from "../simulator/task.ts";
import type { Unplaced } from "../simulator/tasks.ts";
import { classesOf } from "./classes.ts";
import { Placing, type Counts, type Move } from "./placing.ts";
import { Script } from "./script.ts";

const none: Move[] = [];

/** A daemon on one instance. */
interface DaemonPlace {
  /** The definition of its task there; -1 if it has none. */
  running: number;
  isMeant: boolean;
  /** Whether a task can start. @default - one runs, or none is meant to */
  start?: Verdict;
}

type Verdict = ReturnType<typeof verdictOfSteps>;

function daemonPlaceOf(placing: Placing, instances: readonly Instance[], position: number): DaemonPlace {
  const { asked, counts, definitions } = placing;
  const running = counts.findIndex((row) => (row[position] ?? 0) > 0);
  const instance = instances[position];
  if (instance === undefined || !isMeant(asked, instance, definitions[running]))
    return { running, isMeant: false };
  return { running, isMeant: true, ...(running < 0 && { start: verdictOfSteps(asked.steps, instance) }) };
}

/** The next moves of ECS are unknown. */
export class UnknownMoves extends Error {
  readonly reasons: string[];

  constructor(reasons: Iterable<string>) {
    super("It is unknown what ECS does next.");
    this.reasons = [...new Set(reasons)];
  }
}

/**
 * The tasks of a cluster's services, of which ECS starts or stops one at a time, in any order. It changes the instances of a simulation;
 * the caller restores `counts` afterwards.
 */
export class Board {
  readonly instances: readonly Instance[];
  readonly placings: readonly Placing[];
  readonly #classes: readonly number[][];
  /** The tasks on each instance, as text; undefined if they have changed since the text was written. */
  readonly #columns: (string | undefined)[] = [];
  /** The state of each daemon on each instance, by instance and service; undefined if the instance has changed since. */
  readonly #daemonPlaces: (DaemonPlace[] | undefined)[] = [];

  constructor(simulation: Simulation) {
    this.instances = simulation.instances;
    const services = simulation.workloads.filter(({ standalone }) => !standalone);
    this.placings = services.map((workload) => new Placing(workload, this.instances));
    this.#classes = this.withoutTasks(() => classesOf(this.instances));
  }

  /** Position of a service. */
  positionOf(name: string): number {
    return this.placings.findIndex(({ workload }) => workload.name === name);
  }

  /** Deploys a new task definition to a service. */
  deploy(service: number, needs: TaskSpec): void {
    this.placing(service).deploy(needs);
    this.#forget();
  }

  /** Reverts the last `deploy`. All tasks must be of earlier definitions. */
  undeploy(service: number): void {
    this.placing(service).undeploy();
    this.#forget();
  }

  #forget(): void {
    this.#columns.length = 0;
    this.#daemonPlaces.length = 0;
  }

  get counts(): Counts[] {
    return this.placings.map(({ counts }) => counts.map((row) => [...row]));
  }

  set counts(to: readonly Counts[]) {
    // Removes tasks first, so that no task exists twice.
    for (const by of [-1, 1] as const)
      for (const [service, { counts }] of this.placings.entries())
        for (const [definition, row] of counts.entries())
          for (const [instance] of row.entries()) {
            const wanted = to[service]?.[definition]?.[instance] ?? 0;
            while (((row[instance] ?? 0) - wanted) * by < 0)
              this.apply({ service, definition, instance, by });
          }
  }

  withoutTasks<T>(act: () => T): T {
    const before = this.counts;
    this.counts = before.map((counts) => counts.map((row) => row.map(() => 0)));
    try {
      return act();
    } finally {
      this.counts = before;
    }
  }

  apply({ service, definition, instance, by }: Move): void {
    this.#columns[instance] = undefined;
    this.#daemonPlaces[instance] = undefined;
    this.placing(service).change(definition, instance, by);
  }

  undo(move: Move): void {
    this.apply({ ...move, by: move.by === 1 ? -1 : 1 });
  }

  /** Equal for positions that differ only in which of several equal instances is which. */
  get key(): string {
    return this.#classes
      .map((members) =>
        members
          .map((instance) => (this.#columns[instance] ??= this.#columnOf(instance)))
          .sort()
          .join(","),
      )
      .join(";");
  }

  #columnOf(instance: number): string {
    let text = "";
    for (const { counts } of this.placings) {
      for (const row of counts) text += `${row[instance] ?? 0}.`;
      text += " ";
    }
    return text;
  }

  /** The moves that ECS may make next. @throws {UnknownMoves} */
  moves(which: "all" | "daemons" = "all"): Move[] {
    return this.placings.flatMap(({ workload }, service) =>
      which === "daemons" && !workload.daemon ? [] : this.movesOf(service),
    );
  }

  /** @throws {UnknownMoves} */
  movesOf(service: number): readonly Move[] {
    const placing = this.placing(service);
    const moves = placing.workload.daemon ? this.#daemonMoves(service) : this.#replicaMoves(placing);
    return moves.length === 0 ? none : moves.map((move) => ({ service, ...move }));
  }

  #replicaMoves(placing: Placing): Omit<Move, "service">[] {
    const { present, workload } = placing;
    const { most, least } = limitsOf(workload.desiredCount, workload);
    const { isShifting } = placing;
    const starts =
      placing.now < workload.desiredCount && (isShifting || placing.total < most)
        ? this.#best(placing).map((instance) => ({ definition: present, instance, by: 1 as const }))
        : [];
    const allRun = placing.now >= workload.desiredCount && placing.healthy === placing.total;
    const mayStop = isShifting ? allRun : placing.healthy > least;
    return [...starts, ...(mayStop ? placing.stops() : [])];
  }

  /** Moves between which ECS chooses randomly. */
  #best({ workload, asked, totals }: Placing): number[] {
    const eligibility = new Eligibility(asked.steps, this.instances);
    if (eligibility.unknown.size > 0) throw new UnknownMoves([...eligibility.unknown.values()].flat());
    const { left } = eligibility;
    if (left.length < 2) return left.map((one) => this.instances.indexOf(one));
    const script = new Script();
    const candidates = new Candidates<Instance>(levelsOf(workload.strategies, "emptiest"), script);
    for (const [position, instance] of this.instances.entries())
      for (let count = totals[position] ?? 0; count > 0; count -= 1) candidates.count(instance, 1);
    for (const instance of left) candidates.add(instance);
    const found = new Set<Instance>();
    for (let isMore = true; isMore; isMore = script.next()) {
      const picked = candidates.pick();
      if (picked) found.add(picked.one);
    }
    return [...found].map((one) => this.instances.indexOf(one));
  }

  #daemonMoves(service: number): Omit<Move, "service">[] {
    const placing = this.placing(service);
    const { workload, present } = placing;
    const places = this.instances.map((_one, position) => this.#daemonPlace(service, position));
    const { least } = limitsOf(places.filter(({ isMeant }) => isMeant).length, workload);
    const isStoppable = placing.total > least;
    return places.flatMap(({ running, isMeant, start }, instance): Omit<Move, "service">[] => {
      if (running >= 0) {
        const leaves = !isMeant || (running !== present && isStoppable);
        return leaves ? [{ definition: running, instance, by: -1 }] : [];
      }
      if (start === undefined || start.removedAt !== undefined) return [];
      if (start.reasons !== undefined) throw new UnknownMoves(start.reasons);
      return [{ definition: present, instance, by: 1 }];
    });
  }

  /** A daemon's state on one instance; it depends only on that instance. */
  #daemonPlace(service: number, position: number): DaemonPlace {
    const known = (this.#daemonPlaces[position] ??= []);
    return (known[service] ??= daemonPlaceOf(this.placing(service), this.instances, position));
  }

  /** Whether a service has the desired number of running tasks, all of its current task definition. */
  isComplete(service: number): boolean {
    const placing = this.placing(service);
    if (placing.outdated > 0) return false;
    if (placing.workload.daemon) return this.#missingOfDaemon(placing).length === 0;
    return placing.now === placing.workload.desiredCount && placing.healthy === placing.total;
  }

  /** Why a service cannot continue, in a position without moves in which its deployment is incomplete. */
  obstacleOf(service: number): Unplaced {
    const placing = this.placing(service);
    const { workload, asked, outdated, now, total } = placing;
    const meant = workload.daemon ? this.#missingOfDaemon(placing) : this.instances;
    const wanted = workload.daemon ? total + meant.length : workload.desiredCount;
    const limits = limitsOf(wanted, workload);
    const missing = workload.daemon ? Math.max(meant.length, outdated) : wanted - now;
    const waiting = asked.waiting(workload.name, missing, meant);
    const holder = placing.holder;
    if (missing <= 0 && holder !== undefined)
      return { ...waiting, tasks: outdated || 1, reason: volumeReason(asked.needs, holder, outdated > 0) };
    const isFull = workload.daemon ? meant.length === 0 : !placing.isShifting && total >= limits.most;
    return isFull ? { ...waiting, reason: percentReason(limits) } : waiting;
  }

  #missingOfDaemon({ asked, totals }: Placing): Instance[] {
    return this.instances.filter(
      (instance, position) => (totals[position] ?? 0) === 0 && isMeant(asked, instance),
    );
  }

  placing(service: number): Placing {
    const found = this.placings[service];
    if (found) return found;
    throw new RangeError(`There is no service ${service}.`);
  }
}
