/**
 * `node tools/cloudWatchMetrics.ts FOLDER [--check]`: the metrics that AWS's CDK knows, and those for which AWS's own MCP server of
 * CloudWatch recommends alarms, as packages/aws/src/metrics has them. Run it by hand with newer versions; then read the difference.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { format } from "prettier";

const specification = { name: "@aws-cdk/aws-service-spec", version: "0.1.216", date: "2026-09-29" };
const recommendations = { name: "awslabs.cloudwatch-mcp-server", version: "0.3.1", date: "2026-09" };

const help = `Usage: node tools/cloudWatchMetrics.ts FOLDER [--check]

Writes packages/aws/src/metrics/specified.json and testing/recommended.json there from two packages under the Apache License 2.0,
which it reads in FOLDER. Install them in a folder outside of this repository:

  npm install --prefix FOLDER ${specification.name}@${specification.version}
  python3 -m pip install --no-deps --target FOLDER ${recommendations.name}==${recommendations.version}

  --check  writes nothing; fails if a file is not what would be written`;

const [folder = "--help", option = "", ...rest] = process.argv.slice(2);
if (folder === "--help") {
  console.log(help);
  process.exit(0);
}
if (!["", "--check"].includes(option) || rest.length > 0) {
  console.error(help);
  process.exit(2);
}

const metricsFolder = join(import.meta.dirname, "../packages/aws/src/metrics");
const documented = JSON.parse(readFileSync(join(metricsFolder, "documented.json"), "utf8")) as {
  metrics: Record<string, unknown>;
};
/** What is written by hand decides which namespaces have a table. */
const isTabled = (namespace: string): boolean => namespace in documented.metrics;

type Table = Record<string, Record<string, Set<string>>>;

function add(table: Table, namespace: string, dimensions: readonly string[], name: string): void {
  const sets = (table[namespace] ??= {});
  (sets[[...dimensions].sort().join(",")] ??= new Set()).add(name);
}

function written(table: Table): Record<string, Record<string, string>> {
  const byName = <T>(record: Record<string, T>): [string, T][] =>
    Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    byName(table).map(([namespace, sets]) => [
      namespace,
      Object.fromEntries(
        byName(sets).map(([dimensions, names]) => [dimensions, [...names].sort().join(" ")]),
      ),
    ]),
  );
}

/** What the CDK's database holds of an entity, and of which other it is. */
interface Database {
  schema: {
    metric: { entities: { $id: string; namespace: string; name: string }[] };
    dimensionSet: { entities: { $id: string; dimensions: { name: string }[] }[] };
    usesDimensionSet: { forward: Record<string, { $id: string }[]> };
  };
}

function specified(): unknown {
  const home = join(folder, "node_modules", specification.name);
  requireVersion(specification, readFileSync(join(home, "package.json"), "utf8"), /^  "version": "([^"]+)"/m);
  const { schema } = JSON.parse(gunzipSync(readFileSync(join(home, "db.json.gz"))).toString()) as Database;
  const sets = new Map(schema.dimensionSet.entities.map(({ $id, dimensions }) => [$id, dimensions]));
  const table: Table = {};
  for (const { $id, namespace, name } of schema.metric.entities.filter((one) => isTabled(one.namespace)))
    for (const set of schema.usesDimensionSet.forward[$id] ?? [])
      add(
        table,
        namespace,
        (sets.get(set.$id) ?? []).map((one) => one.name),
        name,
      );
  return { source: sourceOf(specification), metrics: written(table) };
}

interface Described {
  metricId: { namespace: string; metricName: string };
  alarmRecommendations?: { dimensions: { name: string }[] }[];
}

function recommended(): unknown {
  const info = `${recommendations.name.replaceAll(/[.-]/g, "_")}-${recommendations.version}.dist-info`;
  requireVersion(recommendations, readFileSync(join(folder, info, "METADATA"), "utf8"), /^Version: (.+)$/m);
  const file = "awslabs/cloudwatch_mcp_server/cloudwatch_metrics/data/metric_metadata.json";
  const all = (JSON.parse(readFileSync(join(folder, file), "utf8")) as Described[]).filter(({ metricId }) =>
    isTabled(metricId.namespace),
  );
  const alarms: Table = {};
  const names: Record<string, Set<string>> = {};
  for (const { metricId, alarmRecommendations = [] } of all) {
    (names[metricId.namespace] ??= new Set()).add(metricId.metricName);
    for (const { dimensions } of alarmRecommendations)
      add(
        alarms,
        metricId.namespace,
        dimensions.map(({ name }) => name),
        metricId.metricName,
      );
  }
  return {
    source: sourceOf(recommendations),
    names: Object.fromEntries(
      Object.entries(names)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([namespace, set]) => [namespace, [...set].sort().join(" ")]),
    ),
    alarms: written(alarms),
  };
}

function sourceOf({ name, version, date }: typeof specification): string {
  return `${name} ${version} of ${date}`;
}

function requireVersion({ name, version }: typeof specification, text: string, at: RegExp): void {
  const found = at.exec(text)?.[1];
  if (found !== version) throw new Error(`${folder} has ${name} ${found}, not ${version}.`);
}

const files = { "specified.json": specified(), "testing/recommended.json": recommended() };
for (const [file, content] of Object.entries(files)) {
  const path = join(metricsFolder, file);
  const text = await format(JSON.stringify(content), { parser: "json", printWidth: 110 });
  if (option === "") writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    console.error(`${path} is not what its source says. Run: node tools/cloudWatchMetrics.ts ${folder}`);
    process.exit(1);
  }
}
console.log("The metrics are those of their sources.");
