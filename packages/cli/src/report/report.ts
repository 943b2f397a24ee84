import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { differenceOf, openProject, planAt, type OtherSide } from "@ballast/plan";
import { pageOf, type StackReport } from "@ballast/report";
import { chosen, judged, planAll } from "../plan/plan.ts";
import { table, type Outcome } from "../plan/render.ts";
import { StatusLine } from "../progress.ts";

export interface ReportOptions {
  environment?: string;
  out: string;
  against?: string;
}

/** @returns the exit status. */
export async function report(named: string[], options: ReportOptions): Promise<number> {
  const { environment, out, against } = options;
  const project = await openProject(process.cwd());
  const wanted = chosen(project, named, environment);
  const line = new StatusLine();
  const other =
    against === undefined
      ? undefined
      : await planAt(project.root, against, isWanted(wanted, named, environment), (text) => line.show(text));
  line.end();
  const outcomes = await planAll(project, wanted);
  const stacks = withDifferences(outcomes, other);
  const page = await pageOf({ project: project.name, plannedAt: new Date(), stacks, against }, (stack) =>
    line.show(`drawing ${stack}`),
  );
  line.end();
  mkdirSync(out, { recursive: true });
  const path = join(out, "index.html");
  writeFileSync(path, page);
  console.log(
    `${table(outcomes, undefined)}\n\nThe report is written to ${relative(process.cwd(), path)}; open it in a browser:\n` +
      `  ${pathToFileURL(path).href}`,
  );
  const isLost = stacks.some(({ difference }) =>
    difference?.losses.some(({ acknowledged }) => acknowledged === undefined),
  );
  return isLost ? Math.max(1, judged(outcomes)) : judged(outcomes);
}

/** Those of the working tree, and those of the same environment that it has no more. */
function isWanted(
  wanted: readonly string[],
  named: readonly string[],
  environment: string | undefined,
): (stack: string) => boolean {
  const ending = environment ?? (named.length === 0 ? "dev" : undefined);
  return (stack) => wanted.includes(stack) || (ending !== undefined && stack.endsWith(`-${ending}`));
}

function withDifferences(outcomes: readonly Outcome[], other: OtherSide | undefined): StackReport[] {
  if (other === undefined) return [...outcomes];
  const here = outcomes.map((outcome): StackReport => {
    const before = other.plans[outcome.stack];
    const differenceError = other.errors[outcome.stack];
    if ("error" in outcome) return outcome;
    if (differenceError !== undefined) return { ...outcome, differenceError };
    return { ...outcome, difference: differenceOf(before, outcome.plan) };
  });
  const known = new Set(outcomes.map(({ stack }) => stack));
  const gone = Object.entries(other.plans).filter(([stack]) => !known.has(stack));
  return [
    ...here,
    ...gone.map(([stack, plan]): StackReport => ({ stack, difference: differenceOf(plan, undefined) })),
  ];
}
