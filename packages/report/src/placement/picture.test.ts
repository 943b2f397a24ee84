import { Simulation } from "@ballast/placement";
import { boxesOf, mostBoxes } from "./boxes.ts";
import { pictureFile, snapshotOf } from "./index.ts";
import { fitted, widthOf, wrapped, xmlText } from "./words.ts";

function clusterOf(instances: number, tasks: number, names = ["web"]): Simulation {
  const simulation = new Simulation(1);
  simulation.join(
    ...Array.from({ length: instances }, (_nothing, position) => ({
      id: `i-${position}`,
      instanceType: "m5.large",
      availabilityZone: `eu-central-1${"abc"[position % 3]}`,
    })),
  );
  const task = { cpu: 512, memoryMiB: 1024, networkMode: "bridge" };
  simulation.addServices(...names.map((name) => ({ name, task, desiredCount: tasks })));
  return simulation;
}

/** Widths of the filled parts, by their class. */
function filled(picture: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [, name = "", width = "0"] of picture.matchAll(
    /class="(track|task c\d|task other)"[^>]*width="([\d.]+)"/g,
  ))
    found[name] = (found[name] ?? 0) + Number(width);
  return found;
}

it("draws each instance in its zone, filled by what its tasks reserve (F.0.39)", () => {
  const simulation = clusterOf(3, 3);
  const picture = pictureFile("shop", [snapshotOf("Now", simulation)]);
  for (const id of ["i-0", "i-1", "i-2", "eu-central-1a", "eu-central-1b", "eu-central-1c"])
    expect(picture).toContain(`>${id}</text>`);
  const { track = 0, "task c1": web = 0 } = filled(picture);
  // A quarter of the CPU and 1024 of 7618 MiB of memory, but for a gap of a pixel in each of six bars.
  expect((web + 6) / track).toBeCloseTo((512 / 2048 + 1024 / 7618) / 2, 2);
});

it("says in words what it shows, before and after, and why tasks wait (F.0.39)", () => {
  const simulation = clusterOf(3, 9);
  const before = snapshotOf("Before", simulation);
  simulation.loseZone("eu-central-1a");
  const picture = pictureFile("shop", [before, snapshotOf("After", simulation)]);
  expect(picture).toContain("Before: 9 tasks on 3 container instances in 3 zones. Nothing waits.");
  expect(picture).toContain("After: 8 tasks on 2 container instances in 2 zones. Waiting: web: 1 task waits");
  expect(picture).toMatch(/<text class="waiting"[^>]*>web: 1 task waits: 0 of 2 instances left/);
  expect(picture).toMatch(/role="img" aria-labelledby="placement-title placement-desc"/);
});

it("marks instances that take no more tasks", () => {
  const simulation = clusterOf(3, 3);
  simulation.drain("i-0");
  expect(pictureFile("shop", [snapshotOf("Now", simulation)])).toMatch(
    /class="instance leaving"><title>i-0\nm5\.large, draining\n/,
  );
});

it("draws what the agent says is taken beyond the tasks that are known", () => {
  const simulation = clusterOf(1, 1);
  const [instance] = simulation.instances;
  if (instance) instance.left.cpu -= 512;
  const { "task other": other = 0, track = 0 } = filled(pictureFile("c", [snapshotOf("Now", simulation)]));
  expect((other + 1) / (track / 2)).toBeCloseTo(512 / 2048, 1);
});

it("stays readable and loses no instance and no task in large clusters", () => {
  for (const [instances, tasks, services] of [
    [mostBoxes, 100, 1],
    [mostBoxes + 1, 10, 1],
    [900, 40, 40],
    [3000, 700, 3],
  ] as const) {
    const names = Array.from({ length: services }, (_nothing, position) => `service-${position}`);
    const snapshot = snapshotOf("Now", clusterOf(instances, tasks, names));
    const boxes = boxesOf(snapshot).flatMap((zone) => zone.boxes);
    expect(boxes.length).toBeLessThanOrEqual(mostBoxes);
    expect(boxes.reduce((sum, { count }) => sum + count, 0)).toBe(instances);
    const drawn = boxes.reduce(
      (sum, { instance, count, isRest }) =>
        sum + instance.tasks.reduce((all, one) => all + one.count, 0) * (isRest ? 1 : count),
      0,
    );
    expect(drawn).toBe(tasks * services);
    expect(pictureFile("large", [snapshot]).length).toBeLessThan(150_000);
  }
});

it("cuts what is wider than its place, and breaks long lines", () => {
  for (const text of ["a-service-with-a-very-long-name-indeed", "日本語の名前は広いのです", "x"]) {
    expect(widthOf(fitted(text, 100))).toBeLessThanOrEqual(100);
    for (const line of wrapped(`${text} `.repeat(30), 300, 3)) expect(widthOf(line)).toBeLessThanOrEqual(300);
  }
  expect(fitted("web", 100)).toBe("web");
  expect(wrapped("one two three", 40, 3)).toEqual(["one", "two", "three"]);
});

it("holds nothing that no XML document may hold", () => {
  expect(xmlText("a\u0000b\u001fc\ud800d\ufffee\u{1F600}")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde\u{1F600}");
});
