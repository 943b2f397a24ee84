import type { Fields } from "@ballast/model";
import type { StackPlan } from "../stackPlan.ts";
import { acknowledge, type Acknowledged, type AcknowledgeOptions } from "./acknowledge.ts";
import { refusedIn } from "./acknowledgementFindings.ts";
import { bothSides, nestedOf, type Sides } from "./bothSides.ts";
import { readConfiguration } from "./awsProvider.ts";
import { Existence, Removal, type ResourceChange, type StackDifference } from "./difference.ts";
import { lossesOf } from "./losses.ts";
import { ownerOf } from "@ballast/analysis";
import type { Configuration } from "./options.ts";
import { pairsOf } from "./pairs.ts";
import { byPath, propertyChanges } from "./properties.ts";
import { unreachedBy } from "./unreached.ts";

/**
 * The difference between two plans of a stack, without regard to acknowledgements.
 *
 * @param before Undefined for a new stack.
 * @param after Undefined for a removed stack.
 * @param replacedElsewhere URNs of replaced resources in other stacks. Resources of this stack that use their ids change too.
 */
function rawDifferenceOf(
  before: StackPlan | undefined,
  after: StackPlan | undefined,
  replacedElsewhere: readonly string[] = [],
): StackDifference {
  const plan = after ?? before;
  if (plan === undefined) throw new TypeError("A difference needs a plan on at least one side.");
  const { added, removed, pairs } = pairsOf(before?.resources ?? [], after?.resources ?? []);
  const both = bothSides(pairs, before?.resolved ?? [], after?.resolved ?? [], replacedElsewhere, {
    before: configurationOf(before, after),
    after: configurationOf(after, before),
  });
  const goneToo = removed.map((resource) => ({ resource, contents: both.contentsBefore(resource) }));
  const newToo = added.flatMap((resource) => nestedOf(both.contentsAfter(resource)));
  const allAdded = [...added, ...newToo, ...both.nestedAdded];
  const removal = after === undefined ? Removal.Stack : Removal.Resource;
  const losses = lossesOf(goneToo, removal, both.continued, allAdded);
  return {
    stack: plan.stack,
    existence: before === undefined ? Existence.New : after === undefined ? Existence.Gone : Existence.Stays,
    added: allAdded,
    removed: [...removed, ...goneToo.flatMap(({ contents }) => nestedOf(contents)), ...both.nestedRemoved],
    changed: [...defaultProviders(before, after), ...both.changed],
    renamed: pairs
      .filter(({ from, to }) => from.urn !== to.urn)
      .map(({ from, to }) => ({ from: from.urn, to: to.urn })),
    outputs: before && after ? propertyChanges("", before.outputs, after.outputs).sort(byPath) : [],
    losses,
    unreached: unreachedBy(both.continued, removed, before?.resolved ?? [], after?.resolved ?? []),
    acknowledgementFaults: [],
  };
}

/** Without the fields that only one side has, because an older command did not write them. */
function configurationOf(plan: StackPlan | undefined, other: StackPlan | undefined): Configuration {
  return { region: plan?.region, providers: other?.providers && plan?.providers };
}

/** Changes of the configuration of a stack's default providers, which are not among a plan's resources. */
function defaultProviders(before: StackPlan | undefined, after: StackPlan | undefined): ResourceChange[] {
  const [was, is] = [before?.providers, after?.providers];
  if (was === undefined || is === undefined) return [];
  const project = after?.resources[0]?.urn.split(":")[4] ?? "";
  return Object.keys({ ...was, ...is }).flatMap((pack) => {
    const [old, now] = [was, is].map((side) => readConfiguration(side[pack] ?? {})) as [Fields, Fields];
    const properties = propertyChanges("", old, now).map((change) => ({
      ...change,
      replaces:
        pack === "aws" && change.path === "region" && change.from !== undefined && change.to !== undefined,
    }));
    if (properties.length === 0) return [];
    const type = `pulumi:providers:${pack}`;
    return {
      urn: `urn:pulumi:${after?.stack}::${project}::${type}::default`,
      type,
      name: "default",
      replaced: properties.some(({ replaces }) => replaces),
      replacementUnknown: false,
      properties: properties.sort(byPath),
    };
  });
}

export type { Sides };

/** The difference of one stack. @see differencesOf */
export function differenceOf(
  before: StackPlan | undefined,
  after: StackPlan | undefined,
  options?: AcknowledgeOptions,
): StackDifference {
  const [difference] = differencesOf([{ before, after }], options);
  if (difference === undefined) throw new TypeError("Expected exactly one difference for one stack.");
  return difference;
}

/**
 * The differences of several stacks. A replacement in one stack is followed into the stacks that refer to it, and acknowledged losses are
 * marked.
 */
export function differencesOf(stacks: readonly Sides[], options?: AcknowledgeOptions): StackDifference[] {
  return compareStacks(stacks, options).differences;
}

/** As `differencesOf`, with the problems of the command line's acknowledgements. */
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
      // Another stack can use a template's resource only through an output of the template's stack.
      changed.filter((one) => one.replaced).map(({ urn, type }) => ownerOf(urn, type)),
    );
    // Each round can only add replacements, so the loop ends.
    if (now.length === replaced.length) return differences;
    replaced = now;
  }
}
