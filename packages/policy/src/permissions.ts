import {
  decide,
  Decision,
  holdsFor,
  matchesArn,
  policyStatements,
  valuesOf,
  type PolicyStatement,
  type Request,
} from "@ballast/analysis";
import { accessOf, aws, typesWithAccess } from "@ballast/aws";
import { text, valuesAt, type Resource, type Stack } from "@ballast/model";
import { callsIn, isOfService, type MadeCall, type Use } from "./calls/index.ts";
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

export interface Answered {
  /** `unknown`: a policy that nothing here has may allow it. */
  decision: Decision | "unknown";
  /** The statement that allows or denies it. */
  by?: Standing;
}

/** A call, and what IAM says to each of its questions. */
export interface AnsweredCall {
  call: MadeCall;
  answers: (Answered & { request: Request })[];
}

/** Who may do what in a stack, and who does: worked out once. */
export class Permissions {
  readonly #stack: Stack;
  readonly #rights = new Map<Resource, Rights>();
  readonly #byResources: { standing: Standing; subject: string }[];
  readonly #uses: readonly Use[];
  readonly #answers = new Map<Resource, AnsweredCall[]>();
  /** Roles with which something may call AWS of which nothing here knows, and why. */
  readonly open: ReadonlyMap<Resource, string>;

  constructor(stack: Stack) {
    this.#stack = stack;
    this.#byResources = resourcePolicies(stack);
    const { made, open, uses } = callsIn(stack);
    this.open = open;
    this.#uses = uses;
    for (const [role, calls] of Map.groupBy(made, (call) => call.role))
      this.#answers.set(
        role,
        calls.map((call) => ({
          call,
          answers: call.requests.map((request) => ({
            request,
            ...this.answer(role, request, call.isCertain === false ? couldHold : holdsFor),
          })),
        })),
      );
  }

  /** What is called with a role. */
  callsOf(role: Resource): readonly AnsweredCall[] {
    return this.#answers.get(role) ?? [];
  }

  rightsOf(role: Resource): Rights {
    const known = this.#rights.get(role) ?? rightsOf(this.#stack, role);
    this.#rights.set(role, known);
    return known;
  }

  /**
   * What IAM decides, within one account (IAM user guide, "Policy evaluation logic", 2026-11).
   *
   * @param holds Whether an Allow is about the request: for one of which not all is known, whether it may be.
   */
  answer(role: Resource, asked: Request, holds = holdsFor): Answered {
    const { own, limits, unknown } = this.rightsOf(role);
    const arn = text(role.state["arn"]);
    const request: Request = { ...asked, principal: { kind: "AWS", value: arn } };
    const ofResource = this.#byResources
      .filter(({ subject }) => subject === request.resource || request.resource.startsWith(`${subject}/`))
      .map(({ standing }) => standing);
    const first = (all: readonly Standing[], effect: "Allow" | "Deny") =>
      all.find(
        ({ statement }) =>
          statement.effect === effect && (effect === "Allow" ? holds : holdsFor)(statement, request),
      );
    const denied = first([...own, ...(limits ?? []), ...ofResource], "Deny");
    if (denied) return { decision: Decision.Denied, by: denied };
    if (limits !== undefined && first(limits, "Allow") === undefined)
      return { decision: Decision.NotAllowed };
    // One that names the account leaves it to the account's own policies.
    const named = ofResource.filter(({ statement }) =>
      statement.principals?.values.some(({ value }) => value === arn || value === "*"),
    );
    const allowed = first([...own, ...named], "Allow");
    if (allowed) return { decision: Decision.Allowed, by: allowed };
    return { decision: unknown.length > 0 ? "unknown" : Decision.NotAllowed };
  }

  /** Those who are to take on a role that does not trust them. */
  untrustedBy(role: Resource): Use[] {
    const { trustPolicy = "" } = accessOf(role.type);
    const trust = { statements: policyStatements(role.inputs[trustPolicy]) };
    return this.#uses.filter((use) => use.role === role && decide([trust], use.request) !== Decision.Allowed);
  }

  /** The calls of a role of which a question is not allowed. */
  missingOf(role: Resource): { call: MadeCall; request: Request; by?: Standing | undefined }[] {
    return this.callsOf(role)
      .filter(({ call }) => call.isCertain !== false)
      .flatMap(({ call, answers }) =>
        answers
          .filter(({ decision }) => decision === Decision.NotAllowed || decision === Decision.Denied)
          .map(({ request, by }) => ({ call, request, by })),
      );
  }

  /**
   * What a policy's statements allow a role although nothing in the stack calls it.
   *
   * @returns the actions, by the statement's position.
   */
  unneededIn(
    statements: readonly PolicyStatement[],
    role: Resource,
  ): { position: number; actions: string[] }[] {
    const calls = this.callsOf(role).map(({ call }) => call);
    const isCalled = (one: PolicyStatement): boolean =>
      calls.some(({ requests, isCertain }) =>
        requests.some((request) => (isCertain === false ? couldHold(one, request) : holdsFor(one, request))),
      );
    const isOpen = this.open.has(role);
    return statements.flatMap((statement, position) => {
      if (statement.effect !== "Allow" || statement.actions.not || statement.resources.not) return [];
      const actions = statement.actions.values.filter(
        (action) =>
          (!isOpen || isOfService(action)) &&
          !isCalled({ ...plainly(statement), actions: { not: false, values: [action] } }),
      );
      return actions.length > 0 ? [{ position, actions }] : [];
    });
  }
}

/** Whether a statement may be about a request of which not all is known: keys that it lacks may have any value. */
function couldHold(statement: PolicyStatement, request: Request): boolean {
  const { context = {}, resource } = request;
  const conditions = Object.fromEntries(
    Object.entries(statement.conditions).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).filter(([key]) => valuesOf(context, key) !== undefined)),
    ]),
  );
  const { not, values } = statement.resources;
  const resources = values.map((pattern) => (matchesArn(resource, pattern) ? resource : pattern));
  return holdsFor({ ...plainly(statement), conditions, resources: { not, values: resources } }, request);
}

/** A copy; the elements of a statement are read when they are asked for. */
function plainly({ effect, actions, resources, principals, conditions }: PolicyStatement): PolicyStatement {
  return { effect, actions, resources, principals, conditions };
}

function rightsOf(stack: Stack, role: Resource): Rights {
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
function resourcePolicies(stack: Stack): { standing: Standing; subject: string }[] {
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

/** What a role's policies allow although nothing in the stack calls it. */
export function unneededOf(
  role: Resource,
  stack: Stack,
  permissions: Permissions,
): { action: string; statement: string }[] {
  return policiesOf(stack, role).flatMap(({ held, policy: { part, statements } }) =>
    permissions
      .unneededIn(statements, role)
      .flatMap(({ position, actions }) =>
        actions.map((action) => ({ action, statement: whereOf(held, part.part, position) })),
      ),
  );
}

function whereOf(policy: Resource, part: string | undefined, position: number): string {
  return `${part === undefined ? policy.name : `${policy.name} ${part}`}, statement ${position + 1}`;
}
