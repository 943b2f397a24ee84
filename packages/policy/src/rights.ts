import type { PolicyStatement } from "@ballast/analysis";
import { text, type Resource, type Stack } from "@ballast/model";
import { boundaryPolicy, boundaryReference, statementsAtAws } from "./grants.ts";
import { attachmentsTo, heldPolicies, nameAtAws, policiesOf } from "./identities.ts";

/** A statement, and where it stands. */
export interface Standing {
  statement: PolicyStatement;
  /** For readers: `web-execution, statement 2`. */
  where: string;
}

/** What decides what a role may do. */
export interface Rights {
  own: Standing[];
  /** The boundary. @default - there is none, or nothing here says what it allows */
  limits?: Standing[] | undefined;
  /** Its boundary, if nothing here says what it allows. @default - there is none, or it is known */
  unknownBoundary?: string | undefined;
  /** Policies that it has and of which nothing here says what they allow. */
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
