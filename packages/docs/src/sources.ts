import { globSync, readFileSync } from "node:fs";

/** TypeScript files below a folder, by their path; tests and what they share are left out. */
export function sourcesIn(folder: string): Map<string, string> {
  const exclude = ["**/node_modules", "**/dist", "**/testing", "**/*.test.ts"];
  const paths = globSync(`${folder}/**/*.ts`, { exclude });
  return new Map(paths.sort().map((path) => [path, readFileSync(path, "utf8")]));
}

/** What makes an instance of a class, in the whole line that begins with it, at the left margin. Prettier's layout tells where it ends. */
export function statementsWith(className: string, source: string): string[] {
  const begin = `^( *)(?:[a-z].*)?\\bnew ${className}\\(`;
  const statement = new RegExp(`${begin}(?:.*;|.*[{([]\\n(?:.*\\n)*?\\1[)}].*)$`, "gm");
  // Branches of a condition are statements to a reader.
  return [...source.replaceAll(/^( *)[?:] /gm, "$1  ").matchAll(statement)].map(([text, margin = ""]) =>
    text.replaceAll(new RegExp(`^${margin}`, "gm"), ""),
  );
}
