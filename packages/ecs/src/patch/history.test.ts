import { execute, machineOf, type Registered } from "../testing/patch/execute.ts";
import { usualStateful, usualStateless } from "../testing/patch/scenes.ts";
import { Fault, RefreshFate, type Scene } from "../testing/patch/world.ts";

/** Step Functions developer guide, "Service quotas" (read 2026-11-27). The interpreter fails an execution with more. */
const mostEvents = 25_000;

// Events of the registered machine's history, as a second implementation of Step Functions counts them.

let plain: Registered;
let holding: Registered;
beforeAll(async () => {
  plain = await machineOf();
  holding = await machineOf({ parts: { data: { volumes: { "data-0": {} } } } });
});

/** Which keep no task, so that a host can be replaced. */
const services = (count: number): Scene["services"] =>
  Array.from({ length: count }, () => ({
    desired: 1,
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    isHere: true,
  }));

/** A refresh or tasks that go on until the execution ends by itself, which has then looked as often as it ever can. */
const worst: Record<string, (count: number) => Scene> = {
  RefreshTooLong: (count) => ({
    ...usualStateful,
    services: [...usualStateful.services, ...services(count - 1)],
    fate: RefreshFate.Hangs,
    isTerse: true,
  }),
  Interrupted: (count) => ({
    ...usualStateful,
    services: [...usualStateful.services, ...services(count - 1)],
    fate: RefreshFate.Cancelled,
    isTerse: true,
  }),
  NotPlaced: (count) => ({ ...usualStateless, services: services(count), isFull: true, isTerse: true }),
  StillOutdated: (count) => ({
    ...usualStateless,
    hostImages: Array.from({ length: count }, () => 40),
    services: services(count),
    fate: RefreshFate.Leaves,
    isTerse: true,
  }),
};
/** Somebody cancels what goes on every ten minutes, and starts something else. */
const crowded = (count: number): Scene => ({
  ...usualStateful,
  services: [...usualStateful.services, ...services(count - 1)],
  interruptions: Array.from({ length: 20 }, (_one, index) => ({
    after: 100 + 600 * index,
    begins: { fate: RefreshFate.Fails, skips: index % 2 > 0 },
    pause: 60 * (index % 3),
  })),
  isTerse: true,
});
const machineFor = ({ volumes }: Scene): Registered => (volumes.length > 0 ? holding : plain);

it.each(
  Object.entries(worst).flatMap(([error, sceneOf]) =>
    [1, 60, 200].map((count): [number, string, Scene] => [count, error, sceneOf(count)]),
  ),
)(
  "keeps the history of %i services below its limit until %s (F.0.65)",
  async (_count, error, scene) => {
    const { execution, seconds } = await execute(machineFor(scene), scene);
    expect(execution).toMatchObject({ succeeded: false, error });
    expect(execution.events).toBeLessThan(mostEvents - 4000);
    expect(seconds).toBeLessThan(5 * 3600);
  },
  60_000,
);

it.each([1, 60, 600])(
  "keeps the history of %i services below its limit, however often others interrupt (F.0.65)",
  async (count) => {
    const { execution, seconds, world } = await execute(holding, crowded(count));
    expect(execution.isTimedOut).toBeUndefined();
    expect(world.refreshes.filter(({ isOwn }) => isOwn).length).toBeLessThanOrEqual(3);
    expect(execution.events).toBeLessThan(mostEvents - 4000);
    expect(seconds).toBeLessThan(5 * 3600);
  },
);

it.each([1, 2, 4])(
  "stays below the limit while each call succeeds only after %i retries, each after a tenth of its delay (F.0.65)",
  async (retries) => {
    const answers = Array.from({ length: mostEvents }, (_, count) =>
      count % (retries + 1) < retries ? Fault.Refused : undefined,
    );
    const faults = {
      "ecs:describeServices": answers,
      "autoscaling:describeInstanceRefreshes": answers,
    };
    const scene: Scene = { ...(worst["RefreshTooLong"]?.(60) ?? usualStateful), faults };
    const { execution } = await execute(holding, scene, 0.1);
    expect(execution).toMatchObject({ succeeded: false, error: "RefreshTooLong" });
    expect(execution.events).toBeLessThan(mostEvents);
  },
  60_000,
);

it("looks about every half minute at few services", async () => {
  const scene = worst["RefreshTooLong"]?.(3) ?? usualStateful;
  const { execution } = await execute(holding, scene);
  expect(execution.path.filter((state) => state === "WaitForRefresh").length).toBeGreaterThan(300);
});

it("changes nothing where there are more services than it can follow, and says what to do (F.0.65)", async () => {
  const few = { ...usualStateless, services: services(1200), isTerse: true };
  const { execution: followed } = await execute(plain, few);
  expect(followed.succeeded).toBe(true);
  expect(followed.events).toBeLessThan(mostEvents - 4000);
  const { execution, world } = await execute(plain, { ...few, services: services(1300) });
  expect(execution).toMatchObject({ succeeded: false, error: "TooManyServices" });
  expect(execution.cause).toMatch(/^The cluster has 1300 services and the group 22 instances, /);
  expect(world.refreshes).toEqual([]);
});
