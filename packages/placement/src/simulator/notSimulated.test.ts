import fc from "fast-check";
import { memberOf, Simulation, type WorkloadSpec } from "../index.ts";

describe("what is not simulated (F.0.34)", () => {
  const task = { cpu: 256, memoryMiB: 256, networkMode: "bridge" };
  const started = (...services: WorkloadSpec[]): Simulation => {
    const simulation = new Simulation();
    simulation.join(
      {
        id: "one",
        instanceType: "m5.large",
        availabilityZone: "eu-central-1a",
        attributes: { color: "blue" },
      },
      { id: "two", instanceType: "m5.large", availabilityZone: "eu-central-1b" },
    );
    for (const service of services) simulation.addService(service);
    return simulation;
  };
  const placedOn = (simulation: Simulation, name: string): string[] =>
    [...(simulation.workloads.find((one) => one.name === name)?.tasks ?? [])].map(
      ({ instance }) => instance.id,
    );
  const asks = (expression: string): Pick<WorkloadSpec, "constraints"> => ({
    constraints: [memberOf(expression)],
  });
  const open = asks("attribute:ecs.ami-id == ami-1");

  it("takes nothing, and is said with its reason; others have their places", () => {
    const simulation = started({ name: "open", task, desiredCount: 3, ...open }, { name: "web", task });
    expect(simulation.notSimulated).toEqual([
      { workload: "open", tasks: 3, reasons: ["attribute:ecs.ami-id is known only when the instance runs"] },
    ]);
    expect(simulation.unplaced).toEqual([]);
    expect(placedOn(simulation, "web")).toHaveLength(1);
    expect(placedOn(simulation, "open")).toEqual([]);
  });

  it("waits where every instance lacks something else", () => {
    const simulation = started({ name: "open", task: { ...task, cpu: 9000 }, ...open });
    expect(simulation.notSimulated).toEqual([]);
    expect(simulation.unplaced).toHaveLength(1);
  });

  it.each([
    ["before it", true],
    ["after it", false],
  ])("makes unknown what stands beside it, declared %s", (_when, first) => {
    const beside = { name: "beside", task, ...asks("task:group == service:open") };
    const other = { name: "open", task, ...open };
    const simulation = started(...(first ? [beside, other] : [other, beside]));
    expect(simulation.unplaced).toEqual([]);
    expect(simulation.notSimulated.map(({ workload }) => workload).sort()).toEqual(["beside", "open"]);
  });

  it("leaves what is only possible elsewhere as it is", () => {
    const there = asks("attribute:color == blue and attribute:ecs.ami-id == ami-1");
    const simulation = started(
      { name: "open", task, ...there },
      { name: "away", task, ...asks("not(task:group == service:open) and attribute:color !exists") },
    );
    expect(placedOn(simulation, "away")).toEqual(["two"]);
  });

  it("is a daemon on those instances alone of which it is not known", () => {
    const simulation = started({
      name: "watch",
      task,
      daemon: true,
      ...asks("attribute:color !exists or attribute:ecs.ami-id == ami-1"),
    });
    expect(placedOn(simulation, "watch")).toEqual(["two"]);
    expect(simulation.notSimulated).toMatchObject([{ workload: "watch", tasks: 1 }]);
  });

  it("ends when what was not known is gone", () => {
    const simulation = started({
      name: "open",
      task,
      ...asks("attribute:color !exists or attribute:ecs.ami-id == ami-1"),
    });
    expect(simulation.notSimulated).toHaveLength(1);
    simulation.lose("one");
    expect(simulation.notSimulated).toEqual([]);
    expect(placedOn(simulation, "open")).toEqual(["two"]);
  });

  it("is never wrong: whatever the image is, what is placed or waits does so too when it is known", () => {
    const expressions = [
      "attribute:ecs.ami-id == ami-1",
      "attribute:color == blue",
      "not(attribute:ecs.ami-id == ami-1) and attribute:color == blue",
      "attribute:ecs.ami-id == ami-1 or attribute:color == blue",
      "attribute:ecs.instance-type =~ m5.*",
      "task:group == service:w0",
      "attribute:ecs.ami-id =~ ami-.*",
    ];
    const service = fc.record({
      expression: fc.constantFrom(...expressions),
      desiredCount: fc.integer({ min: 0, max: 4 }),
      cpu: fc.constantFrom(256, 1024, 4096),
      daemon: fc.boolean(),
    });
    const images = fc.array(fc.constantFrom("ami-1", "ami-2"), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(service, images, ({ expression, desiredCount, cpu, daemon }, [one = "", two = ""]) => {
        const spec = { name: "w0", task: { ...task, cpu }, desiredCount, daemon, ...asks(expression) };
        const run = (known: boolean): Simulation => {
          const simulation = new Simulation();
          const image = (id: string): Record<string, string> => (known ? { "ecs.ami-id": id } : {});
          simulation.join(
            {
              id: "one",
              instanceType: "m5.large",
              availabilityZone: "eu-central-1a",
              attributes: { color: "blue", ...image(one) },
            },
            {
              id: "two",
              instanceType: "m5.large",
              availabilityZone: "eu-central-1b",
              attributes: image(two),
            },
          );
          simulation.addService(spec);
          return simulation;
        };
        const [guess, truth] = [run(false), run(true)];
        if (guess.notSimulated.length > 0) return;
        expect(placedOn(guess, "w0").length).toBe(placedOn(truth, "w0").length);
        expect(guess.unplaced.map(({ tasks }) => tasks)).toEqual(truth.unplaced.map(({ tasks }) => tasks));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("an event that would change nothing", () => {
  const simulation = new Simulation();
  simulation.join({ id: "one", instanceType: "m5.large", availabilityZone: "eu-central-1a" });
  simulation.addService({ name: "watch", task: { cpu: 1, memoryMiB: 1 }, daemon: true });
  simulation.runTasks({ name: "report", task: { cpu: 1, memoryMiB: 1 }, desiredCount: 1 });

  it.each([
    ["a zone without instances", () => simulation.loseZone("eu-central-1x"), "there are eu-central-1a."],
    ["more tasks of a run", () => simulation.scale("report", 2), "cannot be scaled to 2"],
    ["a number of daemons", () => simulation.scale("watch", 2), "is a daemon"],
  ])("is refused: %s", (_what, event, message) => {
    expect(event).toThrow(message);
  });
});
