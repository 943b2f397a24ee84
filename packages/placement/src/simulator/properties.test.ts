import fc from "fast-check";
import {
  binpack,
  distinctInstance,
  memberOf,
  random,
  Simulation,
  spread,
  spreadOverInstances,
  spreadOverZones,
  type InstanceSpec,
  type PlacementStrategy,
  type TaskSpec,
  type WorkloadSpec,
} from "../index.ts";

const types = ["t3.medium", "m5.large", "m5.xlarge", "c5.xlarge", "r5.large"];
const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

const instances = fc
  .array(
    fc.record({
      instanceType: fc.constantFrom(...types),
      availabilityZone: fc.constantFrom(...zones),
      trunking: fc.boolean(),
      attributes: fc.record({ color: fc.constantFrom("red", "blue") }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((specs): InstanceSpec[] => specs.map((spec, position) => ({ id: `i-${position}`, ...spec })));
const task: fc.Arbitrary<TaskSpec> = fc.record({
  cpu: fc.integer({ min: 16, max: 2048 }),
  memoryMiB: fc.integer({ min: 16, max: 4096 }),
  networkMode: fc.constantFrom("awsvpc", "bridge"),
});
const strategies = fc.uniqueArray<PlacementStrategy, string>(
  fc.constantFrom(
    random,
    binpack("cpu"),
    binpack("memory"),
    spreadOverZones,
    spreadOverInstances,
    spread("attribute:color"),
  ),
  { maxLength: 3, selector: ({ type, field }) => `${type} ${field}` },
);
const constraints = fc.subarray([
  distinctInstance,
  memberOf("attribute:color == blue"),
  memberOf("attribute:ecs.instance-type =~ m5.*"),
]);
const workloads = fc
  .array(
    fc.record({
      task,
      strategies,
      constraints,
      desiredCount: fc.integer({ min: 0, max: 30 }),
      daemon: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((specs): WorkloadSpec[] =>
    specs.map((spec, position) => ({
      ...spec,
      name: `w${position}`,
      strategies: spec.daemon ? [] : spec.strategies,
    })),
  );
const seed = fc.integer({ min: 0, max: 2 ** 31 });

/** Everything that can happen to a cluster, told by numbers. */
const events = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 40 })), { maxLength: 6 });

function run(specs: InstanceSpec[], services: WorkloadSpec[], happened: [number, number][], from: number) {
  const simulation = new Simulation(from);
  simulation.join(...specs);
  for (const service of services) simulation.addService(service);
  let joined = 0;
  for (const [what, number] of happened) {
    const ids = simulation.instances.map(({ id }) => id);
    const id = ids[number % Math.max(1, ids.length)];
    const service = services[number % services.length];
    if (what === 0 && id !== undefined) simulation.drain(id);
    if (what === 1 && id !== undefined) simulation.lose(id);
    const zone = simulation.instances[number % Math.max(1, ids.length)]?.availabilityZone;
    if (what === 2 && zone !== undefined) simulation.loseZone(zone);
    if (what === 3 && service && !service.daemon) simulation.scale(service.name, number);
    if (what === 4 && service) simulation.deploy(service.name, { ...service.task, cpu: 16 + number });
    if (what === 5)
      simulation.join({
        id: `new-${joined++}`,
        instanceType: "m5.large",
        availabilityZone: zones[0] ?? "",
        attributes: { color: "blue" },
      });
  }
  return simulation;
}

it("never gives an instance more than it has, nor loses count of it", () => {
  fc.assert(
    fc.property(instances, workloads, events, seed, (specs, services, happened, from) => {
      const simulation = run(specs, services, happened, from);
      for (const instance of simulation.instances) {
        const tasks = simulation.workloads
          .flatMap((workload) => [...workload.tasks])
          .filter((one) => one.instance === instance);
        const used = (pick: (needs: TaskSpec) => number): number =>
          tasks.reduce((sum, { needs }) => sum + pick(needs), 0);
        expect(instance.left).toEqual({
          cpu: instance.total.cpu - used(({ cpu }) => cpu),
          memoryMiB: instance.total.memoryMiB - used(({ memoryMiB }) => memoryMiB),
          gpus: instance.total.gpus,
          interfaces:
            instance.total.interfaces - used(({ networkMode }) => (networkMode === "awsvpc" ? 1 : 0)),
        });
        expect(Math.min(...(Object.values(instance.left) as number[]))).toBeGreaterThanOrEqual(0);
        expect(instance.runningTasksCount).toBe(tasks.length);
      }
    }),
  );
});

it("never breaks a constraint", () => {
  fc.assert(
    fc.property(instances, workloads, events, seed, (specs, services, happened, from) => {
      const simulation = run(specs, services, happened, from);
      for (const workload of simulation.workloads) {
        const placed = [...workload.tasks].map(({ instance }) => instance);
        const asked = services.find(({ name }) => name === workload.name)?.constraints ?? [];
        if (asked.includes(distinctInstance)) expect(new Set(placed).size).toBe(placed.length);
        for (const { attributes, instanceType } of placed) {
          if (asked.some(({ expression }) => expression?.includes("color")))
            expect(attributes["color"]).toBe("blue");
          if (asked.some(({ expression }) => expression?.includes("m5")))
            expect(instanceType).toMatch(/^m5\./);
        }
      }
    }),
  );
});

it("places what it can, and says what it could not", () => {
  fc.assert(
    fc.property(instances, workloads, events, seed, (specs, services, happened, from) => {
      const simulation = run(specs, services, happened, from);
      for (const workload of simulation.workloads.filter(({ daemon }) => !daemon)) {
        const staying = [...workload.tasks].filter(
          ({ instance, needs }) => !instance.draining && needs === workload.needs,
        );
        const waiting = workload.unplaced?.tasks ?? 0;
        expect(staying.length + waiting).toBe(workload.desiredCount);
        if (waiting > 0 && workload.unplaced?.reason === undefined)
          expect(workload.unplaced?.funnel.left).toBe(0);
      }
    }),
  );
});

it("spreads evenly where there is room", () => {
  const roomy = fc.integer({ min: 1, max: 40 });
  fc.assert(
    fc.property(instances, roomy, seed, (specs, desiredCount, from) => {
      const simulation = new Simulation(from);
      simulation.join(...specs);
      const task = { cpu: 16, memoryMiB: 16, networkMode: "bridge" };
      simulation.addService({ name: "web", task, desiredCount, strategies: [spreadOverZones] });
      const counts = new Map(specs.map(({ availabilityZone }) => [availabilityZone, 0]));
      for (const { instance } of simulation.workloads[0]?.tasks ?? [])
        counts.set(instance.availabilityZone, (counts.get(instance.availabilityZone) ?? 0) + 1);
      expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
    }),
  );
});

/** What the strategies leave of the tasks that may stop, by looking at all of them for each: no tree, no counts that are kept. */
function nextToStop(
  running: readonly {
    id: string;
    instance: string;
    zone: string;
    color: string;
    cpu: number;
    memory: number;
  }[],
  strategies: readonly PlacementStrategy[],
): string[] {
  let left = running;
  for (const { type, field } of strategies) {
    if (type === "random") break;
    const rank = (one: (typeof running)[number]): number => {
      if (type === "binpack") return field === "cpu" ? one.cpu : one.memory;
      const bin = ({ instance, zone, color }: typeof one): string =>
        field === "instanceId" ? instance : field === "attribute:color" ? color : zone;
      return running.filter((other) => bin(other) === bin(one)).length;
    };
    const highest = Math.max(...left.map(rank));
    left = left.filter((one) => rank(one) === highest);
  }
  return left.map(({ id }) => id);
}

it("stops only tasks that the strategies leave, whatever else runs there (F.0.36)", () => {
  let drawn = 0;
  fc.assert(
    fc.property(instances, workloads, task, seed, (specs, services, later, from) => {
      const simulation = run(specs, services, [], from);
      const web = simulation.workloads.find(({ daemon, tasks }) => !daemon && tasks.size > 1);
      if (web === undefined) return;
      // Some of its tasks are of a later definition, where there is room.
      simulation.setPercentages(web.name, { minimumHealthyPercent: 50, maximumPercent: 100 });
      simulation.deploy(web.name, later);
      const memory = (needs: TaskSpec): number => needs.memoryMiB;
      const before = [...web.tasks].map((one) => ({
        id: one.id,
        at: one.instance,
        needs: one.needs,
        left: { ...one.instance.left },
      }));
      let running = before;
      const { stopped } = simulation.scale(web.name, 0);
      expect(stopped).toHaveLength(before.length);
      for (const { id } of stopped) {
        const gone = before.filter((one) => !running.includes(one));
        const candidates = running.map((one) => {
          const freed = [one, ...gone.filter(({ at }) => at === one.at)];
          const sum = (of: (needs: TaskSpec) => number): number =>
            freed.reduce((all, { needs }) => all + of(needs), 0);
          return {
            id: one.id,
            instance: one.at.id,
            zone: one.at.availabilityZone,
            color: one.at.attributes["color"] ?? "",
            cpu: one.left.cpu + sum(({ cpu }) => cpu),
            memory: one.left.memoryMiB + sum(memory),
          };
        });
        const next = nextToStop(candidates, web.strategies);
        expect(next).toContain(id);
        if (next.length < candidates.length) drawn += 1;
        running = running.filter((one) => one.id !== id);
      }
    }),
    { numRuns: 1500 },
  );
  expect(drawn).toBeGreaterThan(1000);
});

it("packs onto no more instances than taking the first that fits, by the same measure", () => {
  fc.assert(
    fc.property(
      instances,
      task,
      fc.integer({ min: 1, max: 40 }),
      seed,
      (mixed, needs, desiredCount, from) => {
        // Where two have as much memory, the lot decides; so those must be alike.
        const specs = mixed.filter(({ instanceType }) =>
          ["t3.medium", "m5.large", "r5.large"].includes(instanceType),
        );
        const bridged = { ...needs, networkMode: "bridge" };
        const simulation = new Simulation(from);
        simulation.join(...specs);
        const ordered = [...simulation.instances]
          .map(({ left }) => ({ ...left, tasks: 0 }))
          .sort((one, other) => one.memoryMiB - other.memoryMiB);
        for (let count = 0; count < desiredCount; count += 1) {
          const first = ordered.find(
            ({ cpu, memoryMiB }) => cpu >= bridged.cpu && memoryMiB >= bridged.memoryMiB,
          );
          if (first === undefined) break;
          first.cpu -= bridged.cpu;
          first.memoryMiB -= bridged.memoryMiB;
          first.tasks += 1;
        }
        simulation.addService({ name: "web", task: bridged, desiredCount, strategies: [binpack("memory")] });
        const used = simulation.instances.filter(({ runningTasksCount }) => runningTasksCount > 0).length;
        expect(used).toBeLessThanOrEqual(ordered.filter(({ tasks }) => tasks > 0).length);
      },
    ),
  );
});

it("does the same for the same seed", () => {
  fc.assert(
    fc.property(instances, workloads, seed, (specs, services, from) => {
      const story = (): string[] =>
        run(
          specs,
          services,
          [
            [2, 1],
            [3, 7],
          ],
          from,
        ).workloads.flatMap((workload) =>
          [...workload.tasks].map(({ id, instance }) => `${id} ${instance.id}`),
        );
      expect(story()).toEqual(story());
    }),
    { numRuns: 30 },
  );
});

/** Services that wait for one another's tasks, room and ports, and daemons among them. */
const entangled = fc
  .array(
    fc.record({
      cpu: fc.constantFrom(128, 700, 1500),
      port: fc.constantFrom(undefined, 80, 81),
      beside: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 2 }),
      away: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 2 }),
      desiredCount: fc.integer({ min: 0, max: 8 }),
      daemon: fc.boolean(),
      minimumHealthyPercent: fc.constantFrom(0, 50, 100),
      maximumPercent: fc.constantFrom(100, 150, 200),
      volumes: fc.constantFrom<string[]>([], [], ["data"]),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((specs): WorkloadSpec[] =>
    specs.map(({ cpu, port, beside, away, daemon, volumes, maximumPercent, ...spec }, position) => ({
      ...spec,
      name: `w${position}`,
      task: {
        cpu,
        memoryMiB: 64,
        networkMode: "host",
        ...(port !== undefined && { hostPorts: [port] }),
        volumes,
      },
      daemon,
      maximumPercent: daemon ? 100 : maximumPercent,
      // Daemons that send one another away come and go for ever.
      constraints: daemon
        ? []
        : [
            ...(beside === undefined ? [] : [memberOf(`task:group == service:w${beside}`)]),
            ...(away === undefined ? [] : [memberOf(`not(task:group == service:w${away})`)]),
          ],
    })),
  );

/** What is left undone when nobody looks at a service that had nothing to do, or that waits for room of which none came free. */
it("leaves nothing undone after any events, and counts what waits as it is now (F.0.36)", () => {
  let waiting = 0;
  fc.assert(
    fc.property(instances, entangled, events, seed, (specs, services, happened, from) => {
      const simulation = run(specs, services, happened, from);
      const told = structuredClone(simulation.unplaced);
      waiting += told.length;
      const { started, stopped } = simulation.goOn();
      expect([started, stopped]).toEqual([[], []]);
      expect(simulation.unplaced).toEqual(told);
    }),
    { numRuns: 1500 },
  );
  expect(waiting).toBeGreaterThan(500);
});
