import { changed, stateText, type State } from "./state.ts";

/**
 * ECS's placement by what AWS documents, and nothing of the simulator's: every way in which a cluster's tasks can come to
 * lie, by enumeration. Small clusters only.
 *
 * - Valid instances, then strategies; over zones and then the fewest tasks by default: ECS API reference, UpdateService.
 * - Daemons: ECS developer guide, "Service scheduler concepts", Daemon.
 * - minimumHealthyPercent and maximumPercent, rounded up and down: ECS API reference, DeploymentConfiguration.
 *   For a daemon, the desired count is one on each instance that its constraints leave.
 * - Volumes: an EBS volume attaches to one instance at a time (EC2 user guide, "Attach an Amazon EBS volume"), and placement does not
 *   look at volumes that a plugin mounts (ECS developer guide, "How Amazon ECS places tasks on container instances").
 * - Ports: ECS API reference, PortMapping, hostPort; at most 100 of an instance, with those that are reserved by default.
 * - Windows tasks on Windows instances, and GPUs of the type: ECS developer guide, "Amazon EC2 Windows task definition", "GPUs".
 */
export interface Host {
  zone: string;
  cpu: number;
  memory: number;
  /** Tasks with addresses of their own. */
  interfaces: number;
  blue: boolean;
  windows: boolean;
  gpus: number;
  /** Whether its group has larger types, too: ECS counts on the smallest by each parameter (guide, "managed scaling behavior"). */
  mixed: boolean;
}

export interface Job {
  cpu: number;
  memory: number;
  mode: "awsvpc" | "bridge" | "host";
  tcp: number[];
  udp: number[];
  desired: number;
  daemon: boolean;
  distinct: boolean;
  onlyBlue: boolean;
  windows: boolean;
  gpus: number;
  /** Position of the job beside whose tasks, or away from whose tasks, it stands. */
  beside?: number;
  away?: number;
  strategy: "default" | "random" | "instances" | "packed" | "zonesPacked";
  minimum: number;
  maximum: number;
  /** Whether all new tasks run before an old one stops: ECS developer guide, blue/green, canary and linear deployments. */
  shifts: boolean;
  /** Whether its tasks share a volume that one host holds at a time; then it wants one task at the most. */
  volume?: boolean;
}

/** ECS API reference, PortMapping, hostPort; on Windows, the agent's own defaults (aws/amazon-ecs-agent, config_windows.go). */
const reservedOnLinux = [22, 2375, 2376, 51678, 51679, 51680];
const reservedOnWindows = [53, 135, 139, 445, 2375, 2376, 3389, 5985, 5986, 51678, 51679];

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

export class Documented {
  readonly #hosts: readonly Host[];
  readonly #jobs: readonly Job[];
  /** What tasks of the earlier task definition need. */
  readonly #before: readonly Job[];

  constructor(hosts: readonly Host[], jobs: readonly Job[], before: readonly Job[] = jobs) {
    this.#hosts = hosts;
    this.#jobs = jobs;
    this.#before = before;
  }

  get empty(): State {
    const none = (): number[][] => this.#jobs.map(() => this.#hosts.map(() => 0));
    return { old: none(), now: none() };
  }

  /** Where it can end, by the state's text; undefined if there are too many ways. Daemons are the first on an instance. */
  ends(from: State, most = 1000): Map<string, State> | undefined {
    const starts = this.#reach(from, (state) => this.#daemonSteps(state), most);
    if (starts === undefined) return undefined;
    const ends = new Map<string, State>();
    for (const start of starts.values()) {
      const found = this.#reach(
        start,
        (state) => [...this.#daemonSteps(state), ...this.#replicaSteps(state)],
        most,
      );
      if (found === undefined) return undefined;
      for (const [text, state] of found) ends.set(text, state);
    }
    return ends;
  }

