import {
  besideService,
  binpack,
  distinctInstance,
  explainPlacement,
  explainUnplaced,
  instanceFamily,
  memberOf,
  random,
  Simulation,
  spreadOverInstances,
  spreadOverZones,
  type InstanceSpec,
  type Simulation as Cluster,
  type TaskSpec,
} from "../index.ts";

const small: TaskSpec = { cpu: 256, memoryMiB: 512 };

/** `t3.medium` runs two tasks of an address of their own; `m5.large`, trunked, ten. */
function instances(type: string, zones: string, more: Partial<InstanceSpec> = {}): InstanceSpec[] {
  return [...zones].map((zone, position) => ({
    id: `${type.split(".")[0]}-${position + 1}`,
    instanceType: type,
    availabilityZone: `eu-central-1${zone}`,
    ...more,
  }));
}

/** Tasks of a workload by what a property of their instances says. */
function tasksBy(
  cluster: Cluster,
  workload: string,
  by: "id" | "availabilityZone" | "instanceType",
): Record<string, number> {
  const tasks = cluster.workloads.find(({ name }) => name === workload)?.tasks ?? [];
  const counts: Record<string, number> = {};
  for (const { instance } of tasks) counts[instance[by]] = (counts[instance[by]] ?? 0) + 1;
  return counts;
}

function cluster(...specs: InstanceSpec[]): Simulation {
  const simulation = new Simulation();
  simulation.join(...specs);
  return simulation;
}

describe("the funnel", () => {
  it("takes instances away step by step, and says which step took how many", () => {
    const simulation = cluster(
      ...instances("t3.medium", "abc"),
      ...instances("g4dn.xlarge", "a"),
      ...instances("m5.large", "ab"),
    );
    simulation.addService({
      name: "render",
      task: { cpu: 2048, memoryMiB: 4096, gpus: 1 },
      constraints: [memberOf(instanceFamily("g4dn"))],
    });
    expect(simulation.unplaced).toEqual([
      {
        workload: "render",
        tasks: 1,
        funnel: {
          instances: 6,
          removed: [
            { step: "4096 MiB of memory", instances: 3 },
            { step: "1 GPUs", instances: 3 },
          ],
          left: 0,
        },
      },
    ]);
    expect(simulation.unplaced.map(explainUnplaced)).toEqual([
      'render: 1 task waits: 0 of 6 instances left; removed: 3 by "4096 MiB of memory", 3 by "1 GPUs"',
    ]);
  });

  it.each<[string, TaskSpec, Partial<InstanceSpec>, number]>([
    ["CPU units", { cpu: 1024, memoryMiB: 16 }, { instanceType: "m5.large", trunking: true }, 2],
    ["memory", { cpu: 16, memoryMiB: 2000 }, { instanceType: "m5.large", trunking: true }, 3],
    [
      "memory that it registers",
      { cpu: 16, memoryMiB: 2000 },
      { instanceType: "m5.large", trunking: true, memoryMiB: 8000 },
      4,
    ],
    ["network interfaces", { cpu: 16, memoryMiB: 16 }, { instanceType: "m5.large" }, 2],
    ["branch interfaces", { cpu: 16, memoryMiB: 16 }, { instanceType: "m5.large", trunking: true }, 10],
    [
      "branch interfaces, not on Windows",
      { cpu: 16, memoryMiB: 16 },
      { instanceType: "m5.large", trunking: true, operatingSystem: "windows" },
      2,
    ],
    ["GPUs", { cpu: 16, memoryMiB: 16, gpus: 1 }, { instanceType: "g4dn.12xlarge", gpuSupport: true }, 4],
    [
      "GPUs, on an image without them",
      { cpu: 16, memoryMiB: 16, gpus: 1 },
      { instanceType: "g4dn.12xlarge" },
      0,
    ],
    [
      "a port",
      { cpu: 16, memoryMiB: 16, networkMode: "host", hostPorts: [80] },
      { instanceType: "m5.large" },
      1,
    ],
    [
      "a port that the agent has",
      { cpu: 16, memoryMiB: 16, networkMode: "host", hostPorts: [51678] },
      { instanceType: "m5.large" },
      0,
    ],
    [
      "nothing in bridge mode",
      { cpu: 16, memoryMiB: 16, networkMode: "bridge" },
      { instanceType: "m5.large" },
      50,
    ],
    [
      "another processor",
      { cpu: 16, memoryMiB: 16, requires: { "ecs.cpu-architecture": "arm64" } },
      { instanceType: "m5.large" },
      0,
    ],
  ])("ends at %s", (_what, task, spec, placed) => {
    const simulation = cluster({ id: "one", instanceType: "", availabilityZone: "eu-central-1a", ...spec });
    simulation.addService({ name: "app", task, desiredCount: 50 });
    expect(tasksBy(simulation, "app", "id")).toEqual(placed > 0 ? { one: placed } : {});
  });

  it("says what it does not know", () => {
    expect(() => cluster(...instances("t3.lagre", "a"))).toThrow(
      '"t3.lagre" is an unknown instance type; there are t3.large',
    );
    const simulation = cluster(...instances("t3.medium", "a"));
    expect(() => simulation.drain("x")).toThrow("There is no instance x; there are t3-1.");
    expect(() => simulation.scale("x", 1)).toThrow("There is no service x; there are .");
    expect(() => simulation.join(...instances("t3.medium", "a"))).toThrow(
      "There are two instances with the id t3-1.",
    );
  });
});

