import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComponentPackage } from "./componentPackages.ts";

/** The files that turn a source folder or an unpacked tarball into a Pulumi plugin. */
function pluginFiles({ manifest }: ComponentPackage): Record<string, string> {
  return {
    "PulumiPlugin.yaml": "runtime: nodejs\n",
    // JavaScript, because Pulumi's launcher compiles TypeScript by rules of its own.
    "provider.js": `// Pulumi starts this to serve the components to programs in other languages: PulumiPlugin.yaml.
import { serve } from "@ballast/component-host";
import * as components from "${manifest.name}";

void serve(import.meta.dirname, components);
`,
  };
}

/**
 * Checks the files and the fields of package.json by which Pulumi starts a package's components.
 *
 * @param write Writes the files; package.json is for people.
 * @param accept The command that writes them.
 */
export function checkPluginFiles(pack: ComponentPackage, write: boolean, accept: string): string[] {
  const folder = `packages/${pack.folder}`;
  const faults = Object.entries(pluginFiles(pack)).flatMap(([file, text]) => {
    const path = join(pack.directory, file);
    if (write) writeFileSync(path, text);
    else if (!existsSync(path) || readFileSync(path, "utf8") !== text)
      return [`${folder}/${file} is missing or not what it must be. Write it: ${accept}`];
    return [];
  });
  const lacks = [
    ...(pack.manifest.main === "provider.js" ? [] : ['"main": "provider.js"']),
    ...(pack.manifest.dependencies?.["@ballast/component-host"]
      ? []
      : ['the dependency "@ballast/component-host"']),
  ];
  if (lacks.length > 0)
    faults.push(
      `${folder}/package.json lacks ${lacks.join(" and ")}, by which Pulumi starts the components for other languages.`,
    );
  return faults;
}
