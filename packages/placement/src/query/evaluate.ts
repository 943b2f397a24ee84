import { matchesWhole } from "../pattern/matchPattern.ts";
import type { Comparison, Operator, Query } from "./query.ts";
import { every, isUnknown, opposite, some, unknownFor, type Unknown, type Verdict } from "./verdict.ts";

/** The data of a container instance that a query reads. Undefined if unknown. */
export interface QueriedInstance {
  ec2InstanceId: string | undefined;
  agentConnected: boolean;
  /** For example `1.106.1`. */
  agentVersion: string | undefined;
  registeredAt: Date | undefined;
  runningTasksCount: number;
  /** By name: `ecs.instance-type`. */
  attributes: Readonly<Record<string, string>>;
  /** Groups of its tasks. */
  taskGroups: Iterable<string>;
  /** Groups of which it may also run tasks. @default - none */
  possibleTaskGroups?: Iterable<string>;
  /** Attributes of each of the types that it may be of. @default - it is of one type */
  variants?: readonly Readonly<Record<string, string>>[] | undefined;
  /**
   * Describes an attribute that `attributes` does not contain; undefined if the instance certainly does not have it.
   * @default - the instance has no other attributes
   */
  unknownAttribute?(name: string): UnknownAttribute | undefined;
}

/** An attribute whose value is not known. */
export interface UnknownAttribute {
  /** Whether the instance certainly has it. */
  exists: boolean;
  /** All possible values, if known. @default - any value */
  values?: readonly string[];
  /** For people: `is known only when the instance runs`. */
  why: string;
}

/**
 * Whether an instance satisfies a query. Where AWS does not document the behavior, these are assumptions.
 *
 * A pattern must match the whole value (the guide's examples end in `.*`: cluster-query-language.md of
 * awsdocs/amazon-ecs-developer-guide at 02824f0, read 2026-11-27). If the attribute is missing, `==`, `in`, `=~` and
 * comparisons are false. So is `!=`, as a user observed in ECS (aws/containers-roadmap issue 486 of 2019); for `!in`
 * and `!~` this is not documented. `not(…)` always negates.
 *
 * A comparison of task groups is true if it is true for any task on the instance. For `!=` it is not documented
 * whether this applies, or whether no task may have the group. If the two interpretations differ, as on an empty
 * instance, the result is unknown.
 */
export function verdictOf(instance: QueriedInstance, query: Query): Verdict {
  const verdict = evaluated(instance, query);
  if (!isUnknown(verdict) || instance.variants === undefined) return verdict;
  // `=~ g4dn.* or =~ g5.*` can be true for each of the types, although neither part is true for all.
  const verdicts = instance.variants.map((variant) => evaluated(asVariant(instance, variant), query));
  const [first] = verdicts;
  return first !== undefined && verdicts.every((one) => one === first) ? first : verdict;
}

function asVariant(instance: QueriedInstance, variant: Readonly<Record<string, string>>): QueriedInstance {
  const { ec2InstanceId, agentConnected, agentVersion, registeredAt, runningTasksCount, taskGroups } =
    instance;
  return {
    ...{ ec2InstanceId, agentConnected, agentVersion, registeredAt, runningTasksCount, taskGroups },
    attributes: { ...instance.attributes, ...variant },
    ...(instance.possibleTaskGroups && { possibleTaskGroups: instance.possibleTaskGroups }),
    unknownAttribute: (name) => instance.unknownAttribute?.(name),
  };
}

function evaluated(instance: QueriedInstance, query: Query): Verdict {
  switch (query.kind) {
    case "comparison":
      return compare(instance, query);
    case "not":
      return opposite(evaluated(instance, query.query));
    case "and":
      return every(query.queries, (one) => evaluated(instance, one));
    case "or":
      return some(query.queries, (one) => evaluated(instance, one));
  }
}

function compare(instance: QueriedInstance, comparison: Comparison): Verdict {
  const { subject } = comparison;
  if (subject === "task:group") return compareGroups(instance, comparison);
  const field = Object.hasOwn(fields, subject) ? fields[subject] : undefined;
  if (field) {
    const value = field.of(instance);
    return typeof value === "string" ? holds(comparison, value, field) : value;
  }
  return compareAttribute(instance, comparison);
}

function compareGroups(
  { taskGroups, possibleTaskGroups = [] }: QueriedInstance,
  comparison: Comparison,
): Verdict {
  const positive = positiveOf[comparison.operator];
  if (positive !== undefined) {
    const groups = { taskGroups, possibleTaskGroups };
    const ofAny = groupsVerdict(groups, comparison);
    const ofNone = opposite(groupsVerdict(groups, { ...comparison, operator: positive }));
    if (isUnknown(ofAny) || isUnknown(ofNone)) return isUnknown(ofAny) ? ofAny : ofNone;
    return ofAny === ofNone
      ? ofAny
      : unknownFor(
          `AWS does not say what task:group ${comparison.operator} means where ${ofAny ? "tasks of the group and others run" : "no task runs"}; write not(task:group ${positive} …)`,
        );
  }
  return groupsVerdict({ taskGroups, possibleTaskGroups }, comparison);
}

/** Negated operators, with the operator that each negates. */
const positiveOf: Partial<Record<Operator, Operator>> = { "!=": "==", "!in": "in", "!~": "=~" };

