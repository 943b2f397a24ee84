import { stackOfPlans } from "@ballast/plan";
import { Permissions, roleCallsOf, type RoleCall } from "@ballast/policy";
import { planned } from "../planning.ts";
import { MayError, readAction, readResource, readRole, rolesIn } from "./asked.ts";
import { answered, overview, statementsAbout } from "./lines.ts";
import { tellAnswer, tellCalls, tellRoles, tellStatements } from "./told.ts";

export interface MayOptions {
  format: "table" | "json";
  context: Record<string, string[]>;
}

export interface Asked {
  stack: string;
  role: string | undefined;
  action: string | undefined;
  resource: string | undefined;
}

/** @returns the exit status. */
export async function may(asked: Asked, { format, context }: MayOptions): Promise<number> {
  const { plan } = await planned(
    asked.stack,
    (stacks) => new MayError(`There is no stack ${asked.stack}: ${stacks}.`),
  );
  const stack = stackOfPlans([plan]);
  const permissions = new Permissions(stack);
  const print = <T>(value: T, tell: (value: T) => string): void =>
    console.log(format === "json" ? JSON.stringify(value, null, 2) : tell(value));
  if (asked.role === undefined) {
    const roles = overview(stack, permissions);
    print({ stack: asked.stack, roles }, () => tellRoles(roles));
    return roles.some(({ missing }) => missing > 0) ? 1 : 0;
  }
  const role = readRole(asked.role, rolesIn(stack));
  if (asked.action === undefined) {
    const calls = roleCallsOf(role, stack, permissions);
    print(calls, tellCalls);
    return calls.calls.every(isFine) ? 0 : 1;
  }
  const action = readAction(asked.action);
  if (asked.resource === undefined) {
    const statements = statementsAbout(action, role, permissions);
    print({ role: role.name, action, statements }, () => tellStatements(role.name, action, statements));
    return statements.some(({ effect }) => effect === "Allow") ? 0 : 1;
  }
  const request = { action, resource: readResource(asked.resource, action, stack), context };
  const answer = answered(role, request, permissions);
  print(answer, tellAnswer);
  return answer.answer === "yes" ? 0 : 1;
}

/** A call that happens only in some cases need not be allowed. */
function isFine({ answer, isCertain }: RoleCall): boolean {
  return answer === "yes" || !isCertain;
}
