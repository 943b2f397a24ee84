import { given } from "./checks.ts";
import { checkDay } from "./expiry.ts";
import type { Faults } from "./faults.ts";

/** Lets go of one rule of packages/policy for resources that no component answers for. */
export interface RuleException {
  /** The rule's id. */
  rule: string;
  /** The name of the resources, or a part of their URNs that holds a colon: `aws:sns/topic:Topic::alarms`. */
  resource: string;
  /** Why. The plan and the policy pack show it. */
  reason: string;
  /** Last day on which it holds, as `2027-03-31`. */
  expires: string;
}

const properties = ["rule", "resource", "reason", "expires"];

/** @param exceptions What stands in settings or in a policy pack's configuration; undefined if nothing does. */
export function checkExceptions(faults: Faults, path: string, exceptions: unknown): void {
  if (exceptions === undefined) return;
  if (!Array.isArray(exceptions)) {
    faults.add(path, `is ${given(exceptions)}; expected: a list of { ${properties.join(", ")} }.`);
    return;
  }
  exceptions.forEach((exception: unknown, index) => checkException(faults, `${path}[${index}]`, exception));
}

function checkException(faults: Faults, path: string, exception: unknown): void {
  if (typeof exception !== "object" || exception === null || Array.isArray(exception)) {
    faults.add(path, `is ${given(exception)}; expected: { ${properties.join(", ")} }.`);
    return;
  }
  const fields = exception as Record<string, unknown>;
  for (const property of properties) {
    const value = fields[property];
    if (typeof value !== "string" || !value.trim()) {
      faults.add(
        `${path}.${property}`,
        `${value === undefined ? "is missing" : `is ${given(value)}`}; an exception says its rule, its resource, ` +
          "its reason and the day on which it expires.",
      );
    } else if (property === "expires") checkDay(faults, `${path}.expires`, value);
  }
  for (const property of Object.keys(fields).filter((one) => !properties.includes(one))) {
    faults.add(`${path}.${property}`, `is no part of an exception; allowed: ${properties.join(", ")}.`);
  }
}
