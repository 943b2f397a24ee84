import { mapTexts, type PlannedResource, type ResolvedResource } from "@ballast/model";
import { standInDigits } from "@ballast/recording/cloud";

/*
 * A resolved plan has placeholders for values that AWS computes, and their digits identify the resource. Comparing resources instead of
 * digits keeps a renamed resource from showing up as a change in everything that refers to it.
 */
const start = "\uE000";
const end = "\uE001";
const mark = new RegExp(`${start}([^${end}]*)${end}`, "g");
/** Digits as they appear in ids and names; with hyphens in a UUID. */
const digitRuns = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{6,}/g;
const shortest = 6;
/** Number of random digits at the end of a name that Pulumi generates. */
const ofNames = 7;

interface Owner {
  digits: string;
  name: string;
  mark: string;
}

/** The mark of a resource, for references without a placeholder. */
export function markOf(urn: string): string {
  return start + urn + end;
}

/** Replaces the placeholders in a text by marks that identify their resources. */
export type Marking = (text: string) => string;

/** @param nowNamed The URN under which a resource continues. */
export function marking(
  resources: readonly PlannedResource[],
  nowNamed: (urn: string) => string = (urn) => urn,
): Marking {
  const owners = new Map<string, Owner>();
  for (const { urn, name, custom } of resources) {
    const digits = standInDigits(urn);
    if (custom) owners.set(digits.slice(0, shortest), { digits, name, mark: start + nowNamed(urn) + end });
  }
  return (text) => {
    let marked = "";
    let at = 0;
    for (const { 0: run, index } of text.matchAll(digitRuns)) {
      const owner = owners.get(run.slice(0, shortest));
      if (owner === undefined || !owner.digits.startsWith(run.replaceAll("-", ""))) continue;
      let before = text.slice(at, index);
      const prefix = `${owner.name}-`;
      if (run.length === ofNames && before.endsWith(prefix)) before = before.slice(0, -prefix.length);
      marked += before + owner.mark;
      at = index + run.length;
    }
    return marked + text.slice(at);
  };
}

/** The outputs that a stack uses from other stacks, as `network-dev: vpcId`, keyed by their values. */
export function outputsElsewhere(resources: readonly ResolvedResource[]): Map<string, string> {
  const outputs = new Map<string, string>();
  for (const { type, name, identifiers } of resources) {
    if (type !== "pulumi:pulumi:StackReference") continue;
    for (const [text, path] of Object.entries(identifiers)) {
      if (standsIn.test(text) && path.startsWith("outputs."))
        outputs.set(text, `${name.split("/").at(-1)}: ${path.slice("outputs.".length)}`);
    }
  }
  return outputs;
}

/** Marks values from other stacks, which count as deployed, as outputs of those stacks. */
export function markingElsewhere(outputs: ReadonlyMap<string, string>): Marking {
  const longestFirst = [...outputs].sort(([one], [other]) => other.length - one.length);
  return (text) =>
    longestFirst.reduce((marked, [output, what]) => marked.replaceAll(output, start + what + end), text);
}

/** The outputs of another stack whose values come from one of these resources. */
export function outputsOf(urns: readonly string[], outputs: ReadonlyMap<string, string>): string[] {
  const digits = urns.map(standInDigits);
  return [...outputs]
    .filter(([text]) =>
      [...text.matchAll(digitRuns)].some(([run]) =>
        digits.some((all) => all.startsWith(run.replaceAll("-", ""))),
      ),
    )
    .map(([, what]) => what);
}

/** Matches a value with digits like a placeholder's that is not a plain number. */
const standsIn = /(?=[0-9a-f]*[a-f])[0-9a-f]{7,}/;

/** The URNs whose marks a value contains. */
export function referred(value: unknown): string[] {
  if (typeof value === "string") return [...value.matchAll(mark)].map(([, urn = ""]) => urn);
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(referred);
}

/** A mark in words; `now` for the new resource that replaces the old one. */
export function inWords(what: string, now = false): string {
  const the = now ? "the new " : "";
  if (what.startsWith("urn:")) return `[unknown: ${the}${label(what)}]`;
  const [stack = "", output = ""] = what.split(": ");
  return `[${stack}: ${the}${output}]`;
}

/** The text for a value that the provider knows only after an update. */
export function untilUpdated(urn: string): string {
  return `[unknown until the update ends: ${label(urn)}]`;
}

/** Replaces marks by words: `vpc-[unknown: Vpc main]`, `[network-dev: vpcId]`. */
export function readable(value: unknown): unknown {
  return mapTexts(value, (text) => text.replace(mark, (_mark, what: string) => inWords(what)));
}

/** `Vpc main` */
export function label(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split(/[$:]/).at(-1)} ${name.join("::")}`;
}
