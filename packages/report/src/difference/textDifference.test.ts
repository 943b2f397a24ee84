import fc from "fast-check";
import { textDifference, type Block, type Line } from "./textDifference.ts";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");

function sideOf(blocks: readonly Block[], side: "before" | "after"): string {
  return blocks.flatMap((block) => ("same" in block ? block.same : block[side].map(textOf))).join("\n");
}

const words = fc.constantFrom(
  "yum",
  "install",
  "-y",
  "  ",
  "\t",
  "\n",
  "\n\n",
  "=",
  "[unknown: Vpc main]",
  "é",
  "💾",
);
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(words, { maxLength: 40 }).map((all) => all.join("")),
);
/** A text and the same with parts of it exchanged. */
const edited = fc
  .tuple(fc.array(words, { maxLength: 60 }), fc.array(fc.tuple(fc.nat(60), words), { maxLength: 6 }))
  .map(([all, changes]): [string, string] => {
    const other = [...all];
    for (const [at, word] of changes) other.splice(at, at % 2, word);
    return [all.join(""), other.join("")];
  });

it("reassembles to both texts, and marks alone what the other side lacks (F.0.55)", () => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(anyText, anyText), edited), ([before, after]) => {
      const blocks = textDifference(before, after);
      expect(sideOf(blocks, "before")).toBe(before);
      expect(sideOf(blocks, "after")).toBe(after);
      for (const block of blocks) {
        if ("same" in block) continue;
        const unmarked = (lines: readonly Line[]): string =>
          lines
            .map((line) =>
              line
                .filter(({ isChanged }) => !isChanged)
                .map(({ text }) => text)
                .join(""),
            )
            .join("");
        const isMarked = [...block.before, ...block.after].flat().some(({ isChanged }) => isChanged);
        // Without line ends, which may be what changes.
        if (isMarked) expect(unmarked(block.before)).toBe(unmarked(block.after));
      }
    }),
    { numRuns: 500 },
  );
});

it("has no changed lines where the texts are the same", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(textDifference(text, text)).toEqual([{ same: text.split("\n") }]);
    }),
  );
});

it("marks the words that change, and keeps what is unknown whole", () => {
  expect(
    textDifference("a\nhost=[unknown: Cluster db] mode=require", "a\nhost=[unknown: Cluster db] mode=verify"),
  ).toEqual([
    { same: ["a"] },
    {
      before: [
        [
          { text: "host=[unknown: Cluster db] mode=", isChanged: false },
          { text: "require", isChanged: true },
        ],
      ],
      after: [
        [
          { text: "host=[unknown: Cluster db] mode=", isChanged: false },
          { text: "verify", isChanged: true },
        ],
      ],
    },
  ]);
});

it("takes little time for long texts that have nothing in common", () => {
  const lines = (word: string): string =>
    Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`).join("\n");
  const begin = performance.now();
  const [block, ...more] = textDifference(lines("old"), lines("new"));
  expect(more).toEqual([]);
  expect(block).toMatchObject({ before: { length: 20_000 }, after: { length: 20_000 } });
  expect(performance.now() - begin).toBeLessThan(5000);
});
