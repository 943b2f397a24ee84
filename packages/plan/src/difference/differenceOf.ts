import { replacementIsKnown } from "@ballast/testing/cloud";
import type { PlannedResource, ResolvedResource, StackPlan } from "../stackPlan.ts";
import { refusedIn } from "./acknowledgementFindings.ts";
import { acknowledge, type Acknowledged, type AcknowledgeOptions } from "./acknowledge.ts";
import { Existence, Removal, type ResourceChange, type StackDifference } from "./difference.ts";
import { documentOf } from "./documents.ts";
import { lossesOf } from "./losses.ts";
import { pairsOf, type Pair } from "./pairs.ts";
import { byPath, propertyChanges } from "./properties.ts";
import { marking, markingElsewhere, outputsElsewhere, outputsOf } from "./references.ts";
import { followReplacements, type Compared } from "./replacements.ts";

/**
 * What becomes of a stack between two plans of it, whatever was acknowledged.
 *
 * @param before Undefined for a stack that is new.
 * @param after Undefined for a stack that is gone.
 * @param replacedElsewhere URNs in other stacks; whatever of this one takes an id of theirs changes with them.
 */
function rawDifferenceOf(
  before: StackPlan | undefined,
  after: StackPlan | undefined,
  replacedElsewhere: readonly string[] = [],
): StackDifference {
  const plan = after ?? before;
  if (plan === undefined) throw new TypeError("A difference needs a plan on one side at least.");
  const { added, removed, pairs } = pairsOf(before?.resources ?? [], after?.resources ?? []);
  const changed = changesOf(pairs, before?.resolved ?? [], after?.resolved ?? [], replacedElsewhere);
  const causes = new Map(changed.filter((one) => one.replaced).map((one) => [one.urn, causeOf(one)]));
  const losses = lossesOf(
    removed,
    after === undefined ? Removal.Stack : Removal.Resource,
    pairs.flatMap((pair) => {
      const cause = causes.get(pair.to.urn);
      return cause === undefined ? [] : [{ ...pair, cause }];
    }),
    added,
  );
  return {
    stack: plan.stack,
    existence: before === undefined ? Existence.New : after === undefined ? Existence.Gone : Existence.Stays,
    added,
    removed,
    changed,
    renamed: pairs
      .filter(({ from, to }) => from.urn !== to.urn)
      .map(({ from, to }) => ({ from: from.urn, to: to.urn })),
    outputs: before && after ? propertyChanges("", before.outputs, after.outputs).sort(byPath) : [],
    losses,
    acknowledgementFaults: [],
  };
}

/** The two plans of a stack; one of them may be missing. */
export interface Sides {
  before: StackPlan | undefined;
  after: StackPlan | undefined;
}

/** What becomes of one stack. @see differencesOf */
export function differenceOf(
  before: StackPlan | undefined,
  after: StackPlan | undefined,
  options?: AcknowledgeOptions,
): StackDifference {
  const [difference] = differencesOf([{ before, after }], options);
  if (difference === undefined) throw new TypeError("One stack has one difference.");
  return difference;
}

/**
 * What becomes of several stacks: what is replaced in one is followed into those that refer to it, and what was
 * acknowledged in the change that loses it is marked.
 */
export function differencesOf(stacks: readonly Sides[], options?: AcknowledgeOptions): StackDifference[] {
  return compareStacks(stacks, options).differences;
}

/** The same, with what is wrong with the command line's acknowledgements. */
export function compareStacks(stacks: readonly Sides[], options: AcknowledgeOptions = {}): Acknowledged {
  const held = stacks.flatMap(({ after }) =>
    after === undefined
      ? []
      : [{ stack: after.stack, entries: after.acknowledged, refused: refusedIn(after.findings) }],
  );
  const commandLine = { stack: undefined, entries: options.commandLine ?? [], refused: [] };
  const inherited = stacks.flatMap(({ before }) => before?.acknowledged ?? []);
  return acknowledge(rawDifferencesOf(stacks), [...held, commandLine], inherited, options);
}

function rawDifferencesOf(stacks: readonly Sides[]): StackDifference[] {
  for (let replaced: string[] = []; ;) {
    const differences = stacks.map(({ before, after }) => rawDifferenceOf(before, after, replaced));
    const now = differences.flatMap(({ changed }) =>
      changed.filter((one) => one.replaced).map(({ urn }) => urn),
    );
    // Each round can only find more.
    if (now.length === replaced.length) return differences;
    replaced = now;
  }
}

function causeOf({ properties }: ResourceChange): string[] {
  const forcing = properties.filter(({ replaces }) => replaces).map(({ path }) => path);
  return [...new Set(forcing)].sort();
}

function changesOf(
  pairs: readonly Pair[],
  resolvedBefore: readonly ResolvedResource[],
  resolvedAfter: readonly ResolvedResource[],
  replacedElsewhere: readonly string[],
): ResourceChange[] {
  const nowNamed = new Map(pairs.map(({ from, to }) => [from.urn, to.urn]));
  // Of both sides, since they must agree.
  const outputs = outputsElsewhere([...resolvedBefore, ...resolvedAfter]);
  const elsewhere = markingElsewhere(outputs);
  const [before, after] = [
    { own: marking(resolvedBefore, (urn) => nowNamed.get(urn) ?? urn), elsewhere },
    { own: marking(resolvedAfter), elsewhere },
  ];
  const [updateBefore, updateAfter] = [byUrn(resolvedBefore), byUrn(resolvedAfter)];
  const compared = pairs.map(({ from, to }): Compared => {
    // What the new side ignores keeps the value that the state has, whatever it was.
    const old = { ...from, ignoreChanges: to.ignoreChanges };
    const was = documentOf(old, updateBefore.get(from.urn), before);
    const is = documentOf(to, updateAfter.get(to.urn), after);
    return {
      resource: to,
      document: is,
      properties: [...propertyChanges(to.type, was, is), ...optionChanges(from, to)],
    };
  });
  followReplacements(compared, outputsOf(replacedElsewhere, outputs));
  return compared
    .filter(({ properties }) => properties.length > 0)
    .map(({ resource: { urn, type, name, custom }, properties }) => ({
      urn,
      type,
      name,
      replaced: properties.some(({ replaces }) => replaces),
      replacementUnknown: custom && !replacementIsKnown(type),
      properties: properties.sort(byPath),
    }));
}

/** Options that decide what becomes of data. */
function optionChanges(from: PlannedResource, to: PlannedResource): ResourceChange["properties"] {
  return (["protect", "retainOnDelete"] as const)
    .filter((option) => from[option] !== undefined && to[option] !== undefined && from[option] !== to[option])
    .map((option) => ({
      path: `options.${option}`,
      from: from[option],
      to: to[option],
      replaces: false,
    }));
}

function byUrn(resources: readonly PlannedResource[]): Map<string, PlannedResource> {
  return new Map(resources.map((resource) => [resource.urn, resource]));
}
