import { createHash } from "node:crypto";
import type { Prices } from "@ballast/analysis/cost";
import { costOfPlan, differenceOf, type StackPlan } from "@ballast/plan";
import * as aws from "@pulumi/aws";
import type { Report } from "../report.ts";
import { hostile, hostileName, planOf, secretText } from "../testing.ts";
import { markup } from "./markup.ts";
import { pageOf } from "./page.ts";

const report = (more: Partial<Report>): Report => ({
  project: "demo",
  plannedAt: new Date("2026-11-21T18:00:00Z"),
  stacks: [],
  ...more,
});

let plan: StackPlan;
let page: string;
beforeAll(async () => {
  plan = await planOf("data-dev", hostile);
  page = await pageOf(report({ stacks: [{ stack: "data-dev", plan }] }));
});

it("keeps secrets out, wherever they went", () => {
  expect(page).not.toContain(secretText);
  expect(page).not.toContain("stand-in-token");
  expect(page).toContain('<mark class="secret">secret</mark>');
});

it("escapes names and properties that mean harm", () => {
  expect(page).not.toContain("<script>alert");
  expect(page).not.toContain("<img");
  expect(page).not.toContain("</pre><b>");
  expect(page).not.toContain("<u>Push");
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page.match(/<script>/g)).toHaveLength(1);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
});

