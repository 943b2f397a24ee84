import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stepsOf, walk } from "./walk.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "walk-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const environment = { PATH: process.env["PATH"] ?? "" };
const page = [
  ["<!-- file: a/b.txt -->", "", "```text", "hello", "```"],
  ["<!-- prints: hello -->", "", "```sh", "cat a/b.txt", "```"],
  ["<!-- exits: 3 -->", "", "```sh", "exit 3", "```"],
  ["<!-- elsewhere: package.json -->", "", "```sh", "false", "```"],
]
  .map((lines) => lines.join("\n"))
  .join("\n\n");

it("runs a page's commands in their order, on the files that it shows", () => {
  expect(walk(page, folder, environment)).toEqual([]);
  expect(readFileSync(join(folder, "a/b.txt"), "utf8")).toBe("hello\n");
});

it.each<[what: string, from: string, to: string, fault: RegExp]>([
  ["what is not printed", "cat a/b.txt", "echo bye", /^9: did not print hello/],
  ["another status", "exit 3", "exit 0", /^15: ended with 0/],
  ["a command that fails", "cat a/b.txt", "cat a/c.txt", /^9: ended with 1/],
  [
    "a test that is not there",
    "elsewhere: package.json",
    "elsewhere: missing.ts",
    /^21: there is no missing\.ts/,
  ],
])("finds %s, and its line", (_what, from, to, fault) => {
  expect(walk(page.replace(from, to), folder, environment)).toEqual([expect.stringMatching(fault)]);
});

it.each(["docs/testing.md", "docs/first-program.md", "docs/first-change.md"])("reads steps of %s", (path) => {
  const steps = stepsOf(readFileSync(path, "utf8"));
  expect(steps.filter(({ language }) => language === "sh").length).toBeGreaterThan(2);
});
