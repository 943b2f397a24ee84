import { formatFiles, generateFiles, logger, type GeneratorCallback, type Tree } from "@nx/devkit";
import { parse } from "yaml";
import { GeneratorError, givenName, requireOptions, sentence, templates } from "../generator.ts";

export interface ScenarioOptions {
  name: string;
  description: string;
  /** @default - that of the network's dev settings */
  region?: string;
}

const scenarios = "stacks/scenarios.ts";

/**
 * A scenario that can be planned and deployed at once: a service of one public image, for its author to make what the
 * scenario is for. Both environments have settings, and stacks/scenarios.ts knows it.
 *
 * @throws {GeneratorError} if the name is none, or taken.
 */
export default async function scenario(tree: Tree, options: ScenarioOptions): Promise<GeneratorCallback> {
  requireOptions("scenario", options, { name: "<name>", description: '--description "<one sentence>"' });
  const name = givenName(options.name);
  if (tree.exists(`stacks/${name}`)) {
    throw new GeneratorError(`stacks/${name} exists; name another scenario, or change that one.`);
  }
  const values = {
    name,
    description: sentence(options.description),
    region: options.region ?? networkRegion(tree),
  };
  tree.write(scenarios, listed(tree.read(scenarios, "utf8") ?? "", name));
  generateFiles(tree, `${templates("scenario")}/scenario`, `stacks/${name}`, values);
  generateFiles(tree, `${templates("scenario")}/environments`, "stacks/environments", values);
  await formatFiles(tree);
  return () =>
    logger.info(
      [
        `stacks/${name} deploys an example web server that has no clients: replace it with your own workload. Then`,
        `  BALLAST_ACCEPT=1 npx jest stacks/${name}   # writes identity-dev.txt and identity-prod.txt; read them`,
        `  npm run docs   # writes docs/scenarios/${name}.md`,
        `  npx nx plan ${name}-dev`,
        `  npm run test:engine -- stacks/${name}`,
      ].join("\n"),
    );
}

function networkRegion(tree: Tree): string {
  const file = "stacks/environments/Pulumi.network-dev.yaml";
  const settings = parse(tree.read(file, "utf8") ?? "", { schema: "failsafe" }) as {
    config?: Record<string, string>;
  } | null;
  const region = settings?.config?.["aws:region"];
  if (region === undefined) throw new GeneratorError(`${file} names no aws:region; give --region.`);
  return region;
}

/** The list of scenarios with one more, in the order of their names. */
function listed(source: string, name: string): string {
  const list = /export const scenarios = \{\n(?<lines>(?: {2}.*\n)*)\}/.exec(source);
  const lines = list?.groups?.["lines"];
  if (lines === undefined) throw new GeneratorError(`${scenarios} has no list "export const scenarios = {".`);
  const key = /^[a-z0-9]+$/.test(name) ? name : `"${name}"`;
  const bare = (line: string): string => line.replaceAll(/[" ]/g, "").replace(/:.*/, "");
  const all = [...lines.trimEnd().split("\n"), `  ${key}: () => import("./${name}/index.ts"),`];
  all.sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  return source.replace(lines, `${all.join("\n")}\n`);
}
