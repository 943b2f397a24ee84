import { AST_NODE_TYPES } from "@typescript-eslint/utils";
import { createRule } from "./createRule.ts";
import { PulumiTypes } from "./pulumiTypes.ts";

export const resourceHasParent = createRule({
  name: "resource-has-parent",
  meta: {
    type: "problem",
    docs: { description: "Require resource options with a parent in component packages" },
    messages: {
      noOptions:
        "A child without options has no parent: it loses its component's provider, protection and place. Pass { parent: this }.",
      noParent: "These options name no parent. Pass { parent: this }, or spread the options that do.",
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const types = new PulumiTypes(context);
    return {
      NewExpression(node) {
        const options = node.arguments[2];
        if (!types.isResource(node)) return;
        if (options === undefined) {
          context.report({ node, messageId: "noOptions" });
          return;
        }
        if (options.type !== AST_NODE_TYPES.ObjectExpression) return;
        const named = options.properties.some(
          (property) =>
            property.type === AST_NODE_TYPES.SpreadElement ||
            (property.key.type === AST_NODE_TYPES.Identifier && property.key.name === "parent"),
        );
        if (!named) context.report({ node: options, messageId: "noParent" });
      },
    };
  },
});
