/**
 * `node tools/componentSchemas.ts [--write] [package…]`: checks that the schema.json, provider.js and PulumiPlugin.yaml of
 * each component package, by which programs in other languages use it, are what its sources say; --write writes them.
 */
import { checkComponentPackage, componentPackages } from "@ballast/release/schemas";

process.exitCode = main(process.argv.slice(2));

function main(args: string[]): number {
  const write = args.includes("--write");
  const asked = args.filter((argument) => argument !== "--write");
  const packages = componentPackages(process.cwd());
  const unknown = asked.filter((name) => !packages.some(({ folder }) => folder === name));
  if (unknown.length > 0) {
    const names = packages.map(({ folder }) => folder).join(", ");
    console.error(`No package of components: ${unknown.join(", ")}. There are: ${names}.`);
    return 2;
  }
  let faulty = false;
  for (const pack of packages.filter(({ folder }) => asked.length === 0 || asked.includes(folder))) {
    const faults = checkComponentPackage(pack, write);
    for (const fault of faults) console.error(fault);
    if (faults.length === 0)
      console.log(`${pack.folder}: ${pack.components.map(({ name }) => name).join(", ")}`);
    faulty ||= faults.length > 0;
  }
  return faulty ? 1 : 0;
}
