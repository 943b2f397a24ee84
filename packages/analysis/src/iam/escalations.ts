import { anInstance, attachesPolicy, gainer } from "./askers.ts";
import {
  commandDocuments,
  onIdentities,
  passingMethods,
  strengthening,
  takeovers,
  unlimiting,
  using,
  withoutRole,
} from "./escalationMethods.ts";
import { namesAction, type Request } from "./evaluate.ts";
import { arnParts, isGlob, isWide, matchesGlob } from "./globs.ts";
import { allowanceOf, type Grant } from "./grant.ts";
import type { PolicyStatement } from "./policy.ts";
import { isRunning, trustsOne, type Identity, type Surroundings } from "./identity.ts";
import { arnIn, names, sitesOf, type Whereabouts } from "./probes.ts";

const passRole = "iam:PassRole";

/** What a grant allows a principal that tries to get more permissions. */
class Gain {
  readonly #allowances = new Map<string, (request: Request) => boolean>();
  readonly #named = new Map<string, boolean>();
  readonly #sites: readonly Whereabouts[];
  readonly grant: Grant;
  readonly #context: Record<string, string>;

  constructor(grant: Grant, context: Record<string, string>) {
    this.grant = grant;
    this.#sites = sitesOf(grant.statements);
    this.#context = context;
  }

  names(action: string): boolean {
    const known = this.#named.get(action);
    if (known !== undefined) return known;
    const isNamed = this.grant.statements.some(
      ({ effect, actions }) => effect === "Allow" && namesAction(actions, action),
    );
    this.#named.set(action, isNamed);
    return isNamed;
  }

  may(action: string, resource: string, service?: string): boolean {
    return (
      this.names(action) && this.#allowanceFor(action, service)({ action, resource, context: this.#context })
    );
  }

  /** Whether the action is allowed on each resource of an ARN form. */
  onAll(action: string, form: string, service?: string): boolean {
    return (
      this.names(action) &&
      this.#sites.some((site) => names.every((name) => this.may(action, arnIn(site, form, name), service)))
    );
  }

  /** Evaluates conditions only once for actions whose requests contain the same keys. */
  #allowanceFor(action: string, service?: string): (request: Request) => boolean {
    const key = `${attachesPolicy(action)} ${service ?? ""}`;
    const known = this.#allowances.get(key) ?? allowanceOf(this.grant, gainer(action, service));
    this.#allowances.set(key, known);
    return known;
  }

  /** Whether all of these actions are allowed on one resource that the caller chooses. */
  onOne(actions: readonly string[]): boolean {
    if (!actions.every((action) => this.names(action))) return false;
    return this.#resourcesFor(actions).some((resource) =>
      actions.every((action) => this.may(action, resource)),
    );
  }

  #resourcesFor(actions: readonly string[]): string[] {
    const own = actions.map((action) => action.split(":")[0] ?? action);
    const generic = own.flatMap((service) =>
      ["kind/xq", "kind:xq"].map((name) => `arn:aws:${service}:eu-central-1:123456789012:${name}`),
    );
    const patterns = this.grant.statements
      .filter((one) => one.effect === "Allow" && actions.some((action) => namesAction(one.actions, action)))
      .flatMap(({ resources }) => (resources.not ? [] : resources.values))
      .filter((pattern) => {
        const service = arnParts(pattern)[2];
        return service !== undefined && own.some((one) => matchesGlob(service, one));
      });
    return ["*", ...generic, ...patterns.map(anInstance)];
  }
}

/**
 * The ways in which a principal can get more permissions than the grant gives: actions, with the further
 * actions that they need. An action on any resource includes the administrator's. For named resources, what
 * the stack contains decides.
 *
 * @param around The identities and resources of the stack. @default - none
 */
export function escalationsOf(
  grant: Grant,
  around: Surroundings = { identities: [], runners: [] },
): string[] {
  const owner = around.identities.find(({ isOwn, kind }) => isOwn && kind === "user");
  const gain = new Gain(grant, { "aws:username": owner?.name.split("/").at(-1) ?? "own-name" });
  const ways = [...generalWays(gain)];
  const targets = targetsOf(gain, around);
  for (const target of targets) ways.push(...waysOver(gain, target, around));
  for (const runner of around.runners)
    for (const { form, actions, steps } of takeovers)
      if (
        isRunning(runner, form) &&
        actions.every((action) => gain.may(action, runner.arn)) &&
        steps.every((step) => gain.onOne(step))
      )
        ways.push([...actions, ...steps.flat()].join(" and "));
  return [...new Set(ways)];
}

const relevant = [
  passRole,
  "ssm:SendCommand",
  ...Object.values(onIdentities).flatMap((actions) => actions.map((action) => `iam:${action}`)),
  ...[using, strengthening].flatMap((all) => Object.values(all).flat()),
  ...takeovers.flatMap(({ actions, steps }) => [...actions, ...steps.flat()]),
  ...withoutRole.flat(),
  ...passingMethods.flatMap(({ steps }) => steps.flat()),
];

/** Whether statements allow any action that can be a part of an escalation. */
export function namesEscalation(statements: readonly PolicyStatement[]): boolean {
  return statements.some(
    ({ effect, actions }) => effect === "Allow" && relevant.some((action) => namesAction(actions, action)),
  );
}

