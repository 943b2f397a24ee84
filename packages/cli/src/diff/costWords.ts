import {
  dollars,
  moneyText,
  parseMoney,
  quantityText,
  sum,
  type CostChange,
  type CostDifference,
} from "@ballast/analysis/cost";
import { inline } from "@ballast/model/markdown";
import { oldPricesNote } from "../cost/costs.ts";

/**
 * `+ $41.00`, with a sign, and with `*` if prices are outdated; empty if nothing changes, and `unknown` if costs without a price could
 * reverse the sign.
 */
export function costCell({ difference, hides, changes, hasOldPrices }: CostDifference): string {
  const amount = parseMoney(difference);
  const mark = hasOldPrices ? " *" : "";
  if (!hides.before && !hides.after) return changes.length === 0 ? "" : `${signed(difference)}${mark}`;
  const isAtLeast = amount > 0n ? !hides.before : amount < 0n && !hides.after;
  return isAtLeast ? `at least ${signed(difference)}${mark}` : "unknown";
}

/** Explains the mark of outdated prices; undefined if no shown difference has it. */
export function oldPrices(costs: Readonly<Record<string, CostDifference>>): string | undefined {
  return Object.values(costs).some((cost) => cost.hasOldPrices && costCell(cost) !== "")
    ? oldPricesNote
    : undefined;
}

function signed(amount: string): string {
  const text = dollars(amount.replace(/^-/, ""));
  return amount.startsWith("-") ? `− ${text}` : `+ ${text}`;
}

/** The maximum number of resources that are listed. */
const shown = 10;

/** The change of a stack's cost: before, after, and each cause. */
export function costLines(stack: string, cost: CostDifference | undefined): string[] | undefined {
  if (cost === undefined || costCell(cost) === "") return undefined;
  const causes = causesOf(cost.changes);
  const more = causes.length - shown;
  return [
    `${stack}: ${heading(cost)}`,
    ...causes.slice(0, shown).map((cause) => `  ${cause}`),
    ...(more > 0 ? [`  and ${more} more; --format json prints all`] : []),
  ];
}

/** As `costLines`, for a pull request. */
export function costSection(stack: string, cost: CostDifference | undefined): string[] {
  const [head, ...causes] = costLines(stack, cost) ?? [];
  return head === undefined
    ? []
    : ["", `**${inline(head)}**`, "", ...causes.map((cause) => `- ${inline(cause.trim())}`)];
}

function heading(cost: CostDifference): string {
  const { before, after, isComplete } = cost;
  const least = isComplete ? "" : ", based on the known prices";
  const mark = cost.hasOldPrices ? " *" : "";
  if (before === undefined) return `${dollars(after ?? "0")} a month, new${least}${mark}`;
  if (after === undefined) return `${dollars(before)} a month less, gone${least}${mark}`;
  return `${dollars(before)} a month before, ${dollars(after)} after${least}: ${costCell(cost)}`;
}

/** Cost changes by resource, largest first. */
function causesOf(changes: readonly CostChange[]): string[] {
  const byResource = [...Map.groupBy(changes, ({ urn }) => urn).values()].map((of) => ({
    of,
    amount: moneyText(sum(of.map(({ difference }) => parseMoney(difference)))),
    isKnown: of.every(({ isKnown }) => isKnown),
  }));
  return byResource
    .sort((one, other) => Math.abs(Number(other.amount)) - Math.abs(Number(one.amount)))
    .flatMap(({ of, amount, isKnown }) => {
      const [first] = of;
      if (first === undefined) return [];
      const change = isKnown ? signed(amount) : `${signed(amount)} and what has no price`;
      return [`${change} ${first.type.split(":").at(-1)} ${first.name}: ${of.map(causeOf).join(", ")}`];
    });
}

function causeOf(change: CostChange): string {
  const { words, unit, before, after, priceBefore, priceAfter } = change;
  const quantity = (amount: number): string => quantityText(amount, unit);
  if (before === undefined) return `${words}, new (${quantity(after ?? 0)})`;
  if (after === undefined) return `${words}, gone (${quantity(before)})`;
  const amounts = before === after ? quantity(after) : `${quantity(before)} to ${quantity(after)}`;
  return priceBefore === priceAfter
    ? `${words}, ${amounts}`
    : `${words}, ${amounts}, unit price ${priceText(priceBefore)} to ${priceText(priceAfter)}`;
}

function priceText(usd: string | undefined): string {
  return usd === undefined ? "missing" : `$${usd}`;
}
