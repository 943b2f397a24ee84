import type { PolicyStatement } from "@ballast/analysis";
import { text, type Resource, type Stack } from "@ballast/model";
import { boundaryPolicy, boundaryReference, statementsAtAws } from "./grants.ts";
import { attachmentsTo, heldPolicies, nameAtAws, policiesOf } from "./identities.ts";

/** A statement and its location. */
export interface Standing {
  statement: PolicyStatement;
  /** Location for messages: `web-execution, statement 2`. */
  where: string;
}

/** The policies that determine a role's permissions. */
export interface Rights {
  own: Standing[];
  /** The permissions boundary. @default - none, or its document is not known */
  limits?: Standing[] | undefined;
  /** The permissions boundary, if its document is not known. @default - none, or its document is known */
  unknownBoundary?: string | undefined;
  /** The role's policies whose documents are not known. */
  unknown: unknown[];
}

export function rightsOf(stack: Stack, role: Resource): Rights {
  const held = policiesOf(stack, role).flatMap(({ held: policy, policy: { part, statements } }) =>
    statements.map((statement, position) => ({ statement, where: whereOf(policy, part.part, position) })),
  );
  const ofAws: Standing[] = [];
  const { unknown } = attachmentsTo(stack, role, (policy) => {
    const statements = statementsAtAws(policy);
    ofAws.push(...standing(nameAtAws(policy) ?? text(policy), statements));
    return statements;
  });
  return { own: [...held, ...ofAws], ...boundaryOf(stack, role), unknown };
}

function boundaryOf(stack: Stack, role: Resource): Pick<Rights, "limits" | "unknownBoundary"> {
  const boundary = boundaryPolicy(stack, role);
  if (boundary !== undefined) {
    const limits = heldPolicies(boundary).flatMap(({ statements }) =>
      standing(`the boundary ${boundary.name}`, statements),
    );
    return { limits };
  }
  const reference = boundaryReference(stack, role);
  if (reference === undefined) return {};
  const atAws = statementsAtAws(reference);
  if (atAws.length === 0) return { unknownBoundary: text(reference) };
  return { limits: standing(`the boundary ${nameAtAws(reference) ?? ""}`, atAws) };
}

export function standing(name: string, statements: readonly PolicyStatement[]): Standing[] {
  return statements.map((statement, position) => ({
    statement,
    where: `${name}, statement ${position + 1}`,
  }));
}

export function whereOf(policy: Resource, part: string | undefined, position: number): string {
  return `${part === undefined ? policy.name : `${policy.name} ${part}`}, statement ${position + 1}`;
}
