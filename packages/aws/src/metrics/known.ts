import { words } from "@ballast/model";
import documented from "./documented.json" with { type: "json" };
import specified from "./specified.json" with { type: "json" };

/**
 * The sets of dimensions with which AWS publishes a metric, each as its names in order, by commas; `any` where AWS names the metric,
 * and not all its dimensions.
 */
type Sets = ReadonlySet<string>;

export const anySet = "any";

/** Names by sets of dimensions, which semicolons separate. */
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

/** The metrics of a namespace, by name; undefined for one without a table. */
export function metricsOf(namespace: string): ReadonlyMap<string, Sets> | undefined {
  return tables.get(namespace);
}

/** AWS's namespaces: those with a table, and others. */
export const namespaces: readonly string[] = [...tables.keys(), ...words(documented.otherNamespaces.names)];
