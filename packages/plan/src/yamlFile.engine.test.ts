import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { documentIn } from "@ballast/model";
import fc from "fast-check";
import { configurationIn } from "./project.ts";
import { parsePulumiYaml } from "./yamlFile.ts";

// The plan must be of the values that Pulumi gives to the program: its own command reads the same files.

const folder = mkdtempSync(join(tmpdir(), "ballast-yaml-"));
const patience = 300_000;

function pulumi(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(
    join(process.env["BALLAST_PULUMI_ROOT"] ?? "", "bin/pulumi"),
    [...args, "--non-interactive"],
    {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "nobody's",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** What Pulumi gives a program for each key of a stack's file. */
function asPulumiReads(file: string): Record<string, string> {
  writeFileSync(join(folder, "Pulumi.t.yaml"), file);
  const config = JSON.parse(pulumi("config", "--json", "--stack", "t")) as Record<string, { value: string }>;
  return Object.fromEntries(Object.entries(config).map(([key, { value }]) => [key, value]));
}

/** JSON of both in one spelling; the order of keys stays, because a program may go by it. */
function comparable(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => {
      const document = documentIn(text);
      return [key, document === undefined ? text : JSON.stringify(document)];
    }),
  );
}

function reads(file: string): boolean {
  try {
    parsePulumiYaml(file, "Pulumi.t.yaml");
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => {
  writeFileSync(join(folder, "Pulumi.yaml"), "name: t\nruntime: nodejs\n");
  pulumi("stack", "init", "t");
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const digits = fc.stringMatching(
  /^[-+]?(0[xXbBoO]?)?[0-9a-fA-F_]{0,6}(\.[0-9_]{0,4})?([eE][-+]?[0-9]{1,3})?$/,
);
const sign = fc.constantFrom("", "-", "+");
/** Signs and underscores where no number has them. */
const oddNumber = fc
  .tuple(
    sign,
    fc.constantFrom("0b", "0B", "0o", "0O", "0x", "0", ""),
    sign,
    fc.stringMatching(/^[0-7_]{0,4}$/),
  )
  .map((parts) => parts.join(""));
const hexadecimal = (length: number) =>
  fc.oneof(
    fc.stringMatching(new RegExp(`^[0-9a-fA-F]{${length}}$`)),
    fc
      .constantFrom(
        "d83d",
        "de00",
        "dfff",
        "0041",
        "1f600",
        "10ffff",
        "110000",
        "0",
        "85",
        "2028",
        "feff",
        "e9",
      )
      .map((code) => code.padStart(length, "0").slice(-length)),
  );
const escaped = fc
  .array(
    fc.oneof(
      hexadecimal(4).map((code) => `\\u${code}`),
      hexadecimal(2).map((code) => `\\x${code}`),
      hexadecimal(8).map((code) => `\\U${code}`),
      fc.constantFrom(
        "\\ud83d\\ude00",
        "\\U0001f600",
        "\\u12",
        "\\x1",
        "\\\\u0041",
        "a",
        "\\0",
        "\\e",
        "\\N",
        "\\L",
        "\\q",
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => `"${parts.join("")}"`);
/** Each of YAML 1.1's line breaks, in texts of each kind and behind a comment. */
const broken = fc
  .tuple(
    fc.constantFrom("\n", "\r\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"),
    fc.constantFrom(
      "a|        b",
      '"a|        b"',
      '"a\\|        b"',
      "'a|        |        b'",
      "1 # note|      ",
      "||        a|        b|",
      "||        a||         b||",
      ">|        a|        b||        c|",
      ">-|        a|         b|        c|",
      "|+|        a||",
      '"a|b"',
    ),
  )
  .map(([end, text]) => text.replace(/(?<!^)\|/g, end));
const anything = fc.string({
  unit: fc.constantFrom(..."0123456789abcdefxonyst_+-.eE:,#~ TZ<>[]{}'\"&*!|%@?/\\\té😀"),
  maxLength: 8,
});
const known = fc.constantFrom(
  ...["010", "0o10", "08", "0b11", "0b2", "0x1F", "1_000", "1e3", "1E-7", ".5", "5.", "+.5", "-0.0", "+1"],
  ...["~", "", "null", "Null", "nULL", "yes", "no", "on", "off", "y", "True", "tRUE", "12:30:45", "1.2.3"],
  ...["2026-01-01", "2026-1-1", "2024-02-29", "'2026-01-01'", "2026-01-01T00:00:00Z", ".inf", "NaN", "1e400"],
  ...["9007199254740991", "9007199254740993", "1e21", "<<", "=", "10.0.0.0/16", "a: b", "a #b", "a#b", "{}"],
  ...[
    "[]",
    "''",
    '"\\u0041\\n"',
    '"a\\/b"',
    "|\n        a\n         b\n",
    ">-\n        a\n        b\n\n        c",
  ],
  ...["!!str 1", "&x 1", "*x", "http://a/b?c#d", "a\n        b", "|+\n        a\n\n", "'it''s'", "a ", "\tb"],
);
const scalar = fc.oneof({ weight: 3, arbitrary: known }, digits, oddNumber, escaped, broken, anything);
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "B", "aa", "a-b", "é", '"q"', "'0'", "y", "on", "10", "<<") },
  fc.constantFrom("__proto__", "constructor", "toString", '"__proto__"', "hasOwnProperty", "0b-1"),
  scalar,
);
const pairs = fc.array(fc.tuple(key, scalar), { minLength: 1, maxLength: 4 });
const value = fc.oneof(
  { weight: 3, arbitrary: scalar.map((text) => ` ${text}`) },
  pairs.map((all) => all.map(([name, text]) => `\n      ${name}: ${text}`).join("")),
  pairs.map((all) => ` {${all.map(([name, text]) => `${name}: ${text}`).join(", ")}}`),
  fc
    .array(scalar, { minLength: 1, maxLength: 4 })
    .map((all) => all.map((text) => `\n      - ${text}`).join("")),
  fc.array(scalar, { minLength: 1, maxLength: 4 }).map((all) => ` [${all.join(", ")}]`),
  fc
    .tuple(
      fc.constantFrom("*one", "*two", "*three", "[*one, *two]", "[*three, { __proto__: 5 }]", "[]", "1"),
      pairs,
    )
    .map(
      ([merged, all]) =>
        `\n      <<: ${merged}${all.map(([name, text]) => `\n      ${name}: ${text}`).join("")}`,
    ),
);
const anchors =
  "  t:one: &one { a: 1, b: 2 }\n  t:two: &two\n    b: 3\n    <<: { e: 1, b: 9 }\n" +
  "  t:three: &three { __proto__: { q: 1 }, constructor: 2 }\n";

it(
  "reads generated values as the real command reads them",
  () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const accepted = fc
      .sample(value, { seed, numRuns: 3000 })
      .filter((text) => reads(`config:\n${anchors}  t:k:${text}\n`));
    // Most of what is generated must be read: a reader that refuses all would prove nothing.
    expect(accepted.length).toBeGreaterThan(1000);
    const entries = accepted.map((text, index) => `  t:k${index}:${text}\n`).join("");
    const file = `config:\n  aws:region: eu-central-1\n${anchors}${entries}`;
    const theirs = comparable(asPulumiReads(file));
    const ours = comparable(configurationIn(folder, "t").values);
    const different = Object.keys({ ...ours, ...theirs })
      .filter((name) => ours[name] !== theirs[name])
      .map((name) => [accepted[Number(name.slice(3))], ours[name], theirs[name]]);
    expect({ seed, different }).toEqual({ seed, different: [] });
  },
  patience,
);

it(
  "reads what is spelled in odd ways by the command's rules, and refuses little",
  () => {
    const odd: Record<string, string> = {
      "010": "8",
      "0o10": "8",
      "0b101": "5",
      "0x1F": "31",
      "1_000": "1000",
      "1e3": "1000",
      ".5": "0.5",
      "08": "8",
      yes: "yes",
      on: "on",
      "12:30": "12:30",
      "0b-1": "-1",
      "0o+7": "7",
      "-0o+7": "-0o+7",
      "{ <<: { __proto__: 1 } }": '{"__proto__":1}',
      "~": "",
      "2026-01-02": "2026-01-02 00:00:00 +0000 UTC",
      "{ z: 010, a: ~ }": '{"a":null,"z":8}',
    };
    const keys = Object.keys(odd);
    const file = `config:\n  aws:region: x\n${keys.map((text, index) => `  t:k${index}: ${text}\n`).join("")}`;
    const expected = Object.fromEntries([
      ["aws:region", "x"],
      ...keys.map((text, index) => [`t:k${index}`, odd[text]]),
    ]);
    expect(asPulumiReads(file)).toEqual(expected);
    expect(configurationIn(folder, "t").values).toEqual(expected);
  },
  patience,
);

it(
  "refuses what the command refuses and YAML's other readers read",
  () => {
    const files = [
      "config:\n  t:k: [a?, b]\n",
      'config:\n  t:k: "a\\/b"\n',
      "config:\n  t:k: a\n\t\n",
      "config:\n  t:k: &b.c 1\n",
      "config:\n  t:k: .inf\n",
      "config:\n  t:k: { a: 1, a: 2 }\n",
      "config:\n  t:k: { <<: 1 }\n",
      'config:\n  t:k: "\\ud83d\\ude00"\n',
      'config:\n  t:k: "\\U00110000"\n',
    ];
    for (const file of files) {
      expect([file, reads(file)]).toEqual([file, false]);
      expect(() => asPulumiReads(file)).toThrow();
    }
  },
  patience,
);
