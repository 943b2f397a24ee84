import { AST_NODE_TYPES, type TSESTree } from "@typescript-eslint/utils";
import { createRule } from "./createRule.ts";

/** A missing value is an error: an empty string in its place reaches AWS, which rejects it later or accepts it. */
export const noEmptyFallback = createRule({
  name: "no-empty-fallback",
  meta: {
    type: "problem",
    docs: { description: "Let a missing value be a fault" },
    messages: {
      fallback:
        "A missing value becomes an empty string. Use a type that has it, or entryOf (for a key) or required of @ballast/contracts.",
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    return {
      LogicalExpression(node) {
        if (
          ["??", "||"].includes(node.operator) &&
          isEmptyText(node.right) &&
          !isPartOfText(node.left) &&
          !isJudged(node)
        )
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

/** Parts of a text: a missing part only means that the text has fewer parts. */
const splitting = ["split", "exec", "match"];

/** Whether it is a part of what a call has just split or matched: `text.split(".")[0]`, `/(?<a>.)/.exec(text)?.groups?.["a"]`. */
function isPartOfText(node: TSESTree.Node): boolean {
  switch (node.type) {
    case AST_NODE_TYPES.ChainExpression:
    case AST_NODE_TYPES.TSNonNullExpression:
      return isPartOfText(node.expression);
    case AST_NODE_TYPES.MemberExpression:
      return isPartOfText(node.object);
    case AST_NODE_TYPES.CallExpression:
      return (
        node.callee.type === AST_NODE_TYPES.MemberExpression &&
        (splitting.includes(nameOf(node.callee)) ||
          (nameOf(node.callee) === "at" && isPartOfText(node.callee.object)))
      );
    default:
      return false;
  }
}

/** Whether a pattern is all that sees it: `/^db\./.test(name ?? "")`. */
function isJudged({ parent }: TSESTree.Node): boolean {
  return (
    parent?.type === AST_NODE_TYPES.CallExpression &&
    parent.callee.type === AST_NODE_TYPES.MemberExpression &&
    nameOf(parent.callee) === "test"
  );
}

function nameOf({ property }: TSESTree.MemberExpression): string {
  return property.type === AST_NODE_TYPES.Identifier ? property.name : "";
}
