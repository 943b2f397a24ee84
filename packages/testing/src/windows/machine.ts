import type { Node } from "web-tree-sitter";
import type { LaunchOrder, LaunchTask, StartType } from "./launchOrders.ts";
import { ScriptError, type Run } from "./powershell.ts";

/** An association of State Manager with the instance's Auto Scaling group. */
export interface Association {
  /** JSON of a Command document. */
  document: string;
  /** Of `rate(n minutes)`. */
  everyMinutes: number;
}

/** Failures of the machine, in seconds from the launch. */
export interface WindowsFaults {
  /** Restarts of Windows that nobody asked for. */
  restartsAt?: number[];
  /** Restarts of the Systems Manager agent. */
  agentRestartsAt?: number[];
  /** The launch agent never gets to the Systems Manager agent. */
  noStartOfAgent?: boolean;
  /** The Systems Manager agent runs from the start. */
  earlyAgent?: boolean;
  /** Until State Manager runs the association for the first time. */
  associationDelay?: number;
  /** Joins that fail before one succeeds. */
  failedJoins?: number;
  /** Mappings that fail before one succeeds. */
  failedMappings?: number;
  /** The time from each start of Windows until AWS's DNS names resolve. */
  slowDns?: number;
}

export interface WindowsHost {
  order: LaunchOrder;
  /** The user data, decoded. */
  userData: string;
  association?: Association;
  faults?: WindowsFaults;
}

/** The programs on the machine. */
export interface Programs {
  parse(script: string): Node;
  /** @returns its exit code; an error that it does not catch is 1. */
  script(machine: WindowsMachine, name: string, source: string): Run<number>;
  /** The behaviour of each service after its start. */
  services: Record<string, (machine: WindowsMachine) => Run<void>>;
}

interface Process {
  name: string;
  wakesAt: number;
  steps: Run<unknown>;
}

/** A registration with ECS, and what a task would have found. */
export interface Registration {
  at: number;
  member: boolean;
  drives: string[];
  /** Environment variables of the machine, which its agent reads when it starts. */
  variables: Record<string, string>;
}

/** One Windows container instance in simulated time. */
export class WindowsMachine {
  time = 0;
  starts = 0;
  startedAt = 0;
  poweredOffAt: number | undefined;
  readonly log: string[] = [];
  readonly registrations: Registration[] = [];
  readonly compliance: { at: number; title: string }[] = [];
  readonly files = new Map<string, string>();
  readonly services = new Map<string, { startType: StartType; running: boolean }>();
  readonly tasks = new Map<string, string>();
  /** The environment variables of the machine, which all processes inherit. */
  readonly variables = new Map<string, string>();
  domain: string | undefined;
  joinPending = false;
  /** Persistent mappings, by drive; a start restores them after a minute. */
  readonly mappings = new Map<string, { remotePath: string; since: number }>();
  /** Folders on mapped drives. */
  readonly folders = new Set<string>();
  resumeAt: number | undefined;
  attempts = { joins: 0, mappings: 0 };
  readonly host: WindowsHost;
  readonly programs: Programs;
  #processes: Process[] = [];
  #userData: "runs" | "ran" = "ran";
  #restart = false;

  constructor(host: WindowsHost, programs: Programs) {
    this.host = host;
    this.programs = programs;
    const { order, faults = {} } = host;
    this.services.set("AmazonSSMAgent", {
      startType: faults.earlyAgent ? "Automatic" : order.ssmAgent,
      running: false,
    });
    this.services.set("AmazonECS", { startType: "Manual", running: false });
    for (const name of Object.keys(programs.services))
      if (!this.services.has(name)) this.services.set(name, { startType: "Manual", running: false });
    this.#start();
  }

  get faults(): WindowsFaults {
    return this.host.faults ?? {};
  }

  say(text: string): void {
    this.log.push(`${String(Math.round(this.time))} ${text}`);
  }

  /** Whether AWS's DNS names resolve. */
  get resolves(): boolean {
    return this.time - this.startedAt >= (this.faults.slowDns ?? 0);
  }

  isMember(domain?: string): boolean {
    return this.domain !== undefined && !this.joinPending && (domain === undefined || this.domain === domain);
  }

  /** A join takes effect with a restart. */
  join(domain: string): boolean {
    this.attempts.joins += 1;
    if (this.attempts.joins <= (this.faults.failedJoins ?? 0)) {
      this.say("the join failed");
      return false;
    }
    this.domain = domain;
    this.joinPending = true;
    return true;
  }

  /** Whether a path exists and can be read. */
  isThere(path: string): boolean {
    if (/Netlogon\\JoinDomain$/.test(path)) return this.joinPending;
    const drive = path.slice(0, 2);
    const mapping = this.mappings.get(drive);
    if (!mapping || (mapping.since < this.startedAt && this.time - this.startedAt < 60)) return false;
    return path.length <= 3 || this.folders.has(path);
  }

