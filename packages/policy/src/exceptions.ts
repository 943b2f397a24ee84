import type { Resource } from "@ballast/model";
import {
  checkExceptions,
  dayAfter,
  FaultList,
  writeReason,
  type Reason,
  type RuleException,
} from "@ballast/contracts/plain";
import type { RuleText } from "./rule.ts";

/** Days before its end in which an exception is pointed at. */
const noticeDays = 30;

/** What is said of exceptions themselves. */
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

/** What a reason comes to on a day. */
export type Standing = { holds: true; reason: string; warning?: string } | { holds: false; remark: string };

/** @param given A reason, with its last day if it has one. */
export function standing(given: Reason, today: string): Standing {
  const { reason, expires } = given;
  if (expires !== undefined && expires < today)
    return { holds: false, remark: `the exception for it ended on ${expires}: ${reason}` };
  const written = writeReason(given);
  if (expires !== undefined && expires <= dayAfter(today, noticeDays))
    return { holds: true, reason: written, warning: `has an exception that ends on ${expires}: ${reason}` };
  return { holds: true, reason: written };
}

/** Whether an exception names a resource: by its name, by its type and name (`aws:sns/topic:Topic::alarms`), or by its URN. */
export function isAbout({ resource: given }: Pick<RuleException, "resource">, resource: Resource): boolean {
  const { name, type, registeredType = type, urn } = resource;
  return [name, `${type}::${name}`, `${registeredType}::${name}`, urn].includes(given);
}

/** Days for which an exception can hold at the most, unless the stack's output `longestExceptionDays` says otherwise. */
const aYear = 366;

/** Of exceptions of one resource and rule: what the one that holds longest comes to, or why none holds. */
export function standingOf(
  exceptions: readonly RuleException[],
  today: string,
  longestDays: unknown,
): Standing[] {
  const given = Number(longestDays ?? aYear);
  // What says no number of days must not make an exception hold for longer.
  const days = Number.isFinite(given) && given >= 0 ? Math.floor(given) : 0;
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

/** Raised for exceptions that cannot be followed; its message says all that is wrong with them. */
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
 * @param where What holds them, as its reader knows it: `ballast:settings.exceptions`.
 * @param rules Ids of the rules that there are.
 * @throws {ExceptionError} that lists every fault.
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

/** Those that begin alike, or share words. */
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

/** How many letters two texts begin with alike. */
function beginning(one: string, other: string): number {
  const end = [...one].findIndex((letter, index) => letter !== other[index]);
  return end === -1 ? one.length : end;
}
