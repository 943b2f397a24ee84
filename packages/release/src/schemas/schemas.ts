import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema.js";
import type { ComponentPackage } from "./componentPackages.ts";
import { crossing } from "./crossing.ts";
import { undescribed, type DescribedPackage } from "./descriptions.ts";
import { languageNames } from "./languageNames.ts";
import { checkPluginFiles } from "./pluginFiles.ts";
import { analyze } from "./sources.ts";

/** The prefix of the names of packages that are generated for other languages: the npm scope. */
const namespace = "ballast";

/**
 * What other languages are told of a package's components: what the SDK's own analyzer reads off the sources, in a form that
 * every language's generator can use.
 *
 * The version is left out: it is the package's, and the package's host puts it in.
 *
 * @throws {Error} if a type cannot cross to other languages; its message names the property.
 */
export function schemaOf(pack: ComponentPackage): string {
  const { folder, pulumiName, manifest } = pack;
  const found = analyze(pack);
  const { version: _version, ...derived } = generateSchema(
    pulumiName,
    manifest.version,
    manifest.description,
    found.components,
    found.typeDefinitions,
    found.dependencies,
    namespace,
  );
  const schema = { ...derived, language: languageNames(folder, derived.language) };
  return `${JSON.stringify(crossing(schema, folder, found), null, 2)}\n`;
}

/** Where the schema tells other languages something else than the classes do, or nothing. */
function schemaFaults({ pulumiName, folder, components }: ComponentPackage, schema: string): string[] {
  const silent = undescribed(JSON.parse(schema) as DescribedPackage).map(
    (what) =>
      `packages/${folder}: ${what} has no comment, or one that only repeats its name. Other languages' documentation is ` +
      "made of the comments: write what it means, its unit and its form.",
  );
  const misnamed = components.flatMap(({ name, token, file }) => {
    const expected = `${pulumiName}:index:${name}`;
    const where = `packages/${folder}/src/${file}`;
    return token === expected
      ? []
      : [
          `${where}: ${name} gives super the type "${token}", but programs in other languages call it "${expected}". Write that.`,
        ];
  });
  return [...misnamed, ...silent];
}

/**
 * Checks that what is committed for other languages is what the sources say.
 *
 * @param write Writes it instead.
 * @returns the faults, each with what to do.
 */
export function checkComponentPackage(pack: ComponentPackage, write: boolean): string[] {
  const accept = `node tools/componentSchemas.ts --write ${pack.folder}`;
  const file = `packages/${pack.folder}/schema.json`;
  const path = join(pack.directory, "schema.json");
  let schema: string;
  try {
    schema = schemaOf(pack);
  } catch (error) {
    return [`packages/${pack.folder}: ${(error as Error).message}`];
  }
  const faults = [...schemaFaults(pack, schema), ...checkPluginFiles(pack, write, accept)];
  if (write) writeFileSync(path, schema);
  else if (!existsSync(path))
    faults.push(`${file} is missing. Other languages know the components by it. Write it: ${accept}`);
  else if (readFileSync(path, "utf8") !== schema)
    faults.push(
      `${file} is not what the sources say. If the change is meant, accept it, then read the difference: ${accept}`,
    );
  return faults;
}
