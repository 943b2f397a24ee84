import { formatFiles, logger, type GeneratorCallback, type Tree } from "@nx/devkit";
import { GeneratorError, requireOptions } from "../generator.ts";
import { copiedSettings } from "./copiedSettings.ts";

export interface EnvironmentOptions {
  name: string;
  /** @default "dev" */
  from?: string;
  /** @default - those of the environment that is copied */
  scenarios?: string[];
  /** @default - that of the copied settings */
  region?: string;
  /** Nx reads digits as a number. @default - what the copied settings say */
  account?: string | number;
}

const folder = "stacks/environments";

/**
 * A settings file for each scenario, copied from another environment: nothing else makes an environment.
 *
 * @throws {GeneratorError} if the name is none, a scenario has no settings to copy, or a file is there already.
 */
export default async function environment(
  tree: Tree,
  { name, from = "dev", scenarios, region, account: id }: EnvironmentOptions,
): Promise<GeneratorCallback> {
  requireOptions("environment", { name }, { name: "<name>" });
  if (!/^[a-z][a-z0-9]*$/.test(name))
    throw new GeneratorError(
      `The environment is ${JSON.stringify(name)}; give one word of a–z and 0–9 without hyphens, as "staging".`,
    );
  // Nx leaves an ID with zeros at its start as text, so a number has all of its digits.
  const account = id === undefined ? undefined : String(id);
  if (account !== undefined && !/^\d{12}$/.test(account))
    throw new GeneratorError(
      `--account is ${JSON.stringify(account)}; give the twelve digits of an AWS account ID.`,
    );
  const there = scenariosOf(tree, from);
  if (there.length === 0)
    throw new GeneratorError(`There are no settings of the environment "${from}" to copy.`);
  const chosen = scenarios ?? there;
  const unknown = chosen.filter((scenario) => !there.includes(scenario));
  if (unknown.length > 0)
    throw new GeneratorError(
      `${unknown.join(", ")} has no settings for ${from}; give some of: ${there.join(", ")}.`,
    );
  const taken = chosen.map((scenario) => fileOf(scenario, name)).filter((path) => tree.exists(path));
  if (taken.length > 0)
    throw new GeneratorError(`${taken.join(", ")} is there already; change it, or remove it first.`);
  for (const scenario of chosen) {
    const text = tree.read(fileOf(scenario, from), "utf8") ?? "";
    tree.write(fileOf(scenario, name), copiedSettings(text, { name, from, region, account }));
  }
  await formatFiles(tree);
  return () => logger.info(nextSteps(tree, name, from, chosen));
}

function fileOf(scenario: string, environment: string): string {
  return `${folder}/Pulumi.${scenario}-${environment}.yaml`;
}

function scenariosOf(tree: Tree, environment: string): string[] {
  const form = new RegExp(`^Pulumi\\.(.+)-${environment}\\.yaml$`);
  return tree
    .children(folder)
    .flatMap((file) => form.exec(file)?.[1] ?? [])
    .sort();
}

function nextSteps(tree: Tree, name: string, from: string, scenarios: string[]): string {
  const network = tree.exists(fileOf("network", name))
    ? []
    : [
        `  There is no network-${name}: name another network in the settings, or copy that of ${from} as well.`,
      ];
  return [
    `Read the settings of ${scenarios.map((scenario) => `${scenario}-${name}`).join(", ")}: names, sizes and ranges are those of ${from}. Then`,
    ...network,
    `  npx ballast plan --environment ${name}`,
    `  npx ballast doctor --environment ${name}   # names the account's profile, and what is missing`,
  ].join("\n");
}
