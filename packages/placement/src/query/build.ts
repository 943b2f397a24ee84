import { PatternError } from "../pattern/pattern.ts";
import { readPattern } from "../pattern/readPattern.ts";
import { printQuery } from "./print.ts";
import { combined, takesPattern, type Comparison, type Operator, type Query, type Quote } from "./query.ts";
import { QueryError } from "./queryError.ts";
import { subjectNames, subjectOf } from "./subjects.ts";

type Text = string | number | boolean;

/** @@throws {QueryError} for an unknown subject or a value that it does not allow. */
function compare(subject: string, operator: Operator, values: readonly Text[], quote?: Quote): Comparison {
  const known = subjectOf(subject);
  if (known === undefined) throw new QueryError(subject, 0, `a subject (${subjectNames.join(", ")})`);
  for (const value of values) {
    const isPattern = takesPattern.includes(operator);
    if (isPattern) checkPattern(String(value));
    const fault = isPattern ? undefined : known.fault(String(value));
    if (fault !== undefined) throw new QueryError(String(value), 0, `${fault}, for ${subject}`);
  }
  const query: Comparison = {
    kind: "comparison",
    subject,
    operator,
    values: values.map((value) =>
      quote === undefined ? { text: String(value) } : { text: String(value), quote },
    ),
  };
  printQuery(query);
  return query;
}

function checkPattern(text: string): void {
  try {
    readPattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new QueryError(text, error.position, `${error.expected}, in a Java regular expression`);
  }
}

function list<T extends Text>(values: readonly T[]): readonly T[] {
  if (values.length === 0) throw new RangeError("A list in a query needs at least one value, but is empty.");
  return values;
}

const equality = <T extends Text>(subject: string) => ({
  equals: (value: T): Query => compare(subject, "==", [value]),
  notEquals: (value: T): Query => compare(subject, "!=", [value]),
});
/** @param quote As AWS's own examples have it for lists of instance ids. */
const text = <T extends Text>(subject: string, quote?: Quote) => ({
  ...equality<T>(subject),
  in: (...values: T[]): Query => compare(subject, "in", list(values), quote),
  notIn: (...values: T[]): Query => compare(subject, "!in", list(values), quote),
  /** @param pattern A Java regular expression for the whole value: `g2.*`. */
  matches: (pattern: string): Query => compare(subject, "=~", [pattern]),
  notMatches: (pattern: string): Query => compare(subject, "!~", [pattern]),
});
const order = <T extends Text>(subject: string) => ({
  ...equality<T>(subject),
  greaterThan: (value: T): Query => compare(subject, ">", [value]),
  greaterThanOrEqual: (value: T): Query => compare(subject, ">=", [value]),
  lessThan: (value: T): Query => compare(subject, "<", [value]),
  lessThanOrEqual: (value: T): Query => compare(subject, "<=", [value]),
});

/** @param name Built in (`ecs.instance-type`) or custom. */
export const attribute = (name: string) => ({
  ...text<string>(`attribute:${name}`),
  ...order<string>(`attribute:${name}`),
  exists: (): Query => compare(`attribute:${name}`, "exists", []),
  notExists: (): Query => compare(`attribute:${name}`, "!exists", []),
});

/** Groups of the tasks that run on the instance: `service:<name>`, `family:<name>` or a custom name. */
export const taskGroup = text<string>("task:group");
export const agentConnected = text<boolean>("agentConnected");
/** For example `1.14.5`. */
export const agentVersion = order<string>("agentVersion");
export const ec2InstanceId = text<string>("ec2InstanceId", "'");
/** Dates: `2018-06-18`, `2018-06-18T22:28:28Z`. */
export const registeredAt = order<string>("registeredAt");
export const runningTasksCount = order<number>("runningTasksCount");

export const and = (...queries: Query[]): Query => combined("and", queries);
export const or = (...queries: Query[]): Query => combined("or", queries);
export const not = (query: Query): Query => ({ kind: "not", query });

/** The built-in attributes that most queries use. */
export const instanceTypeAttribute = "ecs.instance-type";
export const zoneAttribute = "ecs.availability-zone";

/** Instances of these types. */
export function instanceType(...names: string[]): Query {
  return oneOf(instanceTypeAttribute, names);
}

/** Instances of these families, as AWS writes it: `g2.*`. It matches every type that begins with the text: `t3` also matches t3a. */
export function instanceFamily(...families: string[]): Query {
  return or(...list(families).map((family) => attribute(instanceTypeAttribute).matches(`${family}.*`)));
}

/** Instances in these zones, by their names. */
export function availabilityZone(...names: string[]): Query {
  return oneOf(zoneAttribute, names);
}

function oneOf(name: string, values: string[]): Query {
  const [first, ...others] = list(values);
  return first !== undefined && others.length === 0
    ? attribute(name).equals(first)
    : attribute(name).in(...values);
}

/** On instances that run tasks of this service, by its name in ECS. */
export const besideService = (name: string): Query => taskGroup.equals(`service:${name}`);
/** On instances that run no task of this service. */
export const awayFromService = (name: string): Query => not(besideService(name));
