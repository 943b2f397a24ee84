import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { shippedPrices, type PriceFile } from "@ballast/analysis/cost";
import { regionNames } from "@ballast/aws/regions";
import { suggestion } from "@ballast/model";
import { dimensionOf, fixedDimensions, type Dimension } from "@ballast/aws/charges";
import {
  costOfPlan,
  PlanError,
  projectAt,
  pricesFolder,
  readPriceFile,
  type ProjectFiles,
  type StackPlan,
} from "@ballast/plan";
import { planAll, plansOf, printErrors } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import { PriceLists } from "./priceList.ts";

export interface UpdateOptions {
  region?: string[];
  out?: string;
  endpoint: string;
}

/** @returns the exit status. */
export async function update({ region, out, endpoint }: UpdateOptions): Promise<number> {
  const project = projectAt(process.cwd());
  const outcomes = await planAll(project, project.stacks);
  if (printErrors(outcomes)) return 1;
  const rows = plansOf(outcomes).flatMap((plan: StackPlan) => costOfPlan(plan).rows);
  const folder = out ?? join(project.root, pricesFolder);
  const regions = region ?? [...new Set(rows.map((row) => row.region))].sort();
  const lists = new PriceLists(endpoint);
  for (const one of regions) {
    const known = knownFile(folder, one);
    const shipped = Object.hasOwn(shippedPrices, one) ? shippedPrices[one] : undefined;
    const ids = [
      ...rows.map(({ dimension }) => dimension),
      ...fixedDimensions,
      ...Object.keys({ ...shipped?.prices, ...known.prices }),
    ];
    console.log(await updateRegion(known, ids, lists, folder, project));
  }
  return 0;
}

/**
 * The existing price file of a region, or an empty one. Prices that Ballast contains are not copied: they would override those of later
 * versions.
 */
function knownFile(folder: string, region: string): PriceFile {
  const path = join(folder, `${region}.json`);
  if (existsSync(path)) return readPriceFile(path);
  return { region, currency: "USD", sources: {}, prices: {} };
}

async function updateRegion(
  known: PriceFile,
  ids: readonly string[],
  lists: PriceLists,
  folder: string,
  project: ProjectFiles,
): Promise<string> {
  const { region } = known;
  const line = new StatusLine();
  const file: PriceFile = {
    region,
    currency: "USD",
    sources: { ...known.sources },
    prices: { ...known.prices },
  };
  const kept: Record<keyof typeof reasons, string[]> = { missing: [], foreign: [], ambiguous: [], tiny: [] };
  let [count, offers] = [0, 0];
  for (const [offer, wanted] of byOffer(ids)) {
    line.show(`reading the price list of ${offer} for ${region}`);
    const found = await lists.read(offer, region, wanted);
    if (found === undefined) {
      kept.missing.push(...wanted.keys());
      continue;
    }
    offers += 1;
    const source = `aws-${offer}`;
    file.sources[source] = {
      name: `AWS's price list of ${offer}, ${region}, published on ${found.published}`,
      url: found.url,
    };
    for (const [id, price] of Object.entries(found.prices)) file.prices[id] = { ...price, source };
    count += Object.keys(found.prices).length;
    for (const kind of kinds) kept[kind].push(...found[kind]);
  }
  line.end();
  if (offers === 0)
    throw new PlanError(
      `AWS's price lists have no region ${region}.${suggestion(region, regionNames)} Use a region code, for example eu-central-1.`,
    );
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${region}.json`);
  writeFileSync(path, `${JSON.stringify(inOrder(file), null, 2)}\n`);
  return [
    `${relative(project.root, path) || path}: ${count} prices of ${region} from AWS's price lists.`,
    ...kinds.flatMap((kind) => left(reasons[kind], kept[kind])),
  ].join("\n");
}

/** Why prices are not updated. */
const reasons = {
  missing: "the lists have no matching product",
  foreign: "a product has no price in US dollars",
  ambiguous: "several products with different prices match",
  tiny: "a price is less than 0.0000000001 dollars",
};
const kinds = ["missing", "foreign", "ambiguous", "tiny"] as const;

function left(why: string, ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : [`  Not updated, because ${why}: ${[...ids].sort().join(", ")}.`];
}

/** Dimensions by offer, without those whose names in the price list are unknown. */
function byOffer(ids: readonly string[]): Map<string, Map<string, Dimension>> {
  const all = new Map<string, Map<string, Dimension>>();
  for (const id of [...new Set(ids)].sort()) {
    const dimension = dimensionOf(id);
    if (dimension === undefined || dimension.offer === "") continue;
    const of = all.get(dimension.offer) ?? new Map<string, Dimension>();
    all.set(dimension.offer, of.set(id, dimension));
  }
  return all;
}

/** Sorts the prices and removes unused sources, so that a new file differs only by what AWS changed. */
function inOrder({ region, currency, sources, prices }: PriceFile): PriceFile {
  const used = new Set(Object.values(prices).map(({ source }) => source));
  const sorted = <Value>(record: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
  return {
    region,
    currency,
    sources: sorted(Object.fromEntries(Object.entries(sources).filter(([key]) => used.has(key)))),
    prices: sorted(prices),
  };
}
