import { join } from "node:path";
import plugin from "@typescript-eslint/eslint-plugin";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import fc from "fast-check";
import ts from "typescript";
import ballast from "./index.ts";

// Each decision on a mode must be refused by somebody: now, by the rule, or by the compiler (and its lint rule of switches) as
// soon as a mode is added. The compiler, which knows nothing of the rule, is asked by adding one.

const folder = join(__dirname, "..");
const path = join(folder, "file.ts");
const added = "added";

/** How a program comes by a mode: declarations, the mode's type, and an expression for a value `u` of type U. */
const sources: Record<string, (id: string, modes: string[]) => { declares: string; value: string }> = {
  "a const object": (id, modes) => ({
    declares: `const O${id} = { ${modes.map((one) => `${one}: "${one}"`).join(", ")} } as const;
      type M${id} = (typeof O${id})[keyof typeof O${id}]; type U${id} = M${id};`,
    value: "u",
  }),
  "a union": (id, modes) => ({
    declares: `type M${id} = ${literals(modes)}; type U${id} = M${id};`,
    value: "u",
  }),
  "a property that may be missing": (id, modes) => ({
    declares: `type M${id} = ${literals(modes)}; interface U${id} { mode?: M${id} }`,
    value: `(u.mode ?? ("${modes[0]}" as M${id}))`,
  }),
  "a discriminant": (id, modes) => ({
    declares: `type U${id} = ${modes.map((one) => `{ mode: "${one}"; ${one}: number }`).join(" | ")};
      type M${id} = U${id}["mode"];`,
    value: "u.mode",
  }),
  "a setting": (id, modes) => ({
    declares: `const s${id} = z.strictObject({ mode: z.enum([${modes.map((one) => `"${one}"`).join(", ")}]) });
      type U${id} = z.infer<typeof s${id}>; type M${id} = U${id}["mode"];`,
    value: "u.mode",
  }),
  "a variant of a setting": (id, modes) => ({
    declares: `const s${id} = z.discriminatedUnion("mode", [${modes
      .map((one) => `z.strictObject({ mode: z.literal("${one}"), ${one}: z.number() })`)
      .join(", ")}]);
      type U${id} = z.infer<typeof s${id}>; type M${id} = U${id}["mode"];`,
    value: "u.mode",
  }),
};
const literals = (modes: string[]): string => modes.map((one) => `"${one}"`).join(" | ");

interface Case {
  source: string;
  decision: string;
  modes: string[];
  /** How many modes the decision names that has an else. */
  named: number;
}
type Body = (mode: string, type: string, of: Case) => string;

/** The last takes an else branch: what is added takes it too. */
const silent: Record<string, Body> = {
  "a ternary": (mode, _, { modes: [one] }) => `return ${mode} === "${one}" ? 1 : 2;`,
  "a ternary, turned": (mode, _, { modes: [one] }) => `return "${one}" !== ${mode} ? 1 : 2;`,
  "an if": (mode, _, { modes, named }) =>
    `${modes
      .slice(0, named)
      .map((one, index) => `if (${mode} === "${one}") return ${index};`)
      .join(" ")} return 9;`,
  "an if without else": (mode, _, { modes: [one] }) =>
    `let n = 0; if (${mode} === "${one}") n = 1; return n;`,
  "a spread": (mode, _, { modes: [one] }) =>
    `return Object.keys({ ...(${mode} === "${one}" && { a: 1 }) }).length;`,
  "a switch with a default": (mode, _, { modes, named }) =>
    `switch (${mode}) { ${modes
      .slice(0, named)
      .map((one) => `case "${one}": return 1;`)
      .join(" ")} default: return 2; }`,
  "a mode in disguise": (mode, _, { modes: [one] }) => `return (${mode} as string) === "${one}" ? 1 : 2;`,
  "a list": (mode, _, { modes: [one] }) => `return ["${one}"].includes(${mode}) ? 1 : 2;`,
  "a list with a name": (mode, _, { modes: [one] }) =>
    `const known: string[] = ["${one}"]; return known.includes(${mode}) ? 1 : 2;`,
  "a set": (mode, _, { modes: [one] }) =>
    `const known = new Set<string>(["${one}"]); return known.has(${mode}) ? 1 : 2;`,
  "a map": (mode, _, { modes: [one] }) =>
    `const known = new Map<string, number>([["${one}", 1]]); return known.get(${mode}) ?? 2;`,
  "a table with holes": (mode, type, { modes: [one] }) =>
    `const t: Partial<Record<${type}, number>> = { ${one}: 1 }; return t[${mode}] ?? 2;`,
  "a table with any key": (mode, _, { modes: [one] }) =>
    `const t: Record<string, number> = { ${one}: 1 }; return t[${mode}] ?? 2;`,
  "a key of a table": (mode, _, { modes: [one] }) => `return ${mode} in { ${one}: 1 } ? 1 : 2;`,
  "a pattern": (mode, _, { modes: [one] }) => `return /^${one}$/.test(${mode}) ? 1 : 2;`,
  "a prefix": (mode, _, { modes: [one] }) => `return ${mode}.startsWith("${one}") ? 1 : 2;`,
};
const exhaustive: Record<string, Body> = {
  "a record": (mode, _, { modes }) => `return { ${modes.map((one) => `${one}: 1`).join(", ")} }[${mode}];`,
  "a typed record": (mode, type, { modes }) =>
    `const t: Record<${type}, () => number> = { ${modes.map((one) => `${one}: () => 1`).join(", ")} }; return t[${mode}]();`,
  "a record that satisfies": (mode, type, { modes }) =>
    `const t = { ${modes.map((one) => `${one}: 1`).join(", ")} } satisfies Record<${type}, number>; return t[${mode}];`,
  "a switch that returns": (mode, _, { modes }) =>
    `switch (${mode}) { ${modes.map((one) => `case "${one}": return 1;`).join(" ")} }`,
  "a switch that does": (mode, _, { modes }) =>
    `let n = 0; switch (${mode}) { ${modes.map((one) => `case "${one}": n = 1; break;`).join(" ")} } return n;`,
};
/** What decides nothing. */
const free: Record<string, Body> = {
  "two modes": (mode, type) =>
    `const other = (m: ${type}, n: ${type}): boolean => m === n; return other(${mode}, ${mode}) ? 1 : 2;`,
  "the compiler's words": (mode) => `return typeof ${mode} === "string" ? 1 : 2;`,
  "somebody else's": () => `return process.platform === "linux" ? 1 : 2;`,
  "a text": (mode) =>
    `const say = (text: string): boolean => text === "main"; return say(String(${mode})) ? 1 : 2;`,
};
const decisions = { ...silent, ...exhaustive, ...free };

