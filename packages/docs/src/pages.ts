import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ballast } from "@ballast/cli";
import { openProject, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { rules } from "@ballast/policy";
import { format, resolveConfig } from "prettier";
import type { z } from "zod";
import { workingFiles } from "@ballast/release/files";
import { componentPackages } from "@ballast/release/schemas";
import { awsTypesPage } from "./awsTypes.ts";
import { withBlocks } from "./blocks.ts";
import { costSummary, priceList, usageList } from "./costFigures.ts";
import { commandsPage } from "./commands.ts";
import { componentPage } from "./components.ts";
import { placementForms } from "./placementForms.ts";
import { rulesPage } from "./rules.ts";
import { componentList, scenarioList, withLists } from "./lists.ts";
import type { ScenarioDocs } from "./scenarioDocs.ts";
import { scenarioPage } from "./scenarios.ts";
import { readSchema, sharedPage, sharedTypesPage } from "./schema.ts";

const notice = "<!-- Made by `npm run docs` from the code. Change the code, not this page. -->";

/** The comment before a generated block in a page that people write: see blocks.ts and lists.ts. */
const mark = /^<!-- (from|run|list)\b.*-->$/m;

/** The environments that pages show; a team may add others without new pages. */
const shown = ["dev", "prod"];

/** Folders in which every page is made. */
const madeFolders = ["docs/components", "docs/scenarios"];

/** A day on which every committed exception holds: pages do not change by the calendar. */
const writtenOn = "2026-11-21";

export interface MadePages {
  /** The expected content, keyed by the path from the root. */
  pages: Map<string, string>;
  /** Pages that lie in the folders of made pages and that nothing makes. */
  left: string[];
  /** Outputs of each stack, by its name. */
  outputs: Map<string, ReadonlySet<string>>;
}

export async function madePages(root: string): Promise<MadePages> {
  const packages = componentPackages(root).map((pack) => ({ pack, schema: readSchema(pack) }));
  const scenarios = await scenarioDocs(root);
  const texts = new Map<string, string>();
  const add = (path: string, text: string): void => void texts.set(path, `${notice}\n\n${text}\n`);
  for (const docs of packages)
    add(`docs/components/${docs.pack.folder}.md`, componentPage(docs, rules, scenarios));
  add(`docs/components/${sharedPage}`, sharedTypesPage(packages.map(({ schema }) => schema)));
  for (const docs of scenarios) add(`docs/scenarios/${docs.name}.md`, await scenarioPage(docs));
  add("docs/rules.md", rulesPage(rules));
  add("docs/aws-types.md", awsTypesPage());
  add("docs/commands.md", commandsPage(ballast(() => undefined)));

  const pages = new Map<string, string>();
  for (const [path, text] of texts) pages.set(path, await formatted(text, join(root, path)));
  const lists = {
    components: componentList(packages),
    scenarios: scenarioList(scenarios, root),
    runTask: await placementForms(root, scenarios),
    usage: usageList(),
    prices: priceList(),
    ...Object.fromEntries(scenarios.map((docs) => [`cost-${docs.name}`, costSummary(docs)])),
  };
  for (const [path, page] of workingFiles(root)) {
    if (!path.endsWith(".md") || pages.has(path) || !mark.test(page)) continue;
    const text = withLists(withBlocks(page, root), lists);
    pages.set(path, await formatted(text, join(root, path)));
  }
  const left = madeFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
    .filter((path) => !pages.has(path));
  return { pages, left, outputs: outputsOf(scenarios) };
}

/** Outputs that the scenario has in any environment, because its pages are about all environments. */
function outputsOf(scenarios: ScenarioDocs[]): MadePages["outputs"] {
  return new Map(
    scenarios.flatMap(({ plans }) => {
      const names = new Set(Object.values(plans).flatMap(({ outputs }) => Object.keys(outputs)));
      return Object.values(plans).map(({ stack }): [string, Set<string>] => [stack, names]);
    }),
  );
}

interface ScenarioModule {
  scenarios: Record<string, () => Promise<{ settings: { schema: z.ZodType } }>>;
}

async function scenarioDocs(root: string): Promise<ScenarioDocs[]> {
  // By its path: stacks are what tools read, not what they stand on.
  const url = pathToFileURL(join(root, "stacks/scenarios.ts")).href;
  const { scenarios } = (await import(url)) as ScenarioModule;
  const project = await openProject(root);
  const planner = new Planner(project, writtenOn);
  const docs: ScenarioDocs[] = [];
  for (const [name, load] of Object.entries(scenarios)) {
    const plans: Record<string, StackPlan> = {};
    for (const environment of shown) {
      const stack = `${name}-${environment}`;
      if (project.stacks.includes(stack)) plans[environment] = await planner.plan(stack);
    }
    docs.push({ name, schema: (await load()).settings.schema, plans, project });
  }
  return docs;
}

async function formatted(text: string, path: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
