import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Language, Parser, type Node } from "web-tree-sitter";

/** @returns what bash says of a script that it cannot parse, or "fine". Nothing of the script runs. */
export function bashSyntax(script: string): string {
  const { status, stderr, error } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
  if (error) throw error;
  return status === 0 ? "fine" : stderr;
}

/**
 * PowerShell's own parser exists only within PowerShell; this is the grammar that editors use. It finds what is not
 * closed or not in its place, and knows nothing of commands and their parameters.
 *
 * @param userData - a script as EC2 takes it, with or without the lines that hold its tags.
 * @returns the line at which what is not PowerShell begins, or "fine".
 */
export async function powershellSyntax(userData: string): Promise<string> {
  const lines = userData.split("\n").map((line) => (/^<\/?\w+>/.test(line) ? "" : line));
  const tree = (await powershellParser()).parse(lines.join("\n"));
  if (!tree) throw new Error("The PowerShell parser gave no tree.");
  const broken = firstBroken(tree.rootNode);
  if (!broken) return "fine";
  const line = broken.startPosition.row;
  return `line ${line + 1}: ${broken.isMissing ? `${broken.type} is missing in` : "cannot parse"} ${lines[line]}`;
}

let parser: Promise<Parser> | undefined;

/** Its grammar is loaded once; parsing itself takes no promise. */
export function powershellParser(): Promise<Parser> {
  parser ??= Parser.init().then(async () => {
    const grammar = createRequire(join(process.cwd(), "package.json")).resolve(
      "tree-sitter-powershell/tree-sitter-powershell.wasm",
    );
    return new Parser().setLanguage(await Language.load(readFileSync(grammar)));
  });
  return parser;
}

function firstBroken(node: Node): Node | undefined {
  if (!node.hasError && !node.isMissing) return undefined;
  for (const child of node.children) {
    const broken = firstBroken(child);
    if (broken) return broken;
  }
  return node;
}