/** One function for each case, on a line of its own; each has modes of its own. */
function program(cases: Case[], more: string[]): string {
  const lines = cases.map((one, index) => {
    const id = String(index);
    const { declares, value } = sources[one.source]?.(id, [...one.modes, ...more]) ?? {
      declares: "",
      value: "",
    };
    const body = decisions[one.decision]?.(value, `M${id}`, one) ?? "";
    return `${declares} export function f${id}(u: U${id}): number { ${body} }`.replaceAll(/\s*\n\s*/g, " ");
  });
  return ['import { z } from "zod";', ...lines].join("\n");
}

const linter = new Linter({ cwd: folder });
function lint(code: string, rules: Linter.RulesRecord): Map<number, string[]> {
  const found = linter.verify(
    code,
    {
      files: ["**/*.ts"],
      plugins: { ballast: ballast as never, ts: plugin as never },
      languageOptions: {
        parser,
        parserOptions: { projectService: { allowDefaultProject: ["*.ts"] }, tsconfigRootDir: folder },
      },
      rules,
    },
    path,
  );
  return byLine(found.map(({ line, message }) => [line, message]));
}

function compile(code: string): Map<number, string[]> {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(folder, "tsconfig.json"), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    folder,
  );
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, target) =>
    file === path ? ts.createSourceFile(file, code, target) : read(file, target);
  const built = ts.createProgram([path], options, host);
  const file = built.getSourceFile(path);
  return byLine(
    built
      .getSemanticDiagnostics(file)
      .map(({ start = 0, messageText }) => [
        code.slice(0, start).split("\n").length,
        ts.flattenDiagnosticMessageText(messageText, " "),
      ]),
  );
}

function byLine(found: [number, string][]): Map<number, string[]> {
  const lines = new Map<number, string[]>();
  for (const [line, message] of found) lines.set(line, [...(lines.get(line) ?? []), message]);
  return lines;
}

const arbitrary = fc
  .record({
    source: fc.constantFrom(...Object.keys(sources)),
    decision: fc.constantFrom(...Object.keys(decisions)),
    modes: fc.shuffledSubarray(["native", "plugin", "managed", "host", "s3"], { minLength: 2 }),
    named: fc.integer({ min: 1, max: 5 }),
  })
  .map((one): Case => ({ ...one, named: Math.min(one.named, one.modes.length - 1) }));

it("lets no decision on a mode through that a mode which is added would slip through", () => {
  // Each decision for each way to a mode, and as many again with other words.
  const pairs = Object.keys(sources).flatMap((source) =>
    Object.keys(decisions).map((decision): Case => ({
      source,
      decision,
      modes: ["native", "plugin"],
      named: 1,
    })),
  );
  const cases = [...pairs, ...fc.sample(arbitrary, { numRuns: 200, seed: 47 })];
  const today = program(cases, []);
  expect([...compile(today)]).toEqual([]);
  const reported = lint(today, { "ballast/exhaustive-modes": "error" });

  const later = program(cases, [added]);
  const refused = compile(later);
  const switches = lint(later, {
    "ts/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  });
  const answers = cases.map((one, index) => ({
    ...one,
    byRule: reported.has(index + 2),
    later: refused.has(index + 2) || switches.has(index + 2),
  }));
  expect(answers.length).toBeGreaterThan(300);
  expect(answers.filter(({ decision, byRule, later }) => !(decision in free) && byRule === later)).toEqual(
    [],
  );
  expect(answers.filter(({ decision, byRule, later }) => decision in free && (byRule || later))).toEqual([]);
});

it("knows the members of a mode where the text that they are compared with may be anything", () => {
  const code = `const Kind = { A: "a", B: "b" } as const; const one = { A: "a" } as const;
    export const yes = (text: string): boolean => text === Kind.A;
    export const no = (text: string): boolean => text === one.A;`;
  expect([...lint(code, { "ballast/exhaustive-modes": "error" }).keys()]).toEqual([2]);
});
