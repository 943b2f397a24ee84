/**
 * `node tools/acceptedValues.ts [--check | --coverage | --help]`: what AWS accepts, as AWS publishes it, in
 * packages/aws/src/values/accepted.json. Run it by hand after a new version of botocore or cfn-lint in
 * tools/aws-emulator/requirements.txt, or where packages/aws gets a new type; then read the difference.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { judgedTypes, resourceType } from "../packages/aws/src/index.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { argumentsOf } from "../packages/aws/src/testing/typings.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { pinnedPackage, sitePackages } from "./accepted-values/awsPackages.ts";
import { ServiceModels } from "./accepted-values/botocore.ts";
import { acceptedValues, isReference } from "../packages/aws/src/values/index.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { databaseEngines, packedClasses } from "./accepted-values/engines.ts";
import type { Limit } from "../packages/aws/src/values/limit.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { matched, type Property, type Row } from "./accepted-values/members.ts";
import { originOf } from "./accepted-values/originOf.ts";
import { TemplateSchemas } from "./accepted-values/schemas.ts";

const help = `Usage: node tools/acceptedValues.ts [--check | --coverage | --rows TYPE]

Reads botocore's service models and CloudFormation's schemas, in the versions of tools/aws-emulator/requirements.txt, and writes
packages/aws/src/values/accepted.json.

  --check      writes nothing; fails if the file is not what would be written
  --coverage   writes, by type, how many properties have a limit, in packages/docs/src/limits.json; run it after the table is written
  --rows TYPE  writes nothing; prints the rows of one type`;

const coverageFile = join(import.meta.dirname, "../packages/docs/src/limits.json");
const out = join(import.meta.dirname, "../packages/aws/src/values/accepted.json");
const [option = "", named = "", ...rest] = process.argv.slice(2);
if (option === "--help") {
  console.log(help);
  process.exit(0);
}
if (
  !["", "--check", "--coverage", "--rows"].includes(option) ||
  (named === "") !== (option !== "--rows") ||
  rest.length > 0
) {
  console.error(help);
  process.exit(2);
}

const folder = sitePackages();
const models = new ServiceModels(folder);
const schemas = new TemplateSchemas(folder);
const types = judgedTypes().filter((type) => type.startsWith("aws:"));
const table = new Map(types.map((type) => [type, rowsOf(type)] as const));

if (option === "--rows") for (const [path, rows] of rowsOf(named)) console.log(path, JSON.stringify(rows));
else if (option === "--coverage") await writeCoverage(false);
else {
  await write(option === "--check");
  if (option === "--check") await writeCoverage(true);
}

function rowsOf(type: string): Map<string, Row[]> {
  const properties = argumentsOf(type) ?? [];
  const origin = originOf(type, models, schemas);
  const calls = (origin.calls ?? []).map((call) => {
    const [, service = "", operation = "", from] = /^([\w-]+)\.(\w+)(?:\/([\w.]+))?$/.exec(call) ?? [];
    return models.members(service, operation, from?.split("."));
  });
  const templates = origin.template === undefined ? [] : [schemas.members(origin.template)];
  const rows = matched(properties, [...calls, ...templates], origin);
  for (const [property, member] of Object.entries(origin.documents ?? {}))
    for (const { path, limits } of calls.flat().filter(({ path: [first] }) => first === member)) {
      const at = [property, ...path.slice(1)].join(".");
      const own = limits.map(({ source, limit }): Row => ({ source, limit }));
      if (own.length > 0) rows.set(at, own);
    }
  return new Map([...rows].sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function write(isCheck: boolean): Promise<void> {
  const content = {
    sources: {
      model: { name: `AWS's service models in botocore ${pinnedPackage("botocore")}`, date: models.date },
      text: {
        name: `the documentation of AWS's service models in botocore ${pinnedPackage("botocore")}`,
        date: models.date,
      },
      schema: {
        name: `CloudFormation's resource schemas in cfn-lint ${pinnedPackage("cfn-lint")}`,
        date: schemas.date,
      },
    },
    types: Object.fromEntries(
      [...table].flatMap(([type, rows]) =>
        rows.size === 0
          ? []
          : [[type, Object.fromEntries([...rows].map(([path, of]) => [path, of.map(written)]))]],
      ),
    ),
    regions: models.regions(),
    databaseEngines: Object.fromEntries(
      [...databaseEngines(schemas.folder)].map(([name, { versions, classes }]) => [
        name,
        { versions: versions.join(" "), classes: packedClasses(classes) },
      ]),
    ),
  };
  const text = await format(JSON.stringify(content), { parser: "json", printWidth: 110 });
  if (!isCheck) writeFileSync(out, text);
  else if (readFileSync(out, "utf8") !== text) {
    console.error(
      "packages/aws/src/values/accepted.json is not what its sources say. Run: node tools/acceptedValues.ts",
    );
    process.exit(1);
  }
  console.log(
    `${Object.keys(content.types).length} types, ${[...table.values()].reduce((sum, { size }) => sum + size, 0)} properties.`,
  );
}

/** `[source, kind, …]`, with what an older source says instead behind it. */
function written({ source, limit, instead }: Row): unknown[] {
  return [source, listed(limit), ...(instead === undefined ? [] : [listed(instead)])];
}

function listed([kind, ...values]: Limit): unknown[] {
  return kind === "values" ? [kind, values.join(" ")] : [kind, ...values];
}

interface Coverage {
  type: string;
  /** Properties that have a limit: by a row, by their kind, by what they refer to, or by the rule of names. */
  limited: number;
  /** The same by a row alone. */
  rows: number;
  of: number;
  without: string[];
}

function covered(): Coverage[] {
  return types.map((type) => {
    const naming = resourceType(type)?.name;
    const rows = acceptedValues(type);
    const isLimited = ({ path, kind }: Property): boolean => {
      const name = path.slice(path.lastIndexOf(".") + 1);
      return (
        kind === "bool" ||
        path === "tags" ||
        rows.has(path) ||
        isReference(name) ||
        (naming !== undefined && naming !== false && path === naming.property)
      );
    };
    // How long the provider waits is nothing of AWS's.
    const all = (argumentsOf(type) ?? []).filter(
      ({ path, kind }) => kind !== "block" && !path.startsWith("timeouts."),
    );
    const without = all.filter((property) => !isLimited(property)).map(({ path }) => path);
    return {
      type,
      limited: all.length - without.length,
      rows: all.filter(({ path }) => rows.has(path)).length,
      of: all.length,
      without,
    };
  });
}

/** For docs/aws-types.md: of a type below half, the names of what has no limit. */
async function writeCoverage(isCheck: boolean): Promise<void> {
  const content = Object.fromEntries(
    covered().map(({ type, limited, rows, of, without }) => [
      type,
      { limited, rows, of, ...(limited * 2 < of && { without: without.join(" ") }) },
    ]),
  );
  const text = await format(JSON.stringify(content), { parser: "json", printWidth: 110 });
  if (!isCheck) writeFileSync(coverageFile, text);
  else if (readFileSync(coverageFile, "utf8") !== text) {
    console.error(
      "packages/docs/src/limits.json is not what packages/aws has. Run: node tools/acceptedValues.ts --coverage",
    );
    process.exit(1);
  }
}
