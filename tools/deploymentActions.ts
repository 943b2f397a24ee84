/**
 * `node tools/deploymentActions.ts [--check | --help]`: which IAM actions CloudFormation's handlers of a resource type call, in
 * packages/aws/src/deployment/handlers.json. Run it by hand after a new version of cfn-lint in tools/aws-emulator/requirements.txt,
 * or where packages/aws gets a new type; then read the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { typesWhere } from "../packages/aws/src/index.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { pinnedPackage, sitePackages } from "./accepted-values/awsPackages.ts";
import { ServiceModels } from "./accepted-values/botocore.ts";
import { originOf } from "./accepted-values/originOf.ts";
import { TemplateSchemas } from "./accepted-values/schemas.ts";

const help = `Usage: node tools/deploymentActions.ts [--check]

Reads CloudFormation's resource schemas, in the version of tools/aws-emulator/requirements.txt, and writes
packages/aws/src/deployment/handlers.json.

  --check  writes nothing; fails if the file is not what would be written`;

const out = join(import.meta.dirname, "../packages/aws/src/deployment/handlers.json");
const [option = "", ...rest] = process.argv.slice(2);
if (option === "--help") {
  console.log(help);
  process.exit(0);
}
if (!["", "--check"].includes(option) || rest.length > 0) {
  console.error(help);
  process.exit(2);
}

interface Schema {
  typeName: string;
  handlers?: Partial<Record<string, { permissions?: string[] }>>;
}

const folder = sitePackages();
const models = new ServiceModels(folder);
const schemas = new TemplateSchemas(folder);
const resources = join(schemas.folder, "resources");
const handlers = new Map(
  readdirSync(resources)
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(resources, file), "utf8")) as Schema)
    .map((schema) => [schema.typeName, schema.handlers] as const),
);

/** A handler's actions, sorted. What has no form of an action is not one: `s3:REST.PUT.OBJECT`. */
function actionsOf(permissions: readonly string[] = []): string {
  const actions = permissions
    .filter((action) => /^[A-Za-z0-9-]+:[A-Za-z0-9]+\*?$/.test(action))
    .map((action) => action.replace(/^[^:]+/, (service) => service.toLowerCase()));
  return [...new Set(actions)].sort().join(" ");
}

/** What programs here register, and what their templates create. */
const origins = typesWhere(({ computed }) => computed !== undefined).flatMap((type) => {
  const template = type.includes("::") ? type : originOf(type, models, schemas).template;
  return template !== undefined && handlers.get(template) !== undefined ? [[type, template] as const] : [];
});
const content = {
  source: `CloudFormation's resource schemas of ${schemas.date} in cfn-lint ${pinnedPackage("cfn-lint")}: the permissions of their handlers`,
  types: Object.fromEntries(origins.filter(([type, template]) => type !== template)),
  handlers: Object.fromEntries(
    [...new Set(origins.map(([, template]) => template))].sort().map((template) => [
      template,
      Object.fromEntries(
        ["create", "read", "update", "delete"].flatMap((step) => {
          const actions = actionsOf(handlers.get(template)?.[step]?.permissions);
          return actions === "" ? [] : [[step, actions]];
        }),
      ),
    ]),
  ),
};
const text = await format(JSON.stringify(content), { parser: "json", printWidth: 110 });
if (option === "") writeFileSync(out, text);
else if (readFileSync(out, "utf8") !== text) {
  console.error(
    "packages/aws/src/deployment/handlers.json is not what its source says. Run: node tools/deploymentActions.ts",
  );
  process.exit(1);
}
console.log(
  `${origins.length} types by ${Object.keys(content.handlers).length} types of CloudFormation's with handlers.`,
);
