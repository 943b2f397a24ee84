import { AST_NODE_TYPES, type TSESTree } from "@typescript-eslint/utils";
import { createRule } from "./createRule.ts";
import { PulumiTypes } from "./pulumiTypes.ts";

/** `ballast-<package>:index:<Class>`: what the package's component schema makes of the class as well. */
const typeToken = /^ballast-(?<package>[a-z0-9-]+):index:(?<name>[A-Za-z0-9]+)$/;

export const componentConstructor = createRule({
  name: "component-constructor",
  meta: {
    type: "problem",
    docs: { description: "Give every component the same constructor" },
    messages: {
      parameters: "A component takes exactly name: string, args, opts?: pulumi.ComponentResourceOptions.",
      token:
        "super needs the literal type token ballast-<package>:index:{{name}}: it is part of every user's state.",
      inputs: "super takes {} as inputs: arguments given there end up in the state, secrets among them.",
      outputs:
        "registerOutputs is called once, as the constructor's last statement: a later call is ignored.",
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const types = new PulumiTypes(context);
    return {
      ClassDeclaration(node) {
        if (!types.isComponent(node)) return;
        const constructor = node.body.body.find(
          (member): member is TSESTree.MethodDefinition =>
            member.type === AST_NODE_TYPES.MethodDefinition && member.kind === "constructor",
        );
        if (!constructor) {
          context.report({ node, messageId: "parameters" });
          return;
        }
        const { params, body } = constructor.value;
        if (params.map(nameOf).join() !== "name,args,opts")
          context.report({ node: constructor, messageId: "parameters" });
        const calls = (body?.body ?? []).map(callOf);
        const superCall = calls.find((call) => call?.callee.type === AST_NODE_TYPES.Super);
        checkSuper(superCall ?? undefined, node);
        const registrations = calls.filter((call) => call && calleeName(call) === "registerOutputs");
        if (registrations.length !== 1 || calls.at(-1) !== registrations[0]) {
          context.report({ node: constructor, messageId: "outputs" });
        }
      },
    };

    function checkSuper(call: TSESTree.CallExpression | undefined, node: TSESTree.ClassDeclaration): void {
      const [token, , inputs] = call?.arguments ?? [];
      const text = token?.type === AST_NODE_TYPES.Literal ? String(token.value) : "";
      const name = node.id?.name ?? "";
      if (typeToken.exec(text)?.groups?.["name"] !== name) {
        context.report({ node: call ?? node, messageId: "token", data: { name } });
      }
      if (inputs?.type !== AST_NODE_TYPES.ObjectExpression || inputs.properties.length > 0) {
        context.report({ node: call ?? node, messageId: "inputs" });
      }
    }
  },
});

function nameOf(parameter: TSESTree.Parameter): string {
  const target = parameter.type === AST_NODE_TYPES.AssignmentPattern ? parameter.left : parameter;
  return target.type === AST_NODE_TYPES.Identifier ? target.name : "";
}

function callOf(statement: TSESTree.Statement): TSESTree.CallExpression | undefined {
  return statement.type === AST_NODE_TYPES.ExpressionStatement &&
    statement.expression.type === AST_NODE_TYPES.CallExpression
    ? statement.expression
    : undefined;
}

function calleeName({ callee }: TSESTree.CallExpression): string {
  return callee.type === AST_NODE_TYPES.MemberExpression && callee.property.type === AST_NODE_TYPES.Identifier
    ? callee.property.name
    : "";
}
