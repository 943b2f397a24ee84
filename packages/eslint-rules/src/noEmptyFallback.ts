import { AST_NODE_TYPES, type TSESTree } from "@typescript-eslint/utils";
import { createRule } from "./createRule.ts";

/** A key that is missing is a fault: an empty string in its place reaches AWS, which refuses it later or takes it. */
export const noEmptyFallback = createRule({
  name: "no-empty-fallback",
  meta: {
    type: "problem",
    docs: { description: "Let a missing key of a record be a fault" },
    messages: {
      fallback:
        "A missing key becomes an empty string. Use entryOf of @ballast/contracts, which lists the keys.",
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    return {
      LogicalExpression(node) {
        if (["??", "||"].includes(node.operator) && isEmptyText(node.right) && isLookedUp(node.left))
          context.report({ node, messageId: "fallback" });
      },
    };
  },
});

function isEmptyText(node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.TemplateLiteral)
    return node.expressions.length === 0 && node.quasis.every(({ value }) => value.raw === "");
  return node.type === AST_NODE_TYPES.Literal && node.value === "";
}

/** Whether it is `record[key]` or `record.at(0)`, and not a part of what a call has just split or matched. */
function isLookedUp(node: TSESTree.Node): boolean {
  if (node.type === AST_NODE_TYPES.ChainExpression || node.type === AST_NODE_TYPES.TSNonNullExpression)
    return isLookedUp(node.expression);
  return (
    node.type === AST_NODE_TYPES.MemberExpression &&
    node.computed &&
    node.object.type !== AST_NODE_TYPES.CallExpression &&
    !isOfMatch(node.object)
  );
}

function isOfMatch(node: TSESTree.Node): boolean {
  return (
    node.type === AST_NODE_TYPES.MemberExpression &&
    node.property.type === AST_NODE_TYPES.Identifier &&
    node.property.name === "groups"
  );
}
