import { workingFiles } from "@ballast/release/files";
import fc from "fast-check";
import { join } from "node:path";
import { nodesOf } from "./markdown.ts";

// Readers copy samples. Lint holds our own sources to `entryOf` (ballast/no-empty-fallback); this holds what it does not read.

/** A key that is missing becomes an empty string: `zones["a"] ?? ""`, `list.at(0) || ''`, Python's `zones.get("a", "")`. */
const emptyFallback = /(\]|\.at\([^()]*\))\s*[!)]*\s*(\?\?|\|\|)\s*(""|''|``)|\.get\([^()]*,\s*(""|'')\s*\)/;

/** Lines of a sample that have one. */
const faultsIn = (text: string): string[] => text.split("\n").filter((line) => emptyFallback.test(line));

/** Fenced blocks of pages, templates of the generators, and examples for other languages. */
async function* samples(): AsyncGenerator<[path: string, text: string]> {
  for (const [path, text] of workingFiles(join(__dirname, "../../.."))) {
    if (path.endsWith(".md")) {
      for (const { type, value = "", position } of await nodesOf(text))
        if (type === "code") yield [`${path}:${position.start.line}`, value];
    } else if (path.endsWith(".template") || /^(stacks\/)?examples\//.test(path)) yield [path, text];
  }
}

it("shows readers no sample in which a missing key becomes an empty string", async () => {
  const all: [path: string, text: string][] = [];
  for await (const sample of samples()) all.push(sample);
  expect(all.filter(([path]) => path.includes(".md:")).length).toBeGreaterThan(100);
  expect(all.filter(([path]) => path.endsWith(".template")).length).toBeGreaterThan(5);
  expect(all.flatMap(([path, text]) => faultsIn(text).map((line) => `${path}: ${line.trim()}`))).toEqual([]);
});

it("finds it in every spelling, and nothing else", () => {
  const record = fc.constantFrom("zones", "network.privateSubnetIds", "outputs.zones");
  const key = fc.constantFrom('["a"]', "[key]", "[0]", '["a"]!', "?.[key]", ".at(0)");
  const operator = fc.constantFrom(" ?? ", " || ", "??");
  const empty = fc.constantFrom('""', "''", "``");
  fc.assert(
    fc.property(record, key, operator, empty, (...words) => {
      const sample = `const one = 1;\nconst id = ${words.join("")};`;
      expect(faultsIn(sample)).toEqual([`const id = ${words.join("")};`]);
      expect(faultsIn(sample.replace(/(""|''|``);$/, '"none";'))).toEqual([]);
    }),
  );
  expect(faultsIn('subnet = ids.get("a", "")')).toHaveLength(1);
  expect(faultsIn('const name = given.name ?? "";\nconst [first = ""] = parts;')).toEqual([]);
});
