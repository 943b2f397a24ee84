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
  /**
   * The part of the resource that the finding concerns, if the rule checks parts: a container, a volume, …
   */
  part?: string;
  message: string;
  /** Reason of the waiver or exception that applies. */
  reason?: string;
}

export interface CheckOptions {
  /** @default - all rules that are not optional */
  rules?: readonly Rule[];
  /** Date by which exceptions expire and ages are computed, as `2027-03-31`. @default - today */
  today?: string;
  /** Resources of other stacks whose outputs this stack uses. @default - unknown */
  foundations?: readonly Resource[];
  /**
   * Filled with the resources that a rule could not check because values are not known yet, keyed by rule id.
   * @default - not collected
   */
  unchecked?: Map<string, Set<Resource>>;
  /**
   * Placeholder account in the resources' ARNs, if the real account is not known. @default - the ARNs contain
   * the real account
   */
  standInAccount?: string;
}

/**
 * The findings of the rules in a stack, errors first. Waivers and exceptions in the stack's outputs suppress
 * findings.
 *
 * @throws {ExceptionError} for exceptions without a known rule, a date or a reason.
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

/** @throws {ExceptionError} for exceptions in a stack's outputs without a known rule, a date or a reason. */
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
      // A waiver that is not known yet may apply.
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
 * The findings of a rule, whether waived or not. Findings that depend on values that are not known yet are
 * left out.
 *
 * @param unsure Filled with the resources of such findings, keyed by rule id.
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
      // A definition with unknown values may be unreadable; a fully known definition must not be.
      if (!stack.doubt.raised) throw error;
    }
    if (stack.doubt.raised) note(unsure, rule, resource);
    return found;
  });
}

function note(unsure: Map<string, Set<Resource>>, { id }: Rule, resource: Resource): void {
  unsure.set(id, new Set([...(unsure.get(id) ?? []), resource]));
}

/**
 * Removes duplicates: one template resource may become several of the provider's, with the same finding for
 * each.
 */
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
  const root = rootOf(stack);
  const [given, own] = [resource, root].map((urn) => /^urn:pulumi:(.+?)::/.exec(urn)?.[1]);
  const elsewhere =
    given === undefined || given === own
      ? ""
      : `; it names a resource of the stack ${given}, not of ${own}. Write the resource's name, or its type and name`;
  const message = `has an exception from ${rule} for "${memberKey(resource, part)}", where the rule finds nothing${elsewhere}`;
  return { rule: id, severity, urn: root, message };
}

/** The URN of the stack resource itself. */
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
