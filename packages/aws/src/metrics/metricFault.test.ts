import { words } from "@ballast/model";
import fc from "fast-check";
import { resourceType, typesWhere } from "../catalogue.ts";
import { outputsOf } from "../testing/typings.ts";
import documented from "./documented.json" with { type: "json" };
import { anySet, metricsOf, namespaces } from "./known.ts";
import { countsTargets, countsTasks } from "./meanings.ts";
import { metricFault, type MetricName } from "./metricFault.ts";
import specified from "./specified.json" with { type: "json" };
import recommended from "./testing/recommended.json" with { type: "json" };

type Rows = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Each metric with each set of dimensions. */
function metricsIn(rows: Rows): Required<MetricName>[] {
  return Object.entries(rows).flatMap(([namespace, bySets]) =>
    Object.entries(bySets).flatMap(([sets, names]) =>
      sets
        .split(";")
        .flatMap((set) => words(names).map((name) => ({ namespace, name, dimensions: namesIn(set) }))),
    ),
  );
}

const namesIn = (set: string): string[] => (set === "" ? [] : set.split(","));
const byPage = Object.entries(documented.metrics as Record<string, Rows>);

/** What a choice of pages says, and the CDK where it is asked. */
function namesOf(namespace: string, isAsked: (page: string) => boolean): Set<string> {
  const [, pages = {}] = byPage.find(([one]) => one === namespace) ?? [];
  const rows = Object.entries(pages).filter(([page]) => isAsked(page));
  return new Set(rows.flatMap(([, bySets]) => Object.values(bySets).flatMap(words)));
}

describe("against AWS's own recommendations of alarms", () => {
  it("has each metric that an alarm is recommended for, with its dimensions", () => {
    const alarms = metricsIn(recommended.alarms);
    expect(alarms.length).toBeGreaterThan(60);
    expect(alarms.map(metricFault).filter((fault) => fault !== undefined)).toEqual([]);
  });

  it("has each metric that they describe by another source, or says that they are its source", () => {
    const all = Object.entries(recommended.names);
    expect(all.flatMap(([, names]) => words(names)).length).toBeGreaterThan(400);
    for (const [namespace, names] of all) {
      const others = namesOf(namespace, (page) => page !== "described");
      const inCdk = new Set(metricsIn(pick(specified.metrics, namespace)).map(({ name }) => name));
      const lacking = words(names).filter((name) => !others.has(name) && !inCdk.has(name));
      expect([namespace, ...lacking]).toEqual([
        namespace,
        ...namesOf(namespace, (page) => page === "described"),
      ]);
    }
  });
});

function pick(rows: Rows, namespace: string): Rows {
  return namespace in rows ? { [namespace]: rows[namespace] ?? {} } : {};
}

it("agrees with AWS's CDK on a set of dimensions of each metric that both AWS's guides and the CDK have", () => {
  const key = ({ namespace, name }: Required<MetricName>) => `${namespace} ${name}`;
  const set = ({ dimensions }: Required<MetricName>) => [...dimensions].sort().join(",");
  const ofGuides = Map.groupBy(
    byPage.flatMap(([namespace, pages]) =>
      Object.values(pages).flatMap((rows) => metricsIn({ [namespace]: rows })),
    ),
    key,
  );
  const ofTheCdk = [...Map.groupBy(metricsIn(specified.metrics), key)];
  const both = ofTheCdk.filter(([metric]) => ofGuides.has(metric));
  expect(both.length).toBeGreaterThan(220);
  const sets = (metric: string) => new Set(ofGuides.get(metric)?.map(set));
  const apart = both.filter(([metric, rows]) => !rows.some((row) => sets(metric).has(set(row))));
  // The guide recommends alarms on them by topic; the CDK has them for the account, and for a country.
  expect(apart.map(([metric]) => metric)).toEqual([
    "AWS/SNS SMSMonthToDateSpentUSD",
    "AWS/SNS SMSSuccessRate",
  ]);
});

const everyMetric = metricsIn(specified.metrics);
const shuffled = fc.constantFrom(...everyMetric).chain((metric) =>
  fc
    .shuffledSubarray([...metric.dimensions], {
      minLength: metric.dimensions.length,
      maxLength: metric.dimensions.length,
    })
    .map((dimensions) => ({ ...metric, dimensions })),
);

it("takes the dimensions of a metric in any order", () => {
  fc.assert(fc.property(shuffled, (metric) => metricFault(metric) === undefined));
});

it("finds a dimension too many, and says which there are", () => {
  fc.assert(
    fc.property(shuffled, ({ dimensions, ...metric }) => {
      const sets = metricsOf(metric.namespace)?.get(metric.name);
      const fault = metricFault({ ...metric, dimensions: [...dimensions, "Colour"] });
      return sets?.has(anySet) === true || (fault?.includes(dimensions.at(0) ?? "no dimension") ?? false);
    }),
  );
});