it("allows nothing but its own script and style", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  const hashOf = (tag: string): string => {
    const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)?.[1] ?? "";
    return `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
  };
  expect(policy.split("; ")).toEqual([
    "default-src &#39;none&#39;",
    `script-src ${hashOf("script")}`,
    `style-src ${hashOf("style")}`,
    "base-uri &#39;none&#39;",
    "form-action &#39;none&#39;",
  ]);
  expect(page).not.toMatch(/\sstyle="|\son\w+="/);
  expect(page).not.toMatch(/\s(src|href)="(?!#)/);
});

it("has no two ids, and no link that leads nowhere", () => {
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? "");
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const targets = [...page.matchAll(/\shref="#([^"]+)"/g)].map(([, id]) => id ?? "");
  expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  expect(targets.length).toBeGreaterThan(10);
});

it("shows each resource, what is found in it, and what a deployer does next", () => {
  for (const { urn } of plan.resources) expect(page).toContain(urn.split("::")[2]);
  for (const { message, rule } of plan.findings) {
    expect(page).toContain(rule);
    expect(page).toContain(markup`${message}`.text);
  }
  expect(page).toContain("npx pulumi config set --secret token --stack data-dev");
  expect(page).toContain("&lt;u&gt;Push the image&lt;/u&gt;");
});

it("is the same for the same plans", async () => {
  expect(await pageOf(report({ stacks: [{ stack: "data-dev", plan }] }))).toBe(page);
});

it("says which stack is being drawn", async () => {
  const said: string[] = [];
  await pageOf(report({ stacks: [{ stack: "bad-dev", error: "out of paper" }] }), (stack) =>
    said.push(stack),
  );
  expect(said).toEqual(["bad-dev"]);
});

it("shows why a stack cannot be planned", async () => {
  const failed = await pageOf(
    report({ stacks: [{ stack: "bad-dev", error: "settings.size <is> missing" }] }),
  );
  expect(failed).toContain("cannot be planned");
  expect(failed).toContain("settings.size &lt;is&gt; missing");
});

describe("compared with another commit", () => {
  const named = (names: Record<string, number>) => () => {
    for (const [name, retentionInDays] of Object.entries(names))
      new aws.cloudwatch.LogGroup(name, { name: `/demo/${name}`, retentionInDays });
    return { size: Object.keys(names).length };
  };
  const compared = async (before: StackPlan | undefined, after: StackPlan | undefined): Promise<string> => {
    const stack = {
      stack: "data-dev",
      ...(after && { plan: after }),
      difference: differenceOf(before, after),
    };
    return pageOf(report({ stacks: [stack], against: "main" }));
  };
  let before: StackPlan;
  let after: StackPlan;
  beforeAll(async () => {
    before = await planOf("data-dev", named({ kept: 7, gone: 7 }));
    after = await planOf("data-dev", named({ kept: 30, fresh: 7, other: 7 }));
  });

  it("says what changes, and what data would be lost", async () => {
    const text = (await compared(before, after)).replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(text).toContain("2 added, 1 changed, 1 removed, 1 output 1 would lose data");
    expect(text).toContain("retentionInDays Before 7 After 30");
    expect(text).toMatch(
      /Data that would be lost, and other alarms 1 error LogGroup gone is removed, and its data is deleted/,
    );
    expect(text).toMatch(/Outputs 1 size Before 2 After 3/);
  });

  it("says what AWS refuses", async () => {
    const disk = (size: number) => () => {
      new aws.ebs.Volume("disk", { availabilityZone: "a", size });
      return {};
    };
    const page = await compared(await planOf("data-dev", disk(100)), await planOf("data-dev", disk(50)));
    const text = page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(text).toContain("1 changed AWS refuses 1");
    expect(text).toMatch(/AWS rejects this change: Volume disk size: the size of a volume cannot be reduced/);
  });

  it("says when nothing changes, when a stack is new, and when it is gone", async () => {
    expect(await compared(before, before)).toContain("Nothing changes.");
    expect(await compared(undefined, after)).toContain("The stack is new: all of it is added.");
    const gone = await compared(before, undefined);
    expect(gone).toContain("The stack has no settings any more: all of it is removed.");
    expect(gone).toContain("has no settings any more");
  });

  it("says why there is nothing to compare with", async () => {
    const stacks = [{ stack: "data-dev", plan: after, differenceError: "main: settings were refused" }];
    expect(await pageOf(report({ stacks, against: "main" }))).toContain("main: settings were refused");
  });
});

it("escapes the names of clusters, instances and services in the picture of placement (F.0.39)", async () => {
  const task = { cpu: 1, memoryMiB: 1, networkMode: "bridge" };
  const instances = ["a", "b"].map((zone) => ({
    id: `${hostileName}${zone}`,
    instanceType: "m5.large",
    availabilityZone: `<${zone}>`,
  }));
  const services = [{ name: "</svg><script>", task, desiredCount: 3 }];
  const clusters = ["one", "two"].map((name) => ({ name: `${name}<b>`, instances, services }));
  const drawn = await pageOf(report({ stacks: [{ stack: "data-dev", plan: { ...plan, clusters } }] }));
  expect(drawn.match(/<svg xmlns="[^"]*" class="placement"/g)).toHaveLength(2);
  expect(drawn.match(/<script>/g)).toHaveLength(1);
  expect(drawn).not.toContain("one<b>");
  const ids = [...drawn.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it("shows what each resource costs, by the prices that it is given, and what is missing", async () => {
  const nat = await planOf(
    "data-dev",
    () => new aws.ec2.NatGateway("nat", { connectivityType: "private", subnetId: "s" }),
  );
  const price = { usd: "0.1", unit: "hour", source: "contract", date: "2020-01-01" };
  const prices: Prices = {
    "eu-central-1": {
      region: "eu-central-1",
      currency: "USD",
      sources: { contract: { name: "our contract", url: "https://example.com" } },
      prices: { "natGateway.hours": price },
    },
  };
  const costs = new Map([["data-dev", costOfPlan(nat, { prices })]]);
  const priced = await pageOf(report({ stacks: [{ stack: "data-dev", plan: nat }], costs }));
  expect(priced).toContain("Cost <small>at least $73.00 a month of 730 hours, in eu-central-1</small>");
  expect(priced).toMatch(
    /<td>NAT gateway<\/td><td>730 hours.*?\$0\.1 <small title="our contract">2020-01-01<\/small>.*?>old<.*?\$73\.00/,
  );
  expect(priced).toMatch(
    /data processed by the NAT gateway<\/td><td>10 GB<\/td><td><span class="badge warning">no price/,
  );
  expect(priced).toContain(
    "Data that a NAT gateway processes: 10 GB <small><code>natGatewayGigabytes</code>, by default",
  );
});
