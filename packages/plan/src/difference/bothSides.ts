import { byUrn } from "@ballast/model";
import type { PlannedResource, ResolvedResource } from "@ballast/model";
import { isRegional, isTaggable, replacement, Replaces } from "@ballast/aws";
import type { StackPlan } from "../stackPlan.ts";
import { tagsByProvider } from "./awsProvider.ts";
import type { Compared } from "./compared.ts";
import { isReplaced, type PropertyChange, type ResourceChange } from "./difference.ts";
import { documentOf } from "./documents.ts";
import type { Continued } from "./losses.ts";
import { ignores, optionChanges, providersOf, replacesByOption, type Configuration } from "./options.ts";
import { markedContents, type Contents, type Nested } from "./nested.ts";
import type { Pair } from "./pairs.ts";
import { byPath, propertyChanges } from "./properties.ts";
import {
  marking,
  markingElsewhere,
  outputsElsewhere,
  outputsOf,
  referred,
  type Marking,
} from "./references.ts";
import { followChanges } from "./replacements.ts";

/** The two sides of one resource; one of them may be missing. */
export interface Sides<Side = StackPlan> {
  before: Side | undefined;
  after: Side | undefined;
}

/** The resources that both sides have, with their changes and with what CloudFormation creates for them. */
export function bothSides(
  pairs: readonly Pair[],
  resolvedBefore: readonly ResolvedResource[],
  resolvedAfter: readonly ResolvedResource[],
  replacedElsewhere: readonly string[],
  { before: oldConfiguration, after: newConfiguration }: { before: Configuration; after: Configuration },
) {
  const nowNamed = new Map(pairs.map(({ from, to }) => [from.urn, to.urn]));
  const renamed = (urn: string): string => nowNamed.get(urn) ?? urn;
  // Computed for both sides together, since they must agree.
  const outputs = outputsElsewhere([...resolvedBefore, ...resolvedAfter]);
  const elsewhere = markingElsewhere(outputs);
  const [before, after] = [
    { own: marking(resolvedBefore, renamed), elsewhere },
    { own: marking(resolvedAfter), elsewhere },
  ];
  const [updateBefore, updateAfter] = [byUrn(resolvedBefore), byUrn(resolvedAfter)];
  const contentsBefore = (resource: PlannedResource) =>
    markedContents(resource, documentOf(resource, updateBefore.get(resource.urn), before));
  const contentsAfter = (resource: PlannedResource) =>
    markedContents(resource, documentOf(resource, updateAfter.get(resource.urn), after));

  const [providerBefore, providerAfter] = [
    providersOf(resolvedBefore, oldConfiguration, renamed),
    providersOf(resolvedAfter, newConfiguration),
  ];
  const compared = pairs.map(({ from, to }): Compared & Omit<Continued, "nested"> => {
    // A property in `ignoreChanges` of the new side keeps its value in the state.
    const old = { ...from, ignoreChanges: to.ignoreChanges };
    const [oldRegion, newRegion] = [oldConfiguration.region, newConfiguration.region];
    const isComparable =
      oldRegion !== undefined && newRegion !== undefined && to.custom && isRegional(to.type);
    const [provider, newProvider] = [providerBefore(from), providerAfter(to)];
    const was = documentOf(old, updateBefore.get(from.urn), before);
    const is = documentOf(to, updateAfter.get(to.urn), after);
    // The provider sets its own region on each resource that does not set one.
    if (isComparable) {
      was["region"] ??= provider.inputs?.["region"] ?? oldRegion;
      is["region"] ??= newProvider.inputs?.["region"] ?? newRegion;
    }
    // The provider adds its default tags to `tagsAll` of each resource that has tags.
    if (to.custom && isTaggable(to.type) && !ignores(to.ignoreChanges, ["tagsAll"])) {
      const [tags, newTags] = tagsByProvider(
        { configuration: provider.inputs ?? {}, tags: was["tags"] },
        { configuration: newProvider.inputs ?? {}, tags: is["tags"] },
      );
      [was["tagsAll"], is["tagsAll"]] = [tags, newTags];
    }
    const changes = propertyChanges(to.type, was, is);
    for (const change of changes)
      change.replaces ||=
        (to.custom && replacesByOption(to.replaceOnChanges, change.path)) ||
        // A provider of another region counts as another provider.
        (to.type === "pulumi:providers:aws" && change.path === "region" && change.from !== undefined);
    const options = optionChanges(from, to, provider, newProvider);
    const isMoved = changes.some(({ path, replaces }) => path === "region" && replaces);
    return {
      from,
      to,
      resource: to,
      document: is,
      // For a provider that stays, the resource's region contains the same information.
      properties: [
        ...changes,
        ...options.filter(
          ({ path }) => !(isMoved && path === "options.provider" && provider.urn === newProvider.urn),
        ),
      ],
      was: {
        ...from,
        propertyDependencies: Object.fromEntries(
          Object.entries(from.propertyDependencies).map(([property, urns]) => [property, urns.map(renamed)]),
        ),
      },
      identifiers: marked(updateAfter.get(to.urn)?.identifiers, after.own),
      before: markedContents(old, was, to.urn),
      after: markedContents(to, is),
    };
  });
  const inside = compared.map((one) => ({ owner: one, ...pairsInside(one) }));
  const nested = inside.flatMap(({ pairs: found }) => found);
  followChanges([...compared, ...nested], outputsOf(replacedElsewhere, outputs), isAnother);
  const changesInside = new Map(nested.map(({ resource: { urn }, properties }) => [urn, properties]));
  return {
    contentsBefore,
    contentsAfter,
    nestedAdded: inside.flatMap(({ added }) => added),
    nestedRemoved: inside.flatMap(({ removed }) => removed),
    continued: compared.map((one) => ({ ...one, nested: changesInside })),
    changed: [...compared, ...nested].filter(({ properties }) => properties.length > 0).map(changeOf),
  };

  /** Whether an output of a stack comes from a resource of its template that is replaced. */
  function isAnother(urn: string, output: string): boolean | undefined {
    const owner = compared.find(({ to }) => to.urn === urn);
    const name = output.startsWith("outputs.") ? output.slice("outputs.".length) : undefined;
    if (owner === undefined || name === undefined) return undefined;
    const [was, is] = [owner.before?.outputs[name], owner.after?.outputs[name]];
    if (JSON.stringify(was) !== JSON.stringify(is)) return true;
    const replaced = nested.filter(({ properties }) =>
      properties.some(({ replaces, uncertain }) => replaces && uncertain === undefined),
    );
    return replaced.some(({ resource }) => referred(is).includes(resource.urn)) || undefined;
  }
}

