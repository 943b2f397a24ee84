import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import {
  joinedPrices,
  priceFileFaults,
  shippedPrices,
  type PriceFile,
  type Prices,
} from "@ballast/analysis/cost";
import { dayOf } from "@ballast/contracts/plain";
import { PlanError } from "../planError.ts";

/** The folder of a project's own prices: `<region>.json`, written by `ballast prices update`. */
export const pricesFolder = "prices";

/** The project's prices, then the prices that come with Ballast. @throws {PlanError} that lists the errors in a file. */
export function pricesOf(root: string): Prices {
  const folder = join(root, pricesFolder);
  if (!existsSync(folder)) return shippedPrices;
  if (!statSync(folder).isDirectory())
    throw new PlanError(
      `${folder} is a file; expected: a folder with a file for each region, for example prices/eu-central-1.json.`,
    );
  const own = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => readPriceFile(join(folder, name)));
  return joinedPrices(shippedPrices, Object.fromEntries(own.map((file) => [file.region, file])));
}

/** @throws {PlanError} that lists its errors. */
export function readPriceFile(path: string): PriceFile {
  let file: unknown;
  try {
    // Some editors start a file with a byte order mark.
    file = JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new PlanError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const faults = priceFileFaults(file, dayOf(new Date()));
  const region = (file as Partial<PriceFile> | null)?.region;
  if (typeof region === "string" && basename(path) !== `${region}.json`)
    faults.push(
      `region is "${region}"; expected the region in the file's name; otherwise rename the file to ${region}.json.`,
    );
  if (faults.length > 0) throw new PlanError([`${path}:`, ...faults.map((one) => `  ${one}`)].join("\n"));
  return file as PriceFile;
}