describe("strategies", () => {
  const nine = instances("m5.large", "aaabbbccc", { trunking: true });

  it("spread over zones where nothing is said, and over instances of each at random (F.1.1)", () => {
    const simulation = cluster(...nine);
    simulation.addService({ name: "web", task: small, desiredCount: 7 });
    expect(Object.values(tasksBy(simulation, "web", "availabilityZone")).sort()).toEqual([2, 2, 3]);
  });

  it("spread over instances", () => {
    const simulation = cluster(...nine);
    simulation.addService({ name: "web", task: small, desiredCount: 9, strategies: [spreadOverInstances] });
    expect(Object.values(tasksBy(simulation, "web", "id"))).toEqual(new Array(9).fill(1));
  });

  it("pack onto as few instances as possible", () => {
    const simulation = cluster(...nine);
    simulation.addService({ name: "web", task: small, desiredCount: 9, strategies: [binpack("memory")] });
    expect(Object.values(tasksBy(simulation, "web", "id")).sort()).toEqual([1, 8]);
  });

  it("spread over zones, and pack within each", () => {
    const simulation = cluster(...nine);
    simulation.addService({
      name: "web",
      task: small,
      desiredCount: 9,
      strategies: [spreadOverZones, binpack("memory")],
    });
    expect(Object.values(tasksBy(simulation, "web", "availabilityZone"))).toEqual([3, 3, 3]);
    expect(Object.values(tasksBy(simulation, "web", "id"))).toEqual([3, 3, 3]);
  });

  it("pack by one measure, and spread where that leaves a choice", () => {
    const simulation = cluster(...nine);
    simulation.addService({
      name: "web",
      task: { cpu: 2048, memoryMiB: 512 },
      desiredCount: 6,
      strategies: [binpack("cpu"), spreadOverZones],
    });
    expect(Object.values(tasksBy(simulation, "web", "availabilityZone"))).toEqual([2, 2, 2]);
  });

  it("say why a task is where it is", () => {
    const simulation = cluster(...nine);
    const { started } = simulation.addService({
      name: "web",
      task: small,
      desiredCount: 2,
      strategies: [spreadOverZones, binpack("memory")],
    });
    expect(started.map(explainPlacement)).toEqual([
      expect.stringMatching(
        /^9 of 9 instances left; spread attribute:ecs\.availability-zone: eu-central-1[abc] runs 0 of its tasks, the same as 2 more; binpack memory: 7618 left there; at random among 3$/,
      ),
      expect.stringMatching(/runs 0 of its tasks, the same as 1 more; binpack memory: 7618 left there/),
    ]);
  });

  it("draw the same lots for the same seed, and others for another", () => {
    const placed = (seed: number): string[] => {
      const simulation = new Simulation(seed);
      simulation.join(...nine);
      return simulation
        .addService({ name: "web", task: small, desiredCount: 9, strategies: [random] })
        .started.map(({ instance }) => instance.id);
    };
    expect(placed(1)).toEqual(placed(1));
    expect(placed(1)).not.toEqual(placed(2));
  });
});

