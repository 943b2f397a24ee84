import type { Dimension } from "@ballast/aws/charges";
import { isFields, text, type Fields } from "@ballast/model";

/** A product of a price list. */
export interface Product {
  sku: string;
  productFamily?: string;
  attributes: Fields;
}

/**
 * The region prefix of a usage type: `EUC1-`, `EU-` or `eu-central-1-`; in us-east-1 mostly none. Other prefixes name another product: the
 * hours of trust stores are `TS-LoadBalancerUsage` (Application Load Balancers user guide, "Billing and usage reports").
 */
const prefix = /^(?:[A-Z]{3}\d-|EU-|[a-z]{2,4}(?:-[a-z]+)+-\d-)/;

/** Whether a product of a region's price list belongs to a dimension. */
export function isOf(product: Product, { family, usagetype, attributes = {} }: Dimension): boolean {
  const given = product.attributes;
  // Local Zones and Outposts have separate prices.
  if ((given["locationType"] ?? "AWS Region") !== "AWS Region") return false;
  if (family !== undefined && product.productFamily !== family) return false;
  if (usagetype !== undefined) {
    const whole = text(given["usagetype"]);
    if (whole !== usagetype && whole.replace(prefix, "") !== usagetype) return false;
  }
  return Object.entries(attributes).every(([key, value]) => [value].flat().includes(text(given[key])));
}

/** The on-demand price of the first tier that is not free, because a free tier applies only once per account. */
export function priceOf(terms: unknown): { usd: string; unit: string } | undefined {
  const tiers = Object.values(isFields(terms) ? terms : {})
    .flatMap((term) =>
      Object.values(isFields(term) && isFields(term["priceDimensions"]) ? term["priceDimensions"] : {}),
    )
    .filter(isFields)
    .map((tier) => ({
      from: Number(tier["beginRange"] ?? 0),
      unit: text(tier["unit"]),
      usd: text(isFields(tier["pricePerUnit"]) ? tier["pricePerUnit"]["USD"] : undefined),
    }))
    .filter(({ usd }) => /^\d+(?:\.\d+)?$/.test(usd))
    .sort((one, other) => one.from - other.from);
  return tiers.find(({ usd }) => Number(usd) > 0) ?? tiers[0];
}

/**
 * Dollars per unit of Ballast, with at most ten decimal places and without trailing zeros; undefined if a non-zero
 * price would become 0.
 */
export function perUnit(
  { usd, unit }: { usd: string; unit: string },
  { per }: Dimension,
): string | undefined {
  const parts = per?.[unit];
  const [whole = "0", fraction = ""] = (parts === undefined ? usd : (Number(usd) / parts).toFixed(10)).split(
    ".",
  );
  const kept = fraction.slice(0, 10).replace(/0+$/, "");
  const figure = kept === "" ? whole : `${whole}.${kept}`;
  return Number(figure) === 0 && Number(usd) > 0 ? undefined : figure;
}
