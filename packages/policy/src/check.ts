import { stackOf } from "@ballast/analysis";
import type { Resource, Stack } from "@ballast/model";
import { dayOf, memberKey, type RuleException } from "@ballast/contracts/plain";
import { exceptionRules, readExceptions } from "./exceptions.ts";
import { Severity, type Rule } from "./rule.ts";
import { rules as allRules } from "./rules/index.ts";
import { verdictOf, type Found, type Verdict } from "./waivers.ts";

export interface Finding {
  rule: string;
  severity: Severity;
  urn: string;
  /** The part of the resource that it is about, where the rule looks at parts: a container, a volume, … */
  part?: string;
  message: string;
  /** Why the rule is waived here. */
  reason?: string;
}

export interface CheckOptions {
  /** @default - all that are not optional */
  rules?: readonly Rule[];
  /** The day for exceptions and for what gets old, as `2027-03-31`. @default - today */
  today?: string;
  /** What the stacks register whose outputs this one takes. @default - nothing is known of them */
  foundations?: readonly Resource[];
  /** Takes, by the id of a rule, the resources that it could not check, because values are not known yet. @default - nobody asks */
  unchecked?: Map<string, Set<Resource>>;
  /** The account in the resources' ARNs, if it only replaces one that is not known. @default - it is the stack's own */
  standInAccount?: string;
}

/**
 * What the rules find in a stack, the gravest first. Outputs `waivers` and the stack's `exceptions` let go of some.
 *
 * @throws {ExceptionError} for exceptions that name no rule, no day or no reason.
 */
export function check(
  resources: readonly Resource[],
  outputs: Record<string, unknown> = {},
  options: CheckOptions = {},
): Finding[] {
  const stack = stackOf(resources, outputs, undefined, options.foundations);
  stack.standInAccount = options.standInAccount;
  return checkStack(stack, exceptionsOf(outputs), options);
}

/** @throws {ExceptionError} for exceptions among a stack's outputs that name no rule, no day or no reason. */
export function exceptionsOf(outputs: Record<string, unknown>): RuleException[] {
  return readExceptions(outputs["exceptions"], "exceptions", new Set(allRules.map(({ id }) => id)));
}

export function checkStack(
  stack: Stack,
  exceptions: readonly RuleException[],
  {
    rules = allRules.filter(({ optional }) => !optional),
    today = dayOf(new Date()),
    unchecked: unsure = new Map(),
  }: CheckOptions,
): Finding[] {
  const used = new Set<RuleException>();
  const findings = rules.flatMap((rule) => {
    const all = broken(rule, stack, unsure, today);
    return all.flatMap((found) => {
      stack.doubt.raised = false;
      const verdict = verdictOf(rule.id, found, all, stack, exceptions, today);
      for (const exception of verdict.exceptions) used.add(exception);
      // A waiver that is not known yet may be there.
      if (stack.doubt.raised) {
        note(unsure, rule, found.resource);
        return [];
      }
      return judged(rule, found, verdict);
    });
  });
  const looked = new Set(rules.map(({ id }) => id));
  const unused = exceptions.filter((one) => looked.has(one.rule) && !unsure.has(one.rule) && !used.has(one));
  return once([...findings, ...unused.map((one) => leftBehind(stack, one))]).sort(byGravity);
}

/**
 * What a rule finds, waived or not. What it finds by something that is not known yet is left out.
 *
 * @param unsure Takes the resources to which that happens, by the rules' ids.
 */
function broken(rule: Rule, stack: Stack, unsure: Map<string, Set<Resource>>, today: string): Found[] {
  return stack.matching(rule.types).flatMap((resource) => {
    const found: Found[] = [];
    stack.doubt.raised = false;
    try {
      for (const violation of rule.check(resource, stack, today)) {
        if (stack.doubt.raised) break;
        const told = typeof violation === "string" ? { message: violation } : violation;
        found.push({ resource, part: undefined, ...told });
      }
    } catch (error) {
      // Half a definition may make no sense; a whole one must.
      if (!stack.doubt.raised) throw error;
    }
    if (stack.doubt.raised) note(unsure, rule, resource);
    return found;
  });
}

function note(unsure: Map<string, Set<Resource>>, { id }: Rule, resource: Resource): void {
  unsure.set(id, new Set([...(unsure.get(id) ?? []), resource]));
}

/** A resource of a template may be several of the provider's, of which each is found alike. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((one) => [JSON.stringify(one), one])).values()];
}

function judged(rule: Rule, { resource: { urn }, part, message }: Found, verdict: Verdict): Finding[] {
  const found = { rule: rule.id, urn, ...(part !== undefined && { part }) };
  const { standing, remarks } = verdict;
  if (standing === undefined)
    return [{ ...found, severity: rule.severity, message: [message, ...remarks].join("; ") }];
  const waived: Finding = { ...found, message, severity: Severity.Waived, reason: standing.reason };
  if (standing.warning === undefined) return [waived];
  const { id, severity } = exceptionRules.expiring;
  return [waived, { ...found, rule: id, severity, message: `${standing.warning} (${rule.id})` }];
}

function leftBehind(stack: Stack, { rule, resource, part }: RuleException): Finding {
  const { id, severity } = exceptionRules.unused;
  const message = `has an exception from ${rule} for "${memberKey(resource, part)}", where the rule finds nothing`;
  return { rule: id, severity, urn: rootOf(stack), message };
}

/** The URN under which the engine knows the stack itself. */
function rootOf(stack: Stack): string {
  const [, , name = "", project = ""] = stack.resources[0]?.urn.split(/::?/) ?? [];
  return `urn:pulumi:${name}::${project}::pulumi:pulumi:Stack::${project}-${name}`;
}

const gravity = Object.values(Severity);

function byGravity(one: Finding, other: Finding): number {
  return (
    gravity.indexOf(one.severity) - gravity.indexOf(other.severity) ||
    one.rule.localeCompare(other.rule) ||
    one.urn.localeCompare(other.urn)
  );
}
