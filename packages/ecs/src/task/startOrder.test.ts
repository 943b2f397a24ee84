import { Faults } from "@ballast/contracts";
import fc from "fast-check";
import type { ContainerArgs } from "./containers.ts";
import { checkStartOrder } from "./startOrder.ts";

const names = ["a", "b", "c", "d"];
const conditions = ["START", "HEALTHY", "COMPLETE", "SUCCESS"];

const container = (self: string) =>
  fc.record({
    image: fc.constant("app:1"),
    essential: fc.boolean(),
    dependsOn: fc.dictionary(
      fc.constantFrom(...names.filter((name) => name !== self)),
      fc.constantFrom(...conditions),
      { maxKeys: 2 },
    ),
  });
const task = fc
  .tuple(...names.map((name) => container(name)))
  .map(
    (all) => Object.fromEntries(names.map((name, at) => [name, all[at]])) as Record<string, ContainerArgs>,
  );

/** Starts what waits for nothing more, again and again; an essential container ends only with the task. */
function startsEverything(containers: Record<string, ContainerArgs>): boolean {
  const started = new Set<string>();
  for (let before = -1; before < started.size;) {
    before = started.size;
    for (const [name, { dependsOn = {} }] of Object.entries(containers)) {
      const isReady = Object.entries(dependsOn).every(
        ([other, condition]) =>
          started.has(other) && (/START|HEALTHY/.test(condition) || containers[other]?.essential === false),
      );
      if (isReady) started.add(name);
    }
  }
  return started.size === names.length;
}

it("refuses exactly the tasks that have a container which never starts (1,000 generated tasks)", () => {
  fc.assert(
    fc.property(task, (containers) => {
      const faults = new Faults("test");
      checkStartOrder(faults, containers);
      expect(faults.found.length === 0).toBe(startsEverything(containers));
    }),
    { numRuns: 1000 },
  );
});

it("says which containers wait for each other", () => {
  const faults = new Faults("test");
  const waits = (other: string): ContainerArgs => ({ image: "app:1", dependsOn: { [other]: "START" } });
  checkStartOrder(faults, { web: waits("proxy"), proxy: waits("log"), log: waits("web") });
  expect(JSON.stringify(faults.found[0])).toContain("web waits for proxy waits for log waits for web");
});
