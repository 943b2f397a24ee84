import {
  AST_NODE_TYPES,
  ESLintUtils,
  type ParserServicesWithTypeInformation,
  type TSESTree,
} from "@typescript-eslint/utils";
import * as ts from "typescript";
import { createRule } from "./createRule.ts";

/**
 * A mode is a value of which the compiler knows each text (or number) that it may be, of two or more, in this repository: of
 * an `as const` object, a union of literals, `z.enum`, the discriminant of a union. What decides by one decides for each.
 */
export const exhaustiveModes = createRule({
  name: "exhaustive-modes",
  meta: {
    type: "problem",
    docs: { description: "Let a mode that is added not compile until each decision knows it" },
    messages: {
      compared:
        "This decides for {{modes}} by comparing, so a mode that is added takes the other branch without a word. " +
        "Use a record with each mode, or a switch without a default.",
      fallback:
        "This switch over {{modes}} has a default, which a mode that is added takes without a word. Name each mode.",
      partial: "This table has no entry for {{modes}}. Give it one for each mode.",
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const modes = new Modes(ESLintUtils.getParserServices(context));
    const report = (
      node: TSESTree.Node,
      messageId: "compared" | "fallback" | "partial",
      found: readonly string[],
    ): void => {
      if (found.length > 0)
        context.report({
          node,
          messageId,
          data: { modes: found.map((one) => JSON.stringify(one)).join(", ") },
        });
    };
    return {
      BinaryExpression(node) {
        if (["===", "!==", "==", "!="].includes(node.operator))
          report(node, "compared", modes.compared(node.left, node.right));
        else if (node.operator === "in" && isTable(node.right)) report(node, "compared", modes.of(node.left));
      },
      SwitchStatement(node) {
        if (node.cases.some(({ test }) => test === null))
          report(node, "fallback", modes.of(node.discriminant));
      },
      CallExpression(node) {
        if (node.callee.type !== AST_NODE_TYPES.MemberExpression) return;
        const { object, property } = node.callee;
        const method = property.type === AST_NODE_TYPES.Identifier ? property.name : "";
        const [argument] = node.arguments;
        if (argument && method === "test") report(node, "compared", modes.of(argument));
        if (textMethods.includes(method)) report(node, "compared", modes.of(object));
        if (argument && listMethods.includes(method) && isTable(modes.origin(object)))
          report(node, "compared", modes.of(argument));
      },
      MemberExpression(node) {
        if (node.computed && isTable(modes.origin(node.object)))
          report(node, "partial", modes.missing(node.object, modes.of(node.property)));
      },
    };
  },
});

const textMethods = ["startsWith", "endsWith", "includes", "match", "search", "indexOf"];
const listMethods = ["includes", "indexOf", "has", "get"];

/** Whether it is written out in the source, so that somebody chose which modes it holds. */
function isTable(node: TSESTree.Node | undefined): boolean {
  if (node?.type === AST_NODE_TYPES.TSAsExpression || node?.type === AST_NODE_TYPES.TSSatisfiesExpression)
    return isTable(node.expression);
  if (node?.type === AST_NODE_TYPES.NewExpression)
    return node.arguments.some(
      (argument) => argument.type !== AST_NODE_TYPES.SpreadElement && isTable(argument),
    );
  return node?.type === AST_NODE_TYPES.ArrayExpression || node?.type === AST_NODE_TYPES.ObjectExpression;
}

class Modes {
  readonly #services: ParserServicesWithTypeInformation;
  readonly #checker: ts.TypeChecker;

  constructor(services: ParserServicesWithTypeInformation) {
    this.#services = services;
    this.#checker = services.program.getTypeChecker();
  }

  /** The modes that an expression may be; none if it is not a mode, or is of another package. */
  of(node: TSESTree.Node): string[] {
    // The compiler's own words, and a mode in disguise.
    if (node.type === AST_NODE_TYPES.UnaryExpression || this.#isOthers(node)) return [];
    if (node.type === AST_NODE_TYPES.TSAsExpression || node.type === AST_NODE_TYPES.TSNonNullExpression)
      return this.of(node.expression);
    const literals = this.#literals(node);
    return literals.length > 1 ? literals : [];
  }

  /** For a comparison: the modes of one side, if the other side is one of several modes. */
  compared(left: TSESTree.Node, right: TSESTree.Node): string[] {
    const found = this.#literals(right).length === 1 ? this.of(left) : [];
    if (found.length > 0) return found;
    const turned = this.#literals(left).length === 1 ? this.of(right) : [];
    return turned.length > 0 ? turned : [...this.#siblings(left), ...this.#siblings(right)];
  }

  /** The modes that a table lacks. */
  missing(table: TSESTree.Node, modes: string[]): string[] {
    const type = this.#services.getTypeAtLocation(table);
    return modes.filter((mode) => {
      const property = this.#checker.getPropertyOfType(type, mode);
      return property === undefined || (property.flags & ts.SymbolFlags.Optional) !== 0;
    });
  }

  /** The value to which a name refers, if it is written as a literal; otherwise the node itself. */
  origin(node: TSESTree.Node): TSESTree.Node {
    const tsNode = this.#services.esTreeNodeToTSNodeMap.get(node);
    const symbol = ts.isIdentifier(tsNode) ? this.#checker.getSymbolAtLocation(tsNode) : undefined;
    const declaration = symbol?.valueDeclaration;
    const initializer =
      declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    const known = initializer && this.#services.tsNodeToESTreeNodeMap.get(initializer);
    return known ?? node;
  }

  #literals(node: TSESTree.Node): string[] {
    const type = this.#services.getTypeAtLocation(node);
    const known = this.#checker.getBaseConstraintOfType(type) ?? type;
    return (known.isUnion() ? known.types : [known]).flatMap((part) =>
      part.isStringLiteral() || part.isNumberLiteral() ? [String(part.value)] : [],
    );
  }

  /** The members of the `as const` object of which an expression names one: `FileSystemMode.Plugin`. */
  #siblings(node: TSESTree.Node): string[] {
    if (node.type !== AST_NODE_TYPES.MemberExpression || node.computed || this.#isOthers(node)) return [];
    const isMember = this.#literals(node).length === 1;
    const type = this.#services.getTypeAtLocation(node.object);
    const members = type.getProperties().map((one) => this.#checker.getTypeOfSymbol(one));
    const texts = members.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
    return isMember && texts.length > 1 && texts.length === members.length ? texts : [];
  }

  /** Whether another package declares what an expression names, as the AWS SDK its states. */
  #isOthers(node: TSESTree.Node): boolean {
    if (node.type === AST_NODE_TYPES.ChainExpression) return this.#isOthers(node.expression);
    if (node.type === AST_NODE_TYPES.CallExpression) return this.#isOthers(node.callee);
    const name = node.type === AST_NODE_TYPES.MemberExpression ? node.property : node;
    const declarations =
      this.#checker.getSymbolAtLocation(this.#services.esTreeNodeToTSNodeMap.get(name))?.declarations ?? [];
    return (
      declarations.length > 0 &&
      declarations.every((one) => one.getSourceFile().fileName.includes("/node_modules/"))
    );
  }
}
