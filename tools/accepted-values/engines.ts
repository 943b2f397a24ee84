import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Condition {
  const?: string;
  enum?: string[];
  pattern?: string;
}

interface Rule {
  if: { properties: Record<string, Condition> };
  then: { properties: Record<string, Condition | boolean> };
}

/** What Amazon RDS sells of one engine. */
export interface Engine {
  versions: string[];
  /** Classes that at least one region has. */
  classes: string[];
}

/**
 * Versions and classes by engine, from the rules that cfn-lint makes of what RDS answers (`DescribeDBEngineVersions`, its prices).
 *
 * @param folder cfnlint/data/schemas
 */
export function databaseEngines(folder: string): Map<string, Engine> {
  const engines = new Map<string, Engine>();
  const entry = (name: string): Engine => {
    const known = engines.get(name) ?? { versions: [], classes: [] };
    engines.set(name, known);
    return known;
  };
  for (const type of ["aws_rds_dbinstance", "aws_rds_dbcluster"])
    for (const { if: condition, then } of rulesIn(folder, type, "engine_version")) {
      for (const engine of namesOf(then.properties["Engine"])) entry(engine);
      for (const engine of namesOf(condition.properties["Engine"]))
        entry(engine).versions.push(...namesOf(then.properties["EngineVersion"]));
    }
  const files = [
    ["aws_rds_dbinstance", "dbinstanceclass_enum", "DBInstanceClass"],
    ["aws_rds_dbcluster", "dbclusterinstanceclass_enum", "DBClusterInstanceClass"],
  ] as const;
  for (const [type, file, property] of files)
    for (const { if: condition, then } of rulesIn(folder, type, file))
      for (const engine of namesOf(condition.properties["Engine"]))
        entry(engine).classes.push(...namesOf(then.properties[property]));
  return new Map(
    [...engines]
      .map(([name, { versions, classes }]): [string, Engine] => [
        name,
        { versions: [...new Set(versions)].sort(), classes: [...new Set(classes)].sort() },
      ])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** Of all regions, where a file says it by region. */
function rulesIn(folder: string, type: string, file: string): Rule[] {
  const parsed = JSON.parse(readFileSync(join(folder, "extensions", type, `${file}.json`), "utf8")) as
    { allOf: Rule[] } | Record<string, { allOf: Rule[] }>;
  const all = "allOf" in parsed ? [parsed as { allOf: Rule[] }] : Object.values(parsed);
  return all.flatMap(({ allOf }) => allOf);
}

function namesOf(condition: Condition | boolean | undefined): string[] {
  if (typeof condition !== "object") return [];
  return condition.const === undefined ? (condition.enum ?? []) : [condition.const];
}

/** `m5:large,xlarge r5:large` of `db.m5.large`, `db.m5.xlarge`, `db.r5.large`. */
export function packedClasses(classes: readonly string[]): string {
  const families = Map.groupBy(classes, (one) =>
    one.slice(3, one.indexOf(".", 3) < 0 ? undefined : one.indexOf(".", 3)),
  );
  return [...families]
    .map(([family, of]) => `${family}:${of.map((one) => one.slice(4 + family.length)).join(",")}`)
    .join(" ");
}
