import { resourceType, withCanonicalTypes, type Charge, type Others } from "@ballast/aws";
import {
  dimensionOf,
  freePage,
  freeProviderPage,
  usageKeys,
  type ChargeItem,
  type UsageKey,
} from "@ballast/aws/charges";
import { byUrn, isFields, type ResolvedResource } from "@ballast/model";
import { componentOf, isOfAws, partsOf, type Charged } from "./charged.ts";
import { moneyText, parseMoney, sum, times } from "./money.ts";
import { isOld, type Prices } from "./prices.ts";
import type { Assumption, CostRow, FreeResource, StackCost, Unpriced } from "./stackCost.ts";
import { usageOf, type UsageSettings } from "./usageSettings.ts";

export interface CostOptions {
  /** The stack's default region. */
  region: string;
  prices: Prices;
  /** Date such as `2026-11-27`, by which the age of prices and the end of schedules are determined. */
  today: string;
  /** @default - the default of each usage setting */
  usage?: UsageSettings;
  /**
   * How many instances of an Auto Scaling group the desired tasks of its services need, keyed by URN.
   * @default - unknown
   */
  instances?: ReadonlyMap<string, number>;
}

/** The monthly cost of a stack. Each resource has a row, is free, or is unpriced with a reason. */
export function costOf(given: readonly ResolvedResource[], options: CostOptions): StackCost {
  const resources = withCanonicalTypes(given);
  const known = byUrn(resources);
  const rows: CostRow[] = [];
  const free: FreeResource[] = [];
  const unpriced: Unpriced[] = [];
  const named = namesIn(options.usage ?? {});
  const parts = new Map(
    resources.map((resource) => [resource.urn, partsOf(resource, known, options.region)]),
  );
  // References within a template, such as a group's to its launch template, are resolved as those of a program.
  const nested = [...parts.values()].flatMap(({ charged }) => charged.filter(({ isNested }) => isNested));
  const byType = Map.groupBy([...resources, ...nested], ({ type }) => type);
  const others: Others = (type) => byType.get(type) ?? [];
  const add = (charged: Charged): void => {
    const { urn, type, name, component } = charged;
    const own = { urn, type, name, component };
    const charge = resourceType(type)?.charge;
    if (charge === undefined) unpriced.push({ ...own, why: `what AWS charges for ${type} is unknown` });
    else if (charge === false) free.push({ ...own, page: freePage(type) ?? "" });
    else {
      const items = itemsOf(charge, charged, others, options, (key) => named.delete(`${key} ${name}`));
      if (items.length === 0) free.push({ ...own, page: charge.prices });
      for (const { item, assumes } of withoutNothing(items)) {
        if ("uncounted" in item) unpriced.push({ ...own, why: item.uncounted });
        else rows.push(rowOf(charged, item, assumes, options));
      }
    }
  };
  for (const { urn, type, name, custom, parent } of resources) {
    // Pulumi's own are providers and references to stacks.
    if (!custom || type.startsWith("pulumi:")) continue;
    const component = componentOf({ parent }, known);
    if (!isOfAws(type)) {
      const page = freeProviderPage(type);
      if (page !== undefined) free.push({ urn, type, name, component, page });
      else unpriced.push({ urn, type, name, component, why: whyOfOther(type) });
      continue;
    }
    const { charged = [], hidden } = parts.get(urn) ?? {};
    charged.forEach(add);
    if (hidden !== undefined) unpriced.push({ urn, type, name, component, why: hidden });
  }
  return {
    region: options.region,
    rows,
    free,
    unpriced,
    unused: [...named.values()],
    total: totalOf(rows),
    isComplete: unpriced.length === 0 && rows.every(({ monthly }) => monthly !== undefined),
    old: rows.filter(({ price }) => price?.isOld).length,
  };
}

/** The resource names in the settings, by setting and name. */
function namesIn(usage: UsageSettings): Map<string, { key: string; name: string }> {
  return new Map(
    Object.entries(usage).flatMap(([key, value]) =>
      Object.keys(isFields(value) ? value : {}).map((name) => [`${key} ${name}`, { key, name }] as const),
    ),
  );
}

interface Item {
  item: ChargeItem;
  assumes: Assumption[];
}

/** The items without quantities of 0. If all are 0, the first one, so that the resource has a row. */
function withoutNothing(items: Item[]): Item[] {
  const some = items.filter(({ item }) => "uncounted" in item || item.amount !== 0);
  return some.length > 0 ? some : items.slice(0, 1);
}

/** The sum of the rows that have a price, in dollars. */
export function totalOf(rows: readonly Pick<CostRow, "monthly">[]): string {
  return moneyText(sum(rows.map(({ monthly }) => (monthly === undefined ? 0n : parseMoney(monthly)))));
}

/** A provider of another cloud, or one that may create resources of AWS's: Elastigroup, Kubernetes, dynamic ones. */
function whyOfOther(type: string): string {
  return `its charges: Ballast does not know what resources of the provider ${type.split(":")[0]} cost`;
}

function itemsOf(
  charge: Charge,
  { urn, name, inputs, identifiers }: Charged,
  others: Others,
  { usage = {}, instances, today }: CostOptions,
  uses: (key: UsageKey) => void,
): Item[] {
  if (charge.items === undefined) return [{ item: { uncounted: charge.by }, assumes: [] }];
  const read = new Map<UsageKey, Assumption>();
  const remember = (key: UsageKey, value: number, isDefault: boolean): number => {
    read.set(key, { key, value, isDefault });
    return value;
  };
  const given = (key: UsageKey): number | undefined => {
    uses(key);
    return usageOf(usage, key, name);
  };
  const items = charge.items({
    inputs,
    identifiers,
    others,
    today,
    instances: instances?.get(urn),
    usage: (key) => {
      const said = given(key);
      return remember(key, said ?? usageKeys[key].default, said === undefined);
    },
    usageGiven: (key) => {
      const said = given(key);
      return said === undefined ? undefined : remember(key, said, false);
    },
    usageTaken: (key, value) => remember(key, Math.round(value * 1e6) / 1e6, true),
  });
  return items.map((item) => ({
    item,
    assumes: "uncounted" in item ? [] : (item.assumes ?? []).flatMap((key) => read.get(key) ?? []),
  }));
}

function rowOf(
  { urn, type, name, component, region }: Charged,
  { dimension, amount, how }: Exclude<ChargeItem, { uncounted: string }>,
  assumes: Assumption[],
  { prices, today }: CostOptions,
): CostRow {
  const known = dimensionOf(dimension);
  const file = Object.hasOwn(prices, region) ? prices[region] : undefined;
  const price = file?.prices[dimension];
  const row = {
    urn,
    type,
    name,
    component,
    region,
    dimension,
    words: known?.words ?? dimension,
    amount: Math.round(amount * 1e6) / 1e6,
    unit: known?.unit ?? price?.unit ?? "",
    how,
    assumes,
  };
  // Nothing costs nothing, at whatever price.
  if (file === undefined || price === undefined) return row.amount === 0 ? { ...row, monthly: "0" } : row;
  const source = file.sources[price.source];
  return {
    ...row,
    price: {
      usd: price.usd,
      source: source?.name ?? price.source,
      url: source?.url ?? "",
      date: price.date,
      isOld: isOld(price.date, today),
    },
    monthly: moneyText(times(parseMoney(price.usd), row.amount)),
  };
}
