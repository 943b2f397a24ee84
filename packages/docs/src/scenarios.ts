import { setSecretCommand, type PlannedResource } from "@ballast/model";
import { survivalOf } from "@ballast/analysis";
import { diagramOf } from "@ballast/plan";
import { costByComponent, priceDays } from "./costFigures.ts";
import { chargesTable } from "./costs.ts";
import { anchor, block, code, table } from "./markdown.ts";
import { mermaid } from "./mermaid.ts";
import type { ScenarioDocs } from "./scenarioDocs.ts";
import { shortName } from "./schema.ts";
import { settingsOf, type Setting } from "./settings.ts";

export async function scenarioPage(docs: ScenarioDocs): Promise<string> {
  const { name, schema, plans } = docs;
  const environments = Object.keys(plans);
  return [
    `# ${name}`,
    `Reference of the stacks ${environments.map((one) => code(`${name}-${one}`)).join(" and ")}, generated from their program, settings ` +
      `and plans. Its [README](../../stacks/${name}/README.md) describes the purpose and use of the scenario.`,
    "## Settings",
    `Set them in ${environments
      .map((one) => `[Pulumi.${name}-${one}.yaml](../../stacks/environments/Pulumi.${name}-${one}.yaml)`)
      .join(" and ")}, under ${code("ballast:settings")}. Any other setting is rejected.`,
    settingsTable(settingsOf(schema, name)),
    "## Secrets to set",
    await secretsText(docs),
    "## Outputs",
    outputsTable(plans),
    ...diagramText(plans),
    "## What it deploys",
    "Resources of the offline plan, by the component that registers them.",
    resourceTable(plans),
    ...survivalText(plans),
    "## Findings that are waived",
    waivedText(plans),
    "## What it costs",
    `In a month of 730 hours, by component, with list prices and the default assumptions about use ([how](../cost.md)). Price lists: ${priceDays()}.`,
    costByComponent(plans),
    "## What AWS charges for",
    chargesText(plans),
  ].join("\n\n");
}

function settingsTable(settings: Setting[]): string {
  return table(
    ["setting", "type", "if left out", "meaning"],
    settings.map(({ path, when, type, without, description }) => [
      code(path),
      type,
      without,
      when === undefined ? description : `(${code(when)}) ${description}`,
    ]),
  );
}

async function secretsText({ name, plans, project }: ScenarioDocs): Promise<string> {
  const rows: string[][] = [];
  for (const environment of Object.keys(plans)) {
    const stack = `${name}-${environment}`;
    const settings: unknown = JSON.parse(
      project.configurationOf(stack).values[`${project.name}:settings`] ?? "null",
    );
    for (const [key, { description }] of Object.entries(await project.declaredSecrets(stack, settings))) {
      rows.push([code(stack), description, code(setSecretCommand(stack, key))]);
    }
  }
  if (rows.length === 0) return "None, with the settings as they are committed.";
  return table(["stack", "secret", "command, which asks for the value"], rows);
}

function outputsTable(plans: ScenarioDocs["plans"]): string {
  const names = new Set(Object.values(plans).flatMap(({ outputs }) => Object.keys(outputs)));
  // Reasons have a section of their own.
  for (const name of ["waivers", "exceptions", "exceptionPrefix", "longestExceptionDays"]) names.delete(name);
  const rows = [...names].map((name) => [
    code(name),
    ...Object.values(plans).map(({ outputs }) => outputText(outputs[name])),
  ]);
  return rows.length === 0
    ? "None."
    : table(["output", ...Object.keys(plans).map((one) => `${one}, in the plan`)], rows);
}

/** The text of an output; a computed value is not shown. */
function outputText(value: unknown): string {
  if (value === undefined) return "none";
  if (value === "[unknown]" || value === "[secret]") return "known after `up`";
  if (value === "") return "empty";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= 60 && !text.includes("\n") ? code(text) : "see the plan";
}

