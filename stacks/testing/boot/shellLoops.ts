import type { ShellNodeOf } from "@ballast/policy";
import { NotModelled } from "./program.ts";
import { simpleNodes, textOf, unknown, type Values } from "./shellWords.ts";

/** Seconds that a loop sleeps at the most; Infinity for one that does not count. */
export function loopBound(
  node: ShellNodeOf<"loop"> | ShellNodeOf<"for">,
  commands: string[][],
  values: Values,
): number {
  const isTested = node.kind === "for" && node.name === "";
  const rounds = node.kind === "for" ? roundsOf(node, commands, values) : Infinity;
  const sleeps = commands.filter(([name]) => name === "sleep");
  // No sleep follows the last test.
  const perRound = sleeps.reduce(
    (sum, [, seconds = ""]) => sum + secondsOf(seconds, node, isTested ? rounds - 1 : rounds),
    0,
  );
  return perRound;
}

function roundsOf({ name, words }: ShellNodeOf<"for">, commands: string[][], values: Values): number {
  const [only] = words;
  const script = words.length === 1 ? only?.map(({ text }) => text).join("") : undefined;
  const sequence = /^seq (\d+) (\d+)$/.exec(script ?? "");
  if (sequence) return Number(sequence[2]) - Number(sequence[1]) + 1;
  if (name === "") {
    const header = words.map((word) => textOf(word, values)).join(" ");
    const [, counter] = /^\(\( *(\w+) *= *1; *; *\1\+\+$/.exec(header) ?? [];
    if (counter !== undefined) return testedRounds(counter, commands);
    const limits = /^.*?\w+ *= *(\d+);[^<]*<(=?) *(\d+);/.exec(header);
    if (!limits) throw new NotModelled("the bound of a loop cannot be read");
    return Number(limits[3]) - Number(limits[1]) + (limits[2] === "=" ? 1 : 0);
  }
  if (words.some((word) => word.some(({ kind }) => kind !== "text")))
    throw new NotModelled(`the words of the loop over ${name} cannot be read`);
  return words.length;
}

/** Of a loop that counts and ends by a test of its count. */
function testedRounds(counter: string, commands: string[][]): number {
  const limits = commands.flatMap(([name, one, operator, limit = ""]) =>
    name === "[" && one === `${unknown}${counter}` && /^-(lt|ge)$/.test(operator ?? "")
      ? [Number(limit)]
      : [],
  );
  const [only, ...others] = new Set(limits);
  if (others.length > 0 || Number.isNaN(only))
    throw new NotModelled(`the bound of the loop over ${counter} cannot be read`);
  return only ?? Infinity;
}

/** `10`, or by the loop's own count: `$((attempt * 5))`, `$((attempt < 6 ? attempt * 5 : 30))`. */
function secondsOf(given: string, node: ShellNodeOf<"loop"> | ShellNodeOf<"for">, rounds: number): number {
  if (/^\d+(\.\d+)?$/.test(given)) return rounds * Number(given);
  const text = sleepExpression(node);
  const [, limit, factor, other] =
    /^\(\(\s*(?:\w+ < (\d+) \? )?\w+ \* (\d+)(?: : (\d+))?\s*$/.exec(text) ?? [];
  if (factor === undefined) throw new NotModelled(`sleep ${given} (${text}) cannot be read`);
  if (rounds === Infinity) return Infinity;
  let sum = 0;
  for (let round = 1; round <= rounds; round += 1)
    sum += limit !== undefined && round >= Number(limit) ? Number(other) : round * Number(factor);
  return sum;
}

function sleepExpression(node: ShellNodeOf<"loop"> | ShellNodeOf<"for">): string {
  for (const { words } of simpleNodes(node.body))
    if (words[0]?.[0]?.text === "sleep") return words[1]?.[0]?.text ?? "";
  return "";
}
