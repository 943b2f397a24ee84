import { BlockList } from "node:net";
import type { Context } from "../conditions.ts";
import { Decision } from "../evaluate.ts";
import type { Json } from "./documentedConditions.ts";

// A second evaluator, written only from the statements in documentedConditions.ts: texts by regular
// expressions, addresses by Node's BlockList. It shares no code with evaluate.ts.

const expression = (glob: string, flags = "") =>
  new RegExp(
    `^${glob
      .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    `s${flags}`,
  );
const six = (arn: string) => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(arn)?.slice(1);
const arnLike = (pattern: string, arn: string) => {
  if (pattern === "*") return true;
  const [expected, actual] = [six(pattern), six(arn)];
  return (
    expected !== undefined &&
    actual !== undefined &&
    expected.every((part, at) => expression(part).test(actual[at] ?? ""))
  );
};
const inRange = (range: string, address: string) => {
  const list = new BlockList();
  const [network = "", bits = "32"] = range.split("/");
  list.addSubnet(network, Number(bits));
  return list.check(address);
};
export const base: Record<string, (expected: string, actual: string) => boolean> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: (expected, actual) => expected.toUpperCase() === actual.toUpperCase(),
  StringLike: (expected, actual) => expression(expected).test(actual),
  ArnLike: arnLike,
  ArnEquals: arnLike,
  Bool: (expected, actual) => expected === actual,
  NumericLessThan: (expected, actual) => Number(actual) < Number(expected),
  NumericEquals: (expected, actual) => Number(actual) === Number(expected),
  DateGreaterThanEquals: (expected, actual) => new Date(actual) >= new Date(expected),
  IpAddress: inRange,
};
/** Positive operators, keyed by the negated operator. */
export const negations: Record<string, string> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotLike: "ArnLike",
  NumericNotEquals: "NumericEquals",
  NotIpAddress: "IpAddress",
};

function fulfilled(operator: string, key: string, expected: string[], context: Context): boolean {
  const found = Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase());
  const given = found === undefined ? undefined : [context[found] ?? []].flat();
  if (operator === "Null") return expected.includes(String(given === undefined));
  const set = operator.includes(":") ? operator.slice(0, operator.indexOf(":")) : "";
  const name = operator.slice(set === "" ? 0 : set.length + 1);
  if (name.endsWith("IfExists") && given === undefined) return true;
  const plain = name.replace(/IfExists$/, "");
  const negated = negations[plain];
  const test = base[negated ?? plain] ?? (() => Number.NaN as never);
  const accepts = (value: string) => expected.some((one) => test(one, value)) === (negated === undefined);
  if (set === "ForAllValues") return (given ?? []).every(accepts);
  if (set === "ForAnyValue") return (given ?? []).some(accepts);
  return given === undefined ? negated !== undefined : given.every(accepts);
}

const listOf = (value: unknown) => [value ?? []].flat() as string[];

export function decided(statements: Json[], action: string, resource: string, context: Context): Decision {
  const about = statements.filter((one) => {
    const names = (of: unknown) => listOf(of).some((glob) => expression(glob, "i").test(action));
    const isOf = (of: unknown) => listOf(of).some((pattern) => arnLike(pattern, resource));
    return (
      (one["Action"] === undefined ? !names(one["NotAction"]) : names(one["Action"])) &&
      (one["Resource"] === undefined ? !isOf(one["NotResource"]) : isOf(one["Resource"])) &&
      Object.entries((one["Condition"] ?? {}) as Record<string, Json>).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => fulfilled(operator, key, listOf(values), context)),
      )
    );
  });
  if (about.some(({ Effect }) => Effect === "Deny")) return Decision.Denied;
  return about.length > 0 ? Decision.Allowed : Decision.NotAllowed;
}
