import { ESLintUtils } from "@typescript-eslint/utils";

/** Rules name the decision record that explains them. */
export const createRule = ESLintUtils.RuleCreator<{ decision: string }>(
  (name) => `docs/decisions/ (${name})`,
);
