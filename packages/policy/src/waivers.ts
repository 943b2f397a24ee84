import type { Resource, Stack } from "@ballast/model";
import { findWaiver, memberKey, type RuleException } from "@ballast/contracts/plain";
import { exceptionPrefix, isAbout, standing, standingOf, type Standing } from "./exceptions.ts";

/** A rule's finding about a resource, or a part of it. */
export interface Found {
  resource: Resource;
  part: string | undefined;
  message: string;
}

export interface Verdict {
  /** The first reason that is in effect; undefined if none is. */
  standing: Extract<Standing, { holds: true }> | undefined;
  /** Why other reasons are not in effect. */
  remarks: string[];
  /** Exceptions for this resource or part, whether in effect or not. */
  exceptions: RuleException[];
}

/**
 * Determines what suppresses a finding: waivers of its parent components, nearest first, then the stack's
 * waivers, then exceptions. Each applies only to the resource or part that it names.
 *
 * @param all All findings of the rule in the stack.
 */
export function verdictOf(
  rule: string,
  found: Found,
  all: readonly Found[],
  stack: Stack,
  exceptions: readonly RuleException[],
  today: string,
): Verdict {
  const verdict: Verdict = { standing: undefined, remarks: [], exceptions: [] };
  const weigh = (stands: Standing): void => {
    if (stands.holds) verdict.standing ??= stands;
    else verdict.remarks.push(stands.remark);
  };
  const member = memberKey(found.resource.name, found.part);
  for (const { waivers, covers } of scopesOf(found, stack)) {
    const one = findWaiver(waivers, rule, member);
    if (one === undefined) continue;
    if ("fault" in one) verdict.remarks.push(`its waiver ${one.fault}`);
    else if (isShared(member, found, all, covers))
      verdict.remarks.push(`its waiver names "${member}", which is the name of more than one resource`);
    else weigh(standing(one.waiver, today));
  }
  const fitting: RuleException[] = [];
  const prefix = exceptionPrefix(stack.outputs);
  for (const exception of exceptions.filter(
    (one) => one.rule === rule && isAbout(one, found.resource, prefix),
  )) {
    if (exception.part === found.part) verdict.exceptions.push(exception);
    const others = all.filter(
      (other) => other.resource !== found.resource && isAbout(exception, other.resource, prefix),
    );
    if (others.length > 0)
      verdict.remarks.push(
        `the exception for "${exception.resource}" matches ${others.length + 1} resources; use ${exactly(found, others, prefix)}`,
      );
    else if (exception.part === found.part) fitting.push(exception);
    else if (exception.part === undefined)
      verdict.remarks.push(`the exception for "${exception.resource}" lacks \`part: ${found.part}\``);
  }
  standingOf(fitting, today, stack.outputs["longestExceptionDays"]).forEach(weigh);
  return verdict;
}

interface Scope {
  /** The output `waivers` of a component or of the stack. */
  waivers: unknown;
  covers: (resource: Resource) => boolean;
}

function* scopesOf({ resource }: Found, stack: Stack): Iterable<Scope> {
  for (const component of stack.around(resource)) {
    if (component.outputs === undefined) continue;
    const covers = (other: Resource): boolean => [...stack.around(other)].includes(component);
    yield { waivers: component.outputs["waivers"], covers };
  }
  yield { waivers: stack.outputs["waivers"], covers: () => true };
}

/**
 * Whether the same key also names another resource or part that the waiver covers. The key is then ambiguous.
 */
function isShared(
  member: string,
  found: Found,
  all: readonly Found[],
  covers: (resource: Resource) => boolean,
): boolean {
  return all.some(
    (other) =>
      (other.resource !== found.resource || other.part !== found.part) &&
      memberKey(other.resource.name, other.part) === member &&
      covers(other.resource),
  );
}

/** A reference by which an exception identifies only this resource. */
function exactly({ resource: { type, name, urn } }: Found, others: readonly Found[], prefix: string): string {
  const resource = `${type}::${name}`;
  return others.some((other) => isAbout({ resource }, other.resource, prefix)) ? `"${urn}"` : `"${resource}"`;
}
