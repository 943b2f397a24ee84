import type { Price } from "@ballast/analysis/cost";
import type { Dimension } from "@ballast/aws/charges";
import { fields, isDay, isFields, text, type Fields } from "@ballast/model";
import { PlanError } from "@ballast/plan";
import { isOf, perUnit, priceOf, type Product } from "./matching.ts";
import { JsonMembers } from "./members.ts";

/** Prices in the price list of one offer for a region. */
export interface OfferPrices {
  prices: Record<string, Omit<Price, "source">>;
  /** Ids of dimensions without a product in the list. */
  missing: string[];
  /** Ids of dimensions whose product has no price in US dollars. */
  foreign: string[];
  /** Ids of dimensions that several products with different prices match. */
  ambiguous: string[];
  /** Ids of dimensions whose price is below the last decimal place that is stored. */
  tiny: string[];
  /** AWS's publication date. */
  published: string;
  url: string;
}

/** AWS's public price lists: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html. */
export class PriceLists {
  readonly #endpoint: string;
  readonly #regions = new Map<string, Promise<Fields>>();
  #offers: Promise<Fields> | undefined;

  constructor(endpoint: string) {
    this.#endpoint = endpoint.replace(/\/$/, "");
  }

  /**
   * @returns undefined if AWS lists no prices of the offer in this region.
   * @throws {PlanError} if a list cannot be read.
   */
  async read(
    offer: string,
    region: string,
    wanted: ReadonlyMap<string, Dimension>,
  ): Promise<OfferPrices | undefined> {
    const path = await this.#pathOf(offer, region);
    if (path === undefined) return undefined;
    const url = `${this.#endpoint}${path}`;
    const skus = new Map<string, string[]>();
    const found = new Map<string, Set<string | undefined>>();
    const listed = new Set<string>();
    let published = "";
    let products = 0;
    const isWanted = (way: readonly string[]): boolean =>
      (way.length === 2 && way[0] === "products") ||
      (way.length === 3 && way[0] === "terms" && way[1] === "OnDemand" && skus.has(way[2] ?? "")) ||
      (way.length === 1 && way[0] === "publicationDate");
    const members = new JsonMembers(isWanted, (way, value) => {
      if (way[0] === "publicationDate") published = text(value).slice(0, 10);
      else if (way[0] === "products") {
        products += 1;
        remember(value, skus, wanted);
      } else
        for (const id of skus.get(way[2] ?? "") ?? []) {
          const dimension = wanted.get(id);
          listed.add(id);
          const price = priceOf(value);
          if (dimension && price) found.set(id, (found.get(id) ?? new Set()).add(perUnit(price, dimension)));
        }
    });
    await this.#stream(url, members);
    if (products === 0) throw new PlanError(`${url} is not a price list: it has no products.`);
    if (!isDay(published))
      throw new PlanError(`${url} is not a price list: its publicationDate is missing or is not a date.`);
    const prices: OfferPrices["prices"] = {};
    for (const [id, amounts] of found) {
      const [usd] = amounts;
      if (amounts.size === 1 && usd !== undefined)
        prices[id] = { usd, unit: wanted.get(id)?.unit ?? "", date: published };
    }
    return {
      prices,
      missing: [...wanted.keys()].filter((id) => !listed.has(id)),
      foreign: [...listed].filter((id) => !found.has(id)),
      ambiguous: [...found].flatMap(([id, amounts]) => (amounts.size > 1 ? [id] : [])),
      tiny: [...found].flatMap(([id, amounts]) => (amounts.size === 1 && amounts.has(undefined) ? [id] : [])),
      published,
      url,
    };
  }

  /** The path of an offer's list for a region, from AWS's index of offers and the offer's index of regions. */
  async #pathOf(offer: string, region: string): Promise<string | undefined> {
    this.#offers ??= this.#document("/offers/v1.0/aws/index.json", "offers");
    const index = text(memberOf(await this.#offers, offer)["currentRegionIndexUrl"]);
    if (index === "") return undefined;
    let regions = this.#regions.get(offer);
    if (regions === undefined) this.#regions.set(offer, (regions = this.#document(index, "regions")));
    return text(memberOf(await regions, region)["currentVersionUrl"]) || undefined;
  }

  async #document(path: string, key: string): Promise<Fields> {
    let found: unknown;
    const members = new JsonMembers(
      (way) => way.length === 1 && way[0] === key,
      (_way, value) => (found = value),
    );
    await this.#stream(`${this.#endpoint}${path}`, members);
    if (!isFields(found)) throw new PlanError(`${this.#endpoint}${path} has no ${key}.`);
    return found;
  }

  async #stream(url: string, members: JsonMembers): Promise<void> {
    try {
      const response = await fetch(url);
      if (!response.ok || response.body === null)
        throw new Error(`it responds with status ${response.status}`);
      for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) members.add(chunk);
      members.end();
    } catch (error) {
      const { cause, message } = error as Error;
      const reason = cause instanceof Error ? `${message} (${cause.message})` : message;
      throw new PlanError(`${url} cannot be read: ${reason}.`, { cause: error });
    }
  }
}

function memberOf(all: Fields, key: string): Fields {
  return Object.hasOwn(all, key) ? fields(all[key]) : {};
}

function remember(value: unknown, skus: Map<string, string[]>, wanted: ReadonlyMap<string, Dimension>): void {
  if (!isFields(value) || !isFields(value["attributes"])) return;
  const product = value as unknown as Product;
  for (const [id, dimension] of wanted)
    if (isOf(product, dimension)) skus.set(product.sku, [...(skus.get(product.sku) ?? []), id]);
}
