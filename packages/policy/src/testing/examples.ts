import { stackOf } from "@ballast/analysis";
import type { Resource } from "@ballast/model";
import { check } from "../check.ts";
import type { Rule } from "../rule.ts";
import type { Breaking } from "./breaking.ts";

/** A rule, what makes a good stack one that breaks it, and a part of the message. */
export type Example = [rule: string, build: Breaking, message: string];

/** Each rule finds what is wrong in a failing example, and nothing in a stack that holds what it looks at. */
export function itShowsEachRule(rules: readonly Rule[], good: () => Resource[], failing: Example[]): void {
  it.each(failing)("%s is found where it is broken", (id, build, message) => {
    const looked = rules.filter((rule) => rule.id === id);
    const findings = check(build(good()), {}, { rules: looked });
    expect(findings.map((finding) => `${finding.rule}: ${finding.message}`).join("\n")).toContain(
      `${id}: ${message}`,
    );
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "%s finds nothing in a good stack that it looks at",
    (_id, rule) => {
      const stack = good();
      expect(stackOf(stack).matching(rule.types)).not.toEqual([]);
      expect(check(stack, {}, { rules: [rule] })).toEqual([]);
    },
  );

  it("shows each of these rules broken", () => {
    const shown = new Set(failing.map(([rule]) => rule));
    expect(rules.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });
}
