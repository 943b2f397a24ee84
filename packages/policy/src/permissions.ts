import { Decision, policyStatements, type PolicyStatement, type Request } from "@ballast/analysis";
import { accessOf } from "@ballast/aws";
import { text, type Resource, type Stack } from "@ballast/model";
import { callsIn, isOfService, type MadeCall, type Use } from "./calls/index.ts";
import { carriedBy, couldHold, holds, plainly, surelyHolds } from "./holding.ts";
import { policiesOf } from "./identities.ts";
import { resourcePolicies, type ResourcePolicy } from "./resourcePolicies.ts";
import { rightsOf, whereOf, type Rights, type Standing } from "./rights.ts";

export interface Answered {
  /** `unknown`: a policy whose document is not known may allow it, or an unknown boundary may not. */
  decision: Decision | "unknown";
  /** The statement that allows or denies it. */
  by?: Standing;
}

/** A decision that may depend on values that are not known yet. */
export interface SureOrNot extends Answered {
  isDoubtful: boolean;
}

/** A call with IAM's decision on each of its requests. */
export interface AnsweredCall {
  call: MadeCall;
  answers: (SureOrNot & { request: Request })[];
}

/** The permissions of a stack's roles and the calls made with them, computed once. */
export class Permissions {
  readonly #stack: Stack;
  readonly #rights = new Map<Resource, { result: Rights; isDoubtful: boolean }>();
  readonly #byResources: readonly ResourcePolicy[];
  readonly #uses: readonly Use[];
  /** Roles whose only unknown callers are the programs in tasks. */
  readonly #ofTasks: ReadonlySet<Resource>;
  readonly #answers = new Map<Resource, AnsweredCall[]>();
  /** Roles whose calls depend on values that are not known yet. */
  readonly #doubted: ReadonlySet<Resource>;
  /** Roles with which unknown callers may call AWS, with the reason. */
  readonly open: ReadonlyMap<Resource, string>;

