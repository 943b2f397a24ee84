import fc from "fast-check";
import { resourceType } from "../catalogue.ts";
import table from "./accepted.json" with { type: "json" };
import { refusedValues } from "./accepted.ts";

// Generated values for each row of the table: what a row allows passes, and what is just beyond it does not.

type Row = [source: string, limit: [kind: string, ...rest: unknown[]], instead?: unknown[]];

const types = table.types as unknown as Record<string, Record<string, Row[]>>;
/** What an entry says of a property goes before the table. */
const isOverridden = (type: string, path: string) => resourceType(type)?.accepts?.[path] !== undefined;
const rows = Object.entries(types).flatMap(([type, paths]) =>
  Object.entries(paths)
    .filter(([path]) => !isOverridden(type, path))
    .flatMap(([path, all]) => all.map(([source, limit]) => ({ type, path, source, limit }))),
);

/** Inputs with one value, at a path. */
function at(path: string, value: unknown): Record<string, unknown> {
  return path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<
    string,
    unknown
  >;
}

/** Whether a limit of this kind is broken: other rows of the same property are not asked. */
function isRefused(type: string, path: string, value: unknown, words: string): boolean {
  return [...refusedValues(type, at(path, value))].some(
    (one) => one.path.replaceAll(/\[\d+\]/g, "") === path && one.accepts.includes(words),
  );
}

const bounded = rows.filter(({ limit: [kind] }) => ["range", "length", "items"].includes(kind));
// Names have a rule of their own.
const judged = bounded.filter(({ type, path, limit: [kind] }) => {
  const far = { range: 1e12, length: "x".repeat(100_000), items: Array.from({ length: 10_000 }, () => "x") }[
    kind
  ];
  const near = { range: -1e12, length: "", items: [] }[kind];
  return [far, near].some((value) => [...refusedValues(type, at(path, value))].length > 0);
});

it("judges nearly every row that has a bound (F.0.28)", () => {
  expect(bounded.length).toBeGreaterThan(900);
  expect(bounded.length - judged.length).toBeLessThan(120);
});

it.each(["range", "length", "items"])(
  "accepts of each row what it allows, and nothing beyond: %s",
  (kind) => {
    const make = {
      range: (size: number) => size,
      length: (size: number) => "x".repeat(size),
      items: (size: number) => Array.from({ length: size }, () => ({})),
    }[kind] as (size: number) => unknown;
    const words = { range: "", length: "characters", items: "items" }[kind] ?? "";
    for (const { type, path, limit } of judged.filter((row) => row.limit[0] === kind)) {
      const [, from, to] = limit as [string, number | null, number | null];
      const sizes = [from, to, from === null ? null : from - 1, to === null ? null : to + 1].filter(
        (size): size is number => size !== null,
      );
      // A text of a gigabyte is nobody's value.
      for (const size of sizes.filter((one) => kind === "range" || (one >= 0 && one < 50_000))) {
        const expected = (from !== null && size < from) || (to !== null && size > to);
        if (kind === "range") {
          const found = [...refusedValues(type, at(path, size))].filter(({ accepts }) =>
            /^(at (least|most) )?-?[\d,.]+( to -?[\d,.]+)?$/.test(accepts),
          );
          expect([type, path, size, found.length > 0]).toEqual([type, path, size, expected]);
        } else
          expect([type, path, size, isRefused(type, path, make(size), words)]).toEqual([
            type,
            path,
            size,
            expected,
          ]);
      }
    }
  },
);

it("accepts of each list of values what is in it, and nothing else", () => {
  const lists = rows.filter(({ limit: [kind] }) => kind === "values");
  expect(lists.length).toBeGreaterThan(350);
  fc.assert(
    fc.property(
      fc.constantFrom(...lists),
      fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }),
      fc.nat(),
      (row, other, pick) => {
        const all = String(row.limit[1]).split(" ");
        const one = all[pick % all.length] ?? "";
        fc.pre(!all.includes(other) && !/[[{$]/.test(other));
        const accepts = (value: string) =>
          ![...refusedValues(row.type, at(row.path, value))].some(
            (found) => !found.accepts.startsWith("an object"),
          );
        expect([row.type, row.path, one, accepts(one)]).toEqual([row.type, row.path, one, true]);
        expect([row.type, row.path, other, accepts(other)]).toEqual([row.type, row.path, other, false]);
      },
    ),
    { numRuns: 1000 },
  );
});

it("accepts of each pattern a text that it makes", () => {
  // fast-check makes nothing for looks ahead, for letters of every language, nor for empty groups.
  const patterns = rows.filter(
    ({ limit: [kind, pattern] }) =>
      kind === "pattern" && !/\(\?[=!<]|\\p\{|\\b|\\u|\(\)/.test(String(pattern)),
  );
  expect(patterns.length).toBeGreaterThan(250);
  for (const { type, path, limit } of patterns) {
    const pattern = new RegExp(String(limit[1]), "u");
    const [made = ""] = fc.sample(fc.stringMatching(pattern), { numRuns: 1, seed: 7 });
    const found = [...refusedValues(type, at(path, made))].filter(({ accepts }) =>
      accepts.startsWith("text of"),
    );
    expect([type, path, made, found]).toEqual([type, path, made, []]);
  }
});

it("judges nothing that is not known", () => {
  const unknown = ["[unknown]", "[secret]", "${Other}", "{{resolve:ssm:/x}}", "urn:pulumi:a::b::c::d"];
  fc.assert(
    fc.property(
      fc.constantFrom(...rows),
      fc.constantFrom(...unknown),
      fc.boolean(),
      ({ type, path }, value, isRead) => {
        const inputs = isRead
          ? Object.defineProperty({}, path.split(".")[0] ?? "", {
              enumerable: true,
              get: () => {
                throw new Error("is read");
              },
            })
          : at(path, value);
        // An object around it may lack something else.
        expect(
          [...refusedValues(type, inputs)].filter(({ accepts }) => !accepts.startsWith("an object")),
        ).toEqual([]);
      },
    ),
    { numRuns: 1000 },
  );
});

it("reads what each source says once, with its day", () => {
  for (const { name, date } of Object.values(table.sources)) {
    expect(name).toMatch(/\d+\.\d+\.\d+/);
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
  }
  expect(rows.filter(({ source }) => !(source in table.sources))).toEqual([]);
});
