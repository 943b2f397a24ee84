import { acknowledgedElsewhere, PlanError, type ProjectSettings } from "@ballast/plan";

/** The stacks that a command is to look at: those that are named, and those of an environment. */
export function chosen(project: ProjectSettings, named: string[], environment: string | undefined): string[] {
  const wanted =
    named.length > 0 && environment === undefined ? named : ofEnvironment(project, environment ?? "dev");
  // A stack without a file is planned as well: its program then says what is missing.
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

/** The same where a stack may stand at another commit alone, so that there is no list to choose from. */
function chosenBy(named: string[], environment: string | undefined): (stack: string) => boolean {
  const ending = environment ?? (named.length === 0 ? "dev" : undefined);
  return (stack) => named.includes(stack) || (ending !== undefined && stack.endsWith(`-${ending}`));
}

/** The same for a comparison, which also needs the stacks that are gone and whose losses those acknowledge. */
export function comparedBy(
  root: string,
  named: string[],
  environment: string | undefined,
): (stack: string) => boolean {
  const wanted = chosenBy(named, environment);
  const elsewhere = acknowledgedElsewhere(root, wanted);
  return (stack) => wanted(stack) || elsewhere.has(stack);
}
