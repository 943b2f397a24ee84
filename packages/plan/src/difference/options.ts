import { byUrn, text, type Fields, type PlannedResource } from "@ballast/model";
import { moveOf, readConfiguration, written } from "./awsProvider.ts";
import type { PropertyChange } from "./difference.ts";

/** The provider of a resource on one side. */
export interface Provider {
  /** The URN under which it continues; undefined for the default provider. */
  urn: string | undefined;
  /** Undefined if the plan does not contain it. */
  inputs: Fields | undefined;
}

/** The configuration of a stack's default providers. */
export interface Configuration {
  /** @default - unknown */
  region: string | undefined;
  /** Keyed by package. @default - unknown except the region, for a plan by an older command */
  providers?: Readonly<Record<string, Fields>> | undefined;
}

/**
 * @param configuration Its region applies to the default provider and to every provider that sets no region.
 * @param nowNamed The URN under which a resource continues.
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

/** Changes of resource options that affect data, and of the provider, which may cause a replacement. */
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
    ...triggered(from, to),
    ...(to.custom && !to.type.startsWith("pulumi:") ? providerChange(from, to, before, after) : []),
  ];
}

/**
 * The engine replaces a resource whose trigger changes, unless it had none or has none now (transforms.engine.test.ts with pulumi
 * 3.255.0).
 */
function triggered(from: PlannedResource, to: PlannedResource): PropertyChange[] {
  const [was, is] = [from.replacementTrigger, to.replacementTrigger];
  if (was === undefined || is === undefined || written(was) === written(is)) return [];
  return [{ path: "options.replacementTrigger", from: was, to: is, replaces: to.custom }];
}

/**
 * The engine replaces a resource that gets another provider if that provider requires it for its configuration (`providerChanged` in
 * pkg/resource/deploy/step_generator.go of pulumi 3.255.0). It does not call a provider that continues by an alias. A provider with the
 * same URN is itself replaced in that case, and is then another provider.
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
      ? `whether the new provider of ${pack} replaces the resources of the old one is unknown`
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
 * For AWS, only a changed region causes a replacement; a profile or a role of another account does not
 * (`ForcesProviderReplace` in pulumi-terraform-bridge; pulumi-aws#4000, pulumi-aws#6385 of May 2026).
 *
 * @returns undefined if it is unknown.
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
 * Whether `replaceOnChanges` makes a change force a replacement.
 *
 * @param path Path of the changed property, with indexes.
 */
export function replacesByOption(replaceOnChanges: readonly string[] = [], path: string): boolean {
  return replaceOnChanges.some((option) => {
    const wanted = parts(option);
    const changed = parts(path);
    // A change of a parent of the path, for example of a whole list, may change the value at the path.
    const length = Math.min(wanted.length, changed.length);
    return wanted.slice(0, length).every((part, index) => part === "*" || part === changed[index]);
  });
}

/**
 * Whether `ignoreChanges` covers a path: `tags`, `tags.owner`, `tags["owner"]`, `containers[*].image`, `*`.
 *
 * @param keys Names of properties and indexes, starting at the inputs.
 */
export function ignores(ignoreChanges: readonly string[], keys: readonly string[]): boolean {
  return ignoreChanges.some((option) => {
    const wanted = parts(option);
    return (
      wanted.length === keys.length && wanted.every((part, index) => part === "*" || part === keys[index])
    );
  });
}

/** Splits `a[0].b`, `a[*].b` and `a["b.c"]` into parts. */
function parts(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|[^.[\]]+/g)].map(
    ([whole, quoted, index]) => quoted ?? index ?? whole,
  );
}
