import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Rule } from "@ballast/policy";
import type { ComponentClass, ComponentPackage } from "@ballast/release/schemas";
import { costOfComponents } from "./costFigures.ts";
import { chargesTable } from "./costs.ts";
import { anchor, block, code, table } from "./markdown.ts";
import { argumentTable, isShared, outputTable, typeSections, type Schema } from "./schema.ts";
import type { ScenarioDocs } from "./scenarioDocs.ts";
import { sourcesIn, statementsWith } from "./sources.ts";

/** The data from which a package's page is generated. */
export interface ComponentDocs {
  pack: ComponentPackage;
  schema: Schema;
}

export function componentPage(
  docs: ComponentDocs,
  rules: readonly Rule[],
  scenarios: readonly ScenarioDocs[],
): string {
  const { pack, schema } = docs;
  const { folder, manifest, components } = pack;
  const types = typeSections(
    Object.keys(schema.types).filter((token) => !isShared(token)),
    schema,
    "###",
  );
  return [
    `# ${folder}`,
    `${manifest.description}. How to use it, and why it is as it is: [its README](../../packages/${folder}/README.md).`,
    `In TypeScript ${code(manifest.name)}. In [other languages](../../packages/component-host/README.md#use-components-from-another-language) ` +
      `the package ${code(schema.name)}, by its [schema](../../packages/${folder}/schema.json): a component's type is there ` +
      `${code(`${schema.name}:<component>`)}, arguments and outputs are as below.`,
    table(
      ["component", "type token", "made in"],
      components.map(({ name, token = "", file }) => [
        `[${name}](#${anchor(name)})`,
        code(token),
        sourceLink(`packages/${folder}/src/${file}`),
      ]),
    ),
    ...components.flatMap((component) => componentSection(component, docs, rules, scenarios)),
    ...(types.length > 0 ? ["## Types", ...types] : []),
  ].join("\n\n");
}

function componentSection(
  { name, token = "", file }: ComponentClass,
  { pack, schema }: ComponentDocs,
  rules: readonly Rule[],
  scenarios: readonly ScenarioDocs[],
): string[] {
  const resource = schema.resources[token] ?? {};
  const { description = "", inputProperties: properties = {}, requiredInputs: required = [] } = resource;
  const folder = `packages/${pack.folder}/src`;
  const identities = identitiesOf(token, folder);
  const types = identities.flatMap(({ lines }) => lines.flatMap(typeIn));
  return [
    `## ${name}`,
    description,
    ...example(name, pack),
    `### Arguments of ${name}`,
    Object.keys(properties).length > 0 ? argumentTable({ properties, required }, schema) : "None.",
    `### Outputs of ${name}`,
    outputTable(resource, schema),
    `### Children of ${name}`,
    "What it registers, as `parent > type name`; a line that goes or changes is a resource replaced.",
    ...identities.flatMap(({ path, lines }) => [
      block("text", lines.join("\n")),
      `From ${sourceLink(path)}.`,
    ]),
    `### Rules of ${name}`,
    rulesOf([...types, token], dirname(join(folder, file)), rules),
    `### What AWS charges for ${name}`,
    chargesTable(types),
    ...[costOfComponents(token, scenarios)].filter((one) => one !== undefined),
  ];
}

/** Programs in which examples are looked for before others, so that no new scenario rewrites another package's page. */
const exemplary = ["examples", "private-registry", "rexray-efs", "rexray-ebs", "fsx-windows"];

/** The form that only stacks of this repository use: the instance's name before a component's. */
const ownName = /\bownName\((?=("[^"]*"))\1\)/g;

/** The shortest statement of a tested program that makes one, of the package's own scenario if there is one. */
function example(name: string, { folder, manifest }: ComponentPackage): string[] {
  const stacks = [folder, ...exemplary, ""].map((scenario) => join("stacks", scenario));
  for (const place of [...stacks, `packages/${folder}/src`]) {
    const [shortest] = [...sourcesIn(place)]
      .flatMap(([path, source]) =>
        statementsWith(name, source.replaceAll(ownName, "$1")).map((text) => ({ path, text })),
      )
      .sort((one, other) => one.text.length - other.text.length);
    if (shortest)
      return [
        block("ts", `import { ${name} } from "${manifest.name}";\n\n${shortest.text}`),
        `From ${sourceLink(shortest.path)}, which is type-checked and tested.`,
      ];
  }
  return [];
}

interface Identity {
  path: string;
  lines: string[];
}

/** The golden files that hold what a component of this token registers. */
function identitiesOf(token: string, folder: string): Identity[] {
  return globSync(`${folder}/**/{identity,*.identity}.txt`)
    .sort()
    .map((path) => ({ path, lines: readFileSync(path, "utf8").trim().split("\n") }))
    .filter(({ lines }) => lines.some((line) => line.startsWith(`${token} `)));
}

function typeIn(line: string): string[] {
  const type = /(?:^|> )(\S+:\S+) /.exec(line)?.[1];
  return type === undefined ? [] : [type];
}

/** Whether a rule's subject, such as `aws:ecs/service:Service` or `ballast-*`, is this type. */
export function covers(subject: string, type: string): boolean {
  return subject.endsWith("*") ? type.startsWith(subject.slice(0, -1)) : subject === type;
}

function rulesOf(types: string[], folder: string, rules: readonly Rule[]): string {
  const source = [...sourcesIn(folder).values()].join("\n");
  const rows = rules
    .filter((rule) => rule.types.some((subject) => types.some((type) => covers(subject, type))))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, sentence }) => [
      `[${id}](../rules.md#${anchor(id)})`,
      sentence,
      source.includes(`"${id}"`) ? "by an argument with a reason" : "",
    ]);
  if (rows.length === 0) return "None looks at what it registers.";
  return table(["rule", "requirement", "waived here"], rows);
}

function sourceLink(path: string): string {
  return `[${path}](../../${path})`;
}
