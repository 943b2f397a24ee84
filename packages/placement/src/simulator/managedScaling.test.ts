import fc from "fast-check";
import { managedSizes, sharedTasks } from "../index.ts";

const instances = ["eu-central-1a", "eu-central-1b"].map((availabilityZone) => ({
  id: availabilityZone,
  instanceType: "m5.large",
  availabilityZone,
  capacityProvider: "own",
}));
const provider = { capacityProvider: "own", targetCapacity: 100, minimumSize: 0, maximumSize: 20 };
const web = {
  name: "web",
  task: { cpu: 1024, memoryMiB: 100, networkMode: "bridge" },
  capacityProviders: ["own"],
};

describe("managed scaling (F.0.39)", () => {
  // "If you want 10 percent spare capacity, use 90" (ECS API reference, ManagedScaling).
  it.each([
    [7, 100, 4, 4],
    [7, 90, 4, 5],
    [7, 50, 4, 8],
    [0, 100, 0, 0],
    [40, 100, 20, 20],
    [40, 50, 20, 20],
  ])("%i tasks, two on an instance, at %i percent", (desiredCount, targetCapacity, needed, size) => {
    const [found] = managedSizes([{ ...provider, targetCapacity }], instances, [{ ...web, desiredCount }]);
    expect([found?.needed, found?.instances, found?.tasks]).toEqual([needed, size, desiredCount]);
  });

  it("stays between the sizes of the group, and says what waits at its maximum", () => {
    const [least] = managedSizes([{ ...provider, minimumSize: 3 }], instances, [{ ...web, desiredCount: 1 }]);
    expect([least?.needed, least?.instances]).toEqual([1, 3]);
    const [most] = managedSizes([provider], instances, [{ ...web, desiredCount: 41 }]);
    expect([most?.needed, most?.instances, most?.waiting[0]?.tasks]).toEqual([undefined, 20, 1]);
  });

  it("grows for replicas apart from one another, and not for daemons or tasks without a provider", () => {
    const apart = { ...web, desiredCount: 5, constraints: [{ type: "distinctInstance" }] };
    const agent = { name: "agent", task: { ...web.task, cpu: 64 }, daemon: true };
    const { capacityProviders: _none, ...elsewhere } = { ...web, name: "elsewhere", desiredCount: 9 };
    expect(managedSizes([provider], instances, [apart, agent, elsewhere])[0]?.needed).toBe(5);
    expect(managedSizes([provider], instances, [agent])[0]?.needed).toBe(0);
  });

  it("grows for runs too, after services", () => {
    const report = { ...web, name: "report", desiredCount: 3 };
    const found = managedSizes([provider], instances, [{ ...web, desiredCount: 4 }], [report]);
    expect(found).toMatchObject([{ tasks: 7, needed: 4 }]);
    const most = managedSizes([provider], instances, [{ ...web, desiredCount: 39 }], [report]);
    expect(most).toMatchObject([{ instances: 20, waiting: [{ workload: "report", tasks: 2 }] }]);
  });

  it("counts a run's tasks only where they are, and does not guess how a service splits its tasks", () => {
    const report = { ...web, name: "report", desiredCount: 3 };
    const shares = [{ capacityProvider: "own", base: 2 }];
    expect(managedSizes([provider], instances, [], [{ ...report, shares }])[0]?.tasks).toBe(2);
    const both = { ...web, desiredCount: 2, capacityProviders: ["own", "spot"] };
    expect(() => managedSizes([provider], instances, [both])).toThrow(
      "web has the capacity providers own and spot, but no shares. Set base and weight for each",
    );
  });

  it("shares tasks out by base and weight, as the guide's example does", () => {
    // ECS API reference, CapacityProviderStrategyItem: weights of 1 and 4 are one task on A for four on B.
    const shares = [
      { capacityProvider: "A", weight: 1, base: 2 },
      { capacityProvider: "B", weight: 4 },
    ];
    expect([...sharedTasks(12, shares)]).toEqual([
      ["A", 4],
      ["B", 8],
    ]);
    expect([...sharedTasks(1, shares)]).toEqual([
      ["A", 1],
      ["B", 0],
    ]);
  });

  it("loses no task, keeps the base, and is never further than one task from the weights", () => {
    const weight = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(30),
        fc.array(weight, { minLength: 1, maxLength: 5 }),
        (tasks, base, weights) => {
          const shares = weights.map((one, at) => ({
            capacityProvider: `p${at}`,
            weight: one,
            ...(at === 0 && { base }),
          }));
          const counts = sharedTasks(tasks, shares);
          expect([...counts.values()].reduce((sum, one) => sum + one, 0)).toBe(tasks);
          expect(counts.get("p0")).toBeGreaterThanOrEqual(Math.min(base, tasks));
          const rest = Math.max(0, tasks - base);
          const whole = weights.reduce((sum, one) => sum + one, 0);
          for (const [at, one] of weights.entries()) {
            const given = (counts.get(`p${at}`) ?? 0) - (at === 0 ? Math.min(base, tasks) : 0);
            expect(Math.abs(given - (rest * one) / whole)).toBeLessThan(weights.length);
          }
        },
      ),
    );
  });
});
