import type { Fields } from "@ballast/model";
import accepted from "./accepted.json" with { type: "json" };
import { knownText as known } from "./known.ts";
import type { RefusedValue } from "./limit.ts";
import { refused, sources } from "./sources.ts";

// A separate file, because it loads the table of engines.

const engines = accepted.databaseEngines as Readonly<
  Record<string, { versions: string; classes: string } | undefined>
>;

/** Property with the instance class, keyed by type. */
const classProperties: Readonly<Record<string, string>> = {
  "aws:rds/cluster:Cluster": "dbClusterInstanceClass",
  "aws:rds/clusterInstance:ClusterInstance": "instanceClass",
  "aws:rds/instance:Instance": "instanceClass",
};

/** Combinations of engine, version and class that RDS does not support. */
export function* refusedEngine(type: string, inputs: Fields): Iterable<RefusedValue> {
  const property = classProperties[type];
  if (property !== undefined) yield* refusedIn(inputs, property);
}

/** The numbers in a version, for comparisons. */
function numbersOf(version: string): number[] {
  return [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== (other[index] ?? -1));
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1);
}

/**
 * Whether RDS has an engine version, or one with this prefix. Versions newer than the newest known one are
 * assumed to exist.
 */
export function hasVersion(engine: string, version: string): boolean {
  const all = engines[engine]?.versions.split(" ") ?? [];
  if (all.length === 0 || all.some((one) => one === version || one.startsWith(`${version}.`))) return true;
  // On RDS, the minor version of SQL Server is always 00; another one is not a newer version.
  if (engine.includes("sqlserver") && !/^\d+\.00(\.|$)/.test(version)) return false;
  const numbers = numbersOf(version);
  const sameMajor = all.map(numbersOf).filter(([major]) => major === numbers[0]);
  const newest = (sameMajor.length > 0 ? sameMajor : all.map(numbersOf)).sort(compare).at(-1) ?? [];
  return numbers.length > 0 && compare(numbers, newest) > 0;
}

/**
 * Whether an engine supports an instance class. A family that no engine has is assumed to be newer than the
 * table.
 */
export function hasClass(engine: string, name: string): boolean {
  const [, family = "", size = ""] = /^db\.([^.]+)(?:\.(.+))?$/.exec(name) ?? [];
  const own = engines[engine]?.classes;
  if (own === undefined || own === "" || family === "serverless") return true;
  const sizes = sizesOf(own, family);
  if (sizes !== undefined) return sizes.includes(size);
  const isKnownFamily = Object.values(engines).some(
    (one) => one !== undefined && sizesOf(one.classes, family) !== undefined,
  );
  return !isKnownFamily && family !== "";
}

function sizesOf(packed: string, family: string): string[] | undefined {
  const entry = packed.split(" ").find((one) => one.startsWith(`${family}:`));
  return entry?.slice(family.length + 1).split(",");
}

function* refusedIn(inputs: Fields, classProperty: string): Iterable<RefusedValue> {
  const from = sources.rdsVersions;
  const engine = known(inputs["engine"]).toLowerCase();
  const [version, name] = [known(inputs["engineVersion"]), known(inputs[classProperty])];
  if (engine === "" || !Object.hasOwn(engines, engine)) {
    // The first characters are those of a family that AWS may extend.
    if (engine !== "" && !/^custom-/.test(engine))
      yield refused("engine", engine, Object.keys(engines).join(", "), from);
    return;
  }
  if (version !== "" && !hasVersion(engine, version))
    yield refused("engineVersion", version, `versions of ${engine} (${majors(engine)})`, from);
  if (name !== "" && !hasClass(engine, name))
    yield refused(classProperty, name, `classes that RDS supports for ${engine}`, from);
}

function majors(engine: string): string {
  const all = engines[engine]?.versions.split(" ") ?? [];
  return [...new Set(all.map((one) => one.split(".").slice(0, 2).join(".")))].slice(-6).join(", ");
}
