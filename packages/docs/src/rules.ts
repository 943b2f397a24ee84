import type { Rule } from "@ballast/policy";
import { code, table } from "./markdown.ts";

/** The page of all rules, with an anchor for each. */
export function rulesPage(rules: readonly Rule[]): string {
  const sorted = [...rules].sort((one, other) => (one.id < other.id ? -1 : 1));
  return [
    "# Rules",
    "Every stack must comply with these rules: the stacks of this repository, and any other stack that you check with the policy pack. " +
      "[packages/policy](../packages/policy/README.md) explains how to run the rules and how to waive a rule; `npx ballast plan` shows " +
      "their findings.",
    table(
      ["rule", "severity", "requirement"],
      sorted.map(({ id, severity, sentence }) => [`[${id}](#${id})`, severity, sentence]),
    ),
    ...sorted.flatMap(({ id, severity, sentence, why, fix, types, covers, optional }) => [
      `## ${id}`,
      sentence,
      [
        `- **Why**: ${why}`,
        `- **Fix**: ${fix}`,
        `- **Severity**: ${severity}${optional ? "; evaluated only if enabled in the policy pack's configuration" : ""}`,
        `- **Resource types**: ${types.map(code).join(", ")}`,
        ...(covers && covers.length > 0 ? [`- **Covers**: ${covers.map(code).join(", ")}`] : []),
      ].join("\n"),
    ]),
  ].join("\n\n");
}
