import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { matchesWhole } from "./matchPattern.ts";
import { PatternError } from "./pattern.ts";

const read = (text: string): string =>
  text.replace(/%\{([0-9a-f]+)\}/g, (_all, hex: string) => String.fromCodePoint(parseInt(hex, 16)));

/** What Java itself says, for patterns and whole values. */
const table = readFileSync(join(__dirname, "javaVerdicts.tsv"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("# "))
  .map((line) => {
    const [pattern = "", value = "", java = ""] = line.split("\t");
    return { pattern: read(pattern), value: read(value), java };
  });

function verdict(pattern: string, value: string): string {
  try {
    const matches = matchesWhole(pattern, value);
    return typeof matches === "boolean" ? String(matches) : `not simulated: ${matches.notSimulated}`;
  } catch (error) {
    if (error instanceof PatternError) return "refused";
    throw error;
  }
}

/** What the table has of what only Java evaluates. */
const onlyJava =
  /\(\?(?:=|!|<=|<!|>|x)|\\1|\\k<n>$|[*+?}]\+(?=[ab]$)|\\X|\\b\{g\}|\\N\{L|\\p\{InGreek|\\p\{javaMirrored/;

describe("a pattern of a query (F.0.34)", () => {
  it("is held against a table of Java's own verdicts", () => {
    expect(new Set(table.map(({ pattern }) => pattern)).size).toBeGreaterThanOrEqual(150);
    for (const java of ["true", "false", "refused"])
      expect(table.filter((one) => one.java === java).length).toBeGreaterThan(40);
  });

  it.each(table)("$pattern of $value: $java", ({ pattern, value, java }) => {
    const expected =
      java !== "refused" && onlyJava.test(pattern) ? expect.stringMatching(/^not simulated: ./) : java;
    expect(verdict(pattern, value)).toEqual(expected);
  });

  it.each([
    ["[", 1, '"]", which closes the character class'],
    ["*large", 0, "a character or a group before *"],
    ["b**", 2, "a character or a group before *"],
    ["[b-a]", 2, "a range that goes up, for example a-z"],
    ["(a", 2, '")", which closes a group'],
    ["\\q", 0, "one of Java's escapes after the backslash"],
    ["a{2,1}", 1, "a range of repetitions that goes up"],
    ["\\p{Foo}", 0, "a property that Java knows"],
    ["(?a)", 2, "a group that Java knows"],
  ])(
    "%s is refused after %i characters, and the message says what is allowed",
    (pattern, position, expected) => {
      let error: unknown;
      try {
        matchesWhole(pattern, "");
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(PatternError);
      expect(error).toMatchObject({ position, expected: expect.stringContaining(expected) as unknown });
    },
  );

  it("takes time in proportion to the value", () => {
    const before = performance.now();
    for (const pattern of ["(a+)+b", "(a|a)*b", "(a*)*b", "(.*)*(.*)*b"])
      expect(matchesWhole(pattern, "a".repeat(5000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(5000);
  });

  it("never throws anything but a fault with its place, whatever the pattern", () => {
    const piece = fc.constantFrom(
      ..."abc0-^$.|?*+(){}[]\\&<>=!:".split(""),
      "\\Q",
      "\\E",
      "(?",
      "&&",
      "\\p{",
      "\\x{",
      "{1,2}",
      "\u{1f600}",
      "\ud800",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.string({ maxLength: 4 }), (pieces, value) => {
        const pattern = pieces.join("");
        try {
          matchesWhole(pattern, value);
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
          expect((error as PatternError).position).toBeLessThanOrEqual(pattern.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
