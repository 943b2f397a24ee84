import { readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import type { PriceFile, StackCost } from "@ballast/analysis/cost";
import { ballast } from "../testing.ts";
import { pricedProject } from "../testing/pricedProject.ts";
import { servePriceLists } from "../testing/priceLists.ts";

jest.setTimeout(60_000);

let server: Server;
let endpoint: string;
let cwd: string;

beforeAll(async () => ({ server, endpoint } = await servePriceLists()));
afterAll(() => server.close());
beforeEach(() => (cwd = pricedProject()));
afterEach(() => rmSync(cwd, { recursive: true }));

const update = (...more: string[]) => ballast(["prices", "update", "--endpoint", endpoint, ...more], { cwd });
const file = (): PriceFile =>
  JSON.parse(readFileSync(join(cwd, "prices/eu-central-1.json"), "utf8")) as PriceFile;

it("writes what the stacks are charged for from AWS's price lists, and the next cost is by them", async () => {
  const { status, stdout, stderr } = await update();
  expect([status, stderr.includes("Error")]).toEqual([0, false]);
  expect(stdout).toContain("prices/eu-central-1.json: 8 prices of eu-central-1 from AWS's price lists.");
  const { prices, sources } = file();
  const dollars = (id: string): unknown[] => [prices[id]?.usd, prices[id]?.unit, prices[id]?.date];
  expect(dollars("natGateway.hours")).toEqual(["0.052", "hour", "2026-11-20"]);
  expect(dollars("ec2.windows/t3.large")).toEqual(["0.13", "hour", "2026-11-20"]);
  // A GiBps has 1024 MiBps.
  expect(dollars("ebsThroughput/gp3")).toEqual(["0.05", "MiBps-month", "2026-11-20"]);
  // What an account has for nothing is not the price.
  expect(dollars("kms.requests")).toEqual(["0.000003", "request", "2026-11-20"]);
  expect(sources["aws-AmazonEC2"]).toEqual({
    name: "AWS's price list of AmazonEC2, eu-central-1, published on 2026-11-20",
    url: `${endpoint}/offers/v1.0/aws/AmazonEC2/20261120000000/eu-central-1/index.json`,
  });
  const cost = JSON.parse(
    (await ballast(["cost", "data-dev", "--format", "json"], { cwd })).stdout,
  ) as StackCost;
  expect(cost.isComplete).toBe(true);
  const expected =
    730 * 0.052 + 10 * 0.051 + 1 + 10_000 * 0.000003 + 100 * 0.095 + 100 * 0.05 + 730 * 0.13 + 100 * 0.095;
  expect(Number(cost.total)).toBeCloseTo(expected, 8);
});

it("says what a list does not have, or has twice, and leaves what the file had", async () => {
  const { stdout } = await update();
  expect(stdout).toMatch(
    /Not updated, because the lists have no matching product: alarms\/Standard, alb\.hours, .*fargate\.vcpu, /,
  );
  expect(stdout).toContain(
    "Not updated, because several products with different prices match: ebs.snapshots.",
  );
  // It comes with Ballast, and the list served here has no Fargate: a copy would override the price of a later version of Ballast.
  expect(file().prices["fargate.vcpu"]).toBeUndefined();
  expect(file().prices["ebs.snapshots"]).toBeUndefined();
});

it("keeps figures of the project's own", async () => {
  mkdirSync(join(cwd, "prices"));
  const source = { name: "our contract", url: "https://example.com" };
  const own = { usd: "0.01", unit: "hour", source: "contract", date: "2026-11-01" };
  const before: PriceFile = {
    region: "eu-central-1",
    currency: "USD",
    sources: { contract: source },
    prices: { "alb.hours": own, "natGateway.hours": own },
  };
  writeFileSync(join(cwd, "prices/eu-central-1.json"), JSON.stringify(before));
  await update("--region", "eu-central-1");
  expect(file().prices["alb.hours"]).toEqual(own);
  expect(file().prices["natGateway.hours"]?.source).toBe("aws-AmazonEC2");
});

it("writes the prices of the services that a region has, and names the others", async () => {
  const { status, stdout } = await update("--region", "eu-central-2");
  expect(status).toBe(0);
  expect(stdout).toContain("prices/eu-central-2.json: 2 prices of eu-central-2 from AWS's price lists.");
  expect(stdout).toMatch(/Not updated, because the lists have no matching product: .*alb\.hours/);
  const written = JSON.parse(readFileSync(join(cwd, "prices/eu-central-2.json"), "utf8")) as PriceFile;
  expect(Object.keys(written.prices)).toEqual(["kms.keys", "kms.requests"]);
});

it("says which list cannot be read, and why", async () => {
  const elsewhere = await update("--region", "mars-north-1");
  expect([elsewhere.status, elsewhere.stderr]).toEqual([
    1,
    expect.stringMatching(
      /\nAWS's price lists have no region mars-north-1\..* Use a region code, for example/,
    ),
  ]);
  const typo = await update("--region", "eu-centrl-1");
  expect(typo.stderr).toContain("AWS's price lists have no region eu-centrl-1. Did you mean eu-central-1?");
  const nowhere = await ballast(["prices", "update", "--endpoint", `${endpoint}/nowhere`], { cwd });
  expect(nowhere.status).toBe(1);
  expect(nowhere.stderr).toContain(
    "/nowhere/offers/v1.0/aws/index.json cannot be read: it responds with status 404.",
  );
});
