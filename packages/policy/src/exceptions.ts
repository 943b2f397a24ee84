import { text, type Resource } from "@ballast/model";
import {
  checkExceptions,
  dayAfter,
  FaultList,
  writeReason,
  type Reason,
  type RuleException,
} from "@ballast/contracts/plain";
import type { RuleText } from "./rule.ts";

/** Days before its expiry in which an exception causes a warning. */
const noticeDays = 30;

/** Rules about exceptions themselves. */
export const exceptionRules = {
  refused: {
    id: "exception-refused",
    severity: "error",
    sentence: "Every exception names a rule, a resource, a reason and its last day.",
    why: "An incomplete exception waives more findings than its author intended, or none.",
    fix: "Correct the part of the exception that the message names.",
  },
  expiring: {
    id: "exception-expiring",
    severity: "warning",
    sentence: `Exceptions and reasons that waive a rule are renewed, or no longer needed, ${noticeDays} days before they expire.`,
    why: "After the last day the rule reports the finding again, perhaps during an urgent deployment.",
    fix: "Fix the finding, or set a later day if the reason is still valid.",
  },
  unused: {
    id: "exception-unused",
    severity: "warning",
    sentence: "Every exception matches a finding of a rule.",
    why: "An unused exception hides the next mistake, to which its reason does not apply.",
    fix: "Remove the exception, or correct its resource.",
  },
} as const satisfies Record<string, RuleText>;

/** Whether a reason is in effect on a date, and what messages state about it. */
export type Standing = { holds: true; reason: string; warning?: string } | { holds: false; remark: string };

/** @param given A reason, with its expiry date if it has one. */
export function standing(given: Reason, today: string): Standing {
  const { reason, expires } = given;
  if (expires !== undefined && expires < today)
    return { holds: false, remark: `the exception for it ended on ${expires}: ${reason}` };
  const written = writeReason(given);
  if (expires !== undefined && expires <= dayAfter(today, noticeDays))
    return { holds: true, reason: written, warning: `has an exception that ends on ${expires}: ${reason}` };
  return { holds: true, reason: written };
}

/**
 * Whether an exception refers to a resource: by name, by type and name (`aws:sns/topic:Topic::alarms`), or by
 * URN.
 *
 * @param prefix Prefix of the stack's resource names that exceptions may omit, so that the stacks of several instances have
 * the same exceptions. Empty if there is none.
 */
export function isAbout(
  { resource: given }: Pick<RuleException, "resource">,
  resource: Resource,
  prefix: string,
): boolean {
  const { name, type, registeredType = type, urn } = resource;
  const names = name.startsWith(prefix) ? [name, name.slice(prefix.length)] : [name];
  return (
    given === urn ||
    names.some((one) => [one, `${type}::${one}`, `${registeredType}::${one}`].includes(given))
  );
}

/** The stack's prefix for `isAbout`, from its output `exceptionPrefix`. */
export function exceptionPrefix(outputs: Record<string, unknown>): string {
  return text(outputs["exceptionPrefix"]);
}

/**
 * Maximum number of days that an exception can be in effect, unless the stack's output `longestExceptionDays`
 * sets another.
 */
const aYear = 366;

/** A larger number would exceed the last date that JavaScript can represent. */
const aCentury = 36_600;

/**
 * For the exceptions of one resource and rule: the state of the one that expires last, or why none is in
 * effect.
 */
export function standingOf(
  exceptions: readonly RuleException[],
  today: string,
  longestDays: unknown,
): Standing[] {
  const given = Number(longestDays ?? aYear);
  // An invalid number of days must not extend an exception.
  const days = Number.isFinite(given) && given >= 0 ? Math.min(Math.floor(given), aCentury) : 0;
  return exceptions
    .toSorted((one, other) => other.expires.localeCompare(one.expires))
    .map((one) =>
      one.expires > dayAfter(today, days)
        ? {
            holds: false,
            remark: `the exception for it ends on ${one.expires}, but exceptions are limited to ${days} days; set an earlier day`,
          }
        : standing(one, today),
    );
}

/** Thrown for invalid exceptions; its message lists all errors. */
export class ExceptionError extends Error {
  override name = "ExceptionError";
  /** Each with the path of its exception: `exceptions[0].rule: …`. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(["These exceptions are invalid:", ...faults.map((fault) => `  ${fault}`)].join("\n"));
    this.faults = faults;
  }
}

/**
 * @param where Name of the setting for messages: `ballast:settings.exceptions`.
 * @param rules Ids of the existing rules.
 * @throws {ExceptionError} that lists all errors.
 */
export function readExceptions(
  exceptions: unknown,
  where: string,
  rules: ReadonlySet<string>,
): RuleException[] {
  const faults = new FaultList();
  checkExceptions(faults, where, exceptions);
  const read = Array.isArray(exceptions) && faults.found.length === 0 ? (exceptions as RuleException[]) : [];
  read.forEach(({ rule }, index) => {
    if (!rules.has(rule))
      faults.add(
        `${where}[${index}].rule`,
        `"${rule}" is not a rule; ${nearest(rule, rules)}. Use the id of a rule.`,
      );
  });
  if (faults.found.length > 0)
    throw new ExceptionError(faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`));
  return read;
}

/** Rule ids that have the same beginning, or words in common. */
function nearest(given: string, rules: ReadonlySet<string>): string {
  const words = new Set(given.split("-"));
  const closeness = (id: string): number =>
    beginning(id, given) + 4 * id.split("-").filter((word) => words.has(word)).length;
  const close = [...rules]
    .filter((id) => closeness(id) > 3)
    .sort((one, other) => closeness(other) - closeness(one))
    .slice(0, 3);
  return close.length > 0 ? `similar ids: ${close.join(", ")}` : "packages/policy/README.md lists all rules";
}

/** Length of the common beginning of two texts. */
function beginning(one: string, other: string): number {
  const end = [...one].findIndex((letter, index) => letter !== other[index]);
  return end === -1 ? one.length : end;
}
