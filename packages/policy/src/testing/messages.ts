import ts from "typescript";

/**
 * Patterns of the messages that a rule can give, from its source: each text that its check yields, directly
 * or through functions of the same file.
 *
 * @throws {Error} for an unknown rule, and for a message that cannot be parsed.
 */
export function messagesOf(source: string, id: string): RegExp[] {
  const file = ts.createSourceFile("rules.ts", source, ts.ScriptTarget.Latest, true);
  const functions = new Map<string, ts.FunctionDeclaration>();
  for (const statement of file.statements)
    if (ts.isFunctionDeclaration(statement) && statement.name) functions.set(statement.name.text, statement);
  const seen = new Set<ts.Node>();
  const found = new Set<string>();
  visit(checkOf(file, id));
  return [...found].map((text) => new RegExp(`^${text}$`, "s"));

  function visit(node: ts.Node): void {
    if (seen.has(node)) return;
    seen.add(node);
    if (ts.isYieldExpression(node) && !node.asteriskToken && node.expression)
      for (const text of yielded(node.expression)) found.add(text);
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = functions.get(node.expression.text);
      if (called) visit(called);
    }
    ts.forEachChild(node, visit);
  }
}

function checkOf(file: ts.SourceFile, id: string): ts.Node {
  let found: ts.Node | undefined;
  const look = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && propertyOf(node, "id")?.getText() === JSON.stringify(id))
      found = node.properties.find((one) => one.name?.getText() === "check");
    ts.forEachChild(node, look);
  };
  look(file);
  if (found === undefined) throw new Error(`There is no rule ${id} with a check in this file.`);
  return found;
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = node.properties.find((one) => one.name?.getText() === name);
  if (property === undefined) return undefined;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  return ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** The messages of a yielded text, or of a yielded object with a message. */
function yielded(node: ts.Expression): string[] {
  if (!ts.isObjectLiteralExpression(node)) return texts(node);
  const message = propertyOf(node, "message");
  // For `yield*` of another generator, the messages are in that generator's source.
  return message === undefined ? [] : texts(message);
}

function texts(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [escaped(node.text)];
  if (ts.isParenthesizedExpression(node)) return texts(node.expression);
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return texts(node.left).flatMap((left) => texts(node.right).map((right) => left + right));
  if (ts.isTemplateExpression(node))
    return [
      escaped(node.head.text) +
        node.templateSpans.map(({ literal }) => `.*${escaped(literal.text)}`).join(""),
    ];
  if (ts.isIdentifier(node)) return declared(node);
  throw new Error(`This message cannot be read: ${node.getText()}`);
}

/**
 * The texts of the nearest `const` with this name; for a loop variable, those of the generator that it
 * iterates.
 */
function declared(name: ts.Identifier): string[] {
  for (let around: ts.Node = name.parent; !ts.isSourceFile(around); around = around.parent) {
    let found: ts.VariableDeclaration | undefined;
    const look = (node: ts.Node): void => {
      if (ts.isVariableDeclaration(node) && node.name.getText() === name.text) found ??= node;
      ts.forEachChild(node, look);
    };
    look(around);
    if (found?.initializer) return texts(found.initializer);
    if (found && ts.isForOfStatement(found.parent.parent)) return [];
  }
  throw new Error(`Where the message ${name.text} comes from cannot be read.`);
}

/** A pattern that matches exactly this text. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
