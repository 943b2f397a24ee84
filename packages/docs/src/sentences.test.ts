import { readFileSync } from "node:fs";
import { join } from "node:path";
import { workingFiles } from "@ballast/release/files";
import fc from "fast-check";
import { nodesOf } from "./markdown.ts";
import { longestSentence, longSentences } from "./sentences.ts";
import { sizeClassOf } from "./size.ts";

const root = join(__dirname, "../../..");

it("shows readers no sentence of more than 45 words on a page that people write", async () => {
  const long: string[] = [];
  for (const [path, page] of workingFiles(root)) {
    // Version plans become entries of the changelog, and go with the release.
    if (!path.endsWith(".md") || path.startsWith(".nx/") || sizeClassOf(path, page) !== "documentation")
      continue;
    const found = longSentences(await nodesOf(page));
    long.push(...found.map(({ line, words, text }) => `${path}:${line}: ${words} words: ${text}`));
  }
  expect(long).toEqual([]);
});

it("counts words of paragraphs, items and cells; code is one word and ends no sentence", async () => {
  const word = fc.constantFrom("task", "AWS", "`npm run docs. Then`", "*volume*", "[link](a.md)");
  await fc.assert(
    fc.asyncProperty(
      fc.array(word, { minLength: 1, maxLength: 90 }),
      fc.constantFrom("", "- ", "| "),
      async (words, kind) => {
        const sentence = `It ${words.join(" ")} ends.`;
        const page = kind === "| " ? `| a |\n| --- |\n| ${sentence} |\n` : `${kind}${sentence} Short one.\n`;
        const found = longSentences(await nodesOf(page));
        expect(found.map((one) => one.words)).toEqual(
          words.length + 2 > longestSentence ? [words.length + 2] : [],
        );
      },
    ),
  );
});

it("knows a page by its notice: what the code makes is the code's to shorten", () => {
  expect(sizeClassOf("docs/rules.md", readFileSync(join(root, "docs/rules.md"), "utf8"))).toBe("generated");
});
