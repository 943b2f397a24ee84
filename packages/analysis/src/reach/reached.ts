import type { Resource } from "@ballast/model";

export interface Reached {
  /**
   * `partly`: only from some subnets or for some addresses. `unknown`: what decides it is not in any plan.
   */
  answer: "yes" | "no" | "partly" | "unknown";
  /** What allows the connection, in order. */
  path: string[];
  /** The first obstacle. @default - none */
  obstacle?: string;
  /** The security group rules that allow it. */
  rules: Resource[];
}

export function yes(step?: string, ...rules: Resource[]): Reached {
  return { answer: "yes", path: step === undefined ? [] : [step], rules };
}

const stopped =
  (answer: Reached["answer"]) =>
  (obstacle: string): Reached => ({ answer, path: [], obstacle, rules: [] });

export const no = stopped("no");
export const partly = stopped("partly");
export const unknown = stopped("unknown");

/** The result if all ways must be open: Availability Zones, or address ranges. */
export function all(ways: readonly Reached[]): Reached {
  const [first] = ways;
  if (first === undefined) return unknown("it has no network interface in a VPC");
  const shut = ways.find(({ answer }) => answer !== "yes");
  const rules = [...new Set(ways.flatMap((way) => way.rules))];
  if (shut === undefined) return { ...first, rules };
  const isMixed = ways.some(({ answer }) => answer === "yes") && shut.answer === "no";
  return { ...shut, rules, ...(isMixed && { answer: "partly" as const }) };
}

/** The result if one open way is enough. */
export function any(ways: readonly Reached[]): Reached {
  const order: Reached["answer"][] = ["yes", "partly", "unknown", "no"];
  const best = order
    .map((answer) => ways.findLast((way) => way.answer === answer))
    .find((way) => way !== undefined);
  return best ?? no("there is no path");
}
