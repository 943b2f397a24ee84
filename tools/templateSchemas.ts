/**
 * `node tools/templateSchemas.ts <cfnlint/data/schemas> <cfn-lint version>`: which properties replace a resource of a
 * CloudFormation template, in packages/aws/src/cloudformation/schemas.json. Run it by hand when new types are wanted, then read
 * the difference.
 *
 * cfn-lint (PyPI, MIT-0) ships the schemas that AWS publishes for CloudFormation's resource types, in cfnlint/data/schemas of
 * its wheel: `pip download cfn-lint --no-deps`.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

interface Schema {
  typeName: string;
  createOnlyProperties?: string[];
  conditionalCreateOnlyProperties?: string[];
  handlers?: object;
}

const out = join(import.meta.dirname, "../packages/aws/src/cloudformation/schemas.json");

const [folder, version, ...rest] = process.argv.slice(2);
if (folder === undefined || version === undefined || rest.length > 0) {
  console.error("Usage: node tools/templateSchemas.ts <cfnlint/data/schemas> <cfn-lint version>");
  process.exit(2);
}

const schemas = readdirSync(join(folder, "resources"))
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(join(folder, "resources", file), "utf8")) as Schema)
  .sort((one, other) => (one.typeName < other.typeName ? -1 : 1));
const { schema_date: date } = JSON.parse(readFileSync(join(folder, "version.json"), "utf8")) as {
  schema_date: string;
};
const source = `cfn-lint ${version} (PyPI, MIT-0), cfnlint/data/schemas: AWS's schemas of ${date.slice(0, 10)}`;

// Laid out as Prettier would, with one type a line.
const text = `{
  "source": ${JSON.stringify(source)},
  "types": {
${schemas.map((schema) => `    ${JSON.stringify(schema.typeName)}: ${JSON.stringify(entryOf(schema))}`).join(",\n")}
  }
}
`;
writeFileSync(out, text);
console.log(`${relative(process.cwd(), out)}: ${schemas.length} types.`);

/** As packages/aws/src/cloudformation/schemas.ts reads it. */
function entryOf({
  createOnlyProperties = [],
  conditionalCreateOnlyProperties = [],
  handlers,
}: Schema): string {
  const always = createOnlyProperties.map(pathOf).sort();
  const sometimes = conditionalCreateOnlyProperties
    .map(pathOf)
    .filter((path) => !always.includes(path))
    .sort();
  // AWS generates the schemas of types without handlers from older ones, which do not say everything.
  return [...always, ...sometimes.map((path) => `?${path}`), ...(handlers === undefined ? ["..."] : [])].join(
    " ",
  );
}

/** `/properties/VpcSettings/VpcId` is `VpcSettings.VpcId`; members of lists have no path of their own. */
function pathOf(pointer: string): string {
  const parts = pointer.split("/").slice(1);
  if (parts[0] !== "properties") throw new Error(`${pointer} is not a path of a property.`);
  return parts
    .slice(1)
    .filter((part) => part !== "*" && part !== "properties" && part !== "items")
    .join(".");
}