describe("constraints", () => {
  it("one task of a kind on an instance; others do not count", () => {
    const simulation = cluster(...instances("m5.large", "abc", { trunking: true }));
    simulation.addService({ name: "web", task: small, desiredCount: 3 });
    simulation.addService({ name: "watch", task: small, desiredCount: 5, constraints: [distinctInstance] });
    expect(Object.values(tasksBy(simulation, "watch", "id"))).toEqual([1, 1, 1]);
    expect(simulation.unplaced[0]).toMatchObject({
      tasks: 2,
      funnel: { removed: [{ step: "distinctInstance", instances: 3 }] },
    });
  });

  it("beside another service, whichever is there first (F.1.9)", () => {
    const simulation = cluster(...instances("m5.large", "abcabc", { trunking: true }));
    const beside = [distinctInstance, memberOf(besideService("cache"))];
    simulation.addService({ name: "web", task: small, desiredCount: 3, constraints: beside });
    expect(simulation.unplaced[0]?.funnel.removed).toEqual([
      { step: "task:group == service:cache", instances: 6 },
    ]);
    simulation.addService({ name: "cache", task: small, desiredCount: 3, constraints: [distinctInstance] });
    expect(simulation.unplaced).toEqual([]);
    expect(Object.keys(tasksBy(simulation, "web", "id")).sort()).toEqual(
      Object.keys(tasksBy(simulation, "cache", "id")).sort(),
    );
  });

  it("of the task definition and of the service, together", () => {
    const simulation = cluster(...instances("t3.medium", "ab"), ...instances("m5.large", "ab"));
    const inZone = memberOf("attribute:ecs.availability-zone == eu-central-1a");
    simulation.addService({
      name: "web",
      task: { ...small, constraints: [inZone] },
      desiredCount: 4,
      constraints: [memberOf(instanceFamily("m5"))],
    });
    expect(tasksBy(simulation, "web", "id")).toEqual({ "m5-1": 2 });
  });

  it("of custom attributes", () => {
    const simulation = cluster(
      ...instances("t3.medium", "ab"),
      ...instances("m5.large", "ab", { attributes: { color: "blue" } }),
    );
    simulation.addService({
      name: "web",
      task: small,
      desiredCount: 2,
      constraints: [memberOf("attribute:color == blue")],
    });
    expect(tasksBy(simulation, "web", "instanceType")).toEqual({ "m5.large": 2 });
  });
});

