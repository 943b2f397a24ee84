import { instanceTypeFacts, memberOf, Simulation, type InstanceSpec, type TaskSpec } from "../index.ts";
import { isTrunked } from "../instances/trunking.ts";

const small = { cpu: 16, memoryMiB: 16 };

function running(spec: Partial<InstanceSpec>, task: TaskSpec, desiredCount = 200): Simulation {
  const simulation = new Simulation();
  simulation.join({ id: "one", instanceType: "m5.24xlarge", availabilityZone: "eu-central-1a", ...spec });
  simulation.addService({ name: "app", task, desiredCount });
  return simulation;
}

const count = (...given: Parameters<typeof running>): number =>
  running(...given).workloads[0]?.tasks.size ?? 0;

describe("ports of an instance (F.0.36)", () => {
  const on = (task: Partial<TaskSpec>): TaskSpec => ({ ...small, networkMode: "host", ...task });
  const range = (from: number, number: number) => Array.from({ length: number }, (_nothing, at) => from + at);

  it("are at most 100, with the six that are reserved by default, and TCP and UDP together", () => {
    expect(count({}, on({ hostPorts: range(1000, 94) }))).toBe(1);
    expect(count({}, on({ hostPorts: range(1000, 95) }))).toBe(0);
    expect(count({}, on({ hostPorts: range(1000, 50), udpHostPorts: range(1000, 44) }))).toBe(1);
    expect(count({}, on({ hostPorts: range(1000, 50), udpHostPorts: range(1000, 45) }))).toBe(0);
    expect(running({}, on({ hostPorts: range(1000, 95) })).unplaced[0]?.funnel.removed).toEqual([
      { step: "at most 100 reserved ports", instances: 1 },
    ]);
  });

  it("are one of TCP and one of UDP, which do not meet", () => {
    const simulation = running({}, on({ hostPorts: [53] }), 1);
    simulation.addService({ name: "other", task: on({ udpHostPorts: [53] }), desiredCount: 2 });
    expect(simulation.unplaced.map(({ workload, tasks }) => [workload, tasks])).toEqual([["other", 1]]);
  });

  it("are not those of tasks with an address of their own", () => {
    expect(count({ trunking: true }, { ...small, networkMode: "awsvpc", hostPorts: [80] }, 3)).toBe(3);
    expect(count({}, { ...small, networkMode: "awsvpc", hostPorts: [51_678] }, 3)).toBe(3);
  });

  it.each([
    ["linux", 22, 0],
    ["linux", 51_680, 0],
    ["linux", 3389, 1],
    ["windows", 3389, 0],
    ["windows", 445, 0],
    ["windows", 5985, 0],
    ["windows", 22, 1],
  ])("on %s: port %i leaves room for %i", (operatingSystem, port, tasks) => {
    expect(count({ operatingSystem }, on({ hostPorts: [port] }), 1)).toBe(tasks);
  });
});

describe("interfaces of an instance (F.0.36)", () => {
  const tasks = (instanceType: string, trunking: boolean) => count({ instanceType, trunking }, small);

  it.each([
    ["c5.large", 2, 10],
    // AWS's list: a family, and a type of a family that is supported otherwise.
    ["g4dn.xlarge", 2, 2],
    ["m5.metal", 14, 14],
  ])("%s: %i without a trunk, %i with one", (type, without, trunked) => {
    expect([tasks(type, false), tasks(type, true)]).toEqual([without, trunked]);
  });

  it("are those without a trunk where nothing is said whether the account trunks, and perhaps more: unknown is not false", () => {
    const waits = (trunking?: boolean) =>
      running({ instanceType: "c5.large", ...(trunking !== undefined && { trunking }) }, small).unplaced[0];
    const inAll = (waits(true)?.tasks ?? 0) + 10;
    expect([waits()?.tasks, waits()?.possible]).toEqual([inAll - 2, 1]);
    expect([waits(false)?.tasks, waits(false)?.possible]).toEqual([inAll - 2, undefined]);
  });

  it("are those without a trunk where AWS's list does not say, and perhaps more", () => {
    for (const type of ["m7i.large", "m5n.large"]) {
      expect(isTrunked(type)).toBeUndefined();
      const without = (instanceTypeFacts(type)?.networkInterfaces ?? 0) - 1;
      const simulation = running({ instanceType: type, trunking: true }, small);
      expect(simulation.workloads[0]?.tasks.size).toBe(without);
      expect(simulation.unplaced[0]?.possible).toBe(1);
    }
  });
});

