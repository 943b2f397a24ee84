import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withBlocks } from "./blocks.ts";

const root = mkdtempSync(join(tmpdir(), "ballast-blocks-"));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
symlinkSync("/bin/echo", join(root, "node_modules/.bin/ballast"));
writeFileSync(join(root, "a.ts"), "one();\n//#region two\ntwo();\n//#endregion\n");

const block = (mark: string, language: string, text: string): string =>
  `<!-- ${mark} -->\n\n\`\`\`${language}\n${text}\n\`\`\`\n`;

it("shows a file, or a part of it, as it is now", () => {
  const old = block("from: a.ts#two", "ts", "old();") + block("from: a.ts", "ts", "");
  const now = "one();\n//#region two\ntwo();\n//#endregion";
  expect(withBlocks(old, root)).toBe(
    block("from: a.ts#two", "ts", "two();") + block("from: a.ts", "ts", now),
  );
});

it("says which region is missing", () => {
  expect(() => withBlocks(block("from: a.ts#three", "ts", ""), root)).toThrow(
    "a.ts has no #region three that ends in #endregion.",
  );
});

it("shows what a command prints", () => {
  const old = block("run", "console", "$ npx ballast plan here\nold");
  expect(withBlocks(old, root)).toBe(block("run", "console", "$ npx ballast plan here\nplan here"));
});

it("keeps a page on which only a time differs", () => {
  const old = block("run", "console", "$ npx ballast took 1.25 s\ntook   0.75 s");
  expect(withBlocks(old, root)).toBe(old);
});

it("leaves every other block alone", () => {
  const other = "```console\n$ npx ballast gone\nold\n```\n";
  expect(withBlocks(other, root)).toBe(other);
});