  spawn(name: string, steps: Run<unknown>): void {
    this.#processes.push({ name, wakesAt: this.time, steps });
  }

  isRunning(name: string): boolean {
    return this.#processes.some((process) => process.name === name);
  }

  startService(name: string): void {
    const service = this.services.get(name);
    if (!service) throw new ScriptError(`there is no service ${name}`);
    if (service.startType === "Disabled") throw new ScriptError(`the service ${name} is disabled`);
    if (service.running) return;
    service.running = true;
    this.say(`${name} runs`);
    const program = this.programs.services[name];
    if (program) this.spawn(name, program(this));
  }

  stopService(name: string): void {
    const service = this.services.get(name);
    if (!service) throw new ScriptError(`there is no service ${name}`);
    service.running = false;
    this.#processes = this.#processes.filter((process) => process.name !== name);
  }

  startTask(name: string): void {
    const path = this.tasks.get(name);
    if (path === undefined) throw new ScriptError(`there is no task ${name}`);
    // MultipleInstances IgnoreNew.
    if (!this.isRunning(name)) this.spawn(name, this.programs.script(this, name, this.files.get(path) ?? ""));
  }

  restart(): void {
    this.#restart = true;
  }

  powerOff(): void {
    this.poweredOffAt ??= this.time;
    this.#processes = [];
  }

  /** Plays until the time, or until it is powered off. */
  runUntil(end: number): void {
    while (this.poweredOffAt === undefined && this.time < end) {
      const next = this.#processes.reduce<Process | undefined>(
        (earliest, one) => (earliest && earliest.wakesAt <= one.wakesAt ? earliest : one),
        undefined,
      );
      const until = Math.min(next?.wakesAt ?? end, this.#nextFault(end), end);
      this.time = Math.max(this.time, until);
      this.#injectFaults();
      if (next && next.wakesAt <= this.time && this.#processes.includes(next)) this.#advance(next);
      if (this.#restart) this.#start();
    }
  }

  readonly #done = new Set<string>();

  #nextFault(end: number): number {
    const { restartsAt = [], agentRestartsAt = [] } = this.faults;
    const due = [
      ...restartsAt.map((at) => [`r${at}`, at] as const),
      ...agentRestartsAt.map((at) => [`a${at}`, at] as const),
    ];
    return Math.min(end, ...due.filter(([key]) => !this.#done.has(key)).map(([, at]) => at));
  }

  #injectFaults(): void {
    for (const at of this.faults.agentRestartsAt ?? []) {
      if (at > this.time || this.#done.has(`a${at}`)) continue;
      this.#done.add(`a${at}`);
      if (!this.services.get("AmazonSSMAgent")?.running) continue;
      this.stopService("AmazonSSMAgent");
      this.startService("AmazonSSMAgent");
    }
    for (const at of this.faults.restartsAt ?? []) {
      if (at > this.time || this.#done.has(`r${at}`)) continue;
      this.#done.add(`r${at}`);
      this.restart();
    }
  }

  #advance(process: Process): void {
    const { done, value } = process.steps.next();
    if (done) this.#processes = this.#processes.filter((one) => one !== process);
    else process.wakesAt = this.time + value;
  }

  /** A start of Windows: nothing of the one before runs on. */
  #start(): void {
    this.#restart = false;
    this.#processes = [];
    this.starts += 1;
    this.startedAt = this.time;
    this.joinPending = false;
    this.say(`start ${this.starts}`);
    const { order } = this.host;
    for (const service of this.services.values()) service.running = false;
    for (const name of this.tasks.keys()) this.startTask(name);
    for (const [name, { startType }] of this.services) if (startType === "Automatic") this.startService(name);
    const first = this.starts === 1 || (this.#userData === "runs" && order.repeatsCutOffUserData);
    const persists = /<persist>\s*true\s*<\/persist>/i.test(this.host.userData);
    const again: LaunchTask[] = persists ? [{ name: "user data, which persists", runsUserData: true }] : [];
    this.spawn("launch agent", this.#launch(first ? order.firstStart : [...again, ...order.laterStarts]));
  }

  *#launch(tasks: LaunchTask[]): Run<void> {
    for (const task of tasks) {
      yield 5;
      const service = task.setsAutomatic && this.services.get(task.setsAutomatic);
      if (service) service.startType = "Automatic";
      if (task.startsService && !this.faults.noStartOfAgent) {
        const wanted = this.services.get(task.startsService);
        // EC2Launch v2 enables it.
        if (wanted && wanted.startType === "Disabled") wanted.startType = "Automatic";
        this.startService(task.startsService);
      }
      if (task.runsUserData) {
        this.#userData = "runs";
        const inner = /<powershell>([^]*?)<\/powershell>/.exec(this.host.userData)?.[1];
        if (inner !== undefined) yield* this.programs.script(this, "user data", inner);
        this.#userData = "ran";
      }
    }
  }
}