it("finds a misspelt name or namespace, and names the one that is meant", () => {
  fc.assert(
    fc.property(shuffled, fc.nat(), (metric, at) => {
      const misspelt = (word: string): string =>
        `${word.slice(0, at % word.length)}§${word.slice((at % word.length) + 1)}`;
      const name = misspelt(metric.name);
      const namespace = `AWS/${misspelt(metric.namespace.replace("AWS/", ""))}`;
      expect(metricFault({ ...metric, name })).toMatch(`"${name}" is not a metric in ${metric.namespace}`);
      expect(metricFault({ ...metric, namespace })).toMatch(`"${namespace}" is not a namespace`);
    }),
  );
});

it.each<[MetricName, string | undefined]>([
  [
    { namespace: "AWS/EBS", name: "VolumeStalledIOCheck", dimensions: ["VolumeId"] },
    "VolumeStalledIOCheck in AWS/EBS has InstanceId + VolumeId, not VolumeId",
  ],
  [
    { namespace: "AWS/ECS", name: "RuningTaskCount", dimensions: ["ClusterName", "ServiceName"] },
    '"RuningTaskCount" is not a metric in AWS/ECS (did you mean "LiveTaskCount"?)',
  ],
  [
    { namespace: "ECS/ContainerInsights", name: "RunningTaskCount", dimensions: ["ServiceName"] },
    "RunningTaskCount in ECS/ContainerInsights has ClusterName + ServiceName, not ServiceName",
  ],
  [
    { namespace: "AWS/RDS", name: "FreeStorageSpase", dimensions: ["DBInstanceIdentifier"] },
    '"FreeStorageSpase" is not a metric in AWS/RDS (did you mean "FreeStorageSpace"?)',
  ],
  [
    { namespace: "AWS/Ebs", name: "BurstBalance", dimensions: ["VolumeId"] },
    '"AWS/Ebs" is not a namespace of AWS metrics (did you mean "AWS/EBS"?)',
  ],
  [{ namespace: "AWS/DynamoDB", name: "Anything", dimensions: [] }, undefined],
  [{ namespace: "AWS/RDS", name: "FreeStorageSpace" }, undefined],
  [{ namespace: "Shop", name: "Orders", dimensions: ["Country"] }, undefined],
  [{ namespace: "AWS/Backup", name: "NumberOfBackupJobsFailed", dimensions: ["BackupVaultName"] }, undefined],
])("says of %j: %s", (metric, fault) => {
  expect(metricFault(metric)).toBe(fault);
});

it("knows each page that a row is of, and a date of each", () => {
  const used = new Set(Object.values(documented.metrics).flatMap((pages) => Object.keys(pages)));
  const known = Object.entries(documented.pages);
  expect([...used].filter((page) => !known.some(([key]) => key === page))).toEqual([]);
  expect(known.filter(([, { date }]) => !/^\d{4}-\d{2}(-\d{2})?$/.test(date))).toEqual([]);
  expect(new Set(namespaces).size).toBe(namespaces.length);
});

it("measures resources by dimensions that their metrics have, and by outputs that they have", () => {
  const rows = typesWhere(({ measuredBy }) => measuredBy !== undefined).flatMap((type) =>
    Object.entries(resourceType(type)?.measuredBy ?? {}).flatMap(([namespace, dimensions]) =>
      Object.entries(dimensions).map(([dimension, output]) => ({ type, namespace, dimension, output })),
    ),
  );
  expect(rows.length).toBeGreaterThan(25);
  const wrong = rows.filter(({ type, namespace, dimension, output }) => {
    const sets = [...(metricsOf(namespace)?.values() ?? [])].flatMap((one) => [...one]);
    return (
      !sets.some((set) => namesIn(set).includes(dimension)) ||
      !["id", ...(outputsOf(type) ?? [])].includes(output)
    );
  });
  expect(wrong).toEqual([]);
});

it("knows what counts tasks and targets, among the metrics of the table", () => {
  const all = byPage.flatMap(([namespace, pages]) =>
    Object.values(pages).flatMap((rows) => metricsIn({ [namespace]: rows })),
  );
  const counts = all.filter(countsTasks).map(({ name }) => name);
  expect(new Set(counts)).toEqual(new Set(["LiveTaskCount", "RunningTaskCount"]));
  expect(new Set(all.filter(countsTargets).map(({ namespace }) => namespace))).toEqual(
    new Set(["AWS/ApplicationELB", "AWS/NetworkELB"]),
  );
});
