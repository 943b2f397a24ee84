import { given } from "./quoting.ts";
import { checkDay } from "./expiry.ts";
import type { FaultList } from "./faultList.ts";

/** Lets go of one rule of packages/policy for resources that no component answers for. */
export interface RuleException {
  /** The rule's id. */
  rule: string;
  /**
   * The name of the one resource; its type and name, `aws:sns/topic:Topic::alarms`, where the rule finds something of another
   * resource of that name; its URN where two are of one type and name.
   */
  resource: string;
  /**
   * The part of the resource, where the rule looks at parts: the name of a container, a volume, …
   *
   * @default - the resource as a whole, and none of the parts that the rule looks at one by one
   */
  part?: string;
  /** Why. The plan and the policy pack show it. */
  reason: string;
  /** Last day on which it holds, as `2027-03-31`. */
  expires: string;
}

const required = ["rule", "resource", "reason", "expires"];
const properties = [...required, "part"];
const shape = "rule, resource, part?, reason, expires";

/** @param exceptions The exceptions in settings or in a policy pack's configuration; undefined if there are none. */
export function checkExceptions(faults: FaultList, path: string, exceptions: unknown): void {
  if (exceptions === undefined) return;
  if (!Array.isArray(exceptions)) {
    faults.add(path, `is ${given(exceptions)}; expected: a list of { ${shape} }.`);
    return;
  }
  exceptions.forEach((exception: unknown, index) => checkException(faults, `${path}[${index}]`, exception));
}

function checkException(faults: FaultList, path: string, exception: unknown): void {
  if (typeof exception !== "object" || exception === null || Array.isArray(exception)) {
    faults.add(path, `is ${given(exception)}; expected: { ${shape} }.`);
    return;
  }
  const fields = exception as Record<string, unknown>;
  for (const property of properties) {
    const value = fields[property];
    if (property === "part" && value === undefined) continue;
    if (typeof value !== "string" || !value.trim()) {
      faults.add(
        `${path}.${property}`,
        `${value === undefined ? "is missing" : `is ${given(value)}`}; an exception says its rule, its resource, ` +
          "its reason and the day on which it expires.",
      );
    } else if (property === "expires") checkDay(faults, `${path}.expires`, value);
  }
  for (const property of Object.keys(fields).filter((one) => !properties.includes(one))) {
    faults.add(`${path}.${property}`, `is not part of an exception; allowed: ${properties.join(", ")}.`);
  }
}
