import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  checkedReason,
  commitOf,
  differencesOf,
  findRoot,
  openProject,
  planAt,
  Planner,
  PlanError,
  stacksIn,
  type OtherSide,
  type StackDifference,
} from "@ballast/plan";
import { chosenBy } from "../chosen.ts";
import { StatusLine } from "../progress.ts";
import { acknowledgeBy } from "./acknowledge.ts";
import { commentLimit, markdown } from "./markdown.ts";
import { table } from "./table.ts";

export interface DiffOptions {
  against: string;
  environment?: string;
  format: "table" | "json" | "markdown";
  out?: string;
  acknowledge: Record<string, string>;
}

/** A stack that cannot be planned on a side. */
export interface Failure {
  stack: string;
  side: "before" | "after";
  message: string;
}

export interface Differences {
  against: { ref: string; commit: string };
  differences: StackDifference[];
  errors: Failure[];
  /** Acknowledgements of the command line that stand for no loss, or for more than one. */
  unusedAcknowledgements: string[];
}

/** @returns the exit status. */
export async function diff(named: string[], options: DiffOptions): Promise<number> {
  for (const [what, reason] of Object.entries(options.acknowledge)) checkedReason(what, reason);
  const root = findRoot(process.cwd());
  // Before anything takes its time.
  commitOf(root, options.against);
  const wanted = chosenBy(named, options.environment);
  const line = new StatusLine();
  const say = (text: string): void => line.show(text);
  // The other side is planned by a process of its own, while this one plans the working tree.
  const sides = await Promise.allSettled([
    planAt(root, options.against, wanted, say),
    planHere(root, wanted, say),
  ]);
  line.end();
  const [other, here] = sides.map((side) => {
    if (side.status === "rejected") throw side.reason;
    return side.value;
  }) as [OtherSide, Side];
  const all = compared(options, named, other, here);
  const written = options.out === undefined ? undefined : write(all, options.out);
  console.log(rendered(all, options.format, written));
  const lost = all.differences.some(({ losses }) =>
    losses.some(({ acknowledged }) => acknowledged === undefined),
  );
  return lost || all.errors.length > 0 ? 1 : 0;
}

type Side = Pick<OtherSide, "plans" | "errors">;

async function planHere(
  root: string,
  wanted: (stack: string) => boolean,
  say: (line: string) => void,
): Promise<Side> {
  const stacks = stacksIn(root).filter(wanted);
  const side: Side = { plans: {}, errors: {} };
  if (stacks.length === 0) return side;
  const planner = new Planner(await openProject(root));
  for (const [index, stack] of stacks.entries()) {
    say(`planning ${stack} (${index + 1} of ${stacks.length})`);
    try {
      side.plans[stack] = await planner.plan(stack);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      side.errors[stack] = error.message;
    }
  }
  return side;
}

function compared(
  { against: ref, environment, acknowledge }: DiffOptions,
  named: string[],
  before: OtherSide,
  after: Side,
): Differences {
  const known = [before, after].flatMap(({ plans, errors }) => Object.keys({ ...plans, ...errors }));
  const stacks = [...new Set(known)].sort();
  const nowhere = named.filter((stack) => !stacks.includes(stack));
  if (nowhere.length > 0)
    throw new PlanError(`${nowhere.join(", ")}: there are settings of it neither here nor at ${ref}.`);
  if (stacks.length === 0)
    throw new PlanError(
      `No stack is of the environment "${environment ?? "dev"}", neither here nor at ${ref}.`,
    );
  const errors = stacks.flatMap((stack) => failuresOf(stack, before, after));
  const failed = new Set(errors.map(({ stack }) => stack));
  const sides = stacks
    .filter((stack) => !failed.has(stack))
    .map((stack) => ({ before: before.plans[stack], after: after.plans[stack] }));
  return {
    against: { ref, commit: before.commit },
    ...acknowledgeBy(acknowledge, differencesOf(sides)),
    errors,
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
