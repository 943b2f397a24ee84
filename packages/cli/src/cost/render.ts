import {
  dollars,
  oldAfterDays,
  quantityText,
  totalOf,
  type Assumption,
  type CostRow,
  type StackCost,
} from "@ballast/analysis/cost";
import { usageKeys } from "@ballast/aws/charges";
import type { StackPlan } from "@ballast/plan";
import colors from "picocolors";
import { plural } from "@ballast/plan/words";
import { grid } from "../grid.ts";
import { monthText } from "./costs.ts";

/** Text output: costs by component, highest first, then the assumptions and what has no price. */
export function costTable({ stack, resolved }: StackPlan, cost: StackCost): string {
  const names = new Map(resolved.map(({ urn, name, type }) => [urn, `${type.split(":").at(-1)} ${name}`]));
  const sources = numbered(cost.rows);
  const groups = [...Map.groupBy(cost.rows, ({ component }) => component ?? "")]
    .map(([component, rows]) => ({ component, rows, total: totalOf(rows) }))
    .sort((one, other) => Number(other.total) - Number(one.total));
  const lines = groups.flatMap(({ component, rows, total }) => [
    [
      colors.bold(names.get(component) ?? stack),
      "",
      "",
      "",
      colors.bold(rows.some(({ monthly }) => monthly !== undefined) ? dollars(total) : "missing"),
    ],
    ...[...rows].sort(byMonthly).map((row) => lineOf(row, cost.region, sources)),
  ]);
  const sections = [
    `${stack}: ${monthText(cost)} a month, in ${cost.region}`,
    lines.length === 0
      ? "It has no resources with a cost."
      : grid(["", "what", "quantity", "unit price", "$/month"], lines),
    sourceLines(sources, cost.old > 0),
    assumptionLines(cost.rows),
    missingLines(cost),
    `${plural(cost.free.length, "resource")} ${cost.free.length === 1 ? "is" : "are"} free. Not counted: transfer to the internet and between zones, free tiers, discounts, taxes and support.`,
  ];
  return sections.filter((section) => section !== undefined).join("\n\n");
}

function byMonthly(one: CostRow, other: CostRow): number {
  return Number(other.monthly ?? -1) - Number(one.monthly ?? -1);
}

function lineOf(row: CostRow, stackRegion: string, sources: Sources): string[] {
  const { name, words, amount, unit, how, price, monthly, region } = row;
  const source = price && sources.get(keyOf(price))?.number;
  return [
    `  ${name}`,
    region === stackRegion ? words : `${words}, in ${region}`,
    `${quantityText(amount, unit)}${how === "" || how === `${amount} hours` ? "" : ` (${how})`}`,
    price === undefined ? colors.yellow("no price") : `$${price.usd} [${source}]${price.isOld ? " *" : ""}`,
    monthly === undefined ? colors.yellow("missing") : dollars(monthly),
  ];
}

type Sources = ReadonlyMap<string, { number: number; text: string }>;

function keyOf({ source, date }: NonNullable<CostRow["price"]>): string {
  return `${source} ${date}`;
}

function numbered(rows: readonly CostRow[]): Sources {
  const found = new Map<string, { number: number; text: string }>();
  for (const { price } of rows) {
    if (price === undefined || found.has(keyOf(price))) continue;
    const text = `${price.source}, ${price.date}${price.isOld ? " *" : ""}\n      ${price.url}`;
    found.set(keyOf(price), { number: found.size + 1, text });
  }
  return found;
}

function sourceLines(sources: Sources, isOld: boolean): string | undefined {
  if (sources.size === 0) return undefined;
  const lines = [...sources.values()].map(({ number, text }) => `  [${number}] ${text}`);
  return [
    "Sources",
    ...lines,
    ...(isOld
      ? [`  * older than ${oldAfterDays} days: \`npx ballast prices update\` reads AWS's current prices`]
      : []),
  ].join("\n");
}

function assumptionLines(rows: readonly CostRow[]): string | undefined {
  const all = new Map<string, Assumption>();
  for (const { assumes } of rows)
    for (const one of assumes) all.set(`${one.key} ${one.value} ${one.isDefault}`, one);
  if (all.size === 0) return undefined;
  return [
    "Assumptions about use, for each resource and month (ballast:usage of the stack's settings)",
    ...[...all.values()]
      .sort((one, other) => one.key.localeCompare(other.key))
      .map(
        ({ key, value, isDefault }) =>
          `  ${key}: ${value} ${usageKeys[key].unit}${isDefault ? " (default)" : ""} – ${usageKeys[key].by}`,
      ),
  ].join("\n");
}

function missingLines({ rows, unpriced }: StackCost): string | undefined {
  const missing = Map.groupBy(
    rows.filter(({ monthly }) => monthly === undefined),
    ({ region }) => region,
  );
  const lines = [
    ...[...missing].map(
      ([region, of]) =>
        `  no price in ${region}: ${[...new Set(of.map(({ dimension }) => dimension))].sort().join(", ")}`,
    ),
    ...unpriced.map(({ name, why }) => `  ${name}: ${why}`),
  ];
  return lines.length === 0 ? undefined : ["Missing, so the total is a lower bound", ...lines].join("\n");
}
