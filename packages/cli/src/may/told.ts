import Table from "cli-table3";
import colors from "picocolors";
import type { RoleCalls } from "@ballast/policy";
import type { Answer, RoleLine, StatementLine } from "./lines.ts";

const marks: Record<Answer["answer"], (text: string) => string> = {
  yes: colors.green,
  no: colors.red,
  denied: colors.red,
  if: colors.yellow,
  unknown: colors.yellow,
};

const plainStyle = { style: { head: [], border: [] } };

export function tellRoles(roles: readonly RoleLine[]): string {
  if (roles.length === 0) return "The stack has no roles.";
  const table = new Table({
    head: ["role", "calls", "missing", "unneeded", "other calls"],
    ...plainStyle,
  });
  for (const { role, calls, missing, unneeded, open } of roles)
    table.push([
      role,
      String(calls),
      missing > 0 ? colors.red(String(missing)) : "",
      unneeded > 0 ? colors.yellow(String(unneeded)) : "",
      open ?? "",
    ]);
  return table.toString();
}

export function tellCalls({ role, calls, unneeded, unknown, open }: RoleCalls): string {
  const table = new Table({ head: ["action", "on", "may", "by", "why"], ...plainStyle });
  // Calls with the same decision and purpose share one row.
  const groups = Map.groupBy(calls, ({ resource, answer, by, why, isCertain }) =>
    JSON.stringify([resource, answer, by, why, isCertain]),
  );
  for (const lines of groups.values()) {
    const [first] = lines;
    if (first === undefined) continue;
    const { resource, answer, by, why, isCertain } = first;
    table.push([
      lines.map(({ action }) => action).join("\n"),
      shortened(resource),
      isCertain ? marks[answer](answer) : `${answer}, if called`,
      by ?? "",
      firstLine(why),
    ]);
  }
  return [
    calls.length === 0 ? `No known call of this stack uses ${role}.` : table.toString(),
    ...unneeded.map(({ action, statement }) => `${colors.yellow("unneeded:")} ${action}, in ${statement}`),
    ...unknown.map((policy) => `${colors.yellow("unknown:")} what ${policy} allows`),
    ...(open === null ? [] : [`Other calls of this role: ${open}.`]),
  ].join("\n");
}

const longest = 70;

/** The ARN without partition, region and account. */
function shortened(resource: string): string {
  const short = resource.replace(/^arn:[\w-]+:([\w-]+):[\w-]*:\d*:/, "$1:");
  return short.length > longest ? `${short.slice(0, longest / 2)}…${short.slice(-longest / 2)}` : short;
}

function firstLine(text: string): string {
  const [line = "", ...others] = text.trim().split("\n");
  return others.length > 0 || line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

export function tellAnswer({
  role,
  action,
  resource,
  answer,
  by,
  because,
  conditions,
  unknown,
}: Answer): string {
  const word = answer === "if" ? "only under conditions" : answer;
  return [
    `${marks[answer](word)}: ${role} to ${action} on ${resource}`,
    ...(by === null ? [] : [`  ${answer === "denied" ? "denied" : "allowed"} by ${by}${under(because)}`]),
    ...(answer === "no" ? ["  no statement allows it"] : []),
    ...unknown.map((policy) => `  unknown: what ${policy} allows; its document is not in the plan`),
    ...conditions.map(
      (one) => `  ${one.effect === "Allow" ? "allowed" : "denied"} by ${one.where}${under(one.conditions)}`,
    ),
  ].join("\n");
}

function under(conditions: Answer["because"]): string {
  const all = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key}: ${values.join(" or ")}`),
  );
  return all.length > 0 ? ` if ${all.join(", and ")}` : "";
}

export function tellStatements(role: string, action: string, statements: readonly StatementLine[]): string {
  if (statements.length === 0) return `${colors.red("no")}: no statement of ${role} applies to ${action}`;
  return statements
    .map(({ effect, where, resources, not, conditions }) => {
      const word = effect === "Allow" ? colors.green("allowed") : colors.red("denied");
      return `${word} on ${not ? "all but " : ""}${resources.join(", ")}${under(conditions)}: ${where}`;
    })
    .join("\n");
}