function groupsVerdict(
  { taskGroups, possibleTaskGroups }: Required<Pick<QueriedInstance, "taskGroups" | "possibleTaskGroups">>,
  comparison: Comparison,
): Verdict {
  const ofTasks = some(taskGroups, (group) => holds(comparison, group, text));
  if (ofTasks === true) return true;
  const ofOthers = some(possibleTaskGroups, (group) => {
    const verdict = holds(comparison, group, text);
    return verdict === true ? unknownFor(`tasks of the group ${group} are not simulated`) : verdict;
  });
  return some([ofTasks, ofOthers], (verdict) => verdict);
}

function compareAttribute(instance: QueriedInstance, comparison: Comparison): Verdict {
  const { subject, operator } = comparison;
  const name = subject.replace(/^attribute:/, "");
  const value = Object.hasOwn(instance.attributes, name) ? instance.attributes[name] : undefined;
  if (value !== undefined) return holds(comparison, value, attribute);
  const missing = instance.unknownAttribute?.(name);
  if (missing === undefined) return ofMissing(subject, operator);
  if (missing.exists && (operator === "exists" || operator === "!exists")) return operator === "exists";
  const verdicts = (missing.values ?? []).map((one) => holds(comparison, one, attribute));
  const [first] = verdicts;
  const isAgreed = verdicts.every((one) => one === first) || verdicts.every(isUnknown);
  if (first !== undefined && isAgreed) return first;
  return unknownFor(`${subject} ${missing.why}`);
}

function ofMissing(subject: string, operator: Operator): Verdict {
  if (operator !== "!in" && operator !== "!~") return operator === "!exists";
  return unknownFor(
    `AWS does not say what ${operator} means for an instance without ${subject}; write not(${subject} ${positiveOf[operator]} …)`,
  );
}

type Compare = (one: string, other: string) => number;

/** How texts of one kind compare. */
interface Kind {
  /** For `==`, `!=`. */
  equal: Compare;
  order: Compare;
}

const textual: Compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const decimal = /^-?\d+(\.\d+)?$/;
const numeric: Compare = (one, other) =>
  decimal.test(one) && decimal.test(other) ? Number(one) - Number(other) : textual(one, other);
const byVersion: Compare = (one, other) => one.localeCompare(other, "en", { numeric: true });
const byDate: Compare = (one, other) => Date.parse(inUtc(one)) - Date.parse(inUtc(other));

const text: Kind = { equal: textual, order: textual };
/** AWS calls `==` and `!=` string equality. */
const attribute: Kind = { equal: textual, order: numeric };

/** A time without a zone is in UTC, as a date alone is. */
function inUtc(date: string): string {
  return /T[\d:]+$/.test(date) ? `${date}Z` : date;
}

interface Field extends Kind {
  of(instance: QueriedInstance): string | Unknown;
}

const fields: Record<string, Field> = {
  agentConnected: { of: ({ agentConnected }) => String(agentConnected), ...text },
  ec2InstanceId: {
    of: ({ ec2InstanceId }) => ec2InstanceId ?? onlyWhenItRuns("ec2InstanceId"),
    ...text,
  },
  agentVersion: {
    of: ({ agentVersion }) => agentVersion ?? onlyWhenItRuns("agentVersion"),
    equal: byVersion,
    order: byVersion,
  },
  runningTasksCount: { of: runningTasks, equal: numeric, order: numeric },
  registeredAt: {
    of: ({ registeredAt }) => registeredAt?.toISOString() ?? onlyWhenItRuns("registeredAt"),
    equal: byDate,
    order: byDate,
  },
};

function onlyWhenItRuns(subject: string): Unknown {
  return unknownFor(`${subject} is known only when the instance runs`);
}

function runningTasks({ runningTasksCount, possibleTaskGroups = [] }: QueriedInstance): string | Unknown {
  const [group] = possibleTaskGroups;
  return group === undefined
    ? String(runningTasksCount)
    : unknownFor(`runningTasksCount counts tasks of the group ${group}, which are not simulated`);
}

function holds({ operator, values }: Comparison, value: string, kind: Kind): Verdict {
  return tests[operator](
    value,
    values.map(({ text }) => text),
    kind,
  );
}

/** Evaluates an operator for an existing value. */
const tests: Record<Operator, (value: string, wanted: string[], kind: Kind) => Verdict> = {
  "==": (value, [wanted = ""], { equal }) => equal(value, wanted) === 0,
  "!=": (value, [wanted = ""], { equal }) => equal(value, wanted) !== 0,
  ">": (value, [wanted = ""], { order }) => order(value, wanted) > 0,
  ">=": (value, [wanted = ""], { order }) => order(value, wanted) >= 0,
  "<": (value, [wanted = ""], { order }) => order(value, wanted) < 0,
  "<=": (value, [wanted = ""], { order }) => order(value, wanted) <= 0,
  exists: () => true,
  "!exists": () => false,
  in: (value, wanted) => wanted.includes(value),
  "!in": (value, wanted) => !wanted.includes(value),
  "=~": (value, [pattern = ""]) => matches(pattern, value),
  "!~": (value, [pattern = ""]) => opposite(matches(pattern, value)),
};

function matches(pattern: string, value: string): Verdict {
  const verdict = matchesWhole(pattern, value);
  return typeof verdict === "boolean"
    ? verdict
    : unknownFor(`${verdict.notSimulated} in the pattern ${pattern} is not simulated`);
}
