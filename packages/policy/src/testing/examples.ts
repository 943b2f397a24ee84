import { readFileSync } from "node:fs";
import { stackOf } from "@ballast/analysis";
import type { Resource } from "@ballast/model";
import { check, type Finding } from "../check.ts";
import type { Rule } from "../rule.ts";
import type { Breaking } from "./breaking.ts";
import { escaped, messagesOf } from "./messages.ts";

/**
 * A rule's id, a change that makes a good stack violate the rule, and a part of the message. The checks of
 * docs/requirements.md that the example proves may follow the id: `ecs-privileged (F.0.17)`.
 */
export type Example = [rule: string, build: Breaking, message: string];

/** Rules whose findings may concern the same policy statement. */
const sharingParts = new Set(["iam-public-trust"]);

/**
 * The tests of the rules of `<subject>.ts`, in `<subject>.test.ts`: each rule has a finding in its failing
 * examples and none in a good stack with resources that it checks. Every message of a rule needs a failing
 * example about a resource that passes in the good stack.
 */
export function itShowsEachRule(rules: readonly Rule[], good: () => Resource[], failing: Example[]): void {
  const source = readFileSync((expect.getState().testPath ?? "").replace(/\.test\.ts$/, ".ts"), "utf8");
  const findings = (stack: readonly Resource[], id: string): Finding[] =>
    check(stack, {}, { rules: rules.filter((rule) => rule.id === id) });

  it.each(failing)("%s is found where it is broken", (title, build, message) => {
    const id = idOf(title);
    const all = findings(build(good()), id);
    // An exception covers all findings with its part, so parts must be unique.
    if (!sharingParts.has(id))
      expect(new Set(all.map(({ urn, part }) => `${urn} ${part}`)).size).toBe(all.length);
    expect(all.map((finding) => `${finding.rule}: ${finding.message}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^${id}: .*${escaped(message)}`, "s")),
    );
  });

  it.each(rules.map(({ id, types }) => [id, types] as const))(
    "%s finds nothing in a good stack that it looks at",
    (id, types) => {
      expect(stackOf(good()).matching(types)).not.toEqual([]);
      expect(findings(good(), id)).toEqual([]);
    },
  );

  it.each(rules.map(({ id }) => id))(
    "%s shows each of its messages on a resource that passes before",
    (id) => {
      const passing = new Set(good().map(({ urn }) => urn));
      const shown = failing
        .filter(([title]) => idOf(title) === id)
        .flatMap(([, build]) => findings(build(good()), id))
        .filter(({ urn }) => passing.has(urn));
      const messages = messagesOf(source, id);
      expect(messages).not.toEqual([]);
      expect(messages.filter((pattern) => !shown.some(({ message }) => pattern.test(message)))).toEqual([]);
    },
  );

  it("shows only these rules", () => {
    const known = rules.map(({ id }) => id);
    expect(failing.map(([title]) => idOf(title)).filter((id) => !known.includes(id))).toEqual([]);
  });
}

function idOf(title: string): string {
  return title.split(" ")[0] ?? "";
}