  /** States without a next one that can be reached. */
  #reach(from: State, steps: (state: State) => State[], most: number): Map<string, State> | undefined {
    const seen = new Map([[stateText(from), from]]);
    const ends = new Map<string, State>();
    for (const [text, state] of seen) {
      const next = steps(state);
      if (next.length === 0) ends.set(text, state);
      for (const one of next) seen.set(stateText(one), one);
      if (seen.size > most) return undefined;
    }
    return ends;
  }

  #daemonSteps(state: State): State[] {
    return this.#jobs.flatMap((job, position) => {
      if (!job.daemon) return [];
      return this.#hosts.flatMap((_host, at) => {
        const runs = this.#count(state, position, at) > 0;
        if (state.old[position]?.[at]) {
          const without = changed(state, "old", position, at, -1);
          const running = sum(this.#hosts.map((_one, host) => this.#count(state, position, host)));
          const wanted = this.#hosts.filter((_one, host) => this.#isMeant(state, position, host)).length;
          const least = Math.ceil((wanted * job.minimum) / 100);
          return running > least || !this.#allows(without, position, at) ? [without] : [];
        }
        if (runs) {
          const without = changed(state, "now", position, at, -1);
          return this.#allows(without, position, at) ? [] : [without];
        }
        return this.#allows(state, position, at) && this.#fits(state, position, at)
          ? [changed(state, "now", position, at, 1)]
          : [];
      });
    });
  }

  #replicaSteps(state: State): State[] {
    return this.#jobs.flatMap((job, position) => {
      if (job.daemon) return [];
      const old = sum(state.old[position] ?? []);
      const now = sum(state.now[position] ?? []);
      const mostTasks = Math.floor((job.desired * job.maximum) / 100);
      const leastTasks = Math.ceil((job.desired * job.minimum) / 100);
      const steps: State[] = [];
      const isShifting = job.shifts && old > 0;
      if (now < job.desired && (isShifting || old + now < mostTasks))
        for (const at of this.#best(state, position)) steps.push(changed(state, "now", position, at, 1));
      const healthy = this.#healthy(state, position);
      if (isShifting ? now === job.desired && healthy === old + now : healthy > leastTasks)
        for (const [at] of this.#hosts.entries())
          if (state.old[position]?.[at]) steps.push(changed(state, "old", position, at, -1));
      return steps;
    });
  }

  /** Whether a daemon should run there. */
  #isMeant(state: State, position: number, at: number): boolean {
    const which = state.old[position]?.[at] ? "old" : "now";
    const runs = this.#count(state, position, at) > 0;
    return this.#allows(runs ? changed(state, which, position, at, -1) : state, position, at);
  }

  /** Tasks that do not wait for a volume: the earlier task has it, wherever the new one is. */
  #healthy(state: State, position: number): number {
    const old = sum(state.old[position] ?? []);
    const now = sum(state.now[position] ?? []);
    if (!this.#jobs[position]?.volume || old === 0) return old + now;
    return sum(
      this.#hosts.map((_host, at) => (state.old[position]?.[at] ? this.#count(state, position, at) : 0)),
    );
  }

  /** Whether all tasks that a job should have run, and are of the present task definition. */
  isComplete(state: State, position: number): boolean {
    return sum(state.old[position] ?? []) === 0 && this.missing(state, position) === 0;
  }

  /** The hosts among which chance decides. */
  #best(state: State, position: number): number[] {
    const valid = [...this.#hosts.keys()].filter(
      (at) => this.#allows(state, position, at) && this.#fits(state, position, at),
    );
    const inZone = (at: number): number =>
      sum(
        this.#hosts.map(({ zone }, other) =>
          zone === this.#hosts[at]?.zone ? this.#count(state, position, other) : 0,
        ),
      );
    const here = (at: number): number => this.#count(state, position, at);
    const memoryLeft = (at: number): number =>
      (this.#hosts[at]?.memory ?? 0) - this.#used(state, at, ({ memory }) => memory);
    const ranks = {
      default: [inZone, here],
      random: [],
      instances: [here],
      packed: [memoryLeft],
      zonesPacked: [inZone, memoryLeft],
    }[this.#jobs[position]?.strategy ?? "random"];
    return ranks.reduce((left, rank) => {
      const lowest = Math.min(...left.map(rank));
      return left.filter((at) => rank(at) === lowest);
    }, valid);
  }

  /** What does not depend on how much is left. */
  #allows(state: State, position: number, at: number): boolean {
    const job = this.#jobs[position];
    const host = this.#hosts[at];
    if (job === undefined || host === undefined || host.windows !== job.windows) return false;
    const runs = (other: number): boolean => this.#count(state, other, at) > 0;
    return (
      (!job.onlyBlue || host.blue) &&
      !(job.distinct && runs(position)) &&
      (job.beside === undefined || runs(job.beside)) &&
      !(job.away !== undefined && runs(job.away))
    );
  }

  #fits(state: State, position: number, at: number): boolean {
    const job = this.#jobs[position];
    const host = this.#hosts[at];
    if (job === undefined || host === undefined) return false;
    const used = (of: (job: Job) => number): number => this.#used(state, at, of);
    const takes = (protocol: "tcp" | "udp", port: number) => (one: Job) =>
      Number(one.mode !== "awsvpc" && one[protocol].includes(port));
    const reserved = host.windows ? reservedOnWindows : reservedOnLinux;
    const ports = (one: Job): number => (one.mode === "awsvpc" ? 0 : one.tcp.length + one.udp.length);
    return (
      (ports(job) === 0 || reserved.length + used(ports) + ports(job) <= 100) &&
      host.gpus - used(({ gpus }) => gpus) >= job.gpus &&
      host.cpu - used(({ cpu }) => cpu) >= job.cpu &&
      host.memory - used(({ memory }) => memory) >= job.memory &&
      (job.mode !== "awsvpc" || host.interfaces > used(({ mode }) => Number(mode === "awsvpc"))) &&
      (job.mode === "awsvpc" ||
        (job.tcp.every((port) => !reserved.includes(port) && used(takes("tcp", port)) === 0) &&
          job.udp.every((port) => used(takes("udp", port)) === 0)))
    );
  }

  #used(state: State, at: number, of: (job: Job) => number): number {
    return sum(
      this.#jobs.map(
        (job, position) =>
          (state.now[position]?.[at] ?? 0) * of(job) +
          (state.old[position]?.[at] ?? 0) * of(this.#before[position] ?? job),
      ),
    );
  }

  #count(state: State, position: number, at: number): number {
    return (state.old[position]?.[at] ?? 0) + (state.now[position]?.[at] ?? 0);
  }

  /** Tasks that a job lacks. A daemon lacks one on each host that its constraints leave. */
  missing(state: State, position: number): number {
    const job = this.#jobs[position];
    if (job === undefined) return 0;
    const running = sum(state.now[position] ?? []);
    if (!job.daemon) {
      const missing = job.desired - running;
      // One that has started, and does not run before the volume is free.
      return missing > 0 ? missing : sum(state.old[position] ?? []);
    }
    const missing = this.#hosts.filter(
      (_host, at) => this.#count(state, position, at) === 0 && this.#allows(state, position, at),
    ).length;
    return missing > 0 ? missing : sum(state.old[position] ?? []);
  }
}
