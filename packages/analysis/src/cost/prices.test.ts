import { priceFileFaults, shippedPrices, type PriceFile } from "./prices.ts";

const today = "2026-11-27";
const price = { usd: "0.1", unit: "hour", source: "contract", date: today };
const file: PriceFile = {
  region: "eu-central-1",
  currency: "USD",
  sources: { contract: { name: "our contract", url: "https://example.com/prices" } },
  prices: { "natGateway.hours": price },
};
const faults = (change: object) => priceFileFaults({ ...file, ...change }, today);

it("finds nothing wrong with what comes with Ballast", () => {
  expect(faults({})).toEqual([]);
  for (const shipped of Object.values(shippedPrices)) expect(priceFileFaults(shipped, today)).toEqual([]);
});

it.each([
  [{ prices: { "natGateway.hour": price } }, "is not a known charge. Did you mean natGateway.hours?"],
  [{ prices: { "natGateway.hours": { ...price, unit: "month" } } }, '.unit is "month"; expected: "hour".'],
  [{ prices: { "ec2.linux/m5.large": { ...price, unit: "GB" } } }, '.unit is "GB"; expected: "hour".'],
  [{ prices: { "natGateway.hours": { ...price, date: "2026-02-30" } } }, '.date is "2026-02-30"'],
  [
    { prices: { "natGateway.hours": { ...price, date: "2027-01-01" } } },
    ".date is 2027-01-01, which is in the future",
  ],
  [{ prices: { "natGateway.hours": { ...price, source: "toString" } } }, '.source is "toString"'],
  [{ prices: { "natGateway.hours": null } }, ".usd is undefined"],
  [{ sources: { contract: { url: "https://example.com" } } }, 'sources["contract"].name is missing'],
  [{ sources: { contract: { name: "ours", url: "somewhere" } } }, 'sources["contract"].url is "somewhere"'],
  [{ sources: { contract: null } }, 'sources["contract"].name is missing'],
])("refuses a file of prices that cannot be: %j", (change, fault) => {
  expect(faults(change)).toContainEqual(expect.stringContaining(fault));
});
