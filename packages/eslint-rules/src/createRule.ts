import { ESLintUtils } from "@typescript-eslint/utils";

/** A rule's documentation is its decision record. */
const decisions: Record<string, string> = {
  "no-resource-in-apply": "0006",
  "resource-has-parent": "0007",
  "component-constructor": "0008",
  "documented-default": "0009",
  "no-circular-imports": "0045",
  "no-empty-fallback": "0043",
  "exhaustive-modes": "0047",
  vocabulary: "0085",
};

export const createRule = ESLintUtils.RuleCreator((name) => `docs/decisions/${decisions[name]}-${name}.md`);
