import { topLevel, type PlannedResource } from "@ballast/model";
import { replacement, Replaces, replacing, resourceType, unknownAfterUpdate } from "@ballast/aws";
import type { Compared } from "./compared.ts";
import { isReplaced, type PropertyChange } from "./difference.ts";
import { ignores, replacesByOption } from "./options.ts";
import { inWords, readable, untilUpdated } from "./references.ts";
import { usesOf, type Use } from "./uses.ts";

/** Whether an update changes the value of a resource's output; undefined if that is unknown before the update. */
type Verdict = (urn: string, path: string) => boolean | undefined;

/**
 * A replaced resource gets another id. Resources that use its computed values change too, and are replaced if that property cannot be
 * changed. The plans do not differ there, because placeholders depend on URNs. The same is true for resources that use an output that the
 * provider marks as unknown during an update.
 *
 * @param elsewhere Outputs of other stacks, as in marks, whose resources are replaced.
 */
export function followChanges(
  compared: readonly Compared[],
  elsewhere: readonly string[],
  isAnother: Verdict,
): void {
  const uses = usesOf(compared);
  const byUrn = new Map(compared.map((one) => [one.resource.urn, one]));
  const replacedWith = withEach(compared);
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
      for (const by of replacedWith.get(urn) ?? [])
        add({ by, leaf: { path: "options.replaceWith", value: urn } }, withAnother(urn, by));
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
   * Before the engine deletes a resource to create it again, it deletes the resources that use it in a property that cannot be changed,
   * even if the value stays the same (`calculateDependentReplacements` in pkg/resource/deploy/step_generator.go of
   * pulumi 3.255.0). It reads the dependencies from the state.
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

  /** @@returns false if the property changes anyway. */
  function add({ by, leaf }: Use, change: PropertyChange): boolean {
    const same = by.properties.find(({ path }) => path === leaf.path);
    if (same !== undefined) {
      // An uncertain change becomes a certain one.
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

const unknownValue = "the provider knows a value that it uses only after the update";

/**
 * The output that a use reads, if an update makes that output unknown; `""` if it cannot be determined which output it reads.
 *
 * @returns undefined if it reads no such output.
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
    // The longest identifier comes first: `arn:…:name` is not the name.
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
  // A number contains no placeholder digits, and a program may change a text so that it no longer contains them.
  const isUnexplained = isItsOwn ? /\d/.test(rest) && hasUnseen(of, outputs) : /[A-Za-z0-9]/.test(rest);
  return isUnexplained ? "" : undefined;
}

function hasUnseen({ identifiers }: Compared, outputs: readonly string[]): boolean {
  const seen = Object.values(identifiers).map(topLevel);
  return outputs.some((output) => !seen.includes(output));
}

/** The resources that the program has the engine replace with another one, by the URN of that one. */
function withEach(compared: readonly Compared[]): Map<string, Compared[]> {
  const all = new Map<string, Compared[]>();
  for (const by of compared)
    for (const urn of by.resource.replaceWith ?? []) all.set(urn, [...(all.get(urn) ?? []), by]);
  return all;
}

function withAnother(urn: string, { resource }: Compared): PropertyChange {
  return {
    path: "options.replaceWith",
    from: inWords(urn),
    to: inWords(urn, true),
    replaces: resource.custom,
  };
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

/** Whether a change of a property forces a replacement for any new value. */
function isForced({ type, inputs, replaceOnChanges }: PlannedResource, path: string): boolean {
  const sides = { before: inputs, after: inputs };
  return replacing(type, [path], sides).length > 0 || replacesByOption(replaceOnChanges, path);
}

/** The properties because of which a resource in the state must, or may have to, be deleted before another one. */
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

/** Whether a replacement deletes the old resource first; undefined if it does not. */
function deletedFirst({
  resource: { type, inputs, deleteBeforeReplace },
  was,
}: Compared): Pick<PropertyChange, "uncertain"> | undefined {
  if (was === undefined || deleteBeforeReplace === false) return undefined;
  if (deleteBeforeReplace === true) return {};
  // Two resources cannot have the same name: the AWS provider deletes a resource first if the program sets its name
  // (`nameRequiresDeleteBeforeReplace` in pulumi-terraform-bridge, pkg/tfbridge/schema.go).
  const name = resourceType(type)?.name;
  const isNamed =
    type.startsWith("aws:") && ["name", name ? name.property : "name"].some((one) => one in inputs);
  return isNamed
    ? { uncertain: "the provider may delete a resource with a fixed name before the resources that use it" }
    : undefined;
}
