import { nodesOf, textOf, type Node } from "./markdown.ts";

/** The pages that docs/posts.md is read beside, by their names in docs: `requirements.md`, `scenarios/clair.md`. */
type Pages = (name: string) => string | undefined;

const columns = ["in the post", "in Ballast", "differs, and why", "checks"];

/**
 * What does not hold of docs/posts.md: a table of other columns, an empty cell, a check that docs/requirements.md does not have, or a
 * setting or output, named after the link to its scenario's page, that this page does not have.
 */
export async function postFaults(page: string, pages: Pages): Promise<string[]> {
  const faults: string[] = [];
  const rows = new Map<string, Node[][]>();
  const numbers = new Set((pages("requirements.md") ?? "").match(/(?<=^- \*\*)F[\d.]+(?=\*\*)/gm));
  for (const table of (await nodesOf(page)).filter(({ type }) => type === "table")) {
    const [head, ...elements] = cellsOf(table);
    if (head?.map((cell) => textOf(cell)).join() !== columns.join())
      faults.push(`line ${lineOf(table)}: the columns are not ${columns.join(", ")}.`);
    for (const row of elements) {
      const line = lineOf(row[0] ?? table);
      const [, where, , checks] = row;
      for (const [index, name] of columns.entries())
        if (row[index] === undefined || textOf(row[index]).trim() === "")
          faults.push(`line ${line}: "${name}" is empty.`);
      const cited = checks === undefined ? [] : textOf(checks).trim().split(", ");
      for (const number of cited)
        if (!numbers.has(number)) faults.push(`line ${line}: ${JSON.stringify(number)} is not a check.`);
      for (const { scenario, name } of where === undefined ? [] : namesIn(where))
        if (!(await known(scenario, name)))
          faults.push(`line ${line}: scenarios/${scenario}.md has no ${JSON.stringify(name)}.`);
    }
  }
  return faults;

  /** `a.b`, or `a.b: value` where the page lists the setting's values. */
  async function known(scenario: string, name: string): Promise<boolean> {
    const [path, value] = name.split(": ");
    if (!rows.has(scenario)) rows.set(scenario, await rowsOf(pages(`scenarios/${scenario}.md`) ?? ""));
    const found =
      rows.get(scenario)?.filter(([first]) => first !== undefined && textOf(first) === path) ?? [];
    return found.some(
      ([, types]) =>
        value === undefined ||
        types?.children?.some((one) => one.type === "inlineCode" && one.value === value),
    );
  }
}

async function rowsOf(page: string): Promise<Node[][]> {
  return (await nodesOf(page)).filter(({ type }) => type === "table").flatMap(cellsOf);
}

function cellsOf({ children = [] }: Node): Node[][] {
  return children.map((row) => row.children ?? []);
}

function lineOf({ position }: Node): number {
  return position.start.line;
}

/** Settings and outputs: what stands as code after a link to a scenario's page, up to the next link or other text than a comma. */
function namesIn({ children = [] }: Node): { scenario: string; name: string }[] {
  const names: { scenario: string; name: string }[] = [];
  let scenario: string | undefined;
  for (const child of children) {
    if (child.type === "link") scenario = /^scenarios\/([\w-]+)\.md$/.exec(child.url ?? "")?.[1];
    else if (child.type === "inlineCode" && scenario !== undefined)
      names.push({ scenario, name: child.value ?? "" });
    else if (!/^,? ?$/.test(textOf(child))) scenario = undefined;
  }
  return names;
}
