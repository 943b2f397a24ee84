import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readManifest, type Manifest } from "../manifest.ts";

/** A component's class and the type token that it gives to `super`. */
export interface ComponentClass {
  name: string;
  token: string | undefined;
  /** Where it is written, in the package's src. */
  file: string;
}

/** A package that holds components. */
export interface ComponentPackage {
  /** In packages: `rexray-efs`. */
  folder: string;
  directory: string;
  /** The package's name in Pulumi: `ballast-rexray-efs`. */
  pulumiName: string;
  manifest: Manifest;
  components: ComponentClass[];
}

/**
 * Every package whose sources say that they hold components, by name.
 *
 * @param root The workspace's folder.
 */
export function componentPackages(root: string): ComponentPackage[] {
  const packages = join(root, "packages");
  return readdirSync(packages)
    .filter((folder) => existsSync(join(packages, folder, "package.json")))
    .map((folder) => {
      const directory = join(packages, folder);
      const components = componentsIn(join(directory, "src"));
      return {
        folder,
        directory,
        pulumiName: `ballast-${folder}`,
        manifest: readManifest(directory),
        components,
      };
    })
    .filter(({ components }) => components.length > 0);
}

function componentsIn(directory: string): ComponentClass[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap((path) => componentsOf(readFileSync(join(directory, path), "utf8"), path))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A class reaches from its own line to the next class's. */
function componentsOf(source: string, file: string): ComponentClass[] {
  return source.split(/^(?=export class )/m).flatMap((part) => {
    const [, name] = /^export class (\w+) extends pulumi\.ComponentResource/.exec(part) ?? [];
    return name === undefined ? [] : [{ name, file, token: /\bsuper\(\s*"([^"]+)"/.exec(part)?.[1] }];
  });
}
