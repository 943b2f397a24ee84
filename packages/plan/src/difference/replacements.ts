import { topLevel, type PlannedResource } from "@ballast/model";
import { replacement, Replaces, replacing, resourceType, unknownAfterUpdate } from "@ballast/aws";
import type { Compared } from "./compared.ts";
import { isReplaced, type PropertyChange } from "./difference.ts";
import { ignores, replacesByOption } from "./options.ts";
import { inWords, readable, untilUpdated } from "./references.ts";
import { usesOf, type Use } from "./uses.ts";

/** Whether an output of a resource gets another value by its update; undefined if it is not known before. */
type Verdict = (urn: string, path: string) => boolean | undefined;

/**
 * A resource that is replaced has another id, so whatever takes one of its computed values changes too, and is replaced itself where
 * that property cannot be changed. The plans do not differ there: their stand-ins belong to URNs. The same holds for what takes an
 * output of which the provider says, for an update, that it is unknown until the update has ended.
 *
 * @param elsewhere Outputs of other stacks, as marks name them, whose resources are replaced there.
 */
export function followChanges(
  compared: readonly Compared[],
  elsewhere: readonly string[],
  isAnother: Verdict,
): void {
  const uses = usesOf(compared);
  const byUrn = new Map(compared.map((one) => [one.resource.urn, one]));
  const unsure: { change: PropertyChange; urn: string; output: string }[] = [];
  const replaced = new Set<string>();
  const emptied = new Set<string>();
  const told = new Map<string, Set<string>>();
  const due = [
    ...elsewhere,
    ...compared.flatMap(({ properties, resource }) => (properties.length > 0 ? resource.urn : [])),
  ];
  for (let urn = due.shift(); urn !== undefined; urn = due.shift()) {
    const one = byUrn.get(urn);
    if (one === undefined || isReplaced(one)) {
      if (replaced.has(urn)) continue;
      replaced.add(urn);
      for (const use of uses.get(urn) ?? []) add(use, followed(urn, use));
      const deletion = one && deletedFirst(one);
      if (deletion !== undefined) deleteDependents(urn, deletion);
      continue;
    }
    const outputs = unknownAfterUpdate(
      one.resource.type,
      one.properties.map(({ path }) => path),
    );
    const before = told.get(urn) ?? new Set();
    told.set(urn, new Set([...before, ...outputs]));
    for (const use of outputs.some((output) => !before.has(output)) ? (uses.get(urn) ?? []) : []) {
      const output = outputRead(use, one, outputs, byUrn);
      if (output === undefined) continue;
      const change = { ...followed(urn, use), to: untilUpdated(urn), uncertain: unknownValue };
      if (add(use, change)) unsure.push({ change, urn, output });
    }
  }
  for (const { change, urn, output } of unsure) if (isAnother(urn, output) === true) delete change.uncertain;

  /**
   * Before the engine deletes a resource, to create it anew, it deletes what takes anything of it by a property that cannot be
   * changed, whether the value changes or not (`calculateDependentReplacements` in pkg/resource/deploy/step_generator.go of
   * pulumi 3.255.0). It goes by what the state says.
   */
  function deleteDependents(urn: string, deletion: Pick<PropertyChange, "uncertain">): void {
    if (emptied.has(urn)) return;
    emptied.add(urn);
    for (const by of compared) {
      for (const { property, replaces } of dependingOn(urn, by.was)) {
        const leaf = { path: property, value: by.document[property] };
        add({ by, leaf }, { ...followed(urn, { by, leaf }), replaces, ...deletion });
        if (replaces) deleteDependents(by.resource.urn, deletion);
      }
    }
  }

  /** @returns false where the property changes anyway. */
  function add({ by, leaf }: Use, change: PropertyChange): boolean {
    const same = by.properties.find(({ path }) => path === leaf.path);
    if (same !== undefined) {
      // A change that may be none becomes one that is.
      if (change.uncertain === undefined && same.uncertain !== undefined) {
        Object.assign(same, change);
        delete same.uncertain;
      }
      return false;
    }
    by.properties.push(change);
    due.push(by.resource.urn);
    return true;
  }
}

