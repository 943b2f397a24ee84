import {
  dollars,
  shippedPrices,
  totalOf,
  totalText,
  type CostRow,
  type Price,
  type StackCost,
} from "@ballast/analysis/cost";
import { usageKeys } from "@ballast/aws/charges";
import { costOfPlan, type StackPlan } from "@ballast/plan";
import { code, table } from "./markdown.ts";
import type { ScenarioDocs } from "./scenarioDocs.ts";

/** Figures of pages do not change by the calendar: whether a price is old is for commands to say. */
const today = "2026-11-27";

type Plans = ScenarioDocs["plans"];

interface Figures {
  region: string;
  cost: StackCost;
}

/** With the prices of the stack's own region, then with those of every other region that has a file here. */
function figuresOf(plan: StackPlan): Figures[] {
  const own = plan.region ?? "";
  const regions = [own, ...Object.keys(shippedPrices).filter((region) => region !== own)];
  return regions.map((region) => ({ region, cost: costOfPlan(plan, { region, today }) }));
}

/** The oldest and the newest day of prices. */
function daysOf(prices: readonly Pick<Price, "date">[]): string {
  const days = prices.map(({ date }) => date).sort();
  const [first = "", last = ""] = [days[0], days.at(-1)];
  return first === last ? first : `${first} to ${last}`;
}

/** The dates of the prices that are included in Ballast. */
export function priceDays(): string {
  return Object.values(shippedPrices)
    .map(({ region, prices }) => `${region} of ${daysOf(Object.values(prices))}`)
    .join(", ");
}

/** The monthly cost of a scenario, by environment and region. */
export function costSummary({ name, plans }: Pick<ScenarioDocs, "name" | "plans">): string {
  const rows = Object.entries(plans).flatMap(([environment, plan]) =>
    figuresOf(plan).map(({ region, cost }, index) => [
      index === 0 ? code(`${name}-${environment}`) : "",
      region,
      totalText(cost),
      priceCount(cost),
      daysOf(cost.rows.flatMap(({ price }) => price ?? [])),
    ]),
  );
  return [
    table(["stack", "region", "per month", "cost items with a price", "price lists of"], rows),
    `The costs are for 730 hours at list prices, with the default [assumptions about use](../../docs/cost.md). ${code(`npx ballast cost ${name}-dev`)} lists the items with their prices and sources, and the items without a price.`,
  ].join("\n\n");
}

function priceCount({ rows }: StackCost): string {
  return `${rows.filter(({ price }) => price !== undefined).length} of ${rows.length}`;
}

/** The same by component, for the page of a scenario. */
export function costByComponent(plans: Plans): string {
  const environments = Object.entries(plans).map(([environment, plan]) => ({
    environment,
    plan,
    figures: figuresOf(plan),
  }));
  const names = [
    ...new Set(
      environments.flatMap(({ plan, figures: [own] }) =>
        (own?.cost.rows ?? []).map((row) => nameOf(row, plan)),
      ),
    ),
  ].sort();
  const columns = environments.flatMap(({ environment, plan, figures }) =>
    figures.map(({ region, cost }) => ({
      head: `${environment}, ${region}`,
      amount: (name: string) => amountOf(cost.rows.filter((row) => nameOf(row, plan) === name)),
      total: totalText(cost),
    })),
  );
  return table(
    ["component", ...columns.map(({ head }) => head)],
    [
      ...names.map((name) => [name, ...columns.map(({ amount }) => amount(name))]),
      ["all", ...columns.map(({ total }) => total)],
    ],
  );
}

function nameOf({ component }: CostRow, { resolved }: StackPlan): string {
  const found = resolved.find(({ urn }) => urn === component);
  return found === undefined ? "the program itself" : `${found.type.split(":").at(-1)} ${found.name}`;
}

function amountOf(rows: readonly CostRow[]): string {
  const priced = rows.filter(({ monthly }) => monthly !== undefined);
  if (rows.length === 0) return "";
  if (priced.length === 0) return "no price";
  return `${priced.length < rows.length ? "at least " : ""}${dollars(totalOf(priced))}`;
}

/** The cost of a type's components in the stacks of this repository, including all their children. */
export function costOfComponents(token: string, scenarios: readonly ScenarioDocs[]): string | undefined {
  const rows = scenarios.flatMap(({ plans }) =>
    Object.values(plans).flatMap((plan) => {
      const parents = new Map(plan.resolved.map(({ urn, parent }) => [urn, parent]));
      const tokens = new Map(plan.resolved.map(({ urn, type }) => [urn, type]));
      const isWithin = (urn: string | null | undefined): boolean =>
        urn !== null && urn !== undefined && (tokens.get(urn) === token || isWithin(parents.get(urn)));
      const count = plan.resolved.filter(({ type }) => type === token).length;
      if (count === 0) return [];
      const within = figuresOf(plan).map(({ region, cost }) => ({
        region,
        rows: cost.rows.filter(({ component }) => isWithin(component)),
      }));
      return within.every((one) => one.rows.length === 0)
        ? []
        : [
            [
              code(plan.stack),
              String(count),
              ...within.map((one) => `${amountOf(one.rows)} (${one.region})`),
            ],
          ];
    }),
  );
  if (rows.length === 0) return undefined;
  return [
    "What it costs in the stacks of this repository in a month, with all within it, by the prices of the stack's region and of another " +
      `one; ${priceDays()} ([how](../cost.md)):`,
    table(["stack", "how many", "a month", "elsewhere"], rows),
  ].join("\n\n");
}

/** For docs/cost.md: the assumptions with their defaults. */
export function usageList(): string {
  return table(
    ["key", "what it is", "default", "unit"],
    Object.entries(usageKeys).map(([key, { by, default: value, unit }]) => [
      code(key),
      by,
      String(value),
      unit,
    ]),
  );
}

/** For docs/cost.md: the prices that come with Ballast. */
export function priceList(): string {
  return table(
    ["region", "prices", "of the days", "sources"],
    Object.values(shippedPrices).map(({ region, prices, sources }) => [
      region,
      String(Object.keys(prices).length),
      daysOf(Object.values(prices)),
      Object.values(sources)
        .map(({ name, url }) => `[${name}](${url})`)
        .join("; "),
    ]),
  );
}
