import fc from "fast-check";
import {
  interruptPool,
  joinGroup,
  memberOf,
  refreshGroup,
  returnZone,
  Simulation,
  type WorkloadSpec,
} from "../index.ts";

const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
const task = { cpu: 256, memoryMiB: 256, networkMode: "bridge" };

function clusterOf(perZone: number, ...services: WorkloadSpec[]): Simulation {
  const simulation = new Simulation(1);
  simulation.join(
    ...zones.flatMap((availabilityZone) =>
      Array.from({ length: perZone }, (_nothing, position) => ({
        id: `${availabilityZone}-${position}`,
        instanceType: "m5.large",
        availabilityZone,
        group: "general",
      })),
    ),
  );
  simulation.addServices(...services);
  return simulation;
}

function byZone(simulation: Simulation, service: string): number[] {
  const tasks = [...(simulation.workloads.find(({ name }) => name === service)?.tasks ?? [])];
  return zones.map((zone) => tasks.filter(({ instance }) => instance.availabilityZone === zone).length);
}

describe("instances join a group (F.0.39)", () => {
  it("go to the zones with the fewest, or to the zone that is named", () => {
    const simulation = clusterOf(1);
    simulation.lose("eu-central-1b-0");
    joinGroup(simulation, "general", 2);
    const count = (zone: string): number =>
      simulation.instances.filter(({ availabilityZone }) => availabilityZone === zone).length;
    // The lost one's zone is the group's, too.
    expect(zones.map(count).sort()).toEqual([1, 1, 2]);
    expect(count("eu-central-1b")).toBe(1);
    joinGroup(simulation, "general", 3, "eu-central-1c");
    expect(count("eu-central-1c")).toBeGreaterThanOrEqual(4);
  });

  it("start what waited", () => {
    const simulation = clusterOf(1, { name: "web", task: { ...task, cpu: 2048 }, desiredCount: 5 });
    expect(simulation.unplaced[0]?.tasks).toBe(2);
    expect(joinGroup(simulation, "general", 1).started).toHaveLength(1);
    expect(simulation.unplaced[0]?.tasks).toBe(1);
  });
});

describe("a zone is back (F.0.39)", () => {
  const service = { name: "web", task, desiredCount: 9 };

  it.each([
    [{ zoneRebalancing: true }, [3, 3, 3]],
    [{ zoneRebalancing: false }, [0, 5, 4]],
    [{}, [0, 5, 4]],
    // ECS does not rebalance by these (guide, "Balancing an Amazon ECS service across Availability Zones").
    [{ zoneRebalancing: true, maximumPercent: 100 }, [0, 5, 4]],
    [{ zoneRebalancing: true, strategies: [{ type: "binpack", field: "cpu" }] }, undefined],
  ])("%j", (more, expected) => {
    const simulation = clusterOf(2, { ...service, ...more });
    simulation.loseZone("eu-central-1a");
    expect(byZone(simulation, "web")[0]).toBe(0);
    returnZone(simulation, "eu-central-1a");
    const found = byZone(simulation, "web");
    if (expected === undefined) expect(found[0]).toBe(0);
    else expect([found[0], ...found.slice(1).sort().reverse()]).toEqual(expected);
  });

  it("moves as few tasks as even out the zones, whatever their number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), (desiredCount) => {
        const simulation = clusterOf(2, {
          ...service,
          task: { ...task, cpu: 16 },
          desiredCount,
          zoneRebalancing: true,
        });
        simulation.loseZone("eu-central-1a");
        const { started, stopped } = returnZone(simulation, "eu-central-1a");
        const found = byZone(simulation, "web");
        expect(Math.max(...found) - Math.min(...found)).toBeLessThanOrEqual(1);
        expect([started.length, stopped.length]).toEqual([
          Math.floor(desiredCount / 3),
          Math.floor(desiredCount / 3),
        ]);
      }),
    );
  });
});

describe("AWS takes back a pool (F.0.39)", () => {
  it("moves tasks before the instances are gone, as far as there is room", () => {
    const simulation = clusterOf(1, { name: "web", task, desiredCount: 3 });
    const { stopped, started, instances, waited } = interruptPool(simulation, "m5.large", "eu-central-1a");
    expect([stopped.length, started.length, instances, waited]).toEqual([1, 1, ["eu-central-1a-0"], []]);
  });

  it("says what waits on the draining instances", () => {
    const bound = { ...task, constraints: [memberOf("attribute:ecs.availability-zone == eu-central-1a")] };
    const simulation = clusterOf(1, { name: "db", task: bound });
    expect(interruptPool(simulation, "m5.large", "eu-central-1a").waited).toEqual([
      { workload: "db", tasks: 1 },
    ]);
    expect(simulation.unplaced).toHaveLength(1);
  });

  it("counts an instance that may be of the type", () => {
    const simulation = new Simulation();
    simulation.join({
      id: "i",
      instanceType: "m5.large",
      otherInstanceTypes: ["m5a.large"],
      availabilityZone: "a",
    });
    expect(interruptPool(simulation, "m5a.large", "a").instances).toEqual(["i"]);
  });
});

describe("hosts are replaced one by one (F.0.39)", () => {
  it("keeps each service whole, and each zone's number of instances", () => {
    const simulation = clusterOf(
      2,
      { name: "web", task, desiredCount: 6 },
      { name: "agent", task: { ...task, cpu: 16 }, daemon: true },
    );
    const { instances, waited } = refreshGroup(simulation, "general");
    expect([instances.length, waited, simulation.unplaced]).toEqual([6, [], []]);
    expect(simulation.instances.map(({ id }) => id)).toEqual(
      [1, 2, 3, 4, 5, 6].map((n) => `general-new${n > 1 ? n : 1}`),
    );
    expect(byZone(simulation, "agent")).toEqual([2, 2, 2]);
    expect([...(simulation.workloads[0]?.tasks ?? [])]).toHaveLength(6);
  });

  it("replaces a service that one instance holds without a second one waiting in vain", () => {
    const db = {
      name: "db",
      task: { ...task, volumes: ["data"] },
      minimumHealthyPercent: 0,
      maximumPercent: 100,
    };
    const simulation = clusterOf(1, db);
    refreshGroup(simulation, "general");
    expect(simulation.unplaced).toEqual([]);
    expect(simulation.workloads[0]?.tasks.size).toBe(1);
  });
});

it("says that a new task waits for the volume that the old one has (F.0.39)", () => {
  const simulation = clusterOf(1, { name: "db", task: { ...task, volumes: ["data"] } });
  simulation.deploy("db");
  expect(simulation.unplaced[0]?.reason).toMatch(
    /^data is attached to \S+, and the task that uses it may not stop/,
  );
});
