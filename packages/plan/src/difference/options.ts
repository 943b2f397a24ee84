import { byUrn, text, type Fields, type PlannedResource } from "@ballast/model";
import { moveOf, readConfiguration, written } from "./awsProvider.ts";
import type { PropertyChange } from "./difference.ts";

/** The provider of a resource on one side. */
export interface Provider {
  /** Its URN, under which it goes on; undefined of the default one. */
  urn: string | undefined;
  /** Undefined where the plan does not have it. */
  inputs: Fields | undefined;
}

/** What a stack's configuration says to its default providers. */
export interface Configuration {
  /** @default - unknown */
  region: string | undefined;
  /** By package. @default - unknown but for the region, of a plan by an older command */
  providers?: Readonly<Record<string, Fields>> | undefined;
}

/**
 * @param configuration Its region is that of the default provider, and of every other one that names none.
 * @param nowNamed The URN under which a resource goes on.
 */
export function providersOf(
  resources: readonly PlannedResource[],
  { region, providers }: Configuration,
  nowNamed: (urn: string) => string = (urn) => urn,
): (resource: PlannedResource) => Provider {
  const known = byUrn(resources);
  const read = new Map<string, Provider>();
  return ({ type, provider: urn }) => {
    const [pack = ""] = type.split(":");
    const found = read.get(urn ?? pack);
    if (found !== undefined) return found;
    const given = urn === undefined ? (providers?.[pack] ?? {}) : known.get(urn)?.inputs;
    const provider = {
      urn: urn && nowNamed(urn),
      inputs: given && { ...readConfiguration(given), region: given["region"] ?? region },
    };
    read.set(urn ?? pack, provider);
    return provider;
  };
}

/** Changes of the options that decide what becomes of data, and of the provider, which may replace. */
export function optionChanges(
  from: PlannedResource,
  to: PlannedResource,
  before: Provider,
  after: Provider,
): PropertyChange[] {
  const kept = (["protect", "retainOnDelete"] as const)
    .filter((option) => from[option] !== undefined && to[option] !== undefined && from[option] !== to[option])
    .map((option) => ({
      path: `options.${option}`,
      from: from[option],
      to: to[option],
      replaces: false,
    }));
  return [
    ...kept,
    ...(to.custom && !to.type.startsWith("pulumi:") ? providerChange(from, to, before, after) : []),
  ];
}

/**
 * The engine replaces what has another provider if that one says so of its configuration (`providerChanged` in
 * pkg/resource/deploy/step_generator.go of pulumi 3.255.0), and does not ask one that an alias continues. A provider with
 * the same URN is replaced itself in the same case, and is then another one.
 */
function providerChange(
  from: PlannedResource,
  to: PlannedResource,
  before: Provider,
  after: Provider,
): PropertyChange[] {
  const isSame = before.urn === after.urn;
  const isRenamed = isSame && from.provider !== to.provider;
  const [pack = ""] = to.type.split(":");
  const replaces = isRenamed ? false : replacesResources(pack, before, after);
  const move =
    pack === "aws" && replaces === false ? moveOf(before.inputs ?? {}, after.inputs ?? {}) : undefined;
  if (isSame && replaces === false && move === undefined) return [];
  const keys = [...(isSame && move === undefined ? ["region"] : []), ...(move?.keys ?? [])];
  const uncertain =
    replaces === undefined
      ? `whether the provider of ${pack} replaces what the other one manages is unknown`
      : move?.uncertain;
  return [
    {
      path: "options.provider",
      from: inWords(before, keys),
      to: inWords(after, keys),
      replaces: replaces !== false,
      ...(move !== undefined && { leaves: true }),
      ...(uncertain !== undefined && { uncertain }),
    },
  ];
}

/**
 * Of AWS, the region replaces, and no other configuration: neither a profile nor a role of another account
 * (`ForcesProviderReplace` in pulumi-terraform-bridge; pulumi-aws#4000, pulumi-aws#6385 of May 2026).
 *
 * @returns undefined where it is unknown.
 */
function replacesResources(pack: string, before: Provider, after: Provider): boolean | undefined {
  const isSame = before.urn === after.urn;
  const [was, is] = [before.inputs, after.inputs];
  if (was === undefined || is === undefined) return isSame ? false : undefined;
  const isEqual = written(settings(was)) === written(settings(is));
  if (pack !== "aws") return isEqual ? false : undefined;
  const [old, now] = [text(was["region"]), text(is["region"])];
  if (old === "" || now === "") return isSame ? false : undefined;
  return old !== now;
}

function settings({ region: _region, version: _version, ...others }: Fields): Fields {
  return others;
}

function inWords({ urn = "the default provider", inputs = {} }: Provider, keys: readonly string[]): string {
  const said = keys.map((key) =>
    key === "region" ? ` in ${text(inputs[key])}` : ` with ${key} ${written(inputs[key]) || "(none)"}`,
  );
  return urn + said.join(",");
}

/**
 * Whether `replaceOnChanges` makes a change replace.
 *
 * @param path Of the changed property, with indexes.
 */
export function replacesByOption(replaceOnChanges: readonly string[] = [], path: string): boolean {
  return replaceOnChanges.some((option) => {
    const wanted = parts(option);
    const changed = parts(path);
    // A change above the path, of a whole list for example, may change what the path names.
    const length = Math.min(wanted.length, changed.length);
    return wanted.slice(0, length).every((part, index) => part === "*" || part === changed[index]);
  });
}

/**
 * Whether `ignoreChanges` leaves what stands at a path to others: `tags`, `tags.owner`, `tags["owner"]`, `containers[*].image`, `*`.
 *
 * @param keys Names of properties, and indexes, from the inputs down.
 */
export function ignores(ignoreChanges: readonly string[], keys: readonly string[]): boolean {
  return ignoreChanges.some((option) => {
    const wanted = parts(option);
    return (
      wanted.length === keys.length && wanted.every((part, index) => part === "*" || part === keys[index])
    );
  });
}

/** `a[0].b`, `a[*].b` and `a["b.c"]` in parts. */
function parts(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|[^.[\]]+/g)].map(
    ([whole, quoted, index]) => quoted ?? index ?? whole,
  );
}
