import { record } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { optionalArguments, type OptionalArgument } from "./schema.ts";

export type Args = Record<string, unknown>;

/** How to try a component. */
export interface EffectCase {
  package: string;
  component: string;
  build: (args: never) => pulumi.ComponentResource;
  /** Arguments of each mode and of each combination that matters. */
  modes: Record<string, Args>;
  /** Values that differ from the default, by the argument's pattern; several where one mode needs another. */
  examples: Record<string, unknown[]>;
  /** Arguments that may have no effect, each with its reason. */
  without?: Record<string, string>;
}

/** Arguments that are tried once more beside another one, without which components refuse them. */
const beside: Record<string, { args: Args; examples: unknown[] }> = {
  retentionReason: { args: { retention: "discard" }, examples: ["an example of a reason"] },
};

/** An argument of a component in one mode, and what is tried of it. */
interface Trial {
  argument: OptionalArgument;
  /** What the mode says of it. */
  present: unknown;
  /** Examples of it. */
  values: unknown[];
  /** What takes its place; undefined leaves it out. */
  variants: unknown[];
  /** The mode's arguments, and these with a companion. */
  starts: Args[];
}

function trialsIn(subject: EffectCase, base: Args): Trial[] {
  return optionalArguments(subject.package, subject.component, base).map((argument) => {
    const present = at(base, argument.path);
    const values = candidates(argument, subject);
    const companions = beside[argument.pattern]?.args;
    return {
      argument,
      present,
      values,
      // What is there is left out, or changed; what is not there is set.
      variants: [
        ...values.filter((value) => !same(value, present)),
        ...(present === undefined ? [] : [undefined]),
      ],
      starts: [base, ...(companions === undefined ? [] : [{ ...base, ...companions }])],
    };
  });
}

/** A component's arguments in one mode, with at most one optional argument changed; a component may refuse them. */
export interface Variant {
  label: string;
  args: Args;
}

export function modesOf({ component, modes }: EffectCase): Variant[] {
  return Object.entries(modes).map(([mode, args]) => ({ label: `${component}, ${mode}`, args }));
}

/** Every mode, and every mode with every example of each optional argument. */
export function* variantsOf(subject: EffectCase): Iterable<Variant> {
  for (const { label, args } of modesOf(subject)) {
    yield { label, args };
    for (const { argument, starts, variants } of trialsIn(subject, args))
      for (const start of starts)
        for (const value of variants)
          yield { label: `${label}, ${argument.pattern}`, args: changed(start, argument.path, value) };
  }
}

/** What a component is, all told: what it registers, and what it hands to others. */
async function outcome(build: () => pulumi.ComponentResource): Promise<string | undefined> {
  try {
    const { resources, result } = await record(async () => shown(build()));
    return JSON.stringify([resources, result]);
  } catch (error) {
    if (pulumi.InputPropertiesError.isInstance(error)) return undefined;
    throw error;
  }
}

async function shown(component: pulumi.ComponentResource): Promise<unknown> {
  const own = Object.entries(component).filter(
    ([key, value]) => !key.startsWith("__") && key !== "urn" && typeof value !== "function",
  );
  const resolved = pulumi.output(Object.fromEntries(own)) as unknown as { promise(): Promise<unknown> };
  return resolved.promise();
}

/** @returns a copy with another value at a path; undefined leaves it out. */
function changed(args: Args, [key = "", ...rest]: string[], value: unknown): Args {
  if (rest.length > 0) {
    const inner = args[key];
    const copy = Array.isArray(inner)
      ? ([...(inner as unknown[])] as unknown as Args)
      : { ...(inner as Args) };
    const next = changed(copy, rest, value);
    return { ...args, [key]: Array.isArray(inner) ? Object.values(next) : next };
  }
  const { [key]: _former, ...others } = args;
  return value === undefined ? others : { ...others, [key]: value };
}

function at(args: unknown, path: string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Args | undefined)?.[key], args);
}

function candidates({ kind, values, pattern }: OptionalArgument, { examples }: EffectCase): unknown[] {
  const given = examples[pattern] ?? beside[pattern]?.examples ?? [];
  if (kind === "boolean") return [true, false];
  if (kind === "protection") return [{ enabled: false, reason: "somebody said why" }];
  if (kind === "enum") return values;
  return given;
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

export interface Effects {
  /** `mode: argument`, whose value nothing depends on. */
  ignored: string[];
  /** Arguments that never had an effect, whatever the mode: then the example proves nothing. */
  never: string[];
  /** Arguments without an example. */
  missing: string[];
}

/** Tries every optional argument in every mode. */
export async function effectsOf(subject: EffectCase): Promise<Effects> {
  const ignored = new Set<string>();
  const effective = new Set<string>();
  const tried = new Set<string>();
  const missing = new Set<string>();
  const build = (args: Args) => outcome(() => subject.build(args as never));

  const bases = Object.values(subject.modes);
  const probe = async (mode: string, base: Args): Promise<void> => {
    const before = await build(base);
    if (before === undefined) throw new Error(`${subject.component}, ${mode}: the mode itself is refused.`);
    for (const { argument, present, values, variants, starts } of trialsIn(subject, base)) {
      if (values.length === 0 && present === undefined) missing.add(argument.pattern);
      tried.add(argument.pattern);
      // Modes that differ in it show its effect.
      if (bases.some((other) => !same(at(other, argument.path), at(bases[0], argument.path))))
        effective.add(argument.pattern);
      // One of several values may be the default.
      const allowed = ["boolean", "enum"].includes(argument.kind) || present !== undefined ? 1 : 0;
      for (const start of starts) {
        const former = start === base ? before : await build(start);
        // The companion is refused, and whatever stands beside it.
        if (former === undefined) continue;
        let alike = 0;
        for (const value of variants) {
          const after = await build(changed(start, argument.path, value));
          if (after === former) alike += 1;
          else if (after !== undefined) effective.add(argument.pattern);
        }
        if (alike > allowed || (alike > 0 && alike === variants.length))
          ignored.add(`${mode}: ${argument.pattern}`);
      }
    }
  };

  for (const [mode, base] of Object.entries(subject.modes)) {
    await probe(mode, base);
  }
  const excused = (pattern: string): boolean => subject.without?.[pattern] !== undefined;
  return {
    ignored: [...ignored].filter((line) => !excused(line.split(": ").at(-1) ?? "")),
    never: [...tried].filter(
      (pattern) => !effective.has(pattern) && !excused(pattern) && !missing.has(pattern),
    ),
    missing: [...missing].filter((pattern) => !excused(pattern)),
  };
}
