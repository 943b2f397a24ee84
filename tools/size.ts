/**
 * `npm run size`: how large the repository is, in lines by class and part. Prints what each class is, so that a figure
 * can be repeated; --ref counts a commit instead of the working tree.
 *
 * Exit statuses: 0 fine, 1 a file has no class or Git knows no such commit, 2 the call is wrong.
 */
import { parseArgs } from "node:util";
import { linesNotBlank, sizeClasses, sizesOf, total, type Sizes } from "@ballast/docs/size";
import { committedFiles, workingFiles } from "@ballast/release/files";

const usage = `npm run size -- [--ref <commit>] [--json]

Counts the lines of every file that Git has, by class, for each package and stack. ${linesNotBlank}

  --ref <commit>  count a commit, a branch or a tag; the working tree by default
  --json          print JSON: { ref, definition, total, parts }
  --help          print this
`;

const root = process.cwd();
try {
  const { values } = parseArgs({
    options: { ref: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) console.log(usage);
  else print(values.ref, values.json ?? false);
} catch (error) {
  const { message, code } = error as Error & { code?: string };
  console.error(message);
  const isCall = code?.startsWith("ERR_PARSE_ARGS") ?? false;
  if (isCall) console.error(`\n${usage}`);
  process.exitCode = isCall ? 2 : 1;
}

function print(ref: string | undefined, json: boolean): void {
  const parts = sizesOf(ref === undefined ? workingFiles(root) : committedFiles(root, ref));
  const sum = total(parts.values());
  if (json) {
    const result = {
      ref: ref ?? null,
      definition: sizeClasses,
      total: sum,
      parts: Object.fromEntries(parts),
    };
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  console.log(`Lines of ${ref ?? "the working tree"}. ${linesNotBlank}\n`);
  for (const [name, text] of Object.entries(sizeClasses)) console.log(`${name}: ${text}`);
  console.log(`\n${row("", Object.keys(sum))}`);
  for (const [part, sizes] of parts) console.log(row(part, figures(sizes)));
  console.log(row("total", figures(sum)));
}

function figures(sizes: Sizes): string[] {
  return Object.values(sizes).map((lines) => lines.toLocaleString("en"));
}

function row(head: string, cells: string[]): string {
  return head.padEnd(26) + cells.map((cell) => cell.padStart(15)).join("");
}
