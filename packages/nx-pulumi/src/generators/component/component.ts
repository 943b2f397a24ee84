import {
  formatFiles,
  generateFiles,
  logger,
  names,
  readJson,
  writeJson,
  type GeneratorCallback,
  type Tree,
} from "@nx/devkit";
import { GeneratorError, givenName, requireOptions, sentence, templates } from "../generator.ts";

export interface ComponentOptions {
  name: string;
  description: string;
  /** @default - the package's name in PascalCase */
  className?: string;
  /** The arrows that hold for it. @default "scenario" */
  kind?: "component" | "scenario";
}

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  [field: string]: unknown;
}

/**
 * A package with one component that is complete but for its purpose: it makes log groups, for its author to replace by
 * what the component is for. Its manifest is that of a package which stands on nothing but contracts.
 *
 * @throws {GeneratorError} if the name is none, or taken.
 */
export default async function component(tree: Tree, options: ComponentOptions): Promise<GeneratorCallback> {
  requireOptions("component", options, { name: "<name>", description: '--description "<one sentence>"' });
  const name = givenName(options.name);
  const root = `packages/${name}`;
  if (tree.exists(root))
    throw new GeneratorError(`${root} exists; name another package, or change that one.`);
  const className = options.className ?? names(name).className;
  if (!/^[A-Z][A-Za-z0-9]*$/.test(className)) {
    throw new GeneratorError(
      `className is ${JSON.stringify(className)}; give a word in PascalCase, as RexrayEfs.`,
    );
  }
  const description = sentence(options.description);
  const file = className[0]?.toLowerCase() + className.slice(1);
  tree.write("eslint.config.mjs", lintedToo(tree.read("eslint.config.mjs", "utf8") ?? "", name));
  generateFiles(tree, templates("component"), root, {
    name,
    className,
    description,
    file,
    variable: names(name).propertyName,
  });
  writeJson(tree, `${root}/package.json`, manifest(tree, name, description, options.kind ?? "scenario"));
  await formatFiles(tree);
  return () =>
    logger.info(
      [
        `${root} has a component that makes log groups: put what yours is for in their place. Then`,
        "  npm install                                       # links it and writes the lockfile",
        `  node tools/componentSchemas.ts --write ${name}   # schema.json: arguments are checked by it`,
        `  BALLAST_ACCEPT=1 npx jest ${root}   # writes identity.txt: what it registers; read it`,
        `  npm run docs   # writes docs/components/${name}.md`,
        `It imports contracts; for more, add it to dependencies in ${root}/package.json.`,
      ].join("\n"),
    );
}

function manifest(tree: Tree, name: string, description: string, kind: string): Manifest {
  const neighbour = readJson<Manifest>(tree, "packages/private-registry/package.json");
  return {
    ...neighbour,
    name: `@ballast/${name}`,
    description,
    keywords: ["pulumi", "aws", ...name.split("-")],
    devDependencies: { "@ballast/testing": `^${neighbour.version}` },
    nx: { tags: [`type:${kind}`] },
  };
}

/** The lint rules of components name their packages. */
function lintedToo(config: string, name: string): string {
  const packages = /"packages\/\{([a-z0-9,-]+)\}\/src\/\*\*\/\*\.ts"/.exec(config);
  if (packages?.[1] === undefined) {
    throw new GeneratorError(
      'eslint.config.mjs has no "packages/{…}/src/**/*.ts", by which components are linted.',
    );
  }
  return config.replace(`{${packages[1]}}`, `{${packages[1]},${name}}`);
}
