import { Faults } from "@ballast/contracts";
import { LaunchType } from "../index.ts";
import {
  checkServicePlacement,
  normalizeStrategies,
  rebalancingObstacle,
  type ServicePlacement,
} from "./placement.ts";

const free: ServicePlacement = {
  launchType: LaunchType.Ec2,
  daemon: false,
  constraints: [],
  strategies: [],
  taskConstraints: [],
};
const overZones = { type: "spread", field: "attribute:ecs.availability-zone" };
const inZone = { type: "memberOf", expression: "attribute:ecs.availability-zone == eu-central-1a" };

function faultsOf(placement: Partial<ServicePlacement>): string[] {
  const faults = new Faults("test");
  checkServicePlacement(faults, { ...free, ...placement });
  return faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`);
}

describe("placement", () => {
  it("is taken as ECS takes it", () => {
    const strategies = [overZones, { type: "binpack", field: "memory" }, { type: "random" }];
    expect(faultsOf({ constraints: [{ type: "distinctInstance" }, inZone], strategies })).toEqual([]);
  });

  it("is refused where ECS would refuse it", () => {
    expect(
      faultsOf({
        constraints: [{ type: "distinctInstance", expression: "x" }, { type: "memberOf" }, { type: "near" }],
        strategies: [
          { type: "random", field: "cpu" },
          { type: "binpack", field: "CPU" },
          { type: "spread" },
          { type: "pack" },
        ],
      }),
    ).toEqual([
      "placementConstraints[0].expression: distinctInstance takes none; leave it out.",
      "placementConstraints[1].expression: has 0 characters; memberOf takes 1 to 2000 of the cluster query language.",
      'placementConstraints[2].type: "near" is unknown; allowed: "memberOf", "distinctInstance".',
      "placementStrategies[0].field: random takes none; leave it out.",
      'placementStrategies[1].field: "CPU" cannot be packed by; allowed: "cpu", "memory".',
      'placementStrategies[2].field: undefined cannot be spread over; allowed: "instanceId" or "attribute:<name>".',
      'placementStrategies[3].type: "pack" is unknown; allowed: "spread", "binpack", "random".',
    ]);
  });

  it("has limits, one of which it shares with the task definition", () => {
    const many = (count: number) => Array.from({ length: count }, () => inZone);
    expect(faultsOf({ constraints: many(4), taskConstraints: many(7) })).toEqual([
      "placementConstraints: there are 11 with the task definition's; ECS takes 10.",
    ]);
    expect(faultsOf({ strategies: Array.from({ length: 6 }, () => overZones) })).toEqual([
      "placementStrategies: names 6; ECS takes 5.",
    ]);
    expect(faultsOf({ constraints: [{ type: "memberOf", expression: "x".repeat(2001) }] })).toEqual([
      "placementConstraints[0].expression: has 2001 characters; memberOf takes 1 to 2000 of the cluster query language.",
    ]);
  });

  it("has no strategies for a daemon", () => {
    expect(faultsOf({ daemon: true, strategies: [overZones] })).toEqual([
      "placementStrategies: a daemon runs on every instance and takes no strategies; leave them out.",
    ]);
  });

  it("says instanceId, as AWS answers, where host was said", () => {
    expect(normalizeStrategies([{ type: "spread", field: "host" }, overZones])).toEqual([
      { type: "spread", field: "instanceId" },
      overZones,
    ]);
  });
});

describe("zone rebalancing (F.0.12)", () => {
  it.each([
    ["nothing speaks against it", {}, 200, undefined],
    [
      "tasks spread over zones first",
      { strategies: [overZones, { type: "binpack", field: "cpu" }] },
      200,
      undefined,
    ],
    ["it is a daemon", { daemon: true }, 200, "a daemon has one task per instance"],
    ["a new task must wait for the old one", {}, 100, "maximumPercent is 100"],
    ["the service names a zone", { constraints: [inZone] }, 200, "a placement constraint names"],
    ["the task names a zone", { taskConstraints: [inZone] }, 200, "a placement constraint names"],
    [
      "tasks are packed first",
      { strategies: [{ type: "binpack", field: "cpu" }] },
      200,
      "the first placement strategy",
    ],
  ])("where %s", (_where, placement, maximumPercent, obstacle) => {
    const found = rebalancingObstacle({ ...free, ...placement }, maximumPercent);
    if (obstacle === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(obstacle);
  });
});
