import type { Resource } from "@ballast/model";

export interface Reached {
  /** `partly`: from some subnets, or for some addresses, only. `unknown`: what decides it is in no plan. */
  answer: "yes" | "no" | "partly" | "unknown";
  /** What lets it pass, in order. */
  path: string[];
  /** What stops it first. @default - nothing does */
  obstacle?: string;
  /** Rules of security groups by which it passes. */
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

/** Of several ways all of which must be open: zones, or ranges of addresses. */
export function all(ways: readonly Reached[]): Reached {
  const [first] = ways;
  if (first === undefined) return unknown("it has no network interface in a VPC");
  const shut = ways.find(({ answer }) => answer !== "yes");
  const rules = [...new Set(ways.flatMap((way) => way.rules))];
  if (shut === undefined) return { ...first, rules };
  const isMixed = ways.some(({ answer }) => answer === "yes") && shut.answer === "no";
  return { ...shut, rules, ...(isMixed && { answer: "partly" as const }) };
}

/** Of several ways one of which is enough. */
export function any(ways: readonly Reached[]): Reached {
  const order: Reached["answer"][] = ["yes", "partly", "unknown", "no"];
  const best = order
    .map((answer) => ways.findLast((way) => way.answer === answer))
    .find((way) => way !== undefined);
  return best ?? no("there is no path");
}