/** Every resource by the outermost component around it, and how many of its type each environment has. */
function resourceTable(plans: ScenarioDocs["plans"]): string {
  const counts = new Map<string, Map<string, Record<string, number>>>();
  for (const [environment, { resources }] of Object.entries(plans)) {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources.filter(({ custom }) => custom)) {
      const owner = outermost(resource, byUrn);
      const group = owner === resource ? "" : `${owner.name} (${componentLink(owner.type)})`;
      const types = counts.get(group) ?? new Map<string, Record<string, number>>();
      counts.set(group, types);
      const count = types.get(resource.type) ?? {};
      types.set(resource.type, { ...count, [environment]: (count[environment] ?? 0) + 1 });
    }
  }
  const environments = Object.keys(plans);
  const rows = [...counts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([group, types]) =>
      [...types]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([type, count], index) => [
          index === 0 ? group || "the program itself" : "",
          code(type),
          ...environments.map((one) => String(count[one] ?? 0)),
        ]),
    );
  const totals = environments.map((one) =>
    String(plans[one]?.resources.filter(({ custom }) => custom).length),
  );
  return table(["component", "type", ...environments], [...rows, ["all", "", ...totals]]);
}

function outermost(resource: PlannedResource, byUrn: Map<string, PlannedResource>): PlannedResource {
  const parent = resource.parent === null ? undefined : byUrn.get(resource.parent);
  return parent ? outermost(parent, byUrn) : resource;
}

/** `ballast-ecs:index:Service` leads to its page. */
function componentLink(type: string): string {
  const folder = /^ballast-([a-z-]+):/.exec(type)?.[1];
  const name = shortName(type);
  return folder === undefined ? code(name) : `[${name}](../components/${folder}.md#${anchor(name)})`;
}

/** What the data of each store survives, with the reason; one row if it is the same in all environments. */
function survivalText(plans: ScenarioDocs["plans"]): string[] {
  const said = new Map<string, string[]>();
  for (const [environment, { resolved }] of Object.entries(plans)) {
    for (const { name, type, ...verdictsOf } of survivalOf(resolved)) {
      const { taskRestart, instanceLoss, zoneLoss, regionLoss, destroy, restoreDrill } = verdictsOf;
      const verdicts = [taskRestart, instanceLoss, zoneLoss, regionLoss, destroy, restoreDrill].map(
        ({ answer, why }) => `${answer}: ${why}`,
      );
      const row = JSON.stringify([`${name} (${type})`, ...verdicts]);
      said.set(row, [...(said.get(row) ?? []), environment]);
    }
  }
  if (said.size === 0) return [];
  const rows = [...said].map(([row, environments]) => {
    const [data = "", ...verdicts] = JSON.parse(row) as string[];
    return [data, environments.join(", "), ...verdicts];
  });
  return [
    "## What survives what",
    table(
      [
        "data",
        "in",
        "a task's end",
        "an instance's loss",
        "a zone's loss",
        "loss of the region",
        "a destroy",
        "last restore drill",
      ],
      rows,
    ),
    "What survives a destroy has it refused first: see [Remove it](../deploy.md#remove-it).",
  ];
}

/** The first environment's; the others differ in counts more than in shape. */
function diagramText(plans: ScenarioDocs["plans"]): string[] {
  const [first] = Object.entries(plans);
  if (!first) return [];
  const [environment, { resolved }] = first;
  return [
    "## Diagram",
    `Of ${code(environment)}: what stands where, and what may reach what. Every stack, with permissions, is in ` +
      `${code("npx ballast report")}.`,
    block("mermaid", mermaid(diagramOf(resolved))),
  ];
}

function waivedText(plans: ScenarioDocs["plans"]): string {
  const counted = new Map<string, number>();
  for (const [environment, { findings }] of Object.entries(plans)) {
    for (const { rule, reason } of findings.filter(({ severity }) => severity === "waived")) {
      const key = JSON.stringify([environment, rule, reason ?? ""]);
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
  }
  const rows = [...counted].map(([key, count]) => {
    const [environment = "", rule = "", reason = ""] = JSON.parse(key) as string[];
    return [environment, `[${rule}](../rules.md#${anchor(rule)})`, String(count), reason];
  });
  return rows.length === 0 ? "None." : table(["environment", "rule", "resources", "reason"], rows);
}

function chargesText(plans: ScenarioDocs["plans"]): string {
  const types = Object.values(plans).flatMap(({ resources }) => resources.map(({ type }) => type));
  const counts: Record<string, (type: string) => number> = {};
  for (const [environment, { resources }] of Object.entries(plans))
    counts[environment] = (type) => resources.filter((resource) => resource.type === type).length;
  return [chargesTable(types, counts), "Data that leaves a zone, a region or AWS is charged as well."].join(
    "\n\n",
  );
}
