import { join } from "node:path";
import { workspaceRoot } from "@nx/devkit";

/** A fault in what a generator was asked for; its message says all of it. */
export class GeneratorError extends Error {
  override readonly name = "GeneratorError";
}

/**
 * Without a terminal Nx asks nothing, and would name the first missing option alone.
 *
 * @param needed Options by name, each as it is typed: `--description "…"`.
 * @throws {GeneratorError} that names every option that is missing, and what to type.
 */
export function requireOptions(generator: string, options: object, needed: Record<string, string>): void {
  const given = options as Record<string, unknown>;
  const missing = Object.keys(needed).filter((name) => given[name] === undefined || given[name] === "");
  if (missing.length === 0) return;
  throw new GeneratorError(
    `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing. Type: ` +
      `npx nx g @ballast/nx-pulumi:${generator} ${Object.values(needed).join(" ")}`,
  );
}

/** Names of packages and scenarios become names of stacks, type tokens and resources. */
export function givenName(name: string): string {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw new GeneratorError(
    `The name is ${JSON.stringify(name)}; give lower-case words of a–z and 0–9 joined by hyphens, as "rexray-efs".`,
  );
}

/** The text of a description, which stands in code, JSON and YAML alike. */
export function sentence(description: string): string {
  const text = description.trim().replace(/\.$/, "");
  if (/^[^"`\\*\n]{10,}$/.test(text)) return text;
  throw new GeneratorError(
    `The description is ${JSON.stringify(description)}; say in one sentence of ten characters or more what it is, ` +
      'without ", `, \\ and *.',
  );
}

/** The folder with a generator's templates. */
export function templates(generator: string): string {
  return join(workspaceRoot, "packages/nx-pulumi/src/generators", generator, "files");
}
