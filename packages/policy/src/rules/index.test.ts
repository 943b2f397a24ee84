import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../rule.ts";
import { rules } from "./index.ts";

// The home of all rules' tests: `<subject>.test.ts` beside `<subject>.ts`, by itShowsEachRule, which looks at each message.

const files = readdirSync(__dirname).filter((name) => name !== "index.ts" && name !== "index.test.ts");
const subjects = files.filter((name) => !name.endsWith(".test.ts")).map((name) => name.replace(/\.ts$/, ""));

it("holds files of rules and their tests, and nothing else", () => {
  const pairs = subjects.flatMap((subject) => [`${subject}.test.ts`, `${subject}.ts`]);
  expect(files.sort()).toEqual(pairs.sort());
});

/** The rules of a file: all that it exports of them is one list. */
async function rulesOf(subject: string): Promise<[name: string, rules: Rule[]]> {
  const exported = Object.entries((await import(join(__dirname, `${subject}.ts`))) as object).filter(
    (one): one is [string, Rule[]] => Array.isArray(one[1]) && one[1].length > 0,
  );
  expect(exported).toHaveLength(1);
  return exported[0] ?? ["", []];
}

it.each(subjects)("has the tests of %s in its test file", async (subject) => {
  const [name] = await rulesOf(subject);
  const test = readFileSync(join(__dirname, `${subject}.test.ts`), "utf8");
  expect(test).toMatch(new RegExp(`^import \\{ ${name} \\} from "\\./${subject}\\.ts";$`, "m"));
  expect(test.match(/^itShowsEachRule\(\s*\w+/gm)?.map((call) => call.replace(/\s/g, ""))).toEqual([
    `itShowsEachRule(${name}`,
  ]);
});

it("has each rule in one of these files", async () => {
  const all = (await Promise.all(subjects.map(rulesOf))).flatMap(([, found]) => found.map(({ id }) => id));
  expect(all.sort()).toEqual(rules.map(({ id }) => id).sort());
});
