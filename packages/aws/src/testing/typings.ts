import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** An argument of a resource in the installed provider's type declarations. */
export interface Argument {
  /** Path without indexes: `encryptionConfigurations.kmsKey`. */
  path: string;
  /** Comment as one line; empty if there is none. */
  comment: string;
  /** Kind of the value, or of its items. */
  kind: "text" | "number" | "bool" | "block" | "map";
}

const provider = join(process.cwd(), "node_modules/@pulumi/aws");
const deepest = 6;

/** Arguments of a type, including nested blocks; undefined if the installed provider lacks the type. */
export function argumentsOf(type: string): Argument[] | undefined {
  const [, module = "", file = "", name = ""] = /^aws:(\w+)\/(\w+):(\w+)$/.exec(type) ?? [];
  const path = fileOf(module, file);
  if (path === undefined) return undefined;
  const [, body] =
    new RegExp(`^export interface ${name}Args \\{([^]*?)^\\}`, "m").exec(readFileSync(path, "utf8")) ?? [];
  return body === undefined ? undefined : membersOf(body, "", 4);
}

/**
 * The declaration file of a type. The file of `s3Location` is `s3location.d.ts`; `index.d.ts` lists a
 * module's files.
 */
function fileOf(module: string, file: string): string | undefined {
  const folder = join(provider, module);
  const wanted = `${file}${file === "index" ? "_" : ""}.d.ts`.toLowerCase();
  const found = existsSync(folder)
    ? readdirSync(folder).find((name) => name.toLowerCase() === wanted)
    : undefined;
  return found === undefined ? undefined : join(folder, found);
}

function membersOf(body: string, above: string, indent: number, depth = 1): Argument[] {
  const spaces = " ".repeat(indent);
  const member = new RegExp(
    `(?:^${spaces}/\\*\\*\\n((?:^${spaces} \\*.*\\n)+))?^${spaces}(\\w+)\\??: (.*)`,
    "gm",
  );
  return [...body.matchAll(member)].flatMap(([, comment = "", name = "", type = ""]) => {
    const path = `${above}${name}`;
    const [, module = "", block = ""] = /inputs\.(\w+)\.(\w+)/.exec(type) ?? [];
    const below =
      depth < deepest && block !== "" ? membersOf(blockOf(module, block), `${path}.`, 8, depth + 1) : [];
    return [
      {
        path,
        comment: comment
          .replace(/^\s*\*\/?/gm, "")
          .replace(/\s+/g, " ")
          .trim(),
        kind: kindOf(type),
      },
      ...below,
    ];
  });
}

function kindOf(type: string): Argument["kind"] {
  if (type.includes("inputs.")) return "block";
  if (type.includes("[key: string]") || type.startsWith("{")) return "map";
  if (/\bboolean\b/.test(type)) return "bool";
  return /\bnumber\b/.test(type) && !/\bstring\b/.test(type) ? "number" : "text";
}

let modules: Map<string, string> | undefined;

function blockOf(module: string, name: string): string {
  modules ??= new Map(
    [
      ...readFileSync(join(provider, "types/input.d.ts"), "utf8").matchAll(
        /^export declare namespace (\w+) \{\n([^]*?)^\}/gm,
      ),
    ].map(([, own = "", body = ""]) => [own, body]),
  );
  const [, body = ""] =
    new RegExp(`^ {4}interface ${name} \\{([^]*?)^ {4}\\}`, "m").exec(modules.get(module) ?? "") ?? [];
  return body;
}

/** Output names of a type; undefined if the installed provider lacks the type. */
export function outputsOf(type: string): string[] | undefined {
  const [, module = "", file = ""] = /^aws:(\w+)\/(\w+):\w+$/.exec(type) ?? [];
  const path = fileOf(module, file);
  if (path === undefined) return undefined;
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/^ {4}readonly (\w+): pulumi\.Output</gm)].map(([, name = ""]) => name);
}
