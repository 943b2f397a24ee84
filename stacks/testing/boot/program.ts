// What a script can do, as a graph of instructions: the search runs it from any state.

/** What is known of a machine and of a process in it. A value that only the machine knows is null. */
export interface Look {
  facts: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string | null>>;
}

/** Undefined where only the machine knows. */
export type Test = (look: Look) => boolean | undefined;

/** What an instruction changes; a value that is undefined ends a fact. */
export type Effect = (facts: Readonly<Record<string, string>>) => Record<string, string | undefined>;

export interface Wait {
  /** Words of `BootCondition`, of who must do something for it. */
  conditions: string[];
  /** Infinity for a wait without an end. */
  seconds: number;
  step: string;
  line: string;
}

type Operation =
  /** Fails where `guard` is false, and by a fault where it has `failed`. One that raises says itself that something is wrong. */
  | { kind: "act"; guard?: Test; effect?: Effect; next: number; failed?: number; raises?: true }
  /** Goes on once `test` holds; fails when its time is over. */
  | { kind: "wait"; test: Test; seconds: number; effect?: Effect; next: number; failed: number }
  /** Goes on when its time is over, or when somebody ends it. */
  | { kind: "pause"; seconds: number; next: number }
  /** Without a test, the way to a failure is a fault, unless the branch `isEither`. */
  | { kind: "branch"; test?: Test; yes: number; no: number; isEither?: true }
  | { kind: "assign"; name: string; value: (look: Look) => string | null; next: number }
  | { kind: "end"; status: number };

/** The step that it belongs to, and its line in the script. */
export type Instruction = { step: string; line: string; isLocal?: boolean } & Operation;

export interface Program {
  name: string;
  instructions: Instruction[];
  start: number;
  waits: Wait[];
  /** Facts that each step brings, by its name. */
  provides: Record<string, string[]>;
}

/** What neither grammar nor tables know. Nothing of a script may go unjudged. */
export class NotModelled extends Error {}

/** Puts instructions together. Labels are made before what they lead to. */
export class Builder {
  readonly waits: Wait[] = [];
  readonly provides: Record<string, string[]> = {};
  step = "start";
  readonly #instructions: Instruction[] = [];
  readonly #jumps = new Map<number, number>();

  /** @param operation With `isLocal`, it neither reads nor changes facts. */
  add(line: string, operation: Operation & { isLocal?: boolean }): number {
    return this.#instructions.push({ step: this.step, line, ...operation }) - 1;
  }

  /** A place that `bind` sets later. */
  label(): number {
    const at = this.#instructions.push({ step: this.step, line: "", kind: "end", status: -1 }) - 1;
    return at;
  }

  bind(label: number, to: number): void {
    this.#jumps.set(label, to);
  }

  wait(line: string, conditions: string[], seconds: number): void {
    this.waits.push({ conditions, seconds, step: this.step, line });
  }

  brings(fact: string): void {
    (this.provides[this.step] ??= []).push(fact);
  }

  build(name: string, start: number): Program {
    const target = (at: number): number => {
      for (let to = this.#jumps.get(at); to !== undefined; to = this.#jumps.get(at)) at = to;
      return at;
    };
    const resolved = this.#instructions.map((one): Instruction => {
      if (one.kind === "end") return one;
      if (one.kind === "branch") return { ...one, yes: target(one.yes), no: target(one.no) };
      if (one.kind === "act" && one.failed !== undefined)
        return { ...one, next: target(one.next), failed: target(one.failed) };
      if (one.kind === "wait") return { ...one, next: target(one.next), failed: target(one.failed) };
      return { ...one, next: target(one.next) };
    });
    const unbound = resolved.find(
      (one, at) => one.kind === "end" && one.status === -1 && !this.#jumps.has(at),
    );
    if (unbound) throw new Error(`${name}: a label leads nowhere, in step ${unbound.step}`);
    return {
      name,
      instructions: merged(resolved),
      start: target(start),
      waits: this.waits,
      provides: this.provides,
    };
  }
}

/**
 * Where one act after another only can fail, and in the same way, the first one stands for all of them: to fail at any of them is
 * the same.
 */
function merged(instructions: Instruction[]): Instruction[] {
  const isPlain = (one: Instruction) => one.kind === "act" && !one.guard && !one.effect && !one.raises;
  const skip = (at: number, failed: number | undefined): number => {
    const seen = new Set<number>();
    for (;;) {
      const one = instructions[at];
      if (seen.has(at) || one?.kind !== "act" || !isPlain(one)) return at;
      if (one.failed !== undefined && one.failed !== failed) return at;
      seen.add(at);
      at = one.next;
    }
  };
  return instructions.map((one) => {
    switch (one.kind) {
      case "act":
        return { ...one, next: skip(one.next, isPlain(one) ? one.failed : undefined) };
      case "wait":
      case "pause":
      case "assign":
        return { ...one, next: skip(one.next, undefined) };
      case "branch":
        return { ...one, yes: skip(one.yes, undefined), no: skip(one.no, undefined) };
      case "end":
        return one;
    }
  });
}
