import { fields, list, parsed, text, type Fields } from "@ballast/model";

/** A CloudWatch metric that an alarm or chart uses. */
export interface Measurement {
  namespace: string;
  name: string;
  /** Dimension values, keyed by name; undefined for a query over all metrics of that name. */
  dimensions: Fields | undefined;
  /** Dimensions for which a query accepts any value. @default - none */
  open?: readonly string[];
  /**
   * The alarm's query, or the dashboard's widget, that uses the metric. @default - the resource has only one
   */
  part?: string;
}

/** Names of the dimensions; undefined if unknown. The values may be unknown. */
export function dimensionNames({ dimensions, open = [] }: Measurement): string[] | undefined {
  return dimensions && [...new Set([...Object.keys(dimensions), ...open])];
}

/** The metrics of an alarm: a single one, or those of its queries. */
export function alarmMeasurements({ inputs }: { inputs: Fields }): Measurement[] {
  const queries = list(inputs["metricQueries"]).map(fields);
  if (queries.length === 0) return inputs["metricName"] === undefined ? [] : [measurement(inputs)];
  return queries.flatMap(({ id, metric, expression }) => {
    const part = text(id);
    if (metric !== undefined) return [{ ...measurement(fields(metric)), part }];
    const selected = selection(text(expression));
    return selected === undefined ? [] : [{ ...selected, part }];
  });
}

function measurement(of: Fields): Measurement {
  return {
    namespace: text(of["namespace"]),
    name: text(of["metricName"]),
    dimensions: fields(of["dimensions"]),
  };
}

const word = String.raw`(?:"[^"]+"|[\w./-]+)`;
const query = new RegExp(
  String.raw`^\s*SELECT\s+\w+\(\s*(${word})\s*\)\s+FROM\s+(?:SCHEMA\(\s*(${word})((?:\s*,\s*${word})*)\s*\)|(${word}))(.*)$`,
  "is",
);

/**
 * The metrics of a Metrics Insights query (CloudWatch user guide, "Metrics Insights query components and
 * syntax", 2026-11).
 */
function selection(expression: string): Measurement | undefined {
  const [, name = "", schema, names = "", whole = "", rest = ""] = query.exec(expression) ?? [];
  if (name === "") return undefined;
  const all = names
    .split(",")
    .map((one) => unquoted(one.trim()))
    .filter((one) => one !== "");
  const where = /\sWHERE\s(.*?)(?=\sGROUP\s+BY\s|\sORDER\s+BY\s|\sLIMIT\s|$)/is.exec(rest)?.[1] ?? "";
  const equal = [...where.matchAll(new RegExp(String.raw`(${word})\s*=\s*'([^']*)'`, "g"))];
  const dimensions = Object.fromEntries(equal.map(([, key = "", value = ""]) => [unquoted(key), value]));
  return {
    namespace: unquoted(schema ?? whole),
    name: unquoted(name),
    dimensions: schema === undefined && equal.length === 0 ? undefined : dimensions,
    open: all.filter((one) => !where.includes(one)),
  };
}

const unquoted = (name: string): string => name.replace(/^"(.*)"$/s, "$1");

/** The metrics in a dashboard's charts, with the titles of the widgets. */
export function dashboardMeasurements(body: unknown): Measurement[] {
  return list(fields(parsed(body))["widgets"])
    .map(fields)
    .flatMap(({ properties }, index) => {
      const { metrics, title } = fields(properties);
      const part = text(title) || `widget ${index + 1}`;
      return chartMeasurements(list(metrics)).map((one) => ({ ...one, part }));
    });
}

/**
 * Rows are `[namespace, name, dimension, value, …, options]`. `.` repeats the value in the row above, and `...`
 * its leading values.
 */
function chartMeasurements(rows: readonly unknown[]): Measurement[] {
  let above: string[] = [];
  return rows.flatMap((row) => {
    const given = list(row).filter((one) => typeof one === "string");
    if (given.length === 0) return [];
    const rest =
      given[0] === "..." ? [...above.slice(0, 1 - given.length || undefined), ...given.slice(1)] : given;
    const words = rest.map((one, index) => (one === "." ? (above[index] ?? "") : one));
    above = words;
    const [namespace = "", name = "", ...pairs] = words;
    const dimensions = pairs.flatMap((one, index) => (index % 2 === 0 ? [[one, pairs[index + 1]]] : []));
    return [{ namespace, name, dimensions: Object.fromEntries(dimensions) as Fields }];
  });
}
