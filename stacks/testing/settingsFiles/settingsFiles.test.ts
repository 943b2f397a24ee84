import fc from "fast-check";
import { isPair, parseDocument, visit, type Scalar } from "yaml";
import { Planner } from "@ballast/plan/planner";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import { recordRefusal } from "@ballast/testing";
import run from "../../index.ts";
import { refused, refusedByPlans, unreadable, type Case } from "./cases.ts";
import { committed, ScratchProject } from "./scratchProject.ts";

let scratch: ScratchProject;
beforeEach(() => {
  scratch = new ScratchProject();
});
afterEach(() => scratch.remove());

function changed(stack: string, change: Case[2]): string {
  const text = committed(stack);
  if (typeof change === "string") return text + change;
  const result = text.replace(change[0], () => change[1]);
  if (result === text) throw new Error(`${stack} has no ${String(change[0])}`);
  return result;
}

/**
 * How the plan answers such a file, and whether its program has registered anything by then.
 *
 * @param isProgram Whether the program refuses it, too.
 */
async function answerTo(
  stack: string,
  text: string,
  isProgram = true,
): Promise<{ message: string; registered: string[] }> {
  scratch.write(stack, text);
  for (const name of ["network-dev", "network-prod"].filter((one) => one !== stack))
    scratch.write(name, committed(name));
  const project = await scratch.open();
  const message = await new Planner(project).plan(stack).then(
    () => "planned",
    (error: unknown) => ((error as Error).name === "PlanError" ? (error as Error).message : String(error)),
  );
  let configuration;
  try {
    configuration = project.configurationOf(stack);
  } catch {
    // No program runs with a file that cannot be read.
    return { message, registered: [] };
  }
  const { values, encrypted } = configuration;
  const hidden = Object.fromEntries(encrypted.map((key) => [key, "hidden"]));
  if (message === "planned" || !isProgram) return { message, registered: [] };
  const { registered } = await recordRefusal(run, {
    stack,
    config: { ...values, ...hidden },
    secretConfigKeys: encrypted,
    lookups: siteLookups(standInSite("eu-central-1")),
  });
  return { message, registered };
}

/** What every message has: what is allowed, or what to do. */
const advice =
  /\b(add|remove|rename|write|put|use|revoke|replace|did you mean|allowed|allows|align|end lines|give|say why|name at least|name maps|for example|starts at|shorten|change|an exception says)\b|expected: /i;

function expectOneMessage(stack: string, message: string): void {
  expect(message).toContain(`Pulumi.${stack}.yaml`);
  expect(message).not.toMatch(/\n\s+at /);
  expect(message).not.toContain("hunter2");
  expect(message.split("\n").filter((line) => line.includes("nothing was registered"))).toHaveLength(
    message.includes("The configuration of") ? 1 : 0,
  );
}

describe.each([
  { kind: "unreadable", cases: unreadable, isProgram: true },
  { kind: "refused", cases: refused, isProgram: true },
  { kind: "refused by plans", cases: refusedByPlans, isProgram: false },
])("a settings file that is $kind", ({ cases, isProgram }) => {
  const rows = cases.map(([what, stack, change, ...says]) => ({ what, stack, change, says }));
  it.each(rows)(
    "F.0.40 gets one message with file, line, key, value and what to do for $what ($stack)",
    async ({ stack, change, says }) => {
      const { message, registered } = await answerTo(stack, changed(stack, change), isProgram);
      for (const part of says) expect(message).toContain(part);
      expectOneMessage(stack, message);
      expect(message).toMatch(advice);
      expect(registered).toEqual([]);
    },
  );
});

it("has at least 120 broken files", () => {
  expect(unreadable.length + refused.length + refusedByPlans.length).toBeGreaterThanOrEqual(120);
});

/** Texts that people leave behind in files, and that a parser may stumble over. */
const debris = fc.constantFrom(
  "\t",
  "  ",
  ":",
  ": ",
  "- ",
  "[",
  "]",
  "{",
  "}",
  '"',
  "'",
  "&a",
  "*a",
  "!x",
  "#",
  "%",
  "@",
  "|",
  ">",
  "?",
  "~",
  "\r",
  "\u0000",
  "\u2028",
  "<<: 5\n",
  "\n",
  "---\n",
  "constructor: 1\n",
  "__proto__: 1\n",
  "null",
  "1e999",
  "0x",
  ".nan",
  "é",
);
const stacks = fc.constantFrom("network-dev", "placement-dev", "delivery-dev");

it("is never answered by a stack trace, whatever is inserted into it or cut out of it", async () => {
  await fc.assert(
    fc.asyncProperty(stacks, fc.nat(), fc.nat({ max: 12 }), debris, async (stack, at, cut, text) => {
      const file = committed(stack);
      const start = at % file.length;
      const broken = file.slice(0, start) + text + file.slice(start + cut);
      const { message, registered } = await answerTo(stack, broken);
      if (message === "planned") return;
      expectOneMessage(stack, message);
      if (message.includes("nothing was registered")) expect(registered).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 240_000);

const wrong = fc.constantFrom<unknown>(
  null,
  true,
  -1,
  0.5,
  1e21,
  "",
  "left over",
  [],
  ["left over"],
  {},
  { other: "left over" },
  [[]],
  "a".repeat(600),
);

it("is refused once, with nothing registered, for any setting's value of a wrong kind", async () => {
  await fc.assert(
    fc.asyncProperty(stacks, fc.nat(), wrong, async (stack, at, value) => {
      const document = parseDocument(committed(stack));
      const paths: unknown[][] = [];
      visit(document, {
        Pair: (_key, _pair, path) => {
          const keys = path.flatMap((node) => (isPair(node) ? [(node.key as Scalar).value] : []));
          paths.push([...keys, (_pair.key as Scalar).value]);
        },
      });
      const path = paths[at % paths.length] ?? [];
      try {
        document.setIn(path, value);
      } catch {
        return;
      }
      const { message, registered } = await answerTo(stack, String(document));
      if (message === "planned") return;
      expectOneMessage(stack, message);
      const lines = message.split("\n");
      expect(new Set(lines).size).toBe(lines.length);
      if (message.includes("nothing was registered")) expect(registered).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 240_000);
