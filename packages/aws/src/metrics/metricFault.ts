import { nearest } from "@ballast/model";
import { anySet, metricsOf, namespaces } from "./known.ts";

/** The identity of a metric: namespace, name and dimension names. */
export interface MetricName {
  namespace: string;
  name: string;
  /** Dimension names in any order. @default - any, as in a query without dimensions */
  dimensions?: readonly string[];
}

/**
 * Why AWS does not publish a metric, so that an alarm on it never has data. Undefined if AWS publishes it,
 * and for namespaces that are not AWS's.
 */
export function metricFault({ namespace, name, dimensions }: MetricName): string | undefined {
  const metrics = metricsOf(namespace);
  if (metrics === undefined) return namespaceFault(namespace);
  const sets = metrics.get(name);
  if (sets === undefined)
    return `"${name}" is not a metric in ${namespace}${hint(name, [...metrics.keys()])}`;
  if (dimensions === undefined || sets.has(anySet) || sets.has([...dimensions].sort().join(",")))
    return undefined;
  return `${name} in ${namespace} has ${inWords([...sets])}, not ${inWords([dimensions.join(",")])}`;
}

function namespaceFault(namespace: string): string | undefined {
  if (!namespace.startsWith("AWS/") || namespaces.includes(namespace)) return undefined;
  return `"${namespace}" is not a namespace of AWS metrics${hint(namespace, namespaces)}`;
}

function hint(given: string, known: readonly string[]): string {
  const meant = nearest(given, known);
  return meant === undefined ? "" : ` (did you mean "${meant}"?)`;
}

function inWords(sets: readonly string[]): string {
  const all = sets.map((set) => (set === "" ? "no dimension" : set.split(",").join(" + ")));
  return all.sort((one, other) => one.length - other.length).join(", or ");
}
