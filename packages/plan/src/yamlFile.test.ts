import fc from "fast-check";
import { readPlainScalar } from "./pulumiScalar.ts";
import { parsePulumiYaml } from "./yamlFile.ts";

// That Pulumi reads the same is proved with its own command: yamlFile.engine.test.ts.

const read = (yaml: string): unknown => parsePulumiYaml(yaml, "Pulumi.t.yaml")["a"];

describe("a scalar without quotes", () => {
  it.each([
    ["010", 8],
    ["-010", -8],
    ["0o10", 8],
    ["08", 8],
    ["0b101", 5],
    ["-0b101", -5],
    ["0b2", "0b2"],
    ["0b-1", -1],
    ["0b+1", 1],
    ["0o-7", -7],
    ["0o+7", 7],
    ["0o-8", "0o-8"],
    ["-0o+7", "-0o+7"],
    ["0x-7", "0x-7"],
    ["0B-1", "0B-1"],
    ["0x1F", 31],
    ["0xG", "0xG"],
    ["1_000", 1000],
    ["1__0_", 10],
    ["_1", "_1"],
    ["+1", 1],
    ["1e3", 1000],
    ["1.5E-3", 0.0015],
    [".5", 0.5],
    ["5.", 5],
    ["-.5", -0.5],
    ["-0.0", 0],
    ["1.2.3", "1.2.3"],
    ["12:30:45", "12:30:45"],
    ["~", null],
    ["", null],
    ["NULL", null],
    ["nULL", "nULL"],
    ["TRUE", true],
    ["tRUE", "tRUE"],
    ["yes", "yes"],
    ["on", "on"],
    ["Off", "Off"],
    ["n", "n"],
    ["NaN", "NaN"],
    ["2026-01-02", "2026-01-02 00:00:00 +0000 UTC"],
    ["2026-1-2", "2026-01-02 00:00:00 +0000 UTC"],
    ["9007199254740991", 9007199254740991],
    ["1e21", 1e21],
  ])("is what Pulumi takes it for: %s", (text, value) => {
    expect(read(`a: ${text}`)).toEqual(value);
  });

  it.each([
    "9007199254740993",
    "-18446744073709551615",
    "0xFFFFFFFFFFFFFFFF",
    "1e999",
    ".inf",
    "-.INF",
    ".nan",
  ])("is refused where a program would get another number: %s", (text) => {
    expect(() => read(`a: ${text}`)).toThrow(/^Pulumi.t.yaml, line 1: a cannot be read .* in quotes/);
  });

  it.each(["2026-01-02T03:04:05Z", "2026-01-02 03:04:05", "2026-13-45", "2025-02-29"])(
    "is refused where Pulumi would print a time: %s",
    (text) => {
      expect(() => read(`a: ${text}`)).toThrow("Pulumi reads it as a timestamp");
      expect(read(`a: "${text}"`)).toBe(text);
    },
  );

  it("is the same number in each of its spellings", () => {
    fc.assert(
      fc.property(fc.nat(), fc.boolean(), (number, isNegative) => {
        const sign = isNegative ? "-" : "";
        const grouped = number.toString().replace(/(\d)(?=(\d{3})+$)/g, "$1_");
        const spellings = [
          grouped,
          `${number}.0`,
          ...(["0b", "0o", "0x"] as const).map(
            (prefix) => prefix + number.toString({ "0b": 2, "0o": 8, "0x": 16 }[prefix]),
          ),
          `0${number.toString(8)}`,
        ];
        const value = isNegative && number > 0 ? -number : number;
        for (const spelling of spellings) expect(readPlainScalar(sign + spelling)).toEqual({ value });
      }),
    );
  });

  it("stays a text if it begins like one", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-mo-su-zA-EG-MO-SU-Z][a-zA-Z0-9_.:-]*$/), (text) => {
        expect(readPlainScalar(text)).toEqual({ value: text });
      }),
    );
  });
});