describe("events", () => {
  const six = instances("m5.large", "aabbcc", { trunking: true });
  const started = () => {
    const simulation = cluster(...six);
    simulation.addService({
      name: "web",
      task: small,
      desiredCount: 6,
      strategies: [spreadOverZones, spreadOverInstances],
    });
    return simulation;
  };

  it("a drained instance's tasks start elsewhere before they stop", () => {
    const simulation = started();
    const changes = simulation.drain("m5-1");
    expect(changes.stopped.map(({ instance }) => instance.id)).toEqual(["m5-1"]);
    expect(changes.started).toHaveLength(1);
    expect(tasksBy(simulation, "web", "id")).not.toHaveProperty("m5-1");
    expect(simulation.unplaced).toEqual([]);
  });

  it("a drained instance keeps tasks that have nowhere else to go", () => {
    const simulation = cluster(...instances("t3.medium", "a"));
    simulation.addService({ name: "web", task: small, desiredCount: 2 });
    expect(simulation.drain("t3-1")).toEqual({ started: [], stopped: [] });
    expect(tasksBy(simulation, "web", "id")).toEqual({ "t3-1": 2 });
    expect(simulation.unplaced.map(explainUnplaced)).toEqual([
      'web: 2 tasks wait: 0 of 1 instances left; removed: 1 by "not draining"',
    ]);
  });

  it("a service that may run neither more nor fewer cannot move, and says so", () => {
    const simulation = cluster(...instances("t3.medium", "ab"));
    simulation.addService({ name: "db", task: small, minimumHealthyPercent: 100, maximumPercent: 100 });
    const [id = ""] = Object.keys(tasksBy(simulation, "db", "id"));
    simulation.drain(id);
    expect(simulation.unplaced.map(explainUnplaced)).toEqual([
      "db: 1 task waits: it may run at most 1 task and at least 1, so none can be replaced",
    ]);
  });

  it("a service that may run fewer stops first", () => {
    const simulation = cluster(...instances("t3.medium", "ab"));
    simulation.addService({ name: "db", task: small, minimumHealthyPercent: 0, maximumPercent: 100 });
    const [id = ""] = Object.keys(tasksBy(simulation, "db", "id"));
    simulation.drain(id);
    expect(Object.keys(tasksBy(simulation, "db", "id"))).toEqual([id === "t3-1" ? "t3-2" : "t3-1"]);
  });

  it("a lost zone's tasks go to the others; standalone ones are gone", () => {
    const simulation = started();
    simulation.runTasks({ name: "batch", task: small, desiredCount: 6, strategies: [spreadOverZones] });
    const { stopped } = simulation.loseZone("eu-central-1a");
    expect(stopped.map(({ workload }) => workload).sort()).toEqual(["batch", "batch", "web", "web"]);
    expect(tasksBy(simulation, "web", "availabilityZone")).toEqual({
      "eu-central-1b": 3,
      "eu-central-1c": 3,
    });
    expect(tasksBy(simulation, "batch", "availabilityZone")).toEqual({
      "eu-central-1b": 2,
      "eu-central-1c": 2,
    });
  });

  it("a lost instance takes what only it could run", () => {
    const simulation = cluster(...instances("t3.medium", "ab"));
    simulation.addService({
      name: "db",
      task: { ...small, constraints: [memberOf("attribute:ecs.availability-zone == eu-central-1a")] },
    });
    simulation.lose("t3-1");
    expect(simulation.unplaced[0]?.funnel.removed).toEqual([
      { step: "attribute:ecs.availability-zone == eu-central-1a", instances: 1 },
    ]);
    simulation.join({ id: "new", instanceType: "t3.medium", availabilityZone: "eu-central-1a" });
    expect(tasksBy(simulation, "db", "id")).toEqual({ new: 1 });
  });

  it("scaling in keeps zones even, and empties the emptiest of packed instances", () => {
    const simulation = started();
    simulation.scale("web", 3);
    expect(Object.values(tasksBy(simulation, "web", "availabilityZone"))).toEqual([1, 1, 1]);

    const packed = cluster(...instances("m5.large", "aa", { trunking: true }));
    packed.addService({ name: "web", task: small, desiredCount: 12, strategies: [binpack("cpu")] });
    packed.scale("web", 8);
    expect(Object.values(tasksBy(packed, "web", "id"))).toEqual([8]);
  });

  it("scaling out places more by the same rules", () => {
    const simulation = started();
    expect(simulation.scale("web", 12).started).toHaveLength(6);
    expect(Object.values(tasksBy(simulation, "web", "id"))).toEqual(new Array(6).fill(2));
  });

  it("a deployment replaces every task within its bounds", () => {
    const simulation = started();
    const next = { ...small, memoryMiB: 1024 };
    const { started: fresh, stopped } = simulation.deploy("web", next);
    expect([fresh.length, stopped.length]).toEqual([6, 6]);
    const [web] = simulation.workloads;
    expect([...(web?.tasks ?? [])].map(({ needs }) => needs)).toEqual(new Array(6).fill(next));
  });

  it("a deployment without room for one task more is stuck, unless it may stop one first", () => {
    const full = (minimumHealthyPercent: number) => {
      const simulation = cluster(...instances("t3.medium", "a"));
      simulation.addService({ name: "web", task: small, desiredCount: 2, minimumHealthyPercent });
      simulation.deploy("web", { ...small, memoryMiB: 600 });
      return simulation;
    };
    expect(full(100).unplaced.map(explainUnplaced)).toEqual([
      'web: 2 tasks wait: 0 of 1 instances left; removed: 1 by "a network interface"',
    ]);
    expect(full(50).unplaced).toEqual([]);
  });

  it("a daemon runs once everywhere, and comes with each instance (F.1.8)", () => {
    const simulation = cluster(...six);
    simulation.addService({ name: "watch", task: small, daemon: true });
    expect(Object.values(tasksBy(simulation, "watch", "id"))).toEqual(new Array(6).fill(1));
    simulation.join({ id: "new", instanceType: "m5.large", availabilityZone: "eu-central-1a" });
    simulation.drain("m5-2");
    expect(Object.keys(tasksBy(simulation, "watch", "id")).sort()).toEqual([
      "m5-1",
      "m5-3",
      "m5-4",
      "m5-5",
      "m5-6",
      "new",
    ]);
    simulation.deploy("watch", { ...small, cpu: 300 });
    expect(Object.values(tasksBy(simulation, "watch", "id"))).toEqual(new Array(6).fill(1));
  });

  it("a daemon that fits nowhere waits; where its constraints exclude it, it does not", () => {
    const simulation = cluster(...instances("t3.medium", "a"), ...instances("m5.large", "a"));
    const constraints = [memberOf(instanceFamily("t3"))];
    simulation.addService({ name: "watch", task: { cpu: 9000, memoryMiB: 16 }, daemon: true, constraints });
    expect(simulation.unplaced[0]?.tasks).toBe(1);
    simulation.deploy("watch", small);
    expect(tasksBy(simulation, "watch", "id")).toEqual({ "t3-1": 1 });
    expect(simulation.unplaced).toEqual([]);
  });
});

