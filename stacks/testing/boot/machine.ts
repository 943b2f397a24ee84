import type { Instruction, Look, Program } from "./program.ts";
import type { Move } from "./search.ts";

export interface Process {
  name: string;
  program: string;
  pc: number;
  env: Record<string, string | null>;
}

/** Plain data, in one order of its keys. */
export interface State {
  facts: Record<string, string>;
  processes: Process[];
  /** Faults and cuts of the power that may still come, and faults that have come. */
  left: { faults: number; cuts: number; came: number };
}

/** From here on, a pause is one in which others get on with their work. */
const longPause = 60;

/** What a system adds to what runs on it. */
export interface System {
  programs: Map<string, Program>;
  /** What services do by themselves, and how they fail. */
  moves(state: State): Move<State>[];
  /** What a change of facts brings with it: services that start, processes that end. */
  settled(state: State): State;
  ended(state: State, process: Process, status: number): State;
  /** A start of the machine; nothing of the one before runs on. */
  restarted(state: State): State;
}

/** Every move of a machine. Time passes, so that waits end, only when nobody has anything else to do. */
export function movesOf(system: System, state: State): Move<State>[] {
  if (state.facts["power"] === "now") return [];
  const isOpen = state.left.faults > 0;
  // What concerns nobody else may come first: every order of it and of others' moves leads to the same, and so does a cut.
  const local = state.processes.findIndex((process) =>
    isLocal(programOf(system, process).instructions[process.pc]),
  );
  const alone = local < 0 ? undefined : state.processes[local];
  if (alone) {
    const { steps, faults } = processMoves(system, state, alone, local);
    return [...steps, ...(isOpen ? faults.map(asFault) : [])];
  }
  const parts = state.processes.map((process, at) => processMoves(system, state, process, at));
  const services = Object.groupBy(system.moves(state), ({ kind }) => kind);
  const steps = [...parts.flatMap(({ steps: own }) => own), ...(services.step ?? [])];
  const late = parts.flatMap((part) => part.late);
  const moves = [...steps];
  if (steps.length === 0) moves.push(...late);
  if (isOpen) {
    const faults = [...parts.flatMap((part) => part.faults), ...(services.fault ?? [])];
    if (steps.length > 0) faults.push(...late);
    moves.push(...faults.map(asFault));
  }
  if (state.left.cuts > 0) {
    const to = system.restarted({ ...state, left: { ...state.left, cuts: state.left.cuts - 1 } });
    moves.push({ label: "the machine restarts", kind: "cut", to });
  }
  return moves;
}

function isLocal(instruction: Instruction | undefined): boolean {
  if (!instruction) return false;
  if (instruction.isLocal) return true;
  if (instruction.kind === "act") return !instruction.guard && !instruction.effect;
  if (instruction.kind === "pause") return instruction.seconds < longPause;
  return instruction.kind === "branch" && !instruction.test;
}

function asFault({ label, to }: Move<State>): Move<State> {
  const left = { ...to.left, faults: to.left.faults - 1, came: to.left.came + 1 };
  return { label: `FAULT at ${label}`, kind: "fault", to: { ...to, left } };
}

interface Parts {
  steps: Move<State>[];
  faults: Move<State>[];
  late: Move<State>[];
}

function processMoves(system: System, state: State, process: Process, at: number): Parts {
  const program = programOf(system, process);
  const instruction = program.instructions[process.pc] as Instruction;
  const look: Look = { facts: state.facts, env: process.env };
  const label = `${process.name}, ${instruction.step}: ${instruction.line.slice(0, 60)}`;
  const parts: Parts = { steps: [], faults: [], late: [] };
  const go = (
    pc: number,
    changes: Record<string, string | undefined> = {},
    env = process.env,
  ): Move<State> => {
    const processes = state.processes.with(at, { ...process, pc, env });
    const facts = changed(state.facts, changes);
    return { label, kind: "step", to: system.settled({ ...state, facts, processes }) };
  };
  switch (instruction.kind) {
    case "act": {
      const { guard, effect, next, failed } = instruction;
      const is = guard?.(look);
      if (is === false) {
        if (failed !== undefined) parts.steps.push(go(failed));
        return parts;
      }
      parts.steps.push(go(next, effect?.(state.facts)));
      if (failed !== undefined && (failed !== next || effect)) parts.faults.push(go(failed));
      return parts;
    }
    case "wait": {
      const { test, effect, next, failed, seconds } = instruction;
      if (test(look) === true) parts.steps.push(go(next, effect?.(state.facts)));
      if (seconds === Infinity) return parts;
      if (test(look) === true) parts.faults.push(go(failed));
      else parts.late.push(go(failed));
      return parts;
    }
    case "pause":
      (instruction.seconds < longPause ? parts.steps : parts.late).push(go(instruction.next));
      return parts;
    case "branch": {
      const is = instruction.test?.(look);
      const doomed = doomedIn(program);
      const { yes, no } = instruction;
      if (is !== undefined) {
        parts.steps.push(go(is ? yes : no));
        return parts;
      }
      for (const [to, other] of [
        [yes, no],
        [no, yes],
      ] as const)
        (!instruction.isEither && doomed.has(to) && !doomed.has(other) ? parts.faults : parts.steps).push(
          go(to),
        );
      return parts;
    }
    case "assign":
      parts.steps.push(
        go(instruction.next, {}, sorted({ ...process.env, [instruction.name]: instruction.value(look) })),
      );
      return parts;
    case "end": {
      const rest = { ...state, processes: state.processes.filter((_, index) => index !== at) };
      const to = system.settled(system.ended(rest, process, instruction.status));
      parts.steps.push({ label: `${label} (${instruction.status})`, kind: "step", to });
      return parts;
    }
  }
}

export function programOf({ programs }: System, { program }: Process): Program {
  const found = programs.get(program);
  if (!found) throw new Error(`there is no program ${program}`);
  return found;
}

export function started(system: System, state: State, name: string, program: string): State {
  if (state.processes.some((process) => process.name === name)) return state;
  const pc = system.programs.get(program)?.start;
  if (pc === undefined) throw new Error(`there is no program ${program}`);
  const processes = [...state.processes, { name, program, pc, env: {} }];
  return { ...state, processes: processes.sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

export function changed(
  facts: Record<string, string>,
  changes: Record<string, string | undefined>,
): Record<string, string> {
  const all = { ...facts };
  let isNew = false;
  for (const [fact, value] of Object.entries(changes)) {
    if (value === undefined) delete all[fact];
    else {
      isNew ||= !(fact in all);
      all[fact] = value;
    }
  }
  return isNew ? sorted(all) : all;
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const doomedPlaces = new WeakMap<Program, Set<number>>();

/** Places from which a script ends by saying that something is wrong. */
function doomedIn(program: Program): Set<number> {
  const known = doomedPlaces.get(program);
  if (known) return known;
  const doomed = new Set<number>();
  for (let before = -1; before !== doomed.size;) {
    before = doomed.size;
    for (const [at, one] of program.instructions.entries()) {
      if (one.kind === "end" ? one.status !== 0 : one.kind === "act" && one.raises) doomed.add(at);
      else if (one.kind === "branch" && one.isEither && doomed.has(one.no)) doomed.add(at);
      else if (one.kind === "branch" && doomed.has(one.yes) && doomed.has(one.no)) doomed.add(at);
      else if ((one.kind === "act" || one.kind === "pause" || one.kind === "assign") && doomed.has(one.next))
        doomed.add(at);
      else if (one.kind === "wait" && doomed.has(one.next)) doomed.add(at);
    }
  }
  doomedPlaces.set(program, doomed);
  return doomed;
}