describe("a map", () => {
  it("has its keys in the order in which Pulumi passes them on", () => {
    expect(Object.keys(read("a: { z: 1, B: 2, é: 3, aa: 4, a: 5 }") as object)).toEqual([
      "B",
      "a",
      "aa",
      "z",
      "é",
    ]);
  });

  it("takes from << what it does not have itself, and the first of several", () => {
    const base = "one: &one { x: 1, y: 2 }\ntwo: &two { y: 3, z: 4 }\n";
    expect(read(`${base}a:\n  <<: [*one, *two]\n  x: 9\n`)).toEqual({ x: 9, y: 2, z: 4 });
    expect(read(`${base}a:\n  x: 9\n  <<: *one\n`)).toEqual({ x: 9, y: 2 });
    expect(read(`a:\n  "<<": 1\n`)).toEqual({ "<<": 1 });
    const odd = "x: &x { __proto__: { q: 1 }, constructor: 2 }\na:\n  <<: *x\n";
    expect(JSON.stringify(read(odd))).toBe('{"__proto__":{"q":1},"constructor":2}');
    expect(() => read("a:\n  <<: 1\n")).toThrow("Use it only with maps");
  });

  it.each(["5", "010", "true", "~", "2026-01-01", "[x]", "{ x: 1 }", "&k x", "!!str x"])(
    "is refused with a key that is not a text: %s",
    (key) => {
      const message = `line 2: a cannot be read as Pulumi reads it: it has a key that is not a string in Pulumi`;
      const isDay = key.startsWith("2026");
      if (isDay) expect(read(`a:\n  ? ${key}\n  : 1\n`)).toEqual({ "2026-01-01 00:00:00 +0000 UTC": 1 });
      else expect(() => read(`a:\n  ? ${key}\n  : 1\n`)).toThrow(message);
    },
  );
});

it.each([
  ["a: !!str 1", "it has a tag"],
  ["a: !x 1", "it has a tag"],
  ["a: &b.c 1", "its anchor"],
  ["a: &b [*b]", "an alias without a preceding anchor"],
  ["a: [b?]", "within brackets"],
  ["a: [b: 1]", "within brackets"],
  ["a: { b: }", "a key without a value"],
  ['a: "b\\/c"', "the escape \\/"],
  ["%YAML 1.1\n---\na: 1", "a directive"],
  ["a: 1\n---\nb: 2", "a second document"],
  ["a: b\n\t\n", "a tab outside of a string"],
  ["a: b\u2028c", "a character"],
  ["a: b\u0007", "a character"],
  ["a: b\u0085c", "a character"],
  ['a: ["\\nb"]', "drops the line break"],
  ["a: 1 # note\rb: 2", "a carriage return without a line feed"],
  ["a: |\n  x\r  y\n", "a carriage return without a line feed"],
  ['a: "x\ry"', "a carriage return without a line feed"],
  ['a: "\\ud83d\\ude00"', "does not read as a character"],
  ['a: "\\\\\\udfff"', "does not read as a character"],
])("refuses what Pulumi may read differently: %j", (yaml, why) => {
  expect(() => read(yaml)).toThrow(why);
});

it.each(["a: !!str hunter2", "a: [hunter2?]", "a: { b: [ hunter2: ] }", "a: &hunter.2 hunter2"])(
  "never shows a value: %s",
  (yaml) => {
    let said = "";
    try {
      read(yaml);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain("Pulumi.t.yaml");
    expect(said).not.toContain("hunter");
  },
);

it("reads escapes of characters, and ends of lines with carriage returns", () => {
  expect(read('a: "\\U0001f600\\u00e9\\xe9\\\\ud83d"')).toBe("😀éé\\ud83d");
  expect(parsePulumiYaml("a: |\r\n  x\r\n  y\r\nb: 1\r\n", "f")).toEqual({ a: "x\ny\n", b: 1 });
});

it("ends on aliases to aliases", () => {
  const levels = Array.from({ length: 9 }, (_level, index) => {
    const alias = index === 0 ? "x" : `*l${index - 1}`;
    return `l${index}: &l${index} [${Array(10).fill(alias).join(", ")}]`;
  });
  expect(() => read(levels.join("\n"))).toThrow(/too many aliases/);
});