  constructor(stack: Stack) {
    this.#stack = stack;
    this.#byResources = resourcePolicies(stack);
    const { made, open, uses, ofTasks, doubted } = callsIn(stack);
    this.open = open;
    this.#uses = uses;
    this.#ofTasks = ofTasks;
    this.#doubted = doubted;
    for (const [role, calls] of Map.groupBy(made, (call) => call.role))
      this.#answers.set(
        role,
        calls.map((call) => ({
          call,
          answers: call.requests.map((request) => {
            const { result, isDoubtful } = stack.doubt.during(() =>
              this.answer(role, request, call.isCertain === false ? "possible" : "plan"),
            );
            return { request, ...result, isDoubtful: isDoubtful || call.isDoubtful === true };
          }),
        })),
      );
  }

  /** The calls made with a role. */
  callsOf(role: Resource): readonly AnsweredCall[] {
    return this.#answers.get(role) ?? [];
  }

  rightsOf(role: Resource): Rights {
    const known = this.#rights.get(role) ?? this.#stack.doubt.during(() => rightsOf(this.#stack, role));
    this.#rights.set(role, known);
    if (known.isDoubtful) this.#stack.doubt.raised = true;
    return known.result;
  }

  /**
   * IAM's decision within one account (IAM user guide, "Policy evaluation logic", 2026-11).
   *
   * @param reading `plan`: the request has further condition keys that a plan does not contain; a decision
   * that depends on them is unknown. `possible`: the resource is also only partly known, and an Allow that
   * may apply is enough.
   */
  answer(role: Resource, asked: Request, reading: "plan" | "possible" = "plan"): Answered {
    const { own, limits, unknown, unknownBoundary } = this.rightsOf(role);
    const arn = text(role.state["arn"]);
    const request = this.#asked(role, asked);
    const ofResource = this.#ofResource(request);
    const first = (all: readonly Standing[], effect: "Allow" | "Deny", test: typeof holds) =>
      all.find(({ statement }) => statement.effect === effect && test(statement, request));
    const denied = first([...own, ...(limits ?? []), ...ofResource], "Deny", this.#surely);
    if (denied) return { decision: Decision.Denied, by: denied };
    // A key policy must delegate to the account's IAM policies, or allow the role itself (KMS developer
    // guide, "Key policies in AWS KMS", 2026-11).
    if (isClosedKey(request, ofResource, this.#could)) return { decision: Decision.NotAllowed };
    // A statement whose principal is the account delegates to the account's IAM policies.
    const named = ofResource.filter(({ statement }) =>
      statement.principals?.values.some(({ value }) => this.#inOwnAccount(value) === arn || value === "*"),
    );
    const allowed = (test: typeof holds): Standing | undefined =>
      limits === undefined || first(limits, "Allow", test)
        ? first([...own, ...named], "Allow", test)
        : undefined;
    const by = allowed(reading === "possible" ? this.#could : holds);
    // An unknown boundary may not allow the request.
    if (by)
      return unknownBoundary === undefined ? { decision: Decision.Allowed, by } : { decision: "unknown", by };
    const isOpen = unknown.length > 0 || (reading === "plan" && allowed(this.#could) !== undefined);
    return { decision: isOpen ? "unknown" : Decision.NotAllowed };
  }

  /** Statements that may or may not apply to a request, depending on its unknown condition keys. */
  undecided(role: Resource, asked: Request): Standing[] {
    const { own, limits = [] } = this.rightsOf(role);
    const request = this.#asked(role, asked);
    return [...own, ...limits, ...this.#ofResource(request)].filter(
      ({ statement }) => this.#could(statement, request) && !this.#surely(statement, request),
    );
  }

  readonly #could = (statement: PolicyStatement, request: Request): boolean =>
    couldHold(statement, request, this.#stack.standInAccount);
  readonly #surely = (statement: PolicyStatement, request: Request): boolean =>
    surelyHolds(statement, request, this.#stack.standInAccount);

  /** An ARN with the placeholder account, because its account may be the stack's own. */
  #inOwnAccount(arn: string): string {
    const { standInAccount } = this.#stack;
    return standInAccount === undefined ? arn : arn.replace(/(?<=:)\d{12}(?=:)/, standInAccount);
  }

  #asked(role: Resource, asked: Request): Request {
    const arn = text(role.state["arn"]);
    const context = { ...carriedBy(arn, asked), ...asked.context };
    return { ...asked, context, principal: { kind: "AWS", value: arn } };
  }

  #ofResource({ resource }: Request): Standing[] {
    const about = this.#byResources.filter(({ subjects }) =>
      subjects.some((subject) => subject === resource || resource.startsWith(`${subject}/`)),
    );
    if (about.some(({ isDoubtful }) => isDoubtful)) this.#stack.doubt.raised = true;
    return about.flatMap(({ statements }) => statements);
  }

  /**
   * Principals that must assume a role that does not trust them. Those that depend on values that are not
   * known yet are left out.
   */
  untrustedBy(role: Resource): Use[] {
    const { result, isDoubtful } = this.#stack.doubt.during(() => this.#untrustedBy(role));
    return isDoubtful ? [] : result;
  }

  #untrustedBy(role: Resource): Use[] {
    const { trustPolicy = "" } = accessOf(role.type);
    const trust = policyStatements(role.inputs[trustPolicy]);
    // Conditions on other keys, such as the organization, are not evaluated.
    return this.#uses
      .filter((use) => use.role === role && !use.isDoubtful)
      .filter(({ request }) =>
        spellingsOf(request).every(
          (spelled) =>
            trust.some((one) => one.effect === "Deny" && this.#surely(one, spelled)) ||
            !trust.some((one) => one.effect === "Allow" && this.#could(one, spelled)),
        ),
      );
  }

  /** Whether anything about a role depends on values that are not known yet. */
  isInDoubt(role: Resource): boolean {
    const { isDoubtful } = this.#stack.doubt.during(() => [this.rightsOf(role), this.#untrustedBy(role)]);
    return (
      isDoubtful ||
      this.#doubted.has(role) ||
      this.callsOf(role).some(({ answers }) => answers.some((answer) => answer.isDoubtful))
    );
  }

  /** The role's certain calls with a request that is certainly not allowed. */
  missingOf(role: Resource): { call: MadeCall; request: Request; by?: Standing | undefined }[] {
    return this.callsOf(role)
      .filter(({ call }) => call.isCertain !== false)
      .flatMap(({ call, answers }) =>
        answers
          .filter(
            ({ decision, isDoubtful }) =>
              !isDoubtful && (decision === Decision.NotAllowed || decision === Decision.Denied),
          )
          .map(({ request, by }) => ({ call, request, by })),
      );
  }

  /**
   * Actions that a policy's statements allow a role although nothing in the stack calls them.
   *
   * @returns the actions, by the position of the statement.
   */
  unneededIn(
    statements: readonly PolicyStatement[],
    role: Resource,
  ): { position: number; actions: string[] }[] {
    // A resource that is not known yet may call them.
    if (this.#doubted.has(role)) this.#stack.doubt.raised = true;
    const requests = this.callsOf(role)
      .flatMap(({ call }) => call.requests)
      .map((request) => this.#asked(role, request));
    const isCalled = (one: PolicyStatement): boolean => requests.some((request) => this.#could(one, request));
    const isOpen = this.open.has(role);
    // A task's program may make any call, except those for mounts and the command channel, which only AWS
    // services make.
    if (isOpen && !this.#ofTasks.has(role)) return [];
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

/** Actions that a role's policies allow although nothing in the stack calls them. */
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

/**
 * The request with each spelling of the service principal: some services have one for each region, or for
 * China, and accept both.
 */
function spellingsOf(request: Request): Request[] {
  const { principal, context } = request;
  const name = (principal?.value ?? "").replace(/\.amazonaws\.com$/, "");
  const region = String(context?.["aws:SourceArn"] ?? "").split(":")[3] ?? "";
  return [`${name}.amazonaws.com`, `${name}.${region}.amazonaws.com`, `${name}.amazonaws.com.cn`].map(
    (value) => ({
      ...request,
      principal: { kind: "Service", value },
    }),
  );
}

function isClosedKey(request: Request, ofKey: readonly Standing[], could: typeof couldHold): boolean {
  return (
    request.action.startsWith("kms:") &&
    ofKey.length > 0 &&
    !ofKey.some(({ statement }) => statement.effect === "Allow" && could(statement, request))
  );
}