/** Ways by actions that are allowed on every resource, or on one that the principal creates. */
function* generalWays(gain: Gain): Iterable<string> {
  for (const [kind, actions] of Object.entries(onIdentities))
    for (const action of actions)
      if (gain.onAll(`iam:${action}`, `iam::{a}:${kind}/{n}`)) yield `iam:${action}`;
  for (const { form, actions, steps } of takeovers)
    if (actions.every((action) => gain.onAll(action, form)) && steps.every((step) => gain.onOne(step)))
      yield [...actions, ...steps.flat()].join(" and ");
  if (gain.onAll("ssm:SendCommand", "ec2:{r}:{a}:instance/{n}") && runsCommands(gain))
    yield "ssm:SendCommand";
  for (const actions of withoutRole) if (gain.onOne(actions)) yield actions.join(" and ");
  yield* passing(gain, (service) => gain.onAll(passRole, "iam::{a}:role/{n}", service));
}

function runsCommands(gain: Gain): boolean {
  return sitesOf(gain.grant.statements).some((site) =>
    commandDocuments.some((form) => gain.may("ssm:SendCommand", arnIn(site, form, "xq"))),
  );
}

/** @param isHandedOn Whether a role may be passed to a service. */
function* passing(gain: Gain, isHandedOn: (service: string) => boolean): Iterable<string> {
  if (!gain.names(passRole)) return;
  for (const { service, steps } of passingMethods)
    if (steps.every((actions) => gain.onOne(actions)) && isHandedOn(service))
      yield `${passRole} with ${steps.flat().join(" and ")}`;
}

/**
 * Ways that give more permissions to an identity that the principal is or can act as, or that let it act as
 * an identity with strong permissions.
 */
function* waysOver(gain: Gain, target: Identity, around: Surroundings): Iterable<string> {
  const { kind, isOwn, isStrong } = target;
  const on = (actions: readonly string[]) =>
    actions.filter((action) => gain.names(action) && target.arns.some((arn) => gain.may(action, arn)));
  const stronger = [
    ...on(strengthening[kind] ?? []),
    ...(strengthening["policy"] ?? []).filter((action) =>
      target.policies.some((policy) => gain.may(action, policy)),
    ),
  ];
  if (isOwn) yield* stronger;
  if (isOwn && gain.grant.limits !== undefined) yield* on(unlimiting[kind] ?? []);
  if (isOwn || (!isStrong && stronger.length === 0)) return;
  const used = on(using[kind] ?? []).filter((action) => isEffective(action, target, around));
  const passed = [
    ...passing(
      gain,
      (service) =>
        kind === "role" &&
        ["Service", "Federated"].some((kind) => trustsOne(target, kind, [service])) &&
        target.arns.some((arn) => gain.may(passRole, arn, service)),
    ),
  ];
  const [use] = [...used, ...passed];
  const [strength] = stronger;
  if (use !== undefined) yield isStrong || strength === undefined ? use : `${strength} and ${use}`;
}

function isEffective(action: string, target: Identity, { identities }: Surroundings): boolean {
  if (action === "iam:CreateRole") return !target.isKnown;
  if (action !== "sts:AssumeRole") return true;
  const own = identities.filter(({ isOwn }) => isOwn).flatMap(({ arns }) => arns);
  return trustsOne(target, "AWS", own);
}

/** The identities of the stack, and the roles, users and groups that the policies themselves name. */
function targetsOf(gain: Gain, { identities }: Surroundings): Identity[] {
  const known = new Set(identities.flatMap(({ arns }) => arns));
  const named = gain.grant.statements
    .filter(({ effect, resources }) => effect === "Allow" && !resources.not)
    .flatMap(({ resources }) => resources.values)
    .map((pattern) => ({ pattern, parts: arnParts(pattern) }))
    .filter(({ parts }) => parts.length === 6 && !isWide(parts[5] ?? ""))
    .flatMap(({ pattern, parts }): Identity[] => {
      const [, kind] = /^(role|user|group)\//.exec(parts[5] ?? "") ?? [];
      const arn = anInstance(pattern.replaceAll(/\$\{aws:username\}/gi, "own-name"));
      if (kind === undefined || known.has(arn)) return [];
      const isOwn = /\$\{aws:username\}/i.test(pattern) && !isGlob(parts[5] ?? "");
      return [
        {
          kind: kind as Identity["kind"],
          name: arn.slice(arn.indexOf("/") + 1),
          arns: [arn],
          isOwn,
          isStrong: false,
          isKnown: false,
          policies: [],
        },
      ];
    });
  const sites = sitesOf(gain.grant.statements);
  const everywhere = identities.map((one) => ({
    ...one,
    arns: [...one.arns, ...sites.map((site) => arnIn(site, `iam::{a}:${one.kind}/{n}`, one.name))],
    policies: one.policies.flatMap((policy) =>
      policy.startsWith("arn:") ? [policy] : sites.map((site) => arnIn(site, "iam::{a}:policy/{n}", policy)),
    ),
  }));
  const isAt = (arn: string) => everywhere.some(({ arns }) => arns.includes(arn));
  return [...everywhere, ...named.filter(({ arns: [arn = ""] }) => !isAt(arn))];
}
