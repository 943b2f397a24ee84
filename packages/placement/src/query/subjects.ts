import { takesList, type Operator } from "./query.ts";

export const instanceTypeSubject = "attribute:ecs.instance-type";
export const zoneSubject = "attribute:ecs.availability-zone";

/** The left side of an operator, with the operators and values that it supports. */
export interface Subject {
  operators: readonly Operator[];
  /** The format that a value must have; undefined if the value is valid. */
  fault(text: string): string | undefined;
}

const equality: Operator[] = ["==", "!="];
const text: Operator[] = [...equality, "in", "!in", "=~", "!~"];
const order: Operator[] = [...equality, ">", ">=", "<", "<="];

const any = (): undefined => undefined;
const like =
  (pattern: RegExp, expected: string) =>
  (value: string): string | undefined =>
    pattern.test(value) ? undefined : expected;

const dateFormat = /^(\d{4}-\d{2}-\d{2})(T(\d{2}:\d{2}:\d{2})(Z|[+-](?:0\d|1[0-7]):[0-5]\d|[+-]18:00)?)?$/;

/** Checks that date and time are valid. */
function dateFault(value: string): string | undefined {
  const [, day = "", , time = "00:00:00"] = dateFormat.exec(value) ?? [];
  const moment = new Date(`${day}T${time}Z`);
  const isReal = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(`${day}T${time}`);
  return isReal ? undefined : "a date, for example 2018-06-18 or 2018-06-18T22:28:28Z";
}

/**
 * From the ECS developer guide, "Cluster query language" (awsdocs, 2023), which lists operators only for fields.
 * Assumption: attributes support all operators, and task groups those of a text field.
 */
const fields: Record<string, Subject> = {
  agentConnected: { operators: text, fault: like(/^(true|false)$/, "true or false") },
  agentVersion: { operators: order, fault: like(/^\d+(\.\d+){0,2}$/, "a version, for example 1.14.5") },
  ec2InstanceId: { operators: text, fault: any },
  registeredAt: { operators: order, fault: dateFault },
  runningTasksCount: { operators: order, fault: like(/^\d+$/, "a whole number") },
  "task:group": { operators: text, fault: any },
};
const attribute: Subject = { operators: [...text, ...order, "exists", "!exists"], fault: any };

/** Names of attributes, built in or custom (API reference of Attribute). */
const attributeName = /^attribute:[A-Za-z0-9\-_/\\.]{1,128}$/;

/** For messages: everything that may stand on the left. */
export const subjectNames = [...Object.keys(fields), "attribute:<name>"];

/** @returns undefined if AWS does not support the subject. */
export function subjectOf(name: string): Subject | undefined {
  if (attributeName.test(name)) return attribute;
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The operators and values that a subject supports, for a message: `==, !=, in [list]`. */
export function admitted(subject: Subject): string {
  return [...new Set(subject.operators)]
    .map((operator) => (takesList.includes(operator) ? `${operator} [list]` : operator))
    .join(", ");
}
