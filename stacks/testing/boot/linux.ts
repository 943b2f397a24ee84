import { linuxUnits, type LinuxUnit } from "@ballast/testing/linux";
import { changed, started, type Process, type State, type System } from "./machine.ts";
import { NotModelled, type Program } from "./program.ts";
import type { Move } from "./search.ts";
import { compileShell } from "./shell.ts";

export interface LinuxScripts {
  userData: Program;
  isBoothook: boolean;
  /** Units that user data stores, and what it adds to others. */
  units: Map<string, StoredUnit>;
  /** By the unit that runs it. */
  programs: Map<string, Program>;
}

/** A file of a unit; a drop-in has `of`. */
export interface StoredUnit {
  path: string;
  of: string;
  after: string[];
  before: string[];
  requires: string[];
  wants: string[];
  mounts: string[];
  exec: string | undefined;
  /** Undefined for none, as a unit of type oneshot has it. */
  timeoutSeconds: number | undefined;
  isForBoot: boolean;
}

/** Services of the image on which a task rests, and which may not start. */
const mayFail = new Set(["docker.service", "ecs.service"]);

/** What is gone with a restart. */
const volatile = /^(unit|mounted|run-masked|device):|^(power|said|told|registered|stays)$/;

/** A script that boots a host; what a timer runs is compiled too, and takes no part. */
export function linuxScripts(userData: string): LinuxScripts {
  const files = new Map<string, string>();
  const program = compileShell("user data", userData, files);
  const programs = new Map<string, Program>();
  const compiled = new Set<string>();
  // A boot step stores units as well.
  for (let before = -1; before !== files.size;) {
    before = files.size;
    for (const { exec } of unitsIn(files).values()) {
      const [path = ""] = exec?.split(" ") ?? [];
      const text = files.get(path);
      if (text === undefined || compiled.has(path)) continue;
      compiled.add(path);
      programs.set(path, compileShell(path, text, files));
    }
  }
  return {
    userData: program,
    isBoothook: userData.startsWith("#cloud-boothook"),
    units: unitsIn(files),
    programs,
  };
}

function unitsIn(files: Map<string, string>): Map<string, StoredUnit> {
  return new Map(
    [...files].flatMap(([path, text]) => {
      const [, name, dropIn] = /^\/etc\/systemd\/system\/([^/]+?)(?:\.d\/([^/]+))?$/.exec(path) ?? [];
      return name === undefined ? [] : [[path, unitOf(path, name, text, dropIn !== undefined)] as const];
    }),
  );
}

const known =
  /^(Description|After|Before|Requires|Wants|RequiresMountsFor|Type|ExecStart|RemainAfterExit|WantedBy|TimeoutStartSec|OnActiveSec|OnCalendar|AccuracySec)=/;