function changeOf({ resource, was, document, properties }: Compared): ResourceChange {
  const { urn, type, name, custom } = resource;
  const sides = was && { before: was.inputs, after: document };
  const replaced = isReplaced({ properties });
  const paths = properties.map(({ path }) => path).filter((path) => !path.startsWith("options."));
  return {
    urn,
    type,
    name,
    replaced,
    replacementUnknown:
      custom && !replaced && paths.some((path) => replacement(type, path, sides) === Replaces.Maybe),
    properties: properties.map(replaced ? withoutRefusal : (one) => one).sort(byPath),
  };
}

/** A resource that is created again is not listed as changed. */
function withoutRefusal({ refused: _refused, ...change }: PropertyChange): PropertyChange {
  return change;
}

/** The resources that CloudFormation creates for both sides of a resource. */
function pairsInside({ before, after }: Sides<Contents>) {
  const was = new Map(before?.nested.map((one) => [one.resource.urn, one]));
  const isSame = (one: Nested): boolean => was.get(one.resource.urn)?.resource.type === one.resource.type;
  const [continued, added] = [
    after?.nested.filter(isSame) ?? [],
    after?.nested.filter((one) => !isSame(one)),
  ];
  const kept = new Set(continued.map(({ resource }) => resource.urn));
  return {
    added: nestedOf({ nested: added ?? [] }),
    removed: nestedOf({ nested: [...was.values()].filter(({ resource }) => !kept.has(resource.urn)) }),
    pairs: continued.map(({ resource, document }): Compared => ({
      resource,
      document,
      properties: propertyChanges(resource.type, was.get(resource.urn)?.document ?? {}, document),
      identifiers: {},
    })),
  };
}

export function nestedOf(contents: Pick<Contents, "nested"> | undefined): PlannedResource[] {
  return contents?.nested.map(({ resource }) => resource) ?? [];
}

function marked(
  identifiers: Readonly<Record<string, string>> = {},
  mark: Marking,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(identifiers).map(([text, path]) => [mark(text), path]));
}
