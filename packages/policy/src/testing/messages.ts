import ts from "typescript";

/**
 * The messages that a rule can give, from its source: a pattern for each text that its check yields, by itself or by the
 * functions of its file that it calls.
 *
 * @throws {Error} for a rule that is not there, and for a message that cannot be read.
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

/** The messages of what is yielded: a text, or an object with a message. */
function yielded(node: ts.Expression): string[] {
  if (!ts.isObjectLiteralExpression(node)) return texts(node);
  const message = propertyOf(node, "message");
  // What another generator yields goes on from here: its own source has the message.
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

/** By the nearest `const` of this name around it; a loop's variable goes on with what another generator yields. */
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

/** A pattern for this very text. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
