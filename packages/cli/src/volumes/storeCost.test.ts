import type { CostRow, StackCost, Unpriced } from "@ballast/analysis/cost";
import type { Store } from "@ballast/operate";
import { costText, storeCost } from "./storeCost.ts";

const member = "aws:rds/clusterInstance:ClusterInstance";

function row(name: string, type: string, monthly?: string): CostRow {
  const costed = { urn: `urn::${name}`, type, name, component: null, region: "us-east-1" };
  const rest = { dimension: "x", words: "x", amount: 1, unit: "hour", how: "", assumes: [] };
  return { ...costed, ...rest, ...(monthly !== undefined && { monthly }) };
}

function costOf(rows: CostRow[], unpriced: Unpriced[] = []): StackCost {
  return { region: "us-east-1", rows, free: [], unpriced, unused: [], total: "0", isComplete: true, old: 0 };
}

const store = (kind: Store["kind"], name: string): Store => ({
  kind,
  name,
  urn: `urn::${name}`,
  inputs: {},
  tags: {},
  isRetained: true,
});

it("adds up what a volume costs, and nothing of other resources (F.0.47)", () => {
  const cost = costOf([
    row("data", "volume", "1.5"),
    row("data", "volume", "0.25"),
    row("other", "volume", "9"),
  ]);
  expect(costText(storeCost(cost, store("ebs", "data")))).toBe("$1.75");
});

it("counts a cluster's instances with it (F.0.47)", () => {
  const cost = costOf([
    row("clair-database", "cluster", "1"),
    row("clair-database-primary", member, "100"),
    row("clair-database-standby", member, "100"),
    row("shop-primary", member, "7"),
  ]);
  expect(costText(storeCost(cost, store("aurora", "clair-database")))).toBe("$201.00");
  expect(costText(storeCost(cost, store("rds", "clair-database")))).toBe("$1.00");
});

it("says that it is at least that much where a price is missing, and unknown where all are (F.0.47)", () => {
  const some = costOf([row("data", "volume", "1.5"), row("data", "volume")]);
  expect(costText(storeCost(some, store("ebs", "data")))).toBe("at least $1.50");
  expect(costText(storeCost(costOf([row("data", "volume")]), store("ebs", "data")))).toBe("unknown");
  const unpriced = [{ urn: "urn::data", type: "volume", name: "data", component: null, why: "it varies" }];
  expect(costText(storeCost(costOf([], unpriced), store("ebs", "data")))).toBe("unknown");
});

it("says unknown of what no plan has (F.0.47)", () => {
  const { urn: _urn, ...plugins } = store("ebs", "data");
  expect(costText(storeCost(costOf([]), plugins))).toBe("unknown");
});
