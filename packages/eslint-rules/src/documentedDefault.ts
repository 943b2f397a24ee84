import { AST_NODE_TYPES, AST_TOKEN_TYPES, type TSESTree } from "@typescript-eslint/utils";
import { createRule } from "./createRule.ts";

export const documentedDefault = createRule({
  name: "documented-default",
  meta: {
    type: "suggestion",
    docs: { description: "Require @default on optional properties of exported interfaces" },
    messages: { missing: "Say what leaving {{name}} out does: @default, by its value or by the behaviour." },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    return {
      "ExportNamedDeclaration > TSInterfaceDeclaration TSPropertySignature[optional=true]"(
        node: TSESTree.TSPropertySignature,
      ) {
        const comment = context.sourceCode.getCommentsBefore(node).at(-1);
        const documented = comment?.type === AST_TOKEN_TYPES.Block && comment.value.includes("@default");
        const name = node.key.type === AST_NODE_TYPES.Identifier ? node.key.name : "it";
        if (!documented) context.report({ node, messageId: "missing", data: { name } });
      },
    };
  },
});
