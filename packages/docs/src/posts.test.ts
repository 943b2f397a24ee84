import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { postFaults } from "./posts.ts";

const docs = join(__dirname, "../../../docs");
const read = (name: string): string | undefined =>
  existsSync(join(docs, name)) ? readFileSync(join(docs, name), "utf8") : undefined;

it("says of each element of each post what does its work, by settings that exist and checks that tests cite", async () => {
  const page = read("posts.md") ?? "";
  expect(await postFaults(page, read)).toEqual([]);
  expect(page.match(/^## /gm)).toHaveLength(8);
});

const number = ["F", 0, 1].join(".");
const pages: Record<string, string> = {
  "requirements.md": `- **${number}** One.\n`,
  "scenarios/web.md":
    "| setting | type |\n| --- | --- |\n| `image.tag` | string |\n| `mode` | `fast`, `slow` |\n\n| output |\n| --- |\n| `url` |\n",
};
const row = (where: string, differs = "none", checks: string = number): Promise<string[]> =>
  postFaults(
    `| in the post | in Ballast | differs, and why | checks |\n| --- | --- | --- | --- |\n| one | ${where} | ${differs} | ${checks} |\n`,
    (name) => pages[name],
  );
const web = "[web](scenarios/web.md)";

it.each<[string, string, string[]]>([
  ["settings and outputs", `${web} \`image.tag\`, \`url\``, []],
  ["a value of a setting", `${web} \`mode: slow\``, []],
  ["code that has other text before it", `${web} with \`anything\``, []],
  ["no setting", `${web} \`image.tags\``, ['line 3: scenarios/web.md has no "image.tags".']],
  ["no value of a setting", `${web} \`mode: late\``, ['line 3: scenarios/web.md has no "mode: late".']],
  ["no scenario", "[a](scenarios/gone.md) `x`", ['line 3: scenarios/gone.md has no "x".']],
])("reads %s", async (_what, where, faults) => {
  expect(await row(where)).toEqual(faults);
});

it("leaves no cell empty, and cites what is a check", async () => {
  expect(await row("", " ")).toEqual([
    'line 3: "in Ballast" is empty.',
    'line 3: "differs, and why" is empty.',
  ]);
  const other = ["F", 0, 2].join(".");
  expect(await row("x", "none", `${number}, ${other}`)).toEqual([`line 3: "${other}" is not a check.`]);
  expect(await row("x", "none", "")).toHaveLength(2);
  expect(await postFaults("| a | b |\n| --- | --- |\n", (name) => pages[name])).toHaveLength(1);
});
