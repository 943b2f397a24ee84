import type { RecordedResource } from "./recordedResource.ts";

/** An alias that names only what was different, as the SDK sends it. */
export interface AliasSpec {
  name: string;
  type: string;
  stack: string;
  project: string;
  parenturn: string;
  noparent: boolean;
}

interface Urn {
  stack: string;
  project: string;
  /** Types of the components around it, `$` between them, then its own. */
  types: string[];
  name: string;
}

/**
 * The URNs that the engine looks for in a state beside a resource's own: its aliases, and those that it has because
 * a component around it has some (github.com/pulumi/pulumi, pkg/resource/deploy/step_generator.go, generateAliases).
 */
export function aliasUrns(recorded: readonly RecordedResource[]): (resource: RecordedResource) => string[] {
  const byUrn = new Map(recorded.map((resource) => [resource.urn, resource]));
  const known = new Map<string, string[]>();

  function aliasesOf(resource: RecordedResource): string[] {
    const found =
      known.get(resource.urn) ?? [...new Set(made(resource))].filter((urn) => urn !== resource.urn);
    known.set(resource.urn, found);
    return found;
  }

  function made(resource: RecordedResource): string[] {
    const parent = resource.parent === null ? undefined : byUrn.get(resource.parent);
    const own = resource.aliases.flatMap((alias) => collapsed(alias, resource, aliasesAt));
    if (parent === undefined) return own;
    const inherited = aliasesOf(parent).flatMap((parentAlias) =>
      [resource.urn, ...own].map((urn) => inheritedAlias(urn, parent.name, parentAlias)),
    );
    return [...own, ...inherited];
  }

  function aliasesAt(urn: string): string[] {
    const resource = byUrn.get(urn);
    return resource === undefined ? [] : aliasesOf(resource);
  }

  return aliasesOf;
}

function collapsed(
  alias: string,
  resource: RecordedResource,
  aliasesAt: (urn: string) => string[],
): string[] {
  if (alias.startsWith("urn:")) return [alias];
  const spec = JSON.parse(alias) as AliasSpec;
  const own = parseUrn(resource.urn);
  const parent = spec.noparent ? "" : spec.parenturn || (resource.parent ?? "");
  // A parent that has aliases itself was there under one of them.
  const parents = parent === "" ? [undefined] : [parent, ...aliasesAt(parent)].map(parseUrn);
  return parents.map((at) =>
    formatUrn({
      stack: spec.stack || own.stack,
      project: spec.project || own.project,
      types: [...typesAround(at), spec.type || resource.type],
      name: spec.name || resource.name,
    }),
  );
}

/** A child that was named after its parent was named after the parent's former name. */
function inheritedAlias(child: string, parentName: string, parentAlias: string): string {
  const { types, name } = parseUrn(child);
  const parent = parseUrn(parentAlias);
  return formatUrn({
    ...parent,
    types: [...typesAround(parent), types.at(-1) ?? ""],
    name: name.startsWith(parentName) ? parent.name + name.slice(parentName.length) : name,
  });
}

function typesAround(parent: Urn | undefined): string[] {
  return parent === undefined || parent.types.join() === "pulumi:pulumi:Stack" ? [] : parent.types;
}

function parseUrn(urn: string): Urn {
  const [start = "", project = "", types = "", ...name] = urn.split("::");
  return { stack: start.split(":")[2] ?? "", project, types: types.split("$"), name: name.join("::") };
}

function formatUrn({ stack, project, types, name }: Urn): string {
  return `urn:pulumi:${stack}::${project}::${types.join("$")}::${name}`;
}
