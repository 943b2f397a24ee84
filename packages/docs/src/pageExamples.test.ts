import { readdirSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

// Examples are whole programs, which `npm run test:engine` runs and `npm run test:sdk` compiles. What pages show of them is theirs.
const examples = "examples";
const endings: Record<string, string> = {
  yaml: ".yaml",
  python: ".py",
  go: ".go",
  java: ".java",
  csharp: ".cs",
};

const pages = execFileSync("git", ["ls-files", "*.md"], { encoding: "utf8" }).trim().split("\n");
const programs = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter((path) =>
  /\.\w+$/.test(path),
);

interface Snippet {
  page: string;
  language: string;
  text: string;
}

function snippetsOf(page: string): Snippet[] {
  const blocks = readFileSync(page, "utf8").matchAll(/^```(yaml|python|go|java|csharp)\n(.*?)^```$/gms);
  return [...blocks].map(([, language = "", text = ""]) => ({ page, language, text }));
}

/** YAML is also what settings, workflows and policies are written in. */
function isProgram({ language, text }: Snippet): boolean {
  return language !== "yaml" || /\$\{\w+\.\w+|type: ballast-/.test(text);
}

function dedented(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^(?:- )?\s+/, ""));
  return lines.filter((line) => line !== "").join("\n");
}

const snippets = pages
  .filter((page) => !page.endsWith(".golden.md"))
  .flatMap(snippetsOf)
  .filter(isProgram);

it("finds what pages show of programs in other languages", () => {
  expect(new Set(snippets.map(({ language }) => language))).toEqual(new Set(["yaml", "python", "go"]));
});

it.each(snippets)("what $page shows in $language is part of a program that runs", ({ language, text }) => {
  const sources = programs
    .filter((path) => path.endsWith(endings[language] ?? ""))
    .map((path) => dedented(readFileSync(join(examples, path), "utf8")));
  expect(sources.filter((source) => source.includes(dedented(text)))).not.toEqual([]);
});

// Pages of these packages take their TypeScript from programs that are type-checked and planned.
/** Blocks that show a fragment of one argument. */
const ownBlocks: Record<string, number> = { ecs: 2 };

const guides = readdirSync(`${examples}/guides`).map((file) => file.replace(/\.ts$/, ""));

it.each(guides.filter((name) => name !== "shape"))(
  "F.0.51: each block of TypeScript in the README of %s is part of a program",
  (name) => {
    const page = readFileSync(`packages/${name}/README.md`, "utf8");
    const blocks = page.match(/^```ts$/gm) ?? [];
    const taken = page.match(
      new RegExp(`^<!-- from: ${examples}/guides/${name}\\.ts#\\w+ -->\\n\\n\`\`\`ts$`, "gm"),
    );
    expect(blocks.length - (taken ?? []).length).toBeLessThanOrEqual(ownBlocks[name] ?? 0);
    expect(taken?.length).toBeGreaterThan(2);
  },
);

it.each(guides.filter((name) => name !== "shape"))(
  "the README of %s shows each region of its guide",
  (name) => {
    const page = readFileSync(`packages/${name}/README.md`, "utf8");
    const regions = readFileSync(`${examples}/guides/${name}.ts`, "utf8").matchAll(/#region (\w+)/g);
    const missing = [...regions].flatMap(([, region]) =>
      page.includes(`guides/${name}.ts#${region} -->`) ? [] : [region],
    );
    expect(missing).toEqual([]);
  },
);