describe("memory of an instance (F.0.36)", () => {
  it("is what it registers for sure, and a wait says that it may be more", () => {
    const asks = (memoryMiB: number, spec: Partial<InstanceSpec> = {}) =>
      running({ instanceType: "m4.large", ...spec }, { cpu: 16, memoryMiB }, 1).unplaced[0];
    expect(asks(7618)).toBeUndefined();
    // What AWS's guide says that an m4.large registers on Linux.
    expect(asks(7985)?.possible).toBe(1);
    expect(asks(7986)).toMatchObject({ tasks: 1 });
    expect(asks(7986)?.possible).toBeUndefined();
    expect(asks(7985, { memoryMiB: 7985 })).toBeUndefined();
    expect(asks(8191, { operatingSystem: "windows" })).toBeUndefined();
    expect(asks(8192, { operatingSystem: "windows" })?.possible).toBeUndefined();
  });
});

describe("an instance of one of several types (F.0.36)", () => {
  const mixed = { instanceType: "m5.2xlarge", otherInstanceTypes: ["m5.large", "c5.xlarge"] };

  it("has the least that one of them has, and perhaps the most", () => {
    expect(count(mixed, { cpu: 1024, memoryMiB: 16, networkMode: "bridge" })).toBe(2);
    expect(running(mixed, { cpu: 4096, memoryMiB: 16 }, 1).unplaced[0]?.possible).toBe(1);
    expect(running(mixed, { cpu: 8193, memoryMiB: 16 }, 1).unplaced[0]?.possible).toBeUndefined();
  });

  it("satisfies what all of them satisfy, and is not simulated where they differ", () => {
    const asks = (expression: string) => running(mixed, { ...small, constraints: [memberOf(expression)] }, 1);
    expect(asks("attribute:ecs.instance-type =~ [mc]5.*").workloads[0]?.tasks.size).toBe(1);
    // Neither part holds for all of them.
    const either = "attribute:ecs.instance-type =~ m5.* or attribute:ecs.instance-type =~ c5.*";
    expect(asks(either).workloads[0]?.tasks.size).toBe(1);
    expect(asks("attribute:ecs.cpu-architecture == x86_64").workloads[0]?.tasks.size).toBe(1);
    expect(asks("attribute:ecs.instance-type == t3.large").unplaced).toHaveLength(1);
    expect(asks("attribute:ecs.instance-type =~ m5.*").notSimulated[0]?.reasons).toEqual([
      "attribute:ecs.instance-type is one of m5.2xlarge, m5.large, c5.xlarge",
    ]);
  });
});

describe("daemons (F.0.36)", () => {
  const host = { instanceType: "t3.small", availabilityZone: "eu-central-1a" };
  const tasksOf = (simulation: Simulation, name: string): string[] =>
    [...(simulation.workloads.find((one) => one.name === name)?.tasks ?? [])].map(
      ({ instance }) => instance.id,
    );
  const bridged = (cpu: number): TaskSpec => ({ cpu, memoryMiB: 64, networkMode: "bridge" });

  it("come before replicas, wherever they are declared", () => {
    const simulation = new Simulation();
    simulation.join({ id: "one", ...host });
    simulation.addServices(
      { name: "web", task: bridged(2048) },
      { name: "watch", task: bridged(64), daemon: true },
    );
    expect(simulation.unplaced.map(({ workload }) => workload)).toEqual(["web"]);
  });

  it("do not wait where they do not belong: on another operating system", () => {
    const simulation = new Simulation();
    simulation.join({ id: "one", ...host }, { id: "two", ...host, operatingSystem: "windows" });
    simulation.addService({
      name: "watch",
      task: { ...bridged(64), requires: { "ecs.os-type": "linux" } },
      daemon: true,
    });
    expect([tasksOf(simulation, "watch"), simulation.unplaced]).toEqual([["one"], []]);
  });

  it("go where a changed constraint sends them", () => {
    const simulation = new Simulation();
    const colored = (id: string, color: string) => ({ id, ...host, attributes: { color } });
    simulation.join(colored("red", "red"), colored("blue", "blue"));
    const task = (color: string) => ({
      ...bridged(64),
      constraints: [memberOf(`attribute:color == ${color}`)],
    });
    simulation.addService({ name: "watch", task: task("red"), daemon: true });
    expect(tasksOf(simulation, "watch")).toEqual(["red"]);
    simulation.deploy("watch", task("blue"));
    expect([tasksOf(simulation, "watch"), simulation.unplaced]).toEqual([["blue"], []]);
  });

  it("leave an instance from which the tasks have gone that they stand beside", () => {
    const simulation = new Simulation();
    simulation.join({ id: "one", ...host });
    simulation.addServices(
      { name: "web", task: bridged(64) },
      {
        name: "log",
        task: { ...bridged(64), constraints: [memberOf("task:group == service:web")] },
        daemon: true,
      },
    );
    expect(tasksOf(simulation, "log")).toEqual(["one"]);
    simulation.scale("web", 0);
    expect(tasksOf(simulation, "log")).toEqual([]);
  });
});
