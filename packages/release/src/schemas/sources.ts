import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer.js";
import type { PropertyDefinition } from "@pulumi/pulumi/provider/experimental/analyzer.js";
import ts from "typescript";
import type { ComponentPackage } from "./componentPackages.ts";

/** Facts that the SDK's analyzer does not read from the sources: tags of comments, and the package that declares a type. */
export interface Declarations {
  /** The folder in packages/ that declares the interface or constant of this name; undefined for types of AWS's SDK. */
  homes: Map<string, string | undefined>;
  /** Interfaces with the tag `@part`: what one component outputs for another. */
  parts: Set<string>;
  /** The comments of those that have one. */
  comments: Map<string, string>;
}

export type Analyzed = ReturnType<Analyzer["analyze"]> & Declarations;

/** The signature of the analyzer's method, which its declaration marks as private. */
interface Reads {
  program: ts.Program;
  typeDefinitions: Record<string, unknown>;
  analyzeSymbol(context: object, symbol: ts.Symbol): PropertyDefinition;
}

/**
 * Reads a package's components by the SDK's analyzer, and adds to each property what its comment's tags say: `@default`
 * ends its description, and a number is an integer unless `@fraction` says that parts of one are allowed.
 *
 * @throws {Error} if a type cannot cross to other languages; its message names the property.
 */
export function analyze({ directory, pulumiName, manifest, components }: ComponentPackage): Analyzed {
  const names = new Set(components.map(({ name }) => name));
  const analyzer = new Analyzer(directory, pulumiName, manifest, names);
  const reads = analyzer as unknown as Reads;
  const analyzeSymbol = reads.analyzeSymbol.bind(analyzer);
  reads.analyzeSymbol = (context, symbol) =>
    withComment(analyzeSymbol(context, symbol), symbol, reads.program.getTypeChecker());
  const found = analyzer.analyze();
  return { ...found, ...declarations(reads.program, new Set(Object.keys(found.typeDefinitions))) };
}

/** An output without a comment of its own has that of the interface that its class implements. */
function withComment(
  property: PropertyDefinition,
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
): PropertyDefinition {
  const tags = symbol.getJsDocTags();
  const without = tags.find(({ name }) => name === "default");
  if (!tags.some(({ name }) => name === "fraction")) wholeNumbers(property);
  const says = property.description ?? ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const words = without && ts.displayPartsToString(without.text).replace(/^-\s*/, "");
  const description = [says, words && `Default: ${words}.`].filter(Boolean).join("\n\n");
  return description === "" ? property : { ...property, description };
}

function wholeNumbers(property: PropertyDefinition): void {
  if ("type" in property && property.type === "number") property.type = "integer";
  if (property.items) wholeNumbers(property.items);
  if (property.additionalProperties) wholeNumbers(property.additionalProperties);
}

function declarations(program: ts.Program, wanted: Set<string>): Declarations {
  const homes: Declarations["homes"] = new Map();
  const parts: Declarations["parts"] = new Set();
  const comments: Declarations["comments"] = new Map();
  for (const file of program.getSourceFiles()) {
    const folder = packageFolder(file.fileName);
    if (folder === undefined) continue;
    for (const statement of file.statements) {
      const name = declaredName(statement);
      if (name === undefined || !wanted.has(name)) continue;
      const other = homes.get(name);
      if (other !== undefined && other !== folder)
        throw new Error(
          `packages/${other} and packages/${folder} both declare ${name}. In other languages it can be one type only: rename one.`,
        );
      homes.set(name, folder);
      if (ts.getJSDocTags(statement).some(({ tagName }) => tagName.text === "part")) parts.add(name);
      const [comment] = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
      if (comment?.comment !== undefined) comments.set(name, ts.getTextOfJSDocComment(comment.comment) ?? "");
    }
  }
  return { homes, parts, comments };
}

function declaredName(statement: ts.Statement): string | undefined {
  if (ts.isInterfaceDeclaration(statement)) return statement.name.text;
  if (!ts.isVariableStatement(statement)) return undefined;
  const [constant] = statement.declarationList.declarations;
  return constant && ts.isIdentifier(constant.name) ? constant.name.text : undefined;
}

/** `ecs` for a file of packages/ecs/src, which other packages see through a link of node_modules. */
function packageFolder(fileName: string): string | undefined {
  if (fileName.endsWith(".d.ts")) return undefined;
  const path = realpathSync(fileName).replaceAll(sep, "/");
  return /\/packages\/([^/]+)\/src\//.exec(path)?.[1];
}
