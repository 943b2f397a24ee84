import type { ShellNodeOf } from "@ballast/policy";
import { NotModelled } from "./program.ts";
import { textOf, type Values } from "./shellWords.ts";

/** Seconds that a loop sleeps at the most; Infinity for one that does not count. */
export function loopBound(
  node: ShellNodeOf<"loop"> | ShellNodeOf<"for">,
  commands: string[][],
  values: Values,
): number {
  const rounds = node.kind === "for" ? roundsOf(node, values) : Infinity;
  const sleeps = commands.filter(([name]) => name === "sleep");
  const perRound = sleeps.reduce((sum, [, seconds = ""]) => sum + secondsOf(seconds, node, rounds), 0);
  return rounds * perRound;
}

function roundsOf({ name, words }: ShellNodeOf<"for">, values: Values): number {
  const [only] = words;
  const script = words.length === 1 ? only?.map(({ text }) => text).join("") : undefined;
  const sequence = /^seq (\d+) (\d+)$/.exec(script ?? "");
  if (sequence) return Number(sequence[2]) - Number(sequence[1]) + 1;
  if (name === "") {
    const limits = /^.*?\w+ *= *(\d+);[^<]*<(=?) *(\d+);/.exec(
      words.map((word) => textOf(word, values)).join(" "),
    );
    if (!limits) throw new NotModelled("the bound of a loop cannot be read");
    return Number(limits[3]) - Number(limits[1]) + (limits[2] === "=" ? 1 : 0);
  }
  if (words.some((word) => word.some(({ kind }) => kind !== "text")))
    throw new NotModelled(`the words of the loop over ${name} cannot be read`);
  return words.length;
}

/** `10`, or by the loop's own count: `$((attempt * 5))`, as in the last round. */
function secondsOf(given: string, node: ShellNodeOf<"loop"> | ShellNodeOf<"for">, rounds: number): number {
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given);
  const text = sleepExpression(node);
  const product = new RegExp(`^\\(\\(\\s*${node.kind === "for" ? node.name : "\\w+"} \\* (\\d+)\\s*$`).exec(
    text,
  );
  if (!product) throw new NotModelled(`sleep ${given} (${text}) cannot be read`);
  return Number(product[1]) * rounds;
}

function sleepExpression(node: ShellNodeOf<"loop"> | ShellNodeOf<"for">): string {
  return /"text":"(\(\([^"]*)"/.exec(JSON.stringify(node.body, (key, value: unknown) => value))?.[1] ?? "";
}