function unitOf(path: string, name: string, text: string, isDropIn: boolean): StoredUnit {
  const lines = text.split("\n").filter((line) => line !== "" && !/^[[#]/.test(line));
  const strange = lines.find((line) => !known.test(line));
  if (strange !== undefined) throw new NotModelled(`${path}: ${strange}`);
  const all = (key: string) =>
    lines
      .filter((line) => line.startsWith(`${key}=`))
      .flatMap((line) => line.slice(key.length + 1).split(" "));
  const exec = lines.find((line) => line.startsWith("ExecStart="))?.slice("ExecStart=".length);
  const [timeout] = all("TimeoutStartSec");
  return {
    path,
    of: name,
    after: all("After"),
    before: all("Before"),
    requires: all("Requires"),
    wants: all("Wants"),
    mounts: all("RequiresMountsFor"),
    exec,
    timeoutSeconds: timeout === undefined ? undefined : Number(timeout),
    isForBoot: !isDropIn && name.endsWith(".service") && all("WantedBy").length > 0,
  };
}

/** An ECS-optimized Amazon Linux with systemd's order of its units. */
export class LinuxSystem implements System {
  readonly programs: Map<string, Program>;
  readonly #scripts: LinuxScripts;

  constructor(scripts: LinuxScripts) {
    this.#scripts = scripts;
    this.programs = new Map<string, Program>([["user data", scripts.userData], ...scripts.programs]);
  }

  start(left: State["left"]): State {
    return this.#booted({ facts: {}, processes: [], left });
  }

  restarted({ facts, left }: State): State {
    const kept = Object.fromEntries(Object.entries(facts).filter(([fact]) => !volatile.test(fact)));
    // systemd reads all of its files.
    const loaded = Object.keys(kept)
      .filter((fact) => fact.startsWith("file:/etc/systemd/"))
      .map((fact): [string, string] => [fact.replace("file:", "loaded:"), "1"]);
    return this.#booted({ facts: changed(kept, Object.fromEntries(loaded)), processes: [], left });
  }

  #booted(state: State): State {
    const own = [...this.#scripts.units.values()].filter(
      ({ of, isForBoot }) => isForBoot && state.facts[`enabled:${of}`] !== undefined,
    );
    const queued = [...Object.keys(linuxUnits), ...own.map(({ of }) => of)];
    const mounts = Object.keys(state.facts).filter((fact) => fact.startsWith("fstab:"));
    return this.settled({
      ...state,
      facts: changed(state.facts, {
        ...Object.fromEntries(
          queued.filter((unit) => !isMasked(state, unit)).map((unit) => [`unit:${unit}`, "queued"]),
        ),
        ...Object.fromEntries(
          mounts.map((fact) => [`unit:${fact.replace("fstab:", "mount of ")}`, "queued"]),
        ),
      }),
    });
  }

  /** A unit as the image and the files that systemd has read say it. */
  #unit(state: State, name: string): Omit<LinuxUnit, "sources"> & { exec?: string; mounts: string[] } {
    const image = linuxUnits[name] ?? { after: [], requires: [], wants: [] };
    const files = [...this.#scripts.units.values()].filter(
      ({ of, path }) => of === name && state.facts[`loaded:${path}`] !== undefined,
    );
    const all = (key: "after" | "requires" | "wants" | "mounts") => files.flatMap((one) => one[key]);
    const exec = files.find((one) => one.exec !== undefined)?.exec;
    const laterThan = (own: string) =>
      [...this.#scripts.units.values()]
        .filter(({ path, before }) => state.facts[`loaded:${path}`] !== undefined && before.includes(own))
        .map(({ of }) => of);
    return {
      ...image,
      after: [...image.after, ...all("after"), ...laterThan(name)],
      requires: [...image.requires, ...all("requires")],
      wants: [...image.wants, ...all("wants")],
      mounts: all("mounts"),
      ...(exec !== undefined && { exec }),
    };
  }

  settled(given: State): State {
    let state = given;
    const agent = state.facts["unit:ecs.service"];
    if (state.facts["registered"] !== undefined && agent !== "active")
      state = { ...state, facts: changed(state.facts, { registered: undefined }) };
    // What a unit requires or wants starts with it.
    for (const fact of Object.keys(state.facts).filter((one) => state.facts[one] === "queued")) {
      const { requires, wants } = this.#unit(state, fact.replace("unit:", ""));
      for (const other of [...requires, ...wants])
        if (state.facts[`unit:${other}`] === undefined && !isMasked(state, other))
          state = { ...state, facts: changed(state.facts, { [`unit:${other}`]: "queued" }) };
    }
    return state;
  }

  moves(state: State): Move<State>[] {
    const moves: Move<State>[] = [];
    const go = (label: string, changes: Record<string, string | undefined>, program?: [string, string]) => {
      const next = { ...state, facts: changed(state.facts, changes) };
      moves.push({ label, kind: "step", to: this.settled(program ? started(this, next, ...program) : next) });
    };
    for (const [fact, value] of Object.entries(state.facts)) {
      if (!fact.startsWith("unit:") || value !== "queued") continue;
      const name = fact.slice("unit:".length);
      if (name.startsWith("mount of ")) {
        const step = name.replace("mount of ", "");
        if (state.facts[`attached:${step}`] !== undefined)
          go(`systemd mounts ${step}`, { [fact]: "active", [`mounted:${step}`]: "1" });
        else go(`systemd cannot mount ${step}`, { [fact]: "failed" });
        continue;
      }
      const outcome = this.#start(state, name);
      if (!outcome) continue;
      go(
        `systemd: ${name} ${outcome.becomes}`,
        { [fact]: outcome.becomes, ...outcome.changes },
        outcome.program,
      );
      if (outcome.becomes === "active" && mayFail.has(name)) {
        const to = this.settled({ ...state, facts: changed(state.facts, { [fact]: "failed" }) });
        moves.push({ label: `systemd: ${name} fails`, kind: "fault", to });
      }
    }
    if (state.facts["unit:ecs.service"] === "active" && state.facts["registered"] === undefined)
      go("the agent registers", { registered: "1" });
    return moves;
  }

  /** Undefined while it waits for others. */
  #start(
    state: State,
    name: string,
  ): { becomes: string; changes?: Record<string, string>; program?: [string, string] } | undefined {
    const unit = this.#unit(state, name);
    const stateOf = (other: string) => state.facts[`unit:${other}`];
    const mounts =
      unit.mounts.length > 0
        ? Object.keys(state.facts).filter((fact) => fact.startsWith("unit:mount of "))
        : [];
    const before = [...unit.after, ...mounts.map((fact) => fact.slice("unit:".length))];
    if (before.some((other) => ["queued", "starting"].includes(stateOf(other) ?? ""))) return undefined;
    if (unit.requires.some((other) => stateOf(other) !== "active")) return { becomes: "failed" };
    if (mounts.some((fact) => state.facts[fact] !== "active")) return { becomes: "failed" };
    if (name === "ecs.service" && stateOf("docker.service") !== "active") return { becomes: "failed" };
    const runs = unit.runs === (this.#scripts.isBoothook ? "boothooks" : "scripts");
    if (runs && unit.runs === "boothooks") return { becomes: "starting", program: [name, "user data"] };
    if (runs && state.facts["ran:user data"] === undefined)
      return { becomes: "starting", changes: { "ran:user data": "1" }, program: [name, "user data"] };
    const [path] = unit.exec?.split(" ") ?? [];
    if (path === undefined) return { becomes: "active" };
    if (!this.programs.has(path) || state.facts[`file:${path}`] === undefined) return { becomes: "failed" };
    return { becomes: "starting", program: [name, path] };
  }

  /** cloud-init passes over a script that fails. */
  ended(state: State, { name }: Process, status: number): State {
    const isCloudInit = linuxUnits[name]?.runs !== undefined;
    return {
      ...state,
      facts: changed(state.facts, {
        [`unit:${name}`]: status === 0 || isCloudInit ? "active" : "failed",
        ...(staysStatuses.includes(status) && { stays: "1" }),
      }),
    };
  }
}

/** Exit statuses by which a step says that the instance stays: a successor would fail too (decision 0036), or the agent keeps trying (0035). */
const staysStatuses = [78, 69];

function isMasked({ facts }: State, unit: string): boolean {
  return facts[`masked:${unit}`] !== undefined || facts[`run-masked:${unit}`] !== undefined;
}
