import {
  besideService,
  binpack,
  checkServicePlacement,
  checkTaskPlacement,
  distinctInstance,
  instanceFamily,
  memberOf,
  normalizeStrategies,
  presets,
  random,
  rebalancingObstacle,
  spreadOverInstances,
  spreadOverZones,
  type ServicePlacement,
} from "../index.ts";

const free: ServicePlacement = {
  fargate: false,
  daemon: false,
  constraints: [],
  strategies: [],
  taskConstraints: [],
};
const overZones = spreadOverZones;
const inZone = { type: "memberOf", expression: "attribute:ecs.availability-zone == eu-central-1a" };

function faultsOf(placement: Partial<ServicePlacement>): string[] {
  return checkServicePlacement({ ...free, ...placement }).map(
    ({ severity, path, message }) => `${severity === "warning" ? "warning " : ""}${path}: ${message}`,
  );
}

const expression = "placementConstraints[0].expression";

describe("placement", () => {
  it("is taken as ECS takes it", () => {
    const strategies = [overZones, { type: "binpack", field: "memory" }, { type: "random" }];
    expect(faultsOf({ constraints: [{ type: "distinctInstance" }, inZone], strategies })).toEqual([]);
  });

  it("is refused where ECS would refuse it (F.1.2, F.1.3, F.1.4)", () => {
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
      "placementConstraints[0].expression: distinctInstance has no expression; leave it out.",
      "placementConstraints[1].expression: is missing; memberOf needs an expression in the cluster query language.",
      'placementConstraints[2].type: "near" is unknown; allowed: "memberOf", "distinctInstance".',
      "placementStrategies[0].field: random has no field; leave it out.",
      'placementStrategies[1].field: "CPU" is not a field for binpack; allowed: "cpu", "memory".',
      'placementStrategies[2].field: nothing is not a field for spread; allowed: "instanceId" or "attribute:<name>".',
      'placementStrategies[3].type: "pack" is unknown; allowed: "spread", "binpack", "random".',
    ]);
  });

  it("has limits, one of which it shares with the task definition (F.1.2, F.1.4)", () => {
    const many = (count: number) => Array.from({ length: count }, () => inZone);
    expect(faultsOf({ constraints: many(4), taskConstraints: many(7) })).toEqual([
      "placementConstraints: there are 11, including the task definition's; ECS allows 10.",
    ]);
    expect(faultsOf({ strategies: Array.from({ length: 6 }, () => overZones) })).toEqual([
      "placementStrategies: there are 6; ECS allows 5.",
    ]);
  });

  it("has no strategies for a daemon (F.1.8)", () => {
    expect(faultsOf({ daemon: true, strategies: [overZones] })).toEqual([
      "placementStrategies: a daemon runs on every instance and supports no strategies; leave them out.",
    ]);
  });

  it("says instanceId, as AWS answers, where host was said (F.1.1)", () => {
    expect(normalizeStrategies([{ type: "spread", field: "host" }, overZones])).toEqual([
      { type: "spread", field: "instanceId" },
      overZones,
    ]);
  });
});

describe("more of it", () => {
  it("has presets by what they are for (F.1.1)", () => {
    expect(presets).toEqual({
      availability: [{ type: "spread", field: "attribute:ecs.availability-zone" }],
      availabilityAndEfficiency: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "binpack", field: "memory" },
      ],
      instanceAvailability: [{ type: "spread", field: "instanceId" }],
    });
    expect([random, binpack("cpu"), spreadOverInstances]).toEqual([
      { type: "random" },
      { type: "binpack", field: "cpu" },
      { type: "spread", field: "instanceId" },
    ]);
  });

  it("knows no instances on AWS Fargate (F.1.5)", () => {
    expect(faultsOf({ fargate: true, constraints: [distinctInstance], strategies: [random] })).toEqual([
      expect.stringContaining("placementConstraints: AWS Fargate has no container instances to select"),
      expect.stringContaining("placementStrategies: AWS Fargate spreads tasks over zones"),
    ]);
  });

  it("has no distinctInstance in a task definition (F.1.3)", () => {
    expect(checkTaskPlacement([distinctInstance, inZone], false)).toEqual([
      {
        severity: "error",
        path: "placementConstraints[0]",
        message: "distinctInstance is allowed for a service or a run, not for a task definition.",
      },
    ]);
  });

  it("is taken with a warning where it is probably not meant so (F.1.7)", () => {
    const post = "attribute:ecs.instance-type =~ g2*";
    expect(faultsOf({ constraints: [memberOf(post)] })).toEqual([
      `warning ${expression}: ${post} uses "*" as "any text", but in a regular expression it repeats the character before it; write g2.*.`,
    ]);
    expect(faultsOf({ constraints: [memberOf(instanceFamily("g2"))] })).toEqual([]);
  });

  it("warns of tasks that wait for one of their own", () => {
    const constraints = [memberOf(besideService("web"))];
    expect(faultsOf({ constraints, serviceName: "web" })).toEqual([
      `warning ${expression}: requires an instance that already runs a task of the same service, so the first task cannot be placed.`,
    ]);
    expect(faultsOf({ constraints, serviceName: "shop" })).toEqual([]);
  });

  it("is refused as soon as it is built", () => {
    expect(() => memberOf("color == blue")).toThrow("at character 1");
  });
});

describe("zone rebalancing (F.0.12, F.1.11)", () => {
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
    ["the service names a zone", { constraints: [inZone] }, 200, "a placement constraint uses"],
    ["the task names a zone", { taskConstraints: [inZone] }, 200, "a placement constraint uses"],
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
