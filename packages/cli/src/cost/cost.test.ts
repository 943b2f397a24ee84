import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackCost } from "@ballast/analysis/cost";
import { ballast } from "../testing.ts";
import { pricedProject } from "../testing/pricedProject.ts";

jest.setTimeout(60_000);

let cwd: string;
afterEach(() => rmSync(cwd, { recursive: true }));

const priced = {
  region: "eu-central-1",
  currency: "USD",
  sources: { contract: { name: "our contract", url: "https://example.com/prices" } },
  prices: { "natGateway.hours": { usd: "0.1", unit: "hour", source: "contract", date: "2020-01-01" } },
};

function project(settings = ""): void {
  cwd = pricedProject(settings);
  mkdirSync(join(cwd, "prices"));
  writeFileSync(join(cwd, "prices/eu-central-1.json"), JSON.stringify(priced));
}

it("shows each quantity with its unit price and source, what it assumes, and what is missing", async () => {
  project("  ballast:usage:\n    natGatewayGigabytes: { nat: 250 }\n");
  const { status, stdout } = await ballast(["cost", "data-dev"], { cwd });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^data-dev: at least \$110\.80 \* a month, in eu-central-1\n/);
  expect(stdout).toMatch(/│ +nat +│ NAT gateway +│ 730 hours +│ \$0\.1 \[3\] \* +│ \$73\.00 +│/);
  expect(stdout).toMatch(
    /│ +nat +│ data processed by the NAT gateway +│ 250 GB +│ \$0\.052 \[1\] +│ \$13\.00 +│/,
  );
  expect(stdout).toContain("[3] our contract, 2020-01-01 *\n      https://example.com/prices");
  expect(stdout).toContain("  natGatewayGigabytes: 250 GB – Data that a NAT gateway processes");
  expect(stdout).toContain("  keyRequests: 10000 requests (default) – Requests to a KMS key");
  expect(stdout).toMatch(/no price in eu-central-1: .*ec2\.windows\/t3\.large/);
});

it("is JSON whose rows add up to the total, with the prices of another region if asked for", async () => {
  project();
  const { stdout } = await ballast(["cost", "data-dev", "--region", "us-east-1", "--format", "json"], {
    cwd,
  });
  const cost = JSON.parse(stdout) as StackCost & { stack: string };
  expect([cost.stack, cost.region]).toEqual(["data-dev", "us-east-1"]);
  const sum = cost.rows.reduce((all, { monthly }) => all + Number(monthly ?? 0), 0);
  expect(Number(cost.total)).toBeCloseTo(sum, 8);
  expect(cost.rows.find(({ dimension }) => dimension === "natGateway.hours")?.price?.usd).toBe("0.045");
});

it("fails above the budget of the settings, of the command line before it, and not at it", async () => {
  project("  ballast:budget: 98.31\n");
  const over = await ballast(["cost", "data-dev"], { cwd });
  expect([over.status, over.stderr]).toEqual([
    1,
    expect.stringContaining(
      "data-dev costs at least $98.32 a month, more than ballast:budget allows ($98.31).",
    ),
  ]);
  const plan = await ballast(["plan", "data-dev"], { cwd });
  expect([plan.status, plan.stderr]).toEqual([1, expect.stringContaining("more than ballast:budget allows")]);
  expect((await ballast(["cost", "data-dev", "--budget", "98.32"], { cwd })).status).toBe(0);
  expect((await ballast(["cost", "data-dev", "--budget", "much"], { cwd })).status).toBe(2);
});

it("warns where what is not counted may be over the budget, and says nothing where all is counted", async () => {
  project("  ballast:budget: 500\n");
  const open = await ballast(["cost", "data-dev"], { cwd });
  expect([open.status, open.stderr]).toEqual([
    0,
    expect.stringContaining(
      "data-dev may cost more than ballast:budget allows ($500.00): not all of its costs are counted.",
    ),
  ]);
  const counted = new Set(
    (JSON.parse((await ballast(["cost", "data-dev", "-f", "json"], { cwd })).stdout) as StackCost).rows.map(
      ({ dimension, unit }) => ({ dimension, unit }),
    ),
  );
  const all = Object.fromEntries(
    [...counted].map(({ dimension, unit }) => [
      dimension,
      { usd: "0.01", unit, source: "contract", date: "2026-11-01" },
    ]),
  );
  writeFileSync(join(cwd, "prices/eu-central-1.json"), JSON.stringify({ ...priced, prices: all }));
  const complete = await ballast(["cost", "data-dev"], { cwd });
  expect([complete.status, complete.stderr]).toEqual([0, expect.not.stringContaining("warning")]);
});

it("warns of assumptions about resources that are not there", async () => {
  project("  ballast:usage:\n    natGatewayGigabytes: { nta: 250, nat: 3, key: 5 }\n");
  const { status, stderr } = await ballast(["cost", "data-dev"], { cwd });
  expect(status).toBe(0);
  expect(stderr).toContain(
    'data-dev has no resource to which ballast:usage.natGatewayGigabytes["key"], ballast:usage.natGatewayGigabytes["nta"] (did you mean nat?) applies.',
  );
});

