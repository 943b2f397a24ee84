import { isSecretBearing, kindOf, listed, quoted } from "@ballast/contracts";
import { nearest, propertyPath } from "@ballast/model";
import type { z } from "zod";
import { allowedKeys } from "./allowedKeys.ts";
import type { SettingFault } from "./refusal.ts";

/** Each fault of one key's value: what was given, what is allowed, what to do. */
export function explain(
  issues: readonly z.core.$ZodIssue[],
  key: string,
  schema: z.core.$ZodType,
): SettingFault[] {
  // For a value of the wrong type, zod also reports that it is too short: the first message is enough.
  const kinds = new Map(issues.filter(isOfKind).map((issue) => [issue.path.join("\n"), issue]));
  const told = issues.filter((issue) => (kinds.get(issue.path.join("\n")) ?? issue) === issue);
  return told.flatMap((issue) => {
    const path = [key, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
    if (issue.code === "unrecognized_keys") {
      const allowed = allowedKeys(schema, issue.path, issue.input);
      return issue.keys.map((unknown) => unknownKey(path, unknown, allowed));
    }
    return textsOf(issue, propertyPath(path)).map((text) => ({ path, text }));
  });
}

function isOfKind(issue: z.core.$ZodIssue): boolean {
  return "expected" in issue;
}

/** A key that is neither a word nor like a setting's may be a secret's value in the wrong place. */
function unknownKey(path: (string | number)[], key: string, allowed: readonly string[]): SettingFault {
  const list = allowed.length === 0 ? "" : ` Allowed here: ${allowed.join(", ")}.`;
  const at = [...path, key];
  // As it was meant: nat-gateways, natGateways. with an invisible character behind it.
  const word = key.replaceAll(/[^A-Za-z0-9]/g, "");
  const meant = nearest(word, allowed);
  const isShown = !isSecretBearing(propertyPath(path)) && key.length <= 40;
  if (!isShown || (meant === undefined && !/^[A-Za-z]\w*$/.test(key)))
    return { path, at, text: `has a key (not shown) that is not a setting.${list} Rename it, or remove it.` };
  const ask = meant === undefined ? "" : ` Did you mean ${meant}?`;
  const text = `is not a setting.${ask}${list} Rename it, or remove it.`;
  return { path: [...path, visible(key)], at, text };
}

/** With the code of each character that one does not see. */
function visible(key: string): string {
  return key.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}

function textsOf(issue: z.core.$ZodIssue, path: string): string[] {
  if (issue.code === "custom" && typeof issue.params?.["faultsAt"] === "function")
    return (issue.params["faultsAt"] as (path: string) => string[])(path);
  // A component's own words hold the value already.
  if (issue.code === "custom" && issue.params?.["says"] === "everything") return [issue.message];
  const input = inputOf(issue);
  const advice = adviceFor(issue, input);
  return [`${stateOf(issue, input, path)}; ${allowed(issue)}.${advice === undefined ? "" : ` ${advice}`}`];
}

function stateOf(issue: z.core.$ZodIssue, input: unknown, path: string): string {
  if (input === undefined) return "is missing";
  if (input === null) return "has no value";
  return `is ${holdsMore(issue) ? `${kindOf(input)} (not shown)` : quoted(path, input)}`;
}

/** Whether an object is expected: a text in its place may hold the secrets that belong within. */
function holdsMore(issue: z.core.$ZodIssue): boolean {
  return issue.code === "invalid_type" && ["object", "record", "map"].includes(issue.expected);
}

/** The value at the issue's path; the issue of a union contains the enclosing object. */
function inputOf(issue: z.core.$ZodIssue): unknown {
  if (issue.code !== "invalid_union" || issue.discriminator === undefined) return issue.input;
  return (issue.input as Record<string, unknown> | null | undefined)?.[issue.discriminator];
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected: ${issue.expected}`;
    case "invalid_value":
    case "invalid_union":
      return `allowed: ${listed(choicesOf(issue))}`;
    case "invalid_key":
      return issue.issues.map(({ message }) => message).join(", ");
    default:
      return issue.message;
  }
}

/** The values of an enumeration, or the words by which a union's forms are told apart. */
function choicesOf(issue: z.core.$ZodIssueInvalidValue | z.core.$ZodIssueInvalidUnion): readonly unknown[] {
  if (issue.code === "invalid_value") return issue.values;
  return ("options" in issue && issue.options) || [];
}

/** How YAML reads a value that is written incorrectly, and how to write it. */
function adviceFor(issue: z.core.$ZodIssue, input: unknown): string | undefined {
  if (issue.code === "invalid_value" || issue.code === "invalid_union") {
    const words = choicesOf(issue).filter((one) => typeof one === "string");
    const meant = typeof input === "string" ? nearest(input, words) : undefined;
    return meant === undefined ? "Use one of these." : `Did you mean ${JSON.stringify(meant)}?`;
  }
  if (issue.code !== "invalid_type") return undefined;
  if (input === undefined) return "Add it.";
  if (input === null) return "Write a value behind the colon, or remove the key.";
  switch (issue.expected) {
    case "string":
      return ["number", "boolean"].includes(typeof input)
        ? "Put it in quotes: without them YAML reads a number or a Boolean, and 1.0 becomes 1."
        : "Write one text.";
    case "boolean":
      return "Write true or false, without quotes.";
    case "number":
    case "int":
      return "Write a number, without quotes.";
    case "array":
      return "Write a list: [one, two].";
    default:
      return "Write its keys and values on the lines below it.";
  }
}
