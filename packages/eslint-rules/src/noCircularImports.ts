import { ESLintUtils, type ParserServicesWithTypeInformation, type TSESTree } from "@typescript-eslint/utils";
import type * as ts from "typescript";
import { createRule } from "./createRule.ts";

export const noCircularImports = createRule({
  name: "no-circular-imports",
  meta: {
    type: "problem",
    docs: { description: "Forbid files that import one another in a circle, by types alone as well" },
    messages: {
      circle:
        "This import closes a circle: {{circle}}. Move what both sides need into a file that imports neither.",
    },
    schema: [],
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const imports = importsOf(services.program);
    const here = services.esTreeNodeToTSNodeMap.get(context.sourceCode.ast).fileName;
    const check = (node: { source: TSESTree.Node | null }): void => {
      const to = node.source === null ? undefined : fileOf(services, node.source);
      const circle = to === undefined ? undefined : wayBack(imports, to, here);
      if (node.source !== null && circle !== undefined)
        context.report({ node: node.source, messageId: "circle", data: { circle: named(circle) } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
});

type Imports = (file: string) => string[];

const known = new WeakMap<ts.Program, Imports>();

/** Which files of the program a file imports, by types alone as well. */
function importsOf(program: ts.Program): Imports {
  const found = known.get(program);
  if (found !== undefined) return found;
  const read = new Map<string, string[]>();
  const checker = program.getTypeChecker();
  const imports: Imports = (file) => {
    const already = read.get(file);
    if (already !== undefined) return already;
    const statements = program.getSourceFile(file)?.statements ?? [];
    const files = statements.flatMap((statement) => {
      const specifier = (statement as Partial<ts.ImportDeclaration>).moduleSpecifier;
      return specifier === undefined ? [] : (resolved(checker, specifier) ?? []);
    });
    read.set(file, files);
    return files;
  };
  known.set(program, imports);
  return imports;
}

function fileOf(services: ParserServicesWithTypeInformation, source: TSESTree.Node): string | undefined {
  return resolved(services.program.getTypeChecker(), services.esTreeNodeToTSNodeMap.get(source));
}

/** Installed packages do not import files of this repository. */
function resolved(checker: ts.TypeChecker, specifier: ts.Node): string | undefined {
  const file = checker.getSymbolAtLocation(specifier)?.declarations?.[0]?.getSourceFile().fileName;
  return file === undefined || file.includes("/node_modules/") ? undefined : file;
}

/** The files from one to another, both included; the fewest there are. */
function wayBack(imports: Imports, from: string, to: string): string[] | undefined {
  const ways = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (last === to) return way;
    for (const next of imports(last)) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

/** From the file back to itself, by the names of files. */
function named(circle: string[]): string {
  const names = circle.map((file) => file.split("/").at(-1));
  return [names.at(-1), ...names].join(" → ");
}
