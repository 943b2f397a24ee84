import { join } from "node:path";
import { workspaceRoot, type Tree } from "@nx/devkit";
import { readPulumiProject, type Stack } from "../inputs/pulumiProject.ts";

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

/** The form of options, as a pattern and as text. */
export type Forms = Record<string, [RegExp, string]>;

/** @throws {GeneratorError} that names every option of another form. */
export function requireForms(given: Record<string, unknown>, forms: Forms): void {
  const faults = Object.entries(forms).flatMap(([name, [form, wanted]]) => {
    const value = given[name];
    return typeof value === "string" && form.test(value)
      ? []
      : [`--${name} is ${JSON.stringify(value)}; give ${wanted}.`];
  });
  if (faults.length > 0) throw new GeneratorError(faults.join("\n"));
}

/** @throws {GeneratorError} if the environment has no stacks. */
export function stacksOf(tree: Tree, environment: string): Stack[] {
  const { stacks } = readPulumiProject(tree.root);
  const own = stacks.filter((stack) => stack.environment === environment);
  if (own.length > 0) return own;
  const there = [...new Set(stacks.map((one) => one.environment))].join(", ");
  throw new GeneratorError(
    `No stack belongs to the environment ${JSON.stringify(environment)}; there are stacks of ${there}.`,
  );
}

/** The forms that options of several generators have. */
export const commonForms = {
  organization: [/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "the name of an organization in Pulumi Cloud, as acme"],
  branch: [/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, "the name of a branch, as main"],
} satisfies Forms;

export const roleArnForm: Forms[string] = [
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[A-Za-z0-9_+=.@/-]+$/,
  "the full ARN of a role, as arn:aws:iam::<account>:role/deploy",
];

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