const unknownValue = "the provider does not know a value that it takes until an update has ended";

/**
 * The output that a use reads, if it is one of those that an update makes unknown; `""` where nothing says which one it reads.
 *
 * @returns undefined if it reads none of them.
 */
function outputRead(
  { by, leaf }: Use,
  of: Compared,
  outputs: readonly string[],
  byUrn: ReadonlyMap<string, Compared>,
): string | undefined {
  const property = topLevel(leaf.path);
  const dependencies = (by.resource.propertyDependencies[property] ?? []).map((urn) => byUrn.get(urn));
  const identifiers = [...new Set([of, ...dependencies])]
    .flatMap((one) =>
      Object.entries(one?.identifiers ?? {}).map(([text, path]) => ({ text, path, isIts: one === of })),
    )
    // A longer one holds more of the text: `arn:…:name` is not the name.
    .sort((one, other) => other.text.length - one.text.length);
  let rest = typeof leaf.value === "string" ? leaf.value : JSON.stringify(leaf.value);
  let read: string | undefined;
  let isItsOwn = false;
  for (const { text, path, isIts } of identifiers) {
    if (!rest.includes(text)) continue;
    rest = rest.replaceAll(text, "");
    isItsOwn ||= isIts;
    if (isIts && outputs.includes(topLevel(path))) read ??= path;
  }
  if (read !== undefined) return read;
  // Numbers have no digits of their own, and what a program makes of a text may not hold it any more.
  const isUnexplained = isItsOwn ? /\d/.test(rest) && hasUnseen(of, outputs) : /[A-Za-z0-9]/.test(rest);
  return isUnexplained ? "" : undefined;
}

function hasUnseen({ identifiers }: Compared, outputs: readonly string[]): boolean {
  const seen = Object.values(identifiers).map(topLevel);
  return outputs.some((output) => !seen.includes(output));
}

function followed(urn: string, { by, leaf: { path, value } }: Use): PropertyChange {
  const { custom } = by.resource;
  const old = inWords(urn);
  const text = readable(value);
  const from = typeof text === "string" && text.includes(old) ? text : old;
  return {
    path,
    from,
    to: from.replaceAll(old, inWords(urn, true)),
    replaces: custom && isForced(by.resource, path),
  };
}

/** Whether a change of a property replaces a resource for any new value. */
function isForced({ type, inputs, replaceOnChanges }: PlannedResource, path: string): boolean {
  const sides = { before: inputs, after: inputs };
  return replacing(type, [path], sides).length > 0 || replacesByOption(replaceOnChanges, path);
}

/** The properties by which a resource of the state must go before another one does, and those by which it may have to. */
function dependingOn(
  urn: string,
  was: PlannedResource | undefined,
): { property: string; replaces: boolean }[] {
  if (!was?.custom) return [];
  return Object.entries(was.propertyDependencies)
    .filter(([property, urns]) => urns.includes(urn) && property in was.inputs)
    .filter(([property]) => !ignores(was.ignoreChanges, [property]))
    .map(([property]) => ({
      property,
      may: replacement(was.type, property) !== Replaces.No,
      replaces: isForced(was, property),
    }))
    .filter(({ may, replaces }) => may || replaces);
}

/** Whether a replacement deletes a resource first; undefined if it does not. */
function deletedFirst({
  resource: { type, inputs, deleteBeforeReplace },
  was,
}: Compared): Pick<PropertyChange, "uncertain"> | undefined {
  if (was === undefined || deleteBeforeReplace === false) return undefined;
  if (deleteBeforeReplace === true) return {};
  // Two things cannot have one name: AWS's provider deletes first what the program has named
  // (`nameRequiresDeleteBeforeReplace` in pulumi-terraform-bridge, pkg/tfbridge/schema.go).
  const name = resourceType(type)?.name;
  const isNamed =
    type.startsWith("aws:") && ["name", name ? name.property : "name"].some((one) => one in inputs);
  return isNamed
    ? { uncertain: "the provider may delete what has a name of its own before what uses it" }
    : undefined;
}
