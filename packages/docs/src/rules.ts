import type { Rule } from "@ballast/policy";
import { code, table } from "./markdown.ts";

/** The page of all rules, with an anchor for each. */
export function rulesPage(rules: readonly Rule[]): string {
  const sorted = [...rules].sort((one, other) => (one.id < other.id ? -1 : 1));
  return [
    "# Rules",
    "What must hold for every stack: of this repository, or of any other that the policy pack is put to. They are the rules of " +
      "[packages/policy](../packages/policy/README.md), which says how to run them and how to waive one; `npx ballast plan` shows what " +
      "they find.",
    table(
      ["rule", "severity", "what must be so"],
      sorted.map(({ id, severity, sentence }) => [`[${id}](#${id})`, severity, sentence]),
    ),
    ...sorted.flatMap(({ id, severity, sentence, why, fix, types, covers, optional }) => [
      `## ${id}`,
      sentence,
      [
        `- **Why**: ${why}`,
        `- **Fix**: ${fix}`,
        `- **Severity**: ${severity}${optional ? "; looked at only where the pack's configuration asks for it" : ""}`,
        `- **Looks at**: ${types.map(code).join(", ")}`,
        ...(covers && covers.length > 0 ? [`- **Covers**: ${covers.map(code).join(", ")}`] : []),
      ].join("\n"),
    ]),
  ].join("\n\n");
}
