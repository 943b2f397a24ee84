import { AST_NODE_TYPES, type TSESTree } from "@typescript-eslint/utils";
import { createRule } from "./createRule.ts";
import { PulumiTypes } from "./pulumiTypes.ts";

export const noResourceInApply = createRule({
  name: "no-resource-in-apply",
  meta: {
    type: "problem",
    docs: { description: "Forbid resources inside apply" },
    messages: {
      inApply:
        "A resource inside apply is missing from previews, because the function does not run until its value is known. " +
        "Make it outside, and give the output to its arguments.",
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const types = new PulumiTypes(context);
    return {
      NewExpression(node) {
        if (insideApply(node) && types.isResource(node)) context.report({ node, messageId: "inApply" });
      },
    };
  },
});

/** `pulumi.all(…)` is followed by `.apply` as well, so one name finds both. */
function insideApply(node: TSESTree.Node): boolean {
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    const isFunction =
      at.type === AST_NODE_TYPES.ArrowFunctionExpression || at.type === AST_NODE_TYPES.FunctionExpression;
    if (!isFunction || at.parent?.type !== AST_NODE_TYPES.CallExpression) continue;
    const { callee } = at.parent;
    if (
      callee.type === AST_NODE_TYPES.MemberExpression &&
      callee.property.type === AST_NODE_TYPES.Identifier &&
      callee.property.name === "apply"
    ) {
      return true;
    }
  }
  return false;
}
