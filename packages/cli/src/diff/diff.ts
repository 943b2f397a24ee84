import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  acknowledgementsOf,
  commitOf,
  compareStacks,
  findRoot,
  mayDiffer,
  planAt,
  PlanError,
  pricesOf,
  projectAt,
  stacksIn,
  standsOn,
  type Acknowledgement,
  type OtherSide,
} from "@ballast/plan";
import { differenceOfCosts } from "@ballast/analysis/cost";
import { costsOf, costFaultsOf, printCostFaults, type Costs } from "../cost/costs.ts";
import { comparedBy } from "../chosen.ts";
import { cacheOf, planAll } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import type { Differences, Failure } from "./differences.ts";
import { commentLimit, markdown } from "./markdown.ts";
import { table } from "./table.ts";
import { isEmpty, refuses } from "@ballast/plan/words";

export interface DiffOptions {
  against: string;
  environment?: string;
  format: "table" | "json" | "markdown";
  out?: string;
  budget?: number;
  /** Entries of `ballast:acknowledged`, each in YAML. */
  acknowledge: string[];
}

/** An invalid value on the command line. */
class CallError extends Error {
  override name = "CallError";
}

/** @returns the exit status. */
export async function diff(named: string[], options: DiffOptions): Promise<number> {
  const acknowledged = acknowledgementsOf(options.acknowledge, "--acknowledge");
  if (acknowledged.faults.length > 0) throw new CallError(acknowledged.faults.join("\n"));
  const root = findRoot(process.cwd());
  // Checked first, before slow work starts.
  commitOf(root, options.against);
  const wanted = comparedBy(root, named, options.environment);
  const line = new StatusLine();
  const { before, after, foundations } = await planBoth(root, options.against, wanted, line);
  line.end();
  const prices = pricesOf(root);
  const costs = {
    before: costsOf(Object.values(before.plans), prices),
    after: costsOf(Object.values(after.plans), prices),
  };
  const all = compared(options, named, acknowledged.entries, before, after, foundations, costs);
  const written = options.out === undefined ? undefined : write(all, options.out);
  console.log(rendered(all, options.format, written));
  const isRefused =
    all.differences.some(refuses) || all.acknowledgementFaults.some(({ severity }) => severity === "error");
  const plans = Object.keys(all.costs).flatMap((stack) => after.plans[stack] ?? []);
  const isOver = printCostFaults(costFaultsOf(plans, costs.after, options.budget));
  return isOver || isRefused || all.errors.length > 0 ? 1 : 0;
}

type Side = Pick<OtherSide, "plans" | "errors">;

/** Plans both sides of the chosen stacks, and of the stacks that they depend on if these may differ. */
async function planBoth(
  root: string,
  ref: string,
  wanted: (stack: string) => boolean,
  line: StatusLine,
): Promise<{ before: OtherSide; after: Side; foundations: Map<string, string[]> }> {
  const { before, after } = await planSides(root, ref, wanted, line);
  const foundations = new Map<string, string[]>();
  for (;;) {
    const missing = unplanned(before, after, foundations);
    if (missing.size === 0 || !mayDiffer(root, before.commit, [...missing.keys()])) break;
    for (const [stack, under] of missing) foundations.set(stack, under);
    const more = await planSides(root, ref, (stack) => missing.has(stack), line);
    for (const [side, found] of [[before, more.before] as const, [after, more.after] as const]) {
      Object.assign(side.plans, found.plans);
      Object.assign(side.errors, found.errors);
    }
  }
  return { before, after, foundations };
}

/** Referenced stacks that were not planned yet, each with the stacks that depend on it. */
function unplanned(
  before: Side,
  after: Side,
  lookedFor: ReadonlyMap<string, unknown>,
): Map<string, string[]> {
  const known = new Set(stacksOf(before, after));
  const missing = new Map<string, string[]>();
  for (const plan of [before, after].flatMap(({ plans }) => Object.values(plans)))
    for (const stack of standsOn(plan))
      if (!known.has(stack) && !lookedFor.has(stack))
        missing.set(stack, [...new Set([...(missing.get(stack) ?? []), plan.stack])].sort());
  return missing;
}

