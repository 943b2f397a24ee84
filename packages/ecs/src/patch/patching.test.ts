import * as fc from "fast-check";
import { execute, faultsOf, machineOf, type Registered } from "./testing/execute.ts";
import { RefreshFate, type Scene } from "./testing/world.ts";

// The machine is the registered one, and Auto Scaling, EC2 and ECS are a model of what AWS's guides say of them.

let plain: Registered;
let holding: Registered;
beforeAll(async () => {
  plain = await machineOf();
  holding = await machineOf({ parts: { data: { volumes: { "data-0": {} } } } });
});
const machineFor = ({ volumes }: Scene): Registered => (volumes.length > 0 ? holding : plain);

const images = fc.constantFrom(0, 3, 29, 35, 200, undefined);
const common = {
  fate: fc.constantFrom(...Object.values(RefreshFate), ...Array.from({ length: 6 }, () => RefreshFate.Works)),
  standing: fc.option(fc.constantFrom("replaces" as const, "skips" as const, ...Object.values(RefreshFate)), {
    nil: undefined,
    freq: 3,
  }),
  launchSeconds: fc.integer({ min: 30, max: 900 }),
  faults: fc.array(
    fc.option(fc.constantFrom("before" as const, "after" as const), { nil: undefined, freq: 3 }),
    {
      maxLength: 40,
    },
  ),
  broken: fc.option(
    fc.constantFrom(
      "ssm:getParameter",
      "ec2:describeInstances",
      "ec2:describeImages",
      "ec2:describeSnapshots",
      "ec2:createSnapshots",
      "ec2:deleteSnapshot",
      "autoscaling:describeInstanceRefreshes",
      "autoscaling:startInstanceRefresh",
      "ecs:describeServices",
    ),
    { nil: undefined, freq: 4 },
  ),
};
const stateless: fc.Arbitrary<Scene> = fc.record({
  ...common,
  hostImages: fc.array(images, { minLength: 1, maxLength: 45 }),
  services: fc.array(
    fc
      .record({
        desired: fc.integer({ min: 1, max: 12 }),
        minimumHealthyPercent: fc.constantFrom(50, 100),
        maximumPercent: fc.constantFrom(150, 200),
        isHere: fc.boolean(),
      })
      // Where ECS may neither start one more nor stop one, no host can be drained.
      .filter(
        ({ desired, minimumHealthyPercent: least, maximumPercent: most }) =>
          Math.floor((desired * most) / 100) > Math.ceil((desired * least) / 100),
      ),
    { maxLength: 8 },
  ),
  volumes: fc.constant([]),
}) as fc.Arbitrary<Scene>;
const stateful: fc.Arbitrary<Scene> = fc.record({
  ...common,
  hostImages: fc.tuple(images),
  services: fc.constant([
    { desired: 1, minimumHealthyPercent: 0, maximumPercent: 100, isHere: true, volume: "data-0" },
  ]),
  volumes: fc.constant(["data-0"]),
}) as fc.Arbitrary<Scene>;

it.each([
  ["of services without volumes", stateless],
  ["of a service with a volume", stateful],
])("replaces outdated hosts %s, whatever AWS does meanwhile (F.0.32)", async (_, scenes) => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      expect(faultsOf(await execute(machineFor(scene), scene), scene)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
