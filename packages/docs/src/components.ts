import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Rule } from "@ballast/policy";
import type { ComponentPackage } from "@ballast/release/schemas";
import { chargesOf } from "./costs.ts";
import { anchor, block, code, table } from "./markdown.ts";
import { argumentTable, outputTable, shortName, type Schema, type TypeIndex } from "./schema.ts";
import type { Sources } from "./sources.ts";
import { ownTypes, typeIndex, typeSections } from "./types.ts";

/** What a package's page is made of. */
export interface ComponentDocs {
  pack: ComponentPackage;
  schema: Schema;
}

/** @throws {Error} where the schema was not made yet. */
export function readSchema(pack: ComponentPackage): Schema {
  const path = join(pack.directory, "schema.json");
  if (!existsSync(path)) {
    throw new Error(
      `packages/${pack.folder} has no schema.json; make it: node tools/componentSchemas.ts --write ${pack.folder}.`,
    );
  }
  return JSON.parse(readFileSync(path, "utf8")) as Schema;
}

export function componentPage(
  { pack, schema }: ComponentDocs,
  sources: Sources,
  rules: readonly Rule[],
): string {
  const { folder, manifest } = pack;
  const index = typeIndex(schema, sources);
  const tokens = Object.keys(schema.resources).sort();
  const own = tokens.flatMap((token) => ownTypes(token, schema, sources));
  return [
    `# ${folder}`,
    `${manifest.description}. How to use it, and why it is as it is: [its README](../../packages/${folder}/README.md).`,
    `In TypeScript ${code(manifest.name)}. In [other languages](../../packages/component-host/README.md#use-components-from-another-language) ` +
      `the package ${code(schema.name)}, by its [schema](../../packages/${folder}/schema.json): a component's type is there ` +
      `${code(`${schema.name}:<component>`)}, arguments and outputs are as below.`,
    table(
      ["component", "type token", "made in"],
      tokens.map((token) => [
        `[${shortName(token)}](#${anchor(shortName(token))})`,
        code(token),
        sourceLink(sources.fileOf(shortName(token), `packages/${folder}/src`) ?? ""),
      ]),
    ),
    ...tokens.flatMap((token) => componentSection(token, { pack, schema }, sources, index, rules)),
    ...typeSections([...new Set(own)], schema.types ?? {}, `packages/${folder}/src`, sources, index),
  ].join("\n\n");
}

function componentSection(
  token: string,
  { pack, schema }: ComponentDocs,
  sources: Sources,
  index: TypeIndex,
  rules: readonly Rule[],
): string[] {
  const name = shortName(token);
  const resource = schema.resources[token] ?? {};
  const folder = `packages/${pack.folder}/src`;
  const file = sources.fileOf(name, folder) ?? folder;
  const identities = identitiesOf(token, folder);
  const types = identities.flatMap(({ lines }) => lines.flatMap(typeIn));
  return [
    `## ${name}`,
    resource.description ?? "",
    ...example(name, pack, sources),
    "### Arguments",
    Object.keys(resource.inputProperties ?? {}).length > 0
      ? argumentTable(
          {
            properties: resource.inputProperties ?? {},
            required: resource.requiredInputs ?? [],
            declaredBy: `${name}Args`,
            folder,
          },
          sources,
          index,
        )
      : "None.",
    "### Outputs",
    outputTable({ properties: resource.properties ?? {}, declaredBy: name, folder }, sources, index),
    "### Children",
    "What it registers, as `parent > type name`; a line that goes or changes is a resource replaced.",
    ...identities.flatMap(({ path, lines }) => [
      block("text", lines.join("\n")),
      `From ${sourceLink(path)}.`,
    ]),
    "### Rules",
    rulesOf([...types, token], dirname(file), sources, rules),
    "### What AWS charges for",
    chargesText(types),
  ].map(named(name));
}

/** Headings of one component are told from those of the next. */
function named(name: string): (text: string) => string {
  return (text) =>
    text
      .replace(/^### (Arguments|Outputs|Children|Rules)$/, `### $1 of ${name}`)
      .replace(/^### What AWS charges for$/, `### What AWS charges for ${name}`);
}

function example(name: string, pack: ComponentPackage, sources: Sources): string[] {
  const rank = (path: string): number =>
    path.startsWith(`stacks/${pack.folder}/`) ? 0 : path.startsWith("stacks/") ? 1 : 2;
  const [use] = sources
    .uses(name)
    .filter(({ path }) => rank(path) < 2 || path.startsWith(`packages/${pack.folder}/src/`))
    .sort((one, other) => rank(one.path) - rank(other.path) || one.text.length - other.text.length);
  if (use === undefined) return [];
  return [
    block("ts", `import { ${name} } from "${pack.manifest.name}";\n\n${use.text}`),
    `From ${sourceLink(use.path)}, which is type-checked and tested.`,
  ];
}

interface Identity {
  path: string;
  lines: string[];
}

/** The golden files that hold what a component of this token registers. */
function identitiesOf(token: string, folder: string): Identity[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /(^|[./])identity\.txt$/.test(path))
    .sort()
    .map((path) => join(folder, path))
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

function rulesOf(types: string[], folder: string, sources: Sources, rules: readonly Rule[]): string {
  const said = sources.literals(folder);
  const rows = rules
    .filter((rule) => rule.types.some((subject) => types.some((type) => covers(subject, type))))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, sentence }) => [
      `[${id}](../rules.md#${anchor(id)})`,
      sentence,
      said.has(id) ? "by an argument with a reason" : "",
    ]);
  if (rows.length === 0) return "None looks at what it registers.";
  return table(["rule", "what must be so", "waived here"], rows);
}

function chargesText(types: string[]): string {
  const rows = chargesOf(types).map(([type, { by, prices }]) => [code(type), by, `[prices](${prices})`]);
  return rows.length === 0 ? "Nothing by itself." : table(["resource", "by", ""], rows);
}

function sourceLink(path: string): string {
  return `[${path}](../../${path})`;
}
