import { actionFacts, isKnownService, supports } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { text, type Resource, type Stack } from "@ballast/model";

/** The call names something that does not exist or is ambiguous. */
export class MayError extends Error {
  override name = "MayError";
}

export function rolesIn(stack: Stack): Resource[] {
  return stack.ofType(aws.role);
}

/** Finds a role by its name. */
export function readRole(name: string, roles: readonly Resource[]): Resource {
  const found = roles.find((role) =>
    [role.name, role.id, text(role.state["name"]), text(role.state["arn"])].includes(name),
  );
  if (found !== undefined) return found;
  const names = roles.map((role) => role.name).sort();
  throw new MayError(
    names.length === 0
      ? `There is no role ${name}: the stack has no roles.`
      : `There is no role ${name}. There are ${names.join(", ")}.`,
  );
}

/** The action in AWS's spelling. */
export function readAction(given: string): string {
  const facts = actionFacts(given);
  if (facts !== undefined) return facts.name;
  if (/^[\w-]+:\w+$/.test(given) && !isKnownService(given)) return given;
  throw new MayError(`${given} is not an AWS action. Use, for example, ecs:UpdateService.`);
}

/** An ARN, or the ARN of a resource of the stack. */
export function readResource(given: string, action: string, stack: Stack): string {
  const named = stack.resources.filter(({ name, custom }) => custom && name === given);
  const arns = [...new Set(named.map(({ state }) => text(state["arn"]).replace(/:\*$/, "")))].filter(
    (arn) => arn !== "",
  );
  const fitting = arns.filter((arn) => supports(action, arn));
  const [arn, ...others] = fitting.length > 0 ? fitting : arns;
  if (others.length > 0)
    throw new MayError(
      `${given} is ambiguous: ${[arn, ...others].join(", ")} have this name. Give one of these.`,
    );
  if (arn !== undefined) return arn;
  if (given === "*" || given.startsWith("arn:")) return given;
  throw new MayError(
    `The stack has no resource ${given} with an ARN. Give the name of a resource, or an ARN.`,
  );
}
