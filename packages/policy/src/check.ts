import { Severity, type Resource, type Rule, Stack } from "./rule.ts";
import { rules as allRules } from "./rules/index.ts";

export interface Finding {
  rule: string;
  severity: Severity;
  urn: string;
  message: string;
  /** Why the rule is waived here. */
  reason?: string;
}

/** What the rules find in a stack, the gravest first. */
export function check(
  resources: readonly Resource[],
  outputs: Record<string, unknown> = {},
  rules: readonly Rule[] = allRules,
): Finding[] {
  const stack = new Stack(resources, outputs);
  const findings = rules.flatMap((rule) =>
    [...rule.check(stack)].map(({ resource, message }): Finding => {
      const reason = stack.waiver(resource, rule.id);
      const found = { rule: rule.id, urn: resource.urn, message };
      return reason === undefined
        ? { ...found, severity: rule.severity }
        : { ...found, severity: Severity.Waived, reason };
    }),
  );
  const gravity = Object.values(Severity);
  return findings.sort(
    (one, other) =>
      gravity.indexOf(one.severity) - gravity.indexOf(other.severity) ||
      one.rule.localeCompare(other.rule) ||
      one.urn.localeCompare(other.urn),
  );
}