describe("groups of tasks, as ECS has them by itself (F.1.16)", () => {
  const task = { cpu: 1, memoryMiB: 1 };
  const grouped = (act: (simulation: Simulation) => void): string[] => {
    const simulation = new Simulation();
    simulation.join({ id: "i", instanceType: "m5.large", availabilityZone: "a" });
    act(simulation);
    return [...(simulation.instances[0]?.taskGroups ?? [])];
  };

  it("are the family's for a run, not its name, and the service's for a service", () => {
    expect(grouped((one) => one.runTasks({ name: "report", task }))).toEqual(["family:report"]);
    expect(grouped((one) => one.runTasks({ name: "report", family: "daily", task }))).toEqual([
      "family:daily",
    ]);
    expect(grouped((one) => one.runTasks({ name: "report", group: "own", task }))).toEqual(["own"]);
    expect(grouped((one) => one.addService({ name: "web", task }))).toEqual(["service:web"]);
    expect(grouped((one) => one.addService({ name: "web", group: "service:web-0a1b", task }))).toEqual([
      "service:web-0a1b",
    ]);
  });

  it("cannot be another's for a service", () => {
    expect(() => grouped((one) => one.addService({ name: "web", group: "webserver", task }))).toThrow(
      'The service web has the group "webserver", but tasks of a service always have the group service:<its name>. Leave the group out.',
    );
  });
});
