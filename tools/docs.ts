/**
 * `npm run docs`: writes the pages of docs that are made from the code, and the blocks of others that show sources and
 * outputs. With --check it writes nothing and fails where a committed page is not what would be written. Either way it
 * checks every page of the repository: links lead somewhere, and commands exist.
 *
 * Exit statuses: 0 fine, 1 a page is not as it should be, 2 the call is wrong.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brokenLinks, knownCommands, madePages, pagesOf, wrongCommands } from "@ballast/docs";

const root = process.cwd();
const args = process.argv.slice(2);
if (args.some((argument) => argument !== "--check")) {
  console.error(`npm run docs takes --check or nothing, and this is ${args.join(" ")}.`);
  process.exit(2);
}
const check = args.includes("--check");
const faults: string[] = [];

const made = await madePages(root);
for (const [path, text] of made.pages) {
  const file = join(root, path);
  const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  if (before === text) continue;
  if (check) faults.push(`${path}: is not what the code says${differenceOf(before, text)}.`);
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${path} written`);
  }
}
for (const path of made.left) {
  if (check) faults.push(`${path}: nothing makes this page any more.`);
  else {
    rmSync(join(root, path));
    console.log(`${path} removed`);
  }
}
if (faults.length > 0) faults.push("Run npm run docs, read the difference, and commit it.");

const repository = { pages: await pagesOf(root), exists: (path: string) => existsSync(join(root, path)) };
for (const { page, line, message } of [
  ...brokenLinks(repository),
  ...(await wrongCommands(repository, await knownCommands(root, made.outputs))),
]) {
  faults.push(`${page}:${line}: ${message}.`);
}
for (const fault of faults) console.error(fault);
if (faults.length === 0)
  console.log(
    `${made.pages.size} pages are what the code says; links and commands of ${repository.pages.size} pages hold.`,
  );
process.exitCode = faults.length === 0 ? 0 : 1;

/** The first line that differs. */
function differenceOf(before: string | undefined, now: string): string {
  if (before === undefined) return ": it is missing";
  const [old, current] = [before.split("\n"), now.split("\n")];
  const line = current.findIndex((text, index) => text !== old[index]);
  return line < 0
    ? `: line ${current.length + 1} and on are too many`
    : ` in line ${line + 1}, which would be: ${current[line]}`;
}
