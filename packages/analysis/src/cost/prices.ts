import { dimensionOf, fixedDimensions } from "@ballast/aws/charges";
import { isDay, isFields, suggestion, type Fields } from "@ballast/model";
import euCentral1 from "./prices/eu-central-1.json" with { type: "json" };
import usEast1 from "./prices/us-east-1.json" with { type: "json" };

/** Days after which a price counts as old. */
export const oldAfterDays = 180;

export interface PriceSource {
  /** Title of the source and place within it. */
  name: string;
  url: string;
  /** License of the source, if it states one. */
  license?: string;
}

export interface Price {
  /** Dollars for one unit, as a decimal number. */
  usd: string;
  /** Unit of the price dimension. */
  unit: string;
  /** Key of the file's `sources`. */
  source: string;
  /** The date for which the source lists the price. */
  date: string;
}

/** AWS's list prices in one region, without taxes, discounts and free tiers. */
export interface PriceFile {
  region: string;
  currency: "USD";
  sources: Record<string, PriceSource>;
  prices: Record<string, Price>;
}

/** Price files, keyed by region. */
export type Prices = Readonly<Record<string, PriceFile>>;

/** The price files that are included in Ballast. */
export const shippedPrices: Prices = Object.fromEntries(
  ([euCentral1, usEast1] as PriceFile[]).map((file) => [file.region, file]),
);

/** The shipped prices, with each price that a project also defines replaced by the project's. */
export function joinedPrices(shipped: Prices, own: Prices): Prices {
  const regions = new Set([...Object.keys(shipped), ...Object.keys(own)]);
  return Object.fromEntries(
    [...regions].map((region): [string, PriceFile] => {
      const [first, second] = [own[region], shipped[region]];
      return [
        region,
        {
          region,
          currency: "USD",
          sources: { ...second?.sources, ...first?.sources },
          prices: { ...second?.prices, ...first?.prices },
        },
      ];
    }),
  );
}

export function isOld(date: string, today: string): boolean {
  return Date.parse(today) - Date.parse(date) > oldAfterDays * 86_400_000;
}

const decimal = /^\d+(?:\.\d{1,10})?$/;

/**
 * @param today - as `2026-11-27`.
 * @returns the errors in a price file, as complete sentences.
 */
export function priceFileFaults(file: unknown, today: string): string[] {
  const { region, currency, sources, prices } = (file ?? {}) as Record<string, unknown>;
  const faults: string[] = [];
  if (typeof region !== "string") faults.push("region is missing.");
  if (currency !== "USD") faults.push(`currency is ${JSON.stringify(currency)}; expected: "USD".`);
  const known = isFields(sources) ? sources : {};
  faults.push(...Object.entries(known).flatMap(([key, source]) => sourceFaults(key, source)));
  if (!isFields(prices)) return [...faults, "prices is missing."];
  for (const [id, price] of Object.entries(prices)) faults.push(...priceFaults(id, price, known, today));
  return faults;
}

function sourceFaults(key: string, source: unknown): string[] {
  const { name, url } = isFields(source) ? source : {};
  const at = `sources["${key}"]`;
  const faults: string[] = [];
  if (typeof name !== "string" || name.trim() === "")
    faults.push(`${at}.name is missing. Give the title of the source.`);
  if (typeof url !== "string" || !/^https?:/.test(url) || !URL.canParse(url))
    faults.push(
      `${at}.url is ${JSON.stringify(url)}; expected: a link to the source, for example "https://example.com/prices".`,
    );
  return faults;
}

function priceFaults(id: string, price: unknown, sources: Fields, today: string): string[] {
  const { usd, unit, source, date } = isFields(price) ? price : {};
  const dimension = dimensionOf(id);
  const at = `prices["${id}"]`;
  const faults: string[] = [];
  if (dimension === undefined) faults.push(`${at} is not a known charge.${suggestion(id, fixedDimensions)}`);
  else if (unit !== dimension.unit)
    faults.push(`${at}.unit is ${JSON.stringify(unit)}; expected: "${dimension.unit}".`);
  if (typeof usd !== "string" || !decimal.test(usd))
    faults.push(
      `${at}.usd is ${JSON.stringify(usd)}; expected: US dollars as a string, for example "0.045".`,
    );
  if (typeof source !== "string" || !Object.hasOwn(sources, source))
    faults.push(`${at}.source is ${JSON.stringify(source)}; expected: a key of sources.`);
  if (typeof date !== "string" || !isDay(date))
    faults.push(`${at}.date is ${JSON.stringify(date)}; expected: a day, for example "2026-11-27".`);
  // In a time zone ahead of UTC, the date may already be tomorrow's.
  else if (Date.parse(date) - Date.parse(today) > 86_400_000)
    faults.push(
      `${at}.date is ${date}, which is in the future; expected: the day when the source listed the price.`,
    );
  return faults;
}