async function planSides(
  root: string,
  ref: string,
  wanted: (stack: string) => boolean,
  line: StatusLine,
): Promise<{ before: OtherSide; after: Side }> {
  // The other side is planned in a separate process, in parallel with the working tree.
  const sides = await Promise.allSettled([
    planAt(root, ref, wanted, (text) => line.show(text), cacheOf(projectAt(root))),
    planHere(root, wanted, line),
  ]);
  const [before, after] = sides.map((side) => {
    if (side.status === "rejected") throw side.reason;
    return side.value;
  }) as [OtherSide, Side];
  return { before, after };
}

async function planHere(root: string, wanted: (stack: string) => boolean, line: StatusLine): Promise<Side> {
  const stacks = stacksIn(root).filter(wanted);
  const outcomes = stacks.length === 0 ? [] : await planAll(projectAt(root), stacks, line);
  const side: Side = { plans: {}, errors: {} };
  for (const outcome of outcomes) {
    if ("plan" in outcome) side.plans[outcome.stack] = outcome.plan;
    else side.errors[outcome.stack] = outcome.error;
  }
  return side;
}

/** All stacks with settings on any side, sorted. */
function stacksOf(...sides: readonly Side[]): string[] {
  return [...new Set(sides.flatMap(({ plans, errors }) => Object.keys({ ...plans, ...errors })))].sort();
}

function compared(
  { against: ref, environment }: DiffOptions,
  named: string[],
  commandLine: Acknowledgement[],
  before: OtherSide,
  after: Side,
  foundations: ReadonlyMap<string, readonly string[]>,
  costs: { before: Costs; after: Costs },
): Differences {
  const stacks = stacksOf(before, after);
  const nowhere = named.filter((stack) => !stacks.includes(stack));
  if (nowhere.length > 0)
    throw new PlanError(
      `${nowhere.join(", ")}: this stack has settings neither in the working tree nor at ${ref}.`,
    );
  if (stacks.length === 0)
    throw new PlanError(
      `No stack belongs to the environment "${environment ?? "dev"}", neither in the working tree nor at ${ref}.`,
    );
  const errors = stacks.flatMap((stack) => failuresOf(stack, before, after));
  const failed = new Set(errors.map(({ stack }) => stack));
  const sides = stacks
    .filter((stack) => !failed.has(stack))
    .map((stack) => ({ before: before.plans[stack], after: after.plans[stack] }));
  const { differences, faults } = compareStacks(sides, { commandLine });
  // A stack that was compared only as a dependency is shown only if it differs.
  const shown = differences.filter((one) => !(foundations.has(one.stack) && isEmpty(one)));
  return {
    against: { ref, commit: before.commit },
    differences: shown,
    costs: Object.fromEntries(
      shown.map(({ stack, renamed }) => [
        stack,
        differenceOfCosts(
          costs.before.get(stack),
          costs.after.get(stack),
          Object.fromEntries(renamed.map(({ from, to }) => [from, to])),
        ),
      ]),
    ),
    errors,
    foundations: shown.flatMap(({ stack }) => {
      const under = foundations.get(stack);
      return under === undefined ? [] : [{ stack, under: [...under] }];
    }),
    acknowledgementFaults: faults,
  };
}

function failuresOf(stack: string, before: Side, after: Side): Failure[] {
  return Object.entries({ before, after }).flatMap(([side, { errors }]) => {
    const message = errors[stack];
    return message === undefined ? [] : [{ stack, side: side as Failure["side"], message }];
  });
}

function write(all: Differences, directory: string): string {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "differences.json"), `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(join(directory, "differences.md"), `${markdown(all)}\n`);
  return relative(process.cwd(), directory) || ".";
}

function rendered(all: Differences, format: DiffOptions["format"], written: string | undefined): string {
  switch (format) {
    case "json":
      return JSON.stringify(all, null, 2);
    case "markdown":
      return markdown(all, { limit: commentLimit, written });
    default:
      return table(all, written);
  }
}
