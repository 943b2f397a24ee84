import { differenceOfCosts, moneyText, parseMoney, shippedPrices } from "@ballast/analysis/cost";
import { costOfPlan } from "@ballast/plan";
import { plan, resource } from "../../../plan/src/testing.ts";
import { costCell, costLines, costSection, oldPrices } from "./costWords.ts";

/** A day on which no price of these stacks is old. */
const recently = "2024-10-01";

const gateways = (count: number, more: ReturnType<typeof resource>[] = [], today = recently) =>
  costOfPlan(
    plan(
      [
        ...Array.from({ length: count }, (_, index) =>
          resource("aws:ec2/natGateway:NatGateway", `nat-${index + 1}`),
        ),
        ...more,
      ],
      {},
      { region: "us-east-1" },
    ),
    { prices: shippedPrices, today },
  );
const volume = (size: number) => [resource("aws:ebs/volume:Volume", "data", { type: "gp3", size })];

it("says before, after and the difference, by cause, the largest first", () => {
  const cost = differenceOfCosts(gateways(2, volume(100)), gateways(3, volume(50)));
  expect(costCell(cost)).toBe("+ $29.30");
  expect(costLines("web-dev", cost)).toEqual([
    "web-dev: $74.60 a month before, $103.90 after: + $29.30",
    "  + $33.30 NatGateway nat-3: NAT gateway, new (730 hours), data processed by the NAT gateway, new (10 GB)",
    "  − $4.00 Volume data: gp3 volume, 100 GB-months to 50 GB-months",
  ]);
  expect(costSection("web-dev", cost)[1]).toBe(
    "**web-dev: \\$74.60 a month before, \\$103.90 after: + \\$29.30**",
  );
});

it("says that a stack is new or gone, and nothing where nothing changes", () => {
  expect(costLines("web-dev", differenceOfCosts(undefined, gateways(1)))?.[0]).toBe(
    "web-dev: $33.30 a month, new",
  );
  expect(costLines("web-dev", differenceOfCosts(gateways(1), undefined))?.[0]).toBe(
    "web-dev: $33.30 a month less, gone",
  );
  expect(costLines("web-dev", differenceOfCosts(gateways(1), gateways(1)))).toBeUndefined();
  expect(costCell(differenceOfCosts(gateways(1), gateways(1)))).toBe("");
});

it("follows a resource that is renamed", () => {
  const before = gateways(1);
  const after = { ...before, rows: before.rows.map((row) => ({ ...row, urn: `${row.urn}-new` })) };
  expect(differenceOfCosts(before, after).changes).toHaveLength(4);
  const [row] = before.rows;
  expect(differenceOfCosts(before, after, { [row?.urn ?? ""]: `${row?.urn}-new` }).changes).toEqual([]);
});

it("says that a difference has parts without a price", () => {
  const unknown = [resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "alarm")];
  const cost = differenceOfCosts(gateways(1), gateways(1, unknown));
  expect([costCell(cost), costLines("web-dev", cost)]).toEqual([
    "unknown",
    [
      "web-dev: $33.30 a month before, $33.30 after, based on the known prices: unknown",
      "  + $0.00 and what has no price CompositeAlarm alarm: composite alarm, new (1 alarm-month)",
    ],
  ]);
});

it("shows no saving where a price is missing on the side after, and causes that add up to the difference", () => {
  const without = costOfPlan(
    plan([resource("aws:ec2/natGateway:NatGateway", "nat-1"), ...volume(50)], {}, { region: "mars-north-1" }),
    { prices: shippedPrices, today: recently },
  );
  const saving = differenceOfCosts(gateways(1, volume(100)), without);
  expect(costCell(saving)).toBe("unknown");
  expect(costLines("web-dev", saving)?.[0]).toBe(
    "web-dev: $41.30 a month before, $0.00 after, based on the known prices: unknown",
  );
  const causes = saving.changes.reduce((all, { difference }) => all + parseMoney(difference), 0n);
  expect(moneyText(causes)).toBe(saving.difference);
  // The other way round, what stood may have cost as much.
  expect(costCell(differenceOfCosts(without, gateways(1, volume(100))))).toBe("unknown");
});

it("says that what is known is the least, where something else is new or gone", () => {
  const alarm = [resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "alarm")];
  expect(costCell(differenceOfCosts(gateways(1), gateways(2, alarm)))).toBe("at least + $33.30");
  expect(costCell(differenceOfCosts(gateways(2, alarm), gateways(1)))).toBe("at least − $33.30");
  // What is missing on both sides is not part of the difference.
  expect(costCell(differenceOfCosts(gateways(1, alarm), gateways(2, alarm)))).toBe("+ $33.30");
});

it("says that a difference is unknown where a resource is new that nothing counts", () => {
  const before = gateways(1);
  const [row] = before.rows;
  if (row === undefined) throw new Error("A gateway costs something.");
  const { urn, type, name, component } = row;
  const uncounted = { urn, type, name, component, why: "it was not read" };
  const after = { ...before, unpriced: [uncounted], isComplete: false };
  expect(costCell(differenceOfCosts(before, after))).toBe("unknown");
  expect(costLines("web-dev", differenceOfCosts(before, after))).toHaveLength(1);
  expect(costCell(differenceOfCosts(after, after))).toBe("");
});

it("marks prices that are older than 180 days, and says what the mark means", () => {
  const old = differenceOfCosts(gateways(1, [], "2026-11-27"), gateways(2, [], "2026-11-27"));
  expect(costCell(old)).toBe("+ $33.30 *");
  expect(costLines("web-dev", old)?.[0]).toBe("web-dev: $33.30 a month before, $66.60 after: + $33.30 *");
  const note =
    "* uses prices that are older than 180 days; `npx ballast prices update` reads AWS's current prices.";
  expect(oldPrices({ "web-dev": old })).toBe(note);
  const same = differenceOfCosts(gateways(1, [], "2026-11-27"), gateways(1, [], "2026-11-27"));
  expect([
    oldPrices({ "web-dev": same }),
    oldPrices({ "web-dev": differenceOfCosts(gateways(1), gateways(2)) }),
  ]).toEqual([undefined, undefined]);
  const gone = differenceOfCosts(gateways(1, [], "2026-11-27"), undefined);
  expect(costLines("web-dev", gone)?.[0]).toBe("web-dev: $33.30 a month less, gone *");
});

it("names a price that changes as the cause, where the quantity is the same", () => {
  const [before, after] = ["us-east-1", "eu-central-1"].map((region) =>
    costOfPlan(plan([resource("aws:ec2/natGateway:NatGateway", "nat")], {}, { region }), {
      prices: shippedPrices,
      today: recently,
    }),
  );
  expect(costLines("web-dev", differenceOfCosts(before, after))?.[1]).toBe(
    "  + $5.18 NatGateway nat: NAT gateway, 730 hours, unit price $0.045 to $0.052, data processed by the NAT gateway, 10 GB, unit price $0.045 to $0.052",
  );
  const alarms = ["us-east-1", "mars-north-1"].map((region) =>
    costOfPlan(plan([resource("aws:ebs/volume:Volume", "data", { type: "gp3", size: 10 })], {}, { region }), {
      prices: shippedPrices,
      today: recently,
    }),
  );
  expect(costLines("web-dev", differenceOfCosts(alarms[0], alarms[1]))?.[1]).toContain(
    "gp3 volume, 10 GB-months, unit price $0.08 to missing",
  );
});