it("refuses a region that does not exist, without a plan and without a stack trace", async () => {
  project();
  for (const [region, meant] of [
    ["eu-centrl-1", " Did you mean eu-central-1?"],
    ["constructor", ""],
    ["", ""],
  ] as const) {
    const { status, stdout, stderr } = await ballast(["cost", "data-dev", "--region", region], { cwd });
    expect([status, stdout, stderr]).toEqual([
      2,
      "",
      `--region ${region} is not a region.${meant} Use a region code, for example eu-central-1.\n`,
    ]);
  }
});

it("says in a plan's JSON what the stack costs, and which budget it has", async () => {
  project("  ballast:budget: 500\n");
  const plan = async (...more: string[]) =>
    (
      JSON.parse((await ballast(["plan", "data-dev", "-f", "json", ...more], { cwd })).stdout) as {
        cost: unknown;
      }
    ).cost;
  expect(await plan()).toEqual({ total: "98.32", isComplete: false, old: 2, budget: 500 });
  expect(await plan("--budget", "80")).toEqual({ total: "98.32", isComplete: false, old: 2, budget: 80 });
});

it("holds the report's stacks against the budget of the command line", async () => {
  project();
  const { status, stderr } = await ballast(["report", "data-dev", "-o", join(cwd, "out"), "--budget", "1"], {
    cwd,
  });
  expect([status, stderr]).toEqual([1, expect.stringContaining("more than --budget allows ($1.00)")]);
});

it("says why a stack cannot be planned beside that another is over its budget", async () => {
  project();
  writeFileSync(
    join(cwd, "Pulumi.broken-dev.yaml"),
    "config:\n  aws:region: eu-central-1\n  ballast:budget: cheap\n",
  );
  const { status, stderr } = await ballast(["plan", "data-dev", "broken-dev", "--budget", "1"], { cwd });
  expect(status).toBe(1);
  expect(stderr).toContain("more than --budget allows");
  expect(stderr).toContain('ballast:budget is "cheap"');
});

it("names what is missing by the region that has no price for it", async () => {
  project();
  const program = join(cwd, "index.mjs");
  writeFileSync(
    program,
    readFileSync(program, "utf8").replace('"private"', '"private", region: "eu-west-3"'),
  );
  const { stdout } = await ballast(["cost", "data-dev"], { cwd });
  expect(stdout).toContain("no price in eu-west-3: natGateway.gigabytes, natGateway.hours\n");
});

it("refuses settings about cost that it cannot follow", async () => {
  project("  ballast:budget: cheap\n  ballast:usage:\n    natGatewayGigabyte: 3\n");
  const { status, stderr } = await ballast(["cost", "data-dev"], { cwd });
  expect(status).toBe(1);
  expect(stderr).toContain(
    "ballast:usage.natGatewayGigabyte is not an assumption about use. Did you mean natGatewayGigabytes?",
  );
  expect(stderr).toContain(
    'ballast:budget is "cheap"; expected: dollars a month below a billion, for example 200 or 72.50.',
  );
});

it.each(["Infinity", "0x10"])(
  "refuses %j as a budget, in the settings and on the command line",
  async (budget) => {
    project(`  ballast:budget: ${JSON.stringify(budget)}\n`);
    const set = await ballast(["cost", "data-dev"], { cwd });
    expect([set.status, set.stderr]).toEqual([1, expect.stringContaining("ballast:budget is ")]);
    const given = await ballast(["cost", "data-dev", `--budget=${budget}`], { cwd });
    expect([given.status, given.stderr]).toEqual([2, expect.stringContaining("Use dollars a month")]);
  },
);

it("refuses a file of prices with what is wrong with it", async () => {
  project();
  const wrong = {
    ...priced,
    prices: { "natGateway.hours": { usd: 0.1, unit: "hour", source: "nobody", date: "today" } },
  };
  writeFileSync(join(cwd, "prices/eu-central-1.json"), JSON.stringify(wrong));
  const { status, stderr } = await ballast(["plan", "data-dev"], { cwd });
  expect(status).toBe(1);
  expect(stderr).toContain(
    'prices["natGateway.hours"].usd is 0.1; expected: US dollars as a string, for example "0.045".',
  );
  expect(stderr).toContain('prices["natGateway.hours"].source is "nobody"; expected: a key of sources.');
});

it("refuses a file of prices that is named as another region", async () => {
  project();
  writeFileSync(join(cwd, "prices/eu-west-1.json"), JSON.stringify(priced));
  const { status, stderr } = await ballast(["cost", "data-dev"], { cwd });
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(
      /eu-west-1\.json:\n {2}region is "eu-central-1"; expected the region in the file's name/,
    ),
  ]);
});
