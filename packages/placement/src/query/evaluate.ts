import type { Comparison, Operator, Query } from "./query.ts";

/** What a query asks of a container instance. */
export interface QueriedInstance {
  ec2InstanceId: string;
  agentConnected: boolean;
  /** For example `1.106.1`. */
  agentVersion: string;
  registeredAt: Date;
  runningTasksCount: number;
  /** By name: `ecs.instance-type`. */
  attributes: Readonly<Record<string, string>>;
  /** Groups of its tasks. */
  taskGroups: Iterable<string>;
}

/**
 * Whether an instance satisfies a query. Where AWS's reference is silent, these are assumptions: a pattern must match
 * the whole value; without the attribute, `==`, `in`, `=~` and comparisons do not hold and their opposites do; a
 * comparison of task groups holds if it holds for any task there.
 *
 * @throws {RangeError} for a regular expression that only Java knows.
 */
export function satisfies(instance: QueriedInstance, query: Query): boolean {
  switch (query.kind) {
    case "comparison":
      return compare(instance, query);
    case "not":
      return !satisfies(instance, query.query);
    case "and":
      return query.queries.every((one) => satisfies(instance, one));
    case "or":
      return query.queries.some((one) => satisfies(instance, one));
  }
}

function compare(instance: QueriedInstance, { subject, operator, values }: Comparison): boolean {
  const wanted = values.map(({ text }) => text);
  switch (subject) {
    case "task:group":
      return [...instance.taskGroups].some((group) => holds(group, operator, wanted, textual));
    case "agentConnected":
      return holds(String(instance.agentConnected), operator, wanted, textual);
    case "ec2InstanceId":
      return holds(instance.ec2InstanceId, operator, wanted, textual);
    case "agentVersion":
      return holds(instance.agentVersion, operator, wanted, byVersion);
    case "runningTasksCount":
      return holds(String(instance.runningTasksCount), operator, wanted, numeric);
    case "registeredAt":
      return holds(instance.registeredAt.toISOString(), operator, wanted, byDate);
    default:
      return holds(instance.attributes[subject.replace(/^attribute:/, "")], operator, wanted, numeric);
  }
}

type Compare = (one: string, other: string) => number;

const textual: Compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const numeric: Compare = (one, other) => {
  const difference = Number(one) - Number(other);
  return Number.isNaN(difference) ? textual(one, other) : difference;
};
const byVersion: Compare = (one, other) => one.localeCompare(other, "en", { numeric: true });
const byDate: Compare = (one, other) => Date.parse(inUtc(one)) - Date.parse(inUtc(other));

/** A time without a zone is in UTC, as a date alone is. */
function inUtc(date: string): string {
  return /T[\d:]+$/.test(date) ? `${date}Z` : date;
}

function holds(value: string | undefined, operator: Operator, wanted: string[], order: Compare): boolean {
  const [first = ""] = wanted;
  if (value === undefined) return ["!=", "!in", "!~", "!exists"].includes(operator);
  switch (operator) {
    case "==":
      return order(value, first) === 0;
    case "!=":
      return order(value, first) !== 0;
    case ">":
      return order(value, first) > 0;
    case ">=":
      return order(value, first) >= 0;
    case "<":
      return order(value, first) < 0;
    case "<=":
      return order(value, first) <= 0;
    case "exists":
      return true;
    case "!exists":
      return false;
    case "in":
      return wanted.includes(value);
    case "!in":
      return !wanted.includes(value);
    case "=~":
      return whole(first).test(value);
    case "!~":
      return !whole(first).test(value);
  }
}

const patterns = new Map<string, RegExp>();

function whole(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known) return known;
  const made = compiled(pattern);
  patterns.set(pattern, made);
  return made;
}

/** Java's and JavaScript's agree but for rare forms; of those, the prefix that ignores case is the likeliest. */
function compiled(pattern: string): RegExp {
  const text = pattern.replace(/^\(\?i\)/, "");
  try {
    return new RegExp(`^(?:${text})$`, text === pattern ? "" : "i");
  } catch {
    throw new RangeError(`${JSON.stringify(pattern)} is a regular expression that only Java knows.`);
  }
}
