/**
 * Checks that the lockfile holds one copy of each @pulumi package. A second copy of the SDK has its own idea of what
 * a resource is: children are then silently not registered (pulumi/pulumi#19264), and mocks see half a program.
 */
import { readFileSync } from "node:fs";

interface Lockfile {
  packages: Record<string, { version?: string }>;
}

/** Where each package lies, by its name; an alias such as docker-classic has a name of its own. */
export function copies(lockfile: Lockfile, scope: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [path, { version }] of Object.entries(lockfile.packages)) {
    const name = path.split("node_modules/").at(-1) ?? "";
    if (name.startsWith(`${scope}/`)) (found[name] ??= []).push(`${version} in ${path}`);
  }
  return found;
}

if (import.meta.main) {
  const found = copies(JSON.parse(readFileSync("package-lock.json", "utf8")) as Lockfile, "@pulumi");
  const several = Object.entries(found).filter(([, places]) => places.length > 1);
  for (const [name, places] of several) {
    console.error(
      `${name} is installed ${places.length} times: ${places.join(", ")}. Make every package ask for one version.`,
    );
  }
  console.log(`${Object.keys(found).length} @pulumi packages, ${several.length} of them more than once`);
  process.exitCode = several.length === 0 ? 0 : 1;
}
