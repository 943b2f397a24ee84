import { isOfClearText, statements, type PolicyStatement } from "@ballast/model";

/** Whether a policy document allows something to everybody, and no condition binds it. */
export function allowsAnyone(document: unknown): boolean {
  return statements(document).some(
    ({ effect, anyone, conditions }) => effect === "Allow" && anyone && isUnconditional({ conditions }),
  );
}

export function isUnconditional({ conditions }: Pick<PolicyStatement, "conditions">): boolean {
  return Object.keys(conditions).length === 0;
}

/** Whether a statement denies one of these actions to what comes without TLS. */
export function refusesClearText(all: PolicyStatement[], actions: string[]): boolean {
  return all.some(
    (statement) =>
      statement.effect === "Deny" &&
      actions.some((action) => statement.actions.includes(action)) &&
      isOfClearText(statement),
  );
}
