import type { LaunchOrder, LaunchTask } from "@ballast/testing/windows";
import { startsService } from "./cmdlets.ts";
import { changed, programOf, started, type State, type System } from "./machine.ts";
import { compilePowerShell, type CompiledPowerShell } from "./powershell.ts";
import { Builder, NotModelled, type Program } from "./program.ts";
import type { Move } from "./search.ts";

export interface Association {
  document: string;
  everyMinutes: number;
}

export interface WindowsScripts {
  userData: CompiledPowerShell;
  boot: CompiledPowerShell;
  persists: boolean;
  documents: { program: Program; everyMinutes: number; timeoutSeconds: number[] }[];
}

const task = "BallastBoot";

/** What is gone with a restart. */
const volatile = /^(svc|spawn|kill|ended):|^(power|said|told|registered|reboot)$/;

export async function windowsScripts(userData: string, associations: Association[]): Promise<WindowsScripts> {
  const inner = /<powershell>([^]*?)<\/powershell>/.exec(userData)?.[1];
  if (inner === undefined) throw new NotModelled("user data without <powershell>");
  const compiled = await compilePowerShell("user data", inner.trim());
  const path = compiled.tasks.get(task);
  const text = path === undefined ? undefined : compiled.files.get(path);
  return {
    userData: compiled,
    boot: text === undefined ? nothing : await compilePowerShell(task, text),
    persists: /<persist>\s*true\s*<\/persist>/i.test(userData),
    documents: await Promise.all(associations.map((one) => documentProgram(one))),
  };
}

/** Of user data that registers no task. */
const nothing: CompiledPowerShell = {
  name: task,
  instructions: [{ step: task, line: "", kind: "end", status: 0 }],
  start: 0,
  waits: [],
  provides: {},
  files: new Map(),
  tasks: new Map(),
  taskHours: undefined,
};

interface DocumentStep {
  action: string;
  name: string;
  inputs: { runCommand?: string[]; timeoutSeconds?: string };
}

const restart = 3010;

/**
 * State Manager with a document: it runs when the Systems Manager agent starts, begins again after a restart, which every step must
 * bear, and again by its schedule after a failure.
 */
async function documentProgram({ document, everyMinutes }: Association) {
  const { mainSteps } = JSON.parse(document) as { mainSteps: DocumentStep[] };
  const builder = new Builder();
  builder.step = "State Manager";
  const done = builder.add("done", { kind: "end", status: 0 });
  const first = builder.label();
  const again = builder.add("until it runs again", {
    kind: "pause",
    seconds: everyMinutes * 60,
    next: first,
  });
  const reboot = builder.add("restarts Windows", {
    kind: "act",
    effect: () => ({ reboot: "1" }),
    next: done,
  });
  let next = done;
  for (const step of [...mainSteps].reverse())
    next = await stepProgram(builder, step, { next, again, reboot });
  builder.bind(first, next);
  const timeoutSeconds = mainSteps.flatMap(({ inputs }) =>
    inputs.timeoutSeconds ? [Number(inputs.timeoutSeconds)] : [],
  );
  return { program: builder.build("State Manager", first), everyMinutes, timeoutSeconds };
}

async function stepProgram(
  builder: Builder,
  { action, name, inputs }: DocumentStep,
  { next, again, reboot }: { next: number; again: number; reboot: number },
): Promise<number> {
  if (action === "aws:domainJoin") {
    const join = builder.add(action, {
      kind: "act",
      effect: () => ({ domain: "pending" }),
      next: reboot,
      failed: again,
    });
    return builder.add(action, {
      kind: "branch",
      test: ({ facts }) => facts["domain"] === "member",
      yes: next,
      no: join,
    });
  }
  if (action !== "aws:runPowerShellScript") throw new NotModelled(`${action} of a document`);
  const script = await compilePowerShell(name, (inputs.runCommand ?? []).join("\n"));
  const statuses = (status: number): number => (status === 0 ? next : status === restart ? reboot : again);
  const offset = builder.label() + 1;
  builder.bind(offset - 1, offset + script.start);
  for (const one of script.instructions) {
    if (one.kind === "end") {
      const to = builder.add(one.line, { kind: "act", next: statuses(one.status) });
      if (to < offset) throw new Error("instructions are in no order");
    } else if (one.kind === "branch")
      builder.add(one.line, { ...one, yes: one.yes + offset, no: one.no + offset });
    else if (one.kind === "wait" || (one.kind === "act" && one.failed !== undefined))
      builder.add(one.line, { ...one, next: one.next + offset, failed: (one.failed ?? 0) + offset });
    else builder.add(one.line, { ...one, next: one.next + offset });
  }
  return offset + script.start;
}

