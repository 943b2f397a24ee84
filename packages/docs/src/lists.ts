import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ComponentDocs } from "./components.ts";
import { anchor, table } from "./markdown.ts";
import type { ScenarioDocs } from "./scenarioDocs.ts";
import { shortName } from "./schema.ts";

/** A page with its lists as they are now: what stands between `<!-- list: name -->` and `<!-- end -->`. */
export function withLists(page: string, lists: Record<string, string>): string {
  return page.replaceAll(/<!-- list: (\S+) -->[^]*?<!-- end -->/g, (_all, name: string) => {
    const list = lists[name];
    if (list === undefined)
      throw new Error(`There is no list ${name}; there are: ${Object.keys(lists).join(", ")}.`);
    return `<!-- list: ${name} -->\n\n${list}\n\n<!-- end -->`;
  });
}

/** For docs/README.md: each package, with its components. */
export function componentList(all: ComponentDocs[]): string {
  return table(
    ["package", "what it is", "components"],
    all.map(({ pack: { folder, manifest }, schema }) => [
      `[${folder}](components/${folder}.md)`,
      manifest.description,
      Object.keys(schema.resources)
        .map(shortName)
        .sort()
        .map((name) => `[${name}](components/${folder}.md#${anchor(name)})`)
        .join(", "),
    ]),
  );
}

/** For docs/README.md: each scenario, with the first sentence of its README. */
export function scenarioList(all: ScenarioDocs[], root: string): string {
  return table(
    ["scenario", "what it is", "how to use it"],
    all.map(({ name }) => [
      `[${name}](scenarios/${name}.md)`,
      firstSentence(readme(join(root, `stacks/${name}/README.md`))),
      `[README](../stacks/${name}/README.md)`,
    ]),
  );
}

/** Empty if it does not exist: then the link to it is reported as an error. */
function readme(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** The first paragraph below the heading. */
function firstSentence(page: string): string {
  const paragraph =
    page.split(/\n\n+/).find((part) => !part.startsWith("#") && !part.startsWith("<!--")) ?? "";
  return /^[^]*?[.](?=\s|$)/.exec(paragraph)?.[0].replaceAll("\n", " ") ?? paragraph;
}
