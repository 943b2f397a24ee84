import { policyStatements, type PolicyStatement } from "@ballast/analysis";
import { accessOf, aws, typesWithAccess } from "@ballast/aws";
import { text, valuesAt, type Resource, type Stack } from "@ballast/model";
import { boundaryPolicy, statementsAtAws } from "./grants.ts";
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
  const boundary = boundaryPolicy(stack, role);
  const limits =
    boundary &&
    heldPolicies(boundary).flatMap(({ statements }) => standing(`the boundary ${boundary.name}`, statements));
  return { own: [...held, ...ofAws], limits, unknown };
}

function standing(name: string, statements: readonly PolicyStatement[]): Standing[] {
  return statements.map((statement, position) => ({
    statement,
    where: `${name}, statement ${position + 1}`,
  }));
}

/** Properties by which a policy that is a resource of its own says whose it is, and the type. */
const subjects: Readonly<Record<string, [property: string, type: string]>> = {
  [aws.bucketPolicy]: ["bucket", aws.bucket],
  [aws.fileSystemPolicy]: ["fileSystemId", aws.fileSystem],
  [aws.repositoryPolicy]: ["repository", aws.repository],
  [aws.topicPolicy]: ["arn", aws.topic],
};

/** What resources say themselves about who may use them, by their ARNs. */
export function resourcePolicies(stack: Stack): { standing: Standing; subject: string }[] {
  return stack.ofType(...typesWithAccess("resourcePolicy")).flatMap((resource) => {
    const { resourcePolicy = "" } = accessOf(resource.type);
    const [property, type] = subjects[resource.type] ?? [];
    const of = type === undefined ? resource : stack.referred(type, resource.inputs[property ?? ""]);
    const subject = text(of?.state["arn"]);
    if (subject === "") return [];
    return valuesAt(resource.inputs, resourcePolicy).flatMap((document) =>
      standing(`the policy of ${of?.name ?? resource.name}`, policyStatements(document)).map((one) => ({
        standing: one,
        subject,
      })),
    );
  });
}

export function whereOf(policy: Resource, part: string | undefined, position: number): string {
  return `${part === undefined ? policy.name : `${policy.name} ${part}`}, statement ${position + 1}`;
}
