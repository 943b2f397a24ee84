import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { check } from "../check.ts";
import { broken, together, without, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { arnOf, madeUp, type Inputs } from "../testing/resources.ts";
import { patchingRules } from "./patching.ts";

const refresh = "arn:aws:states:::aws-sdk:autoscaling:startInstanceRefresh";
const definition = (states: Inputs): string => JSON.stringify({ StartAt: "A", States: states });
const start = (group: string, key = "Arguments"): Inputs => ({
  Type: "Task",
  Resource: refresh,
  [key]: { AutoScalingGroupName: group },
});
const adding =
  (type: string, name: string, inputs: Inputs): Breaking =>
  (all) => [...all, madeUp(type, name, inputs)];
/** By a state machine that a schedule starts. */
const good = (): Resource[] => [
  ...goodStack().filter(({ type }) => type !== aws.schedule),
  madeUp(aws.stateMachine, "patch", { definition: definition({ A: start("main-general-group") }) }),
  madeUp(aws.schedule, "weekly", { target: { arn: arnOf("patch") } }),
];
const spot = (tags: Inputs[] = []): Breaking =>
  adding("Spot::Elastigroup::Group", "spot", {
    group: { compute: { launchSpecification: { imageId: "ami-0123456789abcdef0", tags } } },
  });
const template = (inputs: Inputs) => broken(aws.launchTemplate, inputs);
const pinned = (released: string) =>
  template({ imageId: "ami-0123456789abcdef0", tags: { "ballast:image-released": released } });

itShowsEachRule(patchingRules, good, [
  ["hosts-patched (F.0.32)", without(aws.schedule), "does not replace its instances"],
  [
    "hosts-patched (F.0.32)",
    together(without(aws.schedule), broken(aws.group, { maxInstanceLifetime: 86_400 })),
    "so Auto Scaling does not replace them",
  ],
  ["hosts-patched (F.0.32)", spot(), "does not replace its instances by instances with a newer AMI"],
  [
    "pinned-image-age (F.0.33)",
    pinned("2025-01-01"),
    "starts from ami-0123456789abcdef0 of 2025-01-01, which is older than the allowed 30 days",
  ],
  ["pinned-image-age (F.0.33)", pinned("2999-01-01"), "2999-01-01 as the release date of"],
]);

const found = (build: Breaking, today = "2026-11-27") =>
  check(build(good()), {}, { rules: patchingRules, today }).map(({ rule }) => rule);
const machine = (states: Inputs) => broken(aws.stateMachine, { definition: definition(states) });

it.each<[string, Breaking]>([
  ["a schedule that is off", broken(aws.schedule, { state: "DISABLED" })],
  ["a refresh of another group", machine({ A: start("other-group") })],
  ["a machine that refreshes nothing", machine({ A: { Type: "Pass" } })],
  ["a machine that nothing starts", broken(aws.schedule, { target: { arn: arnOf("other") } })],
  [
    "a lifetime on instances that are protected",
    together(without(aws.schedule), broken(aws.group, { maxInstanceLifetime: 86_400 })),
  ],
])("finds hosts that nothing replaces: %s (F.0.32)", (_, build) => {
  expect(found(build)).toEqual(["hosts-patched"]);
});

it.each<[string, Breaking]>([
  ["parameters in JSONPath", machine({ A: start("main-general-group", "Parameters") })],
  [
    "a refresh within a branch of a map",
    machine({
      A: {
        Type: "Map",
        ItemProcessor: {
          States: { B: { Type: "Parallel", Branches: [{ States: { C: start("main-general-group") } }] } },
        },
      },
    }),
  ],
  [
    "a schedule that starts the refresh itself",
    broken(aws.schedule, {
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:autoscaling:startInstanceRefresh",
        input: '{"AutoScalingGroupName":"main-general-group"}',
      },
    }),
  ],
  [
    "a rule of EventBridge with a schedule",
    together(
      without(aws.schedule),
      adding(aws.eventRule, "nightly", { scheduleExpression: "rate(7 days)" }),
      adding(aws.eventTarget, "nightly", { rule: "nightly", arn: arnOf("patch") }),
    ),
  ],
  [
    "a lifetime of instances that are not protected",
    together(
      without(aws.schedule),
      broken(aws.group, { maxInstanceLifetime: 86_400, protectFromScaleIn: false }),
    ),
  ],
])("finds nothing where hosts are replaced: %s (F.0.32)", (_, build) => {
  expect(found(build)).toEqual([]);
});

it("counts a pinned image's days to the last one that is allowed, by the group's own tag (F.0.33)", () => {
  const allowing = (days: string) =>
    together(
      pinned("2026-11-01"),
      broken(aws.group, { tags: [{ key: "ballast:patch-age-days", value: days }] }),
    );
  expect(found(allowing("26"), "2026-11-27")).toEqual([]);
  expect(found(allowing("26"), "2026-11-28")).toEqual(["pinned-image-age"]);
  // Without patching, the usual days.
  expect(found(allowing("off"), "2026-12-01")).toEqual([]);
  expect(found(allowing("off"), "2026-12-02")).toEqual(["pinned-image-age"]);
});

it("has a pinned image judged by its day, and finds one without (F.0.33)", () => {
  const images = (inputs: Inputs) =>
    check(template({ imageId: "ami-0123456789abcdef0", ...inputs })(good()), {}, { today: "2026-11-27" })
      .map(({ rule }) => rule)
      .filter((rule) => /image/.test(rule));
  expect(images({})).toEqual(["ec2-machine-image"]);
  expect(images({ tags: { "ballast:image-released": "soon" } })).toEqual(["ec2-machine-image"]);
  expect(images({ tags: { "ballast:image-released": "2026-11-18" } })).toEqual([]);
  expect(images({ tags: { "ballast:image-released": "2026-10-01" } })).toEqual(["pinned-image-age"]);
});

it("judges Elastigroup's instances, which nothing replaces, and their pinned image (F.0.32, F.0.33)", () => {
  const tag = (tagValue: string) => [{ tagKey: "ballast:image-released", tagValue }];
  expect(found(spot())).toEqual(["hosts-patched"]);
  expect(found(spot(tag("2026-10-28")))).toEqual(["hosts-patched"]);
  expect(found(spot(tag("2026-10-27")))).toEqual(["hosts-patched", "pinned-image-age"]);
});