function launchProgram(tasks: LaunchTask[]): Program {
  const builder = new Builder();
  builder.step = "launch agent";
  let next = builder.add("done", { kind: "end", status: 0 });
  for (const { name, runsUserData, startsService: service, setsAutomatic } of [...tasks].reverse()) {
    if (!runsUserData && service === undefined && setsAutomatic === undefined) continue;
    if (runsUserData) {
      const ran = builder.add(name, { kind: "act", effect: () => ({ userData: "ran" }), next });
      const test = ({ facts }: { facts: Readonly<Record<string, string>> }) =>
        facts["ended:user data"] !== undefined;
      const wait = builder.add(name, { kind: "wait", test, seconds: Infinity, next: ran, failed: ran });
      next = builder.add(name, {
        kind: "act",
        effect: () => ({ userData: "runs", "spawn:user data": "1", "ended:user data": undefined }),
        next: wait,
      });
    } else
      next = builder.add(name, {
        kind: "act",
        effect: (facts) => ({
          ...(setsAutomatic && { [`start:${setsAutomatic}`]: "Automatic" }),
          ...(service && startsService(service)(facts)),
        }),
        next,
      });
  }
  return builder.build("launch agent", next);
}

/** A Windows container instance with its launch agent's documented order. */
export class WindowsSystem implements System {
  readonly programs: Map<string, Program>;
  readonly #order: LaunchOrder;
  readonly #scripts: WindowsScripts;

  constructor(order: LaunchOrder, scripts: WindowsScripts) {
    this.#order = order;
    this.#scripts = scripts;
    const again: LaunchTask[] = scripts.persists
      ? [{ name: "user data, which persists", runsUserData: true }]
      : [];
    this.programs = new Map<string, Program>([
      ["first start", launchProgram(order.firstStart)],
      ["later start", launchProgram([...again, ...order.laterStarts])],
      ["user data", scripts.userData],
      [task, scripts.boot],
      ...scripts.documents.map(({ program }, at) => [`State Manager ${at}`, program] as const),
    ]);
  }

  start(left: State["left"]): State {
    const facts = { "start:AmazonECS": "Manual", "start:AmazonSSMAgent": this.#order.ssmAgent };
    return this.#launched({ facts, processes: [], left }, "first start");
  }

  #launched(state: State, program: string): State {
    let next = started(this, state, "launch agent", program);
    if (next.facts[`startup:${task}`] !== undefined) next = started(this, next, task, task);
    for (const service of ["AmazonECS", "AmazonSSMAgent"])
      if (next.facts[`start:${service}`] === "Automatic")
        next = { ...next, facts: changed(next.facts, startsService(service)(next.facts)) };
    return this.settled(next);
  }

  restarted({ facts, left }: State): State {
    const isFirst =
      facts["userData"] === undefined || (facts["userData"] === "runs" && this.#order.repeatsCutOffUserData);
    const kept = Object.entries(facts).filter(([fact]) => !volatile.test(fact));
    const after = kept.map(([fact, value]): [string, string | undefined] => {
      if (fact === "domain") return [fact, "member"];
      if (!fact.startsWith("mapped:")) return [fact, value];
      return [fact, facts[fact.replace("mapped:", "persists:")] === "1" ? "restoring" : undefined];
    });
    const state = { facts: changed({}, Object.fromEntries(after)), processes: [], left };
    return this.#launched(state, isFirst ? "first start" : "later start");
  }

  settled(given: State): State {
    let state = given;
    if (state.facts["reboot"] !== undefined) return this.restarted(state);
    for (const fact of Object.keys(state.facts)) {
      if (!fact.startsWith("spawn:") && !fact.startsWith("kill:")) continue;
      const [, verb, name = ""] = /^(spawn|kill):(.*)$/.exec(fact) ?? [];
      if (verb === undefined) continue;
      state = { ...state, facts: changed(state.facts, { [fact]: undefined }) };
      if (verb === "kill") {
        const own = (one: string): boolean =>
          name === "service AmazonSSMAgent" ? one.startsWith("State Manager") : one === name;
        state = { ...state, processes: state.processes.filter((process) => !own(process.name)) };
      } else if (name === "service AmazonSSMAgent") {
        for (const at of this.#scripts.documents.keys())
          state = started(this, state, `State Manager ${at}`, `State Manager ${at}`);
      } else if (!name.startsWith("service ")) state = started(this, state, name, name);
    }
    return state;
  }

  ended(state: State, { name }: { name: string }): State {
    return { ...state, facts: changed(state.facts, { [`ended:${name}`]: "1" }) };
  }

  moves(state: State): Move<State>[] {
    const { facts } = state;
    const moves: Move<State>[] = [];
    const move = (label: string, changes: Record<string, string>) =>
      moves.push({ label, kind: "step", to: this.settled({ ...state, facts: changed(facts, changes) }) });
    // A document's step that has found a drive silent maps it before Windows restores it.
    const isMapping = state.processes.some((process) => {
      const place = programOf(this, process).instructions[process.pc];
      return process.name.startsWith("State Manager") && place?.step.startsWith("map_");
    });
    for (const [fact, value] of isMapping ? [] : Object.entries(facts))
      if (fact.startsWith("mapped:") && value === "restoring")
        move(`Windows restores ${fact}`, { [fact]: "1" });
    // An agent that starts with Windows registers later than the first lines of a task that does (decision 0035).
    const boot = state.processes.find(({ name }) => name === task);
    const step = boot && programOf(this, boot).instructions[boot.pc]?.step;
    const isBeginning = step === task || step === "prologue";
    if (facts["svc:AmazonECS"] !== undefined && facts["registered"] === undefined && !isBeginning)
      move("the agent registers", { registered: "1" });
    return moves;
  }
}
