import * as fc from "fast-check";
import { isBlocked } from "./blocked.ts";
import { Fault, RefreshFate, type Interruption, type Scene, type Standing } from "./world.ts";

/** Operations that the state machine calls. */
const operations = [
  "ssm:getParameter",
  "ec2:describeInstances",
  "ec2:describeImages",
  "ec2:describeVolumes",
  "ec2:describeSnapshots",
  "ec2:createSnapshots",
  "ec2:deleteSnapshot",
  "autoscaling:describeInstanceRefreshes",
  "autoscaling:startInstanceRefresh",
  "ecs:listServices",
  "ecs:describeServices",
];

const standing: Standing[] = [
  { fate: RefreshFate.Works, skips: true },
  ...Object.values(RefreshFate).map((fate) => ({ fate, skips: false })),
];

/** Others that cancel refreshes, up to four times within an hour and a half. */
const interruptions: fc.Arbitrary<Interruption[]> = fc.array(
  fc
    .record({
      after: fc.integer({ min: 0, max: 5400 }),
      begins: fc.option(fc.constantFrom(...standing), { nil: undefined }),
      pause: fc.constantFrom(0, 10, 300),
    })
    .map(({ begins, ...rest }) => ({ ...rest, ...(begins && { begins }) })),
  { maxLength: 4, size: "small" },
);

const images = fc.constantFrom(0, 3, 29, 35, 200, undefined);
const common = {
  fate: fc.constantFrom(...Object.values(RefreshFate), ...Array.from({ length: 6 }, () => RefreshFate.Works)),
  standing: fc.option(fc.constantFrom(...standing), { nil: undefined, freq: 3 }),
  interruptions,
  launchSeconds: fc.integer({ min: 30, max: 900 }),
  isFull: fc.constantFrom(false, false, false, false, true),
  faults: fc.dictionary(
    fc.constantFrom(...operations),
    fc.array(fc.option(fc.constantFrom(Fault.Refused, Fault.AnswerLost), { nil: undefined, freq: 3 }), {
      maxLength: 8,
    }),
    { maxKeys: 4 },
  ),
  broken: fc.option(fc.constantFrom(...operations), { nil: undefined, freq: 4 }),
  silent: fc.option(fc.constantFrom(...operations), { nil: undefined, freq: 9 }),
};
/** Services without volumes on up to three pages of hosts. */
export const stateless: fc.Arbitrary<Scene> = fc.record({
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
});
const holding = { desired: 1, minimumHealthyPercent: 0, maximumPercent: 100, isHere: true, volume: "data-0" };
/** Beside a service with a volume, on the same host. */
const beside = { desired: 1, minimumHealthyPercent: 100, maximumPercent: 200, isHere: true };
/** One host with a volume, and sometimes something else on it. */
export const stateful: fc.Arbitrary<Scene> = fc
  .record({
    ...common,
    hostImages: fc.tuple(images),
    services: fc.constantFrom<Scene["services"][]>(
      [holding],
      [holding],
      [holding, { ...beside, minimumHealthyPercent: 0 }],
      [holding, { ...beside, isHere: false }],
      [holding, beside],
    ),
    volumes: fc.constant<string[]>(["data-0"]),
  })
  // Somebody's own refresh is not asked whether it can end.
  .map(({ standing: theirs, interruptions: all, ...scene }) => ({
    ...scene,
    ...(theirs !== undefined && !isBlocked(scene) && { standing: theirs }),
    ...(!isBlocked(scene) && { interruptions: all }),
  }));

const thrice = [Fault.Refused, Fault.Refused, Fault.Refused];

/** Others cancel its refresh before, while and after hosts are replaced, and some start one of their own. */
function interrupted(usual: Scene): Scene[] {
  const works: Standing = { fate: RefreshFate.Works, skips: false };
  const at = (...all: Interruption[]): Scene => ({ ...usual, interruptions: all });
  return [
    ...[45, 330, 500, 700].flatMap((after) => [
      at({ after }),
      at({ after, begins: works }),
      at({ after, begins: works, pause: 60 }),
      at({ after, begins: { ...works, skips: true } }),
      ...[RefreshFate.Fails, RefreshFate.Hangs].map((fate) => at({ after, begins: { ...works, fate } })),
    ]),
    // A task that lost its place counts afterwards, too.
    { ...at({ after: 470 }), isFull: true },
    // It could not start, followed a refresh that fails, and can start now.
    {
      ...at({ after: 100, begins: { ...works, fate: RefreshFate.Fails } }),
      faults: { "autoscaling:startInstanceRefresh": Array.from({ length: 9 }, () => Fault.Refused) },
    },
    at({ after: 100 }, { after: 300 }),
    at({ after: 100 }, { after: 300 }, { after: 700 }),
    at({ after: 100, begins: works }, { after: 300, begins: works }, { after: 500, begins: works }),
  ];
}

/** One scene for each thing that may go wrong. */
export function telling(usual: Scene): Scene[] {
  return [
    usual,
    { ...usual, hostImages: usual.hostImages.map(() => 5) },
    { ...usual, hostImages: usual.hostImages.map(() => 0) },
    { ...usual, hostImages: usual.hostImages.map(() => undefined) },
    { ...usual, isFull: true },
    ...standing.map((one) => ({ ...usual, standing: one })),
    ...Object.values(RefreshFate).map((fate) => ({ ...usual, fate })),
    {
      ...usual,
      services: usual.services.map((service) => ({
        ...service,
        minimumHealthyPercent: Math.min(50, service.minimumHealthyPercent),
        maximumPercent: 100,
      })),
      taskSeconds: 100,
    },
    {
      ...usual,
      fate: RefreshFate.Leaves,
      faults: { "autoscaling:startInstanceRefresh": [Fault.AnswerLost] },
    },
    { ...usual, faults: { "ec2:deleteSnapshot": Array.from({ length: 9 }, () => Fault.Refused) } },
    ...operations.map((broken) => ({ ...usual, faults: { [broken]: thrice } })),
    // Of the second look, too.
    ...[
      "ec2:describeInstances",
      "autoscaling:describeInstanceRefreshes",
      "ecs:listServices",
      "ecs:describeServices",
    ].map((again) => ({
      ...usual,
      faults: { [again]: [undefined, ...thrice] },
    })),
    ...["autoscaling:startInstanceRefresh", "ec2:createSnapshots", "ec2:deleteSnapshot"].map((change) => ({
      ...usual,
      faults: { [change]: [Fault.AnswerLost] },
    })),
    ...operations.map((broken) => ({ ...usual, broken })),
    ...["autoscaling:startInstanceRefresh", "ecs:describeServices"].map((silent) => ({ ...usual, silent })),
    ...interrupted(usual),
  ];
}

export const usualStateless: Scene = {
  hostImages: [...Array.from({ length: 20 }, () => 0), 40, 5],
  services: [
    ...[2, 3, 7].map((desired) => ({
      desired,
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      isHere: true,
    })),
    // Another capacity's, which lacks tasks.
    { desired: 4, minimumHealthyPercent: 100, maximumPercent: 200, isHere: false },
  ],
  volumes: [],
  fate: RefreshFate.Works,
  launchSeconds: 120,
  faults: {},
};

/** Scenes of a host with a volume that something else cannot leave. */
export const blocked = (): Scene[] => [{ ...usualStateful, services: [holding, beside] }];

export const usualStateful: Scene = {
  ...usualStateless,
  hostImages: [40],
  services: [holding],
  volumes: ["data-0"],
};
