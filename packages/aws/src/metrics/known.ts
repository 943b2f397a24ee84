import { words } from "@ballast/model";
import documented from "./documented.json" with { type: "json" };
import specified from "./specified.json" with { type: "json" };

/**
 * The sets of dimensions with which AWS publishes a metric. Each is a sorted list of names, separated by
 * commas; `any` if AWS does not document all dimensions of the metric.
 */
type Sets = ReadonlySet<string>;

export const anySet = "any";

/** Metric names, keyed by sets of dimensions, which semicolons separate. */
type Rows = Readonly<Record<string, string>>;

const pages: Readonly<Record<string, Readonly<Record<string, Rows>>>> = documented.metrics;
const ofTheCdk: Readonly<Record<string, Rows>> = specified.metrics;

const tables = new Map(
  Object.entries(pages).map(([namespace, byPage]) => [
    namespace,
    tableOf([...Object.values(byPage), ofTheCdk[namespace] ?? {}]),
  ]),
);

function tableOf(sources: readonly Rows[]): ReadonlyMap<string, Sets> {
  const table = new Map<string, Set<string>>();
  for (const [sets, names] of sources.flatMap((rows) => Object.entries(rows)))
    for (const name of words(names)) {
      const known = table.get(name) ?? new Set();
      for (const set of sets.split(";")) known.add(set);
      table.set(name, known);
    }
  return table;
}

/** The metrics of a namespace, keyed by name; undefined for a namespace without a table. */
export function metricsOf(namespace: string): ReadonlyMap<string, Sets> | undefined {
  return tables.get(namespace);
}

/** AWS's namespaces, with and without a table. */
export const namespaces: readonly string[] = [...tables.keys(), ...words(documented.otherNamespaces.names)];
