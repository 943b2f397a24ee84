import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What the comment before a declaration says. */
export interface Comment {
  text: string;
  /** After `@default`: what leaving it out does. */
  without?: string;
}

type Declaration = ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration;

function isDeclaration(statement: ts.Statement): statement is Declaration {
  return [ts.isInterfaceDeclaration, ts.isClassDeclaration, ts.isTypeAliasDeclaration].some((is) =>
    is(statement),
  );
}

/** What is declared in TypeScript sources, as far as pages tell of it. Read by syntax alone, which takes no time. */
export class Sources {
  readonly #texts: Map<string, string>;
  readonly #parsed = new Map<string, ts.SourceFile>();
  readonly #found = new Map<string, Declaration | undefined>();

  /** @param folders Below which every file of TypeScript is read, tests too. */
  constructor(folders: string[]) {
    const paths = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts") && !/(^|\/)(dist|node_modules)\//.test(path))
        .map((path) => join(folder, path)),
    );
    this.#texts = new Map(paths.sort().map((path) => [path, readFileSync(path, "utf8")]));
  }

  /** The comment of an interface's or class's property, and of the interfaces that it extends. */
  member(type: string, property: string, folder?: string): Comment | undefined {
    const declaration = this.#declaration(type, folder);
    if (!declaration) return undefined;
    const members: readonly ts.Node[] = ts.isTypeAliasDeclaration(declaration) ? [] : declaration.members;
    const found = members.find(
      (member) =>
        (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member)) &&
        member.name.getText() === property,
    );
    if (found) return commentOf(found);
    const bases = (ts.isTypeAliasDeclaration(declaration) ? [] : (declaration.heritageClauses ?? [])).flatMap(
      ({ types }) => types.map(({ expression }) => expression.getText()),
    );
    return bases.map((base) => this.member(base, property, folder)).find((comment) => comment !== undefined);
  }

  /** The comment of a class, interface or type itself. */
  comment(type: string, folder?: string): string {
    const declaration = this.#declaration(type, folder);
    return declaration ? commentOf(declaration).text : "";
  }

  /** The file in which a class, interface or type is declared: below the folder, or wherever there is one. */
  fileOf(type: string, folder?: string): string | undefined {
    return this.#declaration(type, folder)?.getSourceFile().fileName;
  }

  /** Every text in quotes below a folder. */
  literals(folder: string): Set<string> {
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteral(node)) found.add(node.text);
      ts.forEachChild(node, visit);
    };
    for (const path of this.#texts.keys()) {
      if (path.startsWith(`${folder}/`) && !path.endsWith(".test.ts")) visit(this.#parse(path));
    }
    return found;
  }

  /** Statements that make an instance of the class, in the order of the files. */
  uses(className: string): { path: string; text: string }[] {
    return this.#filesWith(`new ${className}(`).flatMap((path) => {
      const found: { path: string; text: string }[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isNewExpression(node) && node.expression.getText() === className) {
          found.push({ path, text: statementAround(node) });
        }
        ts.forEachChild(node, visit);
      };
      visit(this.#parse(path));
      return found;
    });
  }

  #declaration(type: string, folder = ""): Declaration | undefined {
    const key = `${folder}:${type}`;
    if (!this.#found.has(key)) this.#found.set(key, this.#search(type, folder));
    return this.#found.get(key);
  }

  #search(type: string, folder: string): Declaration | undefined {
    const files = this.#filesWith(` ${type}`).filter((path) => !path.endsWith(".test.ts"));
    const near = files.filter((path) => path.startsWith(`${folder}/`));
    return [...near, ...files]
      .flatMap((path): ts.Statement[] => [...this.#parse(path).statements])
      .filter(isDeclaration)
      .find(({ name }) => name?.text === type);
  }

  /** Files that hold this text: the others are never parsed. */
  #filesWith(text: string): string[] {
    return [...this.#texts].filter(([, source]) => source.includes(text)).map(([path]) => path);
  }

  #parse(path: string): ts.SourceFile {
    const text = this.#texts.get(path) ?? "";
    const file = this.#parsed.get(path) ?? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    this.#parsed.set(path, file);
    return file;
  }
}

function commentOf(node: ts.Node): Comment {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const said = comments.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? "").join("\n");
  const tag = ts.getJSDocTags(node).find(({ tagName }) => tagName.text === "default");
  const without = tag && ts.getTextOfJSDocComment(tag.comment)?.replace(/^-\s*/, "");
  return { text: said, ...(without && { without }) };
}

/** The whole statement, moved to the left margin. */
function statementAround(node: ts.Node): string {
  let at = node;
  while (!ts.isStatement(at) && at.parent !== undefined) at = at.parent;
  const { line } = ts.getLineAndCharacterOfPosition(at.getSourceFile(), at.getStart());
  const start = at.getSourceFile().getPositionOfLineAndCharacter(line, 0);
  const lines = at.getSourceFile().text.slice(start, at.getEnd()).split("\n");
  const margin = /^\s*/.exec(lines[0] ?? "")?.[0].length ?? 0;
  return lines.map((text) => text.slice(Math.min(margin, text.length - text.trimStart().length))).join("\n");
}
