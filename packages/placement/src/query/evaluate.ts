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
  if (subject === "task:group") return [...instance.taskGroups].some((group) => holds(group, textual));
  const field = Object.hasOwn(fields, subject) ? fields[subject] : undefined;
  return field
    ? holds(field.of(instance), field.order)
    : holds(instance.attributes[subject.replace(/^attribute:/, "")], numeric);

  function holds(value: string | undefined, order: Compare): boolean {
    if (value === undefined) return ["!=", "!in", "!~", "!exists"].includes(operator);
    const [first = ""] = wanted;
    return tests[operator](value, wanted, () => order(value, first));
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

const fields: Record<string, { of: (instance: QueriedInstance) => string; order: Compare }> = {
  agentConnected: { of: ({ agentConnected }) => String(agentConnected), order: textual },
  ec2InstanceId: { of: ({ ec2InstanceId }) => ec2InstanceId, order: textual },
  agentVersion: { of: ({ agentVersion }) => agentVersion, order: byVersion },
  runningTasksCount: { of: ({ runningTasksCount }) => String(runningTasksCount), order: numeric },
  registeredAt: { of: ({ registeredAt }) => registeredAt.toISOString(), order: byDate },
};

/** What an operator says of a value that is there; `order` compares it with the first that is wanted. */
const tests: Record<Operator, (value: string, wanted: string[], order: () => number) => boolean> = {
  "==": (_value, _wanted, order) => order() === 0,
  "!=": (_value, _wanted, order) => order() !== 0,
  ">": (_value, _wanted, order) => order() > 0,
  ">=": (_value, _wanted, order) => order() >= 0,
  "<": (_value, _wanted, order) => order() < 0,
  "<=": (_value, _wanted, order) => order() <= 0,
  exists: () => true,
  "!exists": () => false,
  in: (value, wanted) => wanted.includes(value),
  "!in": (value, wanted) => !wanted.includes(value),
  "=~": (value, [pattern = ""]) => whole(pattern).test(value),
  "!~": (value, [pattern = ""]) => !whole(pattern).test(value),
};

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
