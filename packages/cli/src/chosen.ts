import { acknowledgedElsewhere, PlanError, type ProjectSettings } from "@ballast/plan";

/** The stacks that a command uses: the named ones, and those of an environment. */
export function chosen(project: ProjectSettings, named: string[], environment: string | undefined): string[] {
  const wanted =
    named.length > 0 && environment === undefined ? named : ofEnvironment(project, environment ?? "dev");
  // A stack without a settings file is planned as well; its program then reports what is missing.
  const stacks = [...new Set([...named, ...wanted])];
  if (stacks.length === 0) {
    throw new PlanError(
      `No stack belongs to the environment "${environment}"; there are ${project.stacks.join(", ")}.`,
    );
  }
  return stacks;
}

function ofEnvironment(project: ProjectSettings, environment: string): string[] {
  return project.stacks.filter((stack) => stack.endsWith(`-${environment}`));
}

/** As `chosen`, as a predicate: a stack may exist only at another commit, so there is no complete list. */
function chosenBy(named: string[], environment: string | undefined): (stack: string) => boolean {
  const ending = environment ?? (named.length === 0 ? "dev" : undefined);
  return (stack) => named.includes(stack) || (ending !== undefined && stack.endsWith(`-${ending}`));
}

/** As `chosen`, for a comparison. It also includes removed stacks whose losses the chosen stacks acknowledge. */
export function comparedBy(
  root: string,
  named: string[],
  environment: string | undefined,
): (stack: string) => boolean {
  const wanted = chosenBy(named, environment);
  const elsewhere = acknowledgedElsewhere(root, wanted);
  return (stack) => wanted(stack) || elsewhere.has(stack);
}
