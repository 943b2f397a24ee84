import {
  argumentTable,
  reachable,
  shortName,
  type Schema,
  type SchemaType,
  type TypeIndex,
} from "./schema.ts";
import type { Sources } from "./sources.ts";

/** The page of types that packages share has this name; they are declared in packages/contracts. */
export const sharedPage = "shared-types.md";

/** Types of several packages' arguments and outputs, once. */
export function sharedTypesPage(schemas: Schema[], sources: Sources): string {
  const types: Record<string, SchemaType> = {};
  for (const schema of schemas) {
    for (const [token, type] of Object.entries(schema.types ?? {})) {
      const name = shortName(token);
      if (type.properties && isShared(name, sources)) types[name] ??= withShortReferences(type);
    }
  }
  // What shared types lead to is explained beside them.
  for (const schema of schemas) {
    const roots = Object.keys(schema.types ?? {}).filter((token) => shortName(token) in types);
    const led = roots.flatMap((token) => Object.values(schema.types?.[token]?.properties ?? {}));
    for (const token of reachable(led, schema.types ?? {})) {
      const type = schema.types?.[token];
      if (type) types[shortName(token)] ??= withShortReferences(type);
    }
    for (const [token, type] of Object.entries(schema.types ?? {})) {
      if (type.enum) types[shortName(token)] ??= type;
    }
  }
  const index: TypeIndex = { types, pageOf: () => "" };
  const shown = Object.keys(types)
    .filter((name) => types[name]?.properties)
    .sort();
  return [
    "# Shared types",
    "Types of arguments and outputs that several packages share; they are [@ballast/contracts](../../packages/contracts/README.md)'s. " +
      "How parts join packages: [0010](../decisions/0010-parts-and-owners.md).",
    ...typeSections(shown, types, "packages/contracts/src", sources, index, 2),
  ].join("\n\n");
}

function withShortReferences(type: SchemaType): SchemaType {
  const text = JSON.stringify(type).replaceAll(/"#\/types\/[^"]*?([^":/]+)"/g, '"#/types/$1"');
  return JSON.parse(text) as SchemaType;
}

function isShared(name: string, sources: Sources): boolean {
  return /^packages\/(contracts|model)\/src\//.test(sources.fileOf(name) ?? "");
}

export function typeIndex(schema: Schema, sources: Sources): TypeIndex {
  const types = schema.types ?? {};
  return { types, pageOf: (name) => (isOnSharedPage(name, schema, sources) ? sharedPage : "") };
}

/** Shared are the types of contracts and model, and what they lead to. */
function isOnSharedPage(name: string, schema: Schema, sources: Sources): boolean {
  if (isShared(name, sources)) return true;
  const types = schema.types ?? {};
  const shared = Object.keys(types).filter((token) => isShared(shortName(token), sources));
  const led = reachable(
    shared.flatMap((token) => Object.values(types[token]?.properties ?? {})),
    types,
  );
  return [...led].some((token) => shortName(token) === name);
}

/** Of one component, those that its package explains. */
export function ownTypes(token: string, schema: Schema, sources: Sources): string[] {
  const resource = schema.resources[token];
  const properties = [
    ...Object.values(resource?.inputProperties ?? {}),
    ...Object.values(resource?.properties ?? {}),
  ];
  return [...reachable(properties, schema.types ?? {})].filter(
    (type) => !isOnSharedPage(shortName(type), schema, sources),
  );
}

export function typeSections(
  tokens: string[],
  types: Record<string, SchemaType>,
  folder: string,
  sources: Sources,
  index: TypeIndex,
  level = 3,
): string[] {
  if (tokens.length === 0) return [];
  const sorted = [...tokens].sort((one, other) => shortName(one).localeCompare(shortName(other)));
  const sections = sorted.flatMap((token) => {
    const { properties = {}, required = [], description } = types[token] ?? { type: "object" };
    const declaredBy = shortName(token);
    return [
      `${"#".repeat(level)} ${declaredBy}`,
      description ?? sources.comment(declaredBy, folder),
      argumentTable({ properties, required, declaredBy, folder }, sources, index),
    ];
  });
  return level === 3 ? ["## Types", ...sections] : sections;
}
