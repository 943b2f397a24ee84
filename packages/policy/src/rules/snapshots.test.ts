import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { check } from "../check.ts";
import { broken, together, without, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { snapshotRules } from "./snapshots.ts";

const settings = (tag: string): Inputs => ({
  environment: { variables: { SETTINGS: JSON.stringify({ tag, service: "web" }) } },
});
const save = (rest: Inputs = {}): Inputs => ({
  provider: "Lambda",
  configuration: { FunctionName: "saver" },
  runOrder: 2,
  ...rest,
});
const deploy = (runOrder?: number): Inputs => ({ provider: "ECS", runOrder });
const stages = (...all: Inputs[][]) => ({
  stages: [[{ provider: "CodeCommit" }], ...all].map((actions) => ({ actions })),
});
const good = (): Resource[] => [
  madeUp(aws.lambdaFunction, "saver", settings("ballast:before-deployment-of")),
  madeUp(aws.pipeline, "pipeline", stages([save(), deploy(3)])),
];
const pipeline = (...all: Inputs[][]): Breaking => broken(aws.pipeline, stages(...all));
const calling =
  (functionName: string): Breaking =>
  (all) => [...all, madeUp(aws.lambdaCall, "call", { functionName })];

itShowsEachRule(snapshotRules, good, [
  ["ecs-snapshot-called (F.0.58)", without(aws.pipeline), "nothing in the stack calls it"],
  ["ecs-snapshot-called (F.0.58)", pipeline([deploy(2), save()]), "after the deployment"],
]);

const found = (build: Breaking) =>
  check(build(good()), {}, { rules: snapshotRules, today: "2026-11-28" }).map(({ rule }) => rule);

it.each<[string, Breaking]>([
  ["another function", pipeline([save({ configuration: { FunctionName: "other" } }), deploy(3)])],
  ["an action of another provider", pipeline([save({ provider: "CodeBuild" }), deploy(3)])],
  ["a later stage", pipeline([deploy()], [save()])],
  ["beside the deployment", pipeline([save({ runOrder: undefined }), deploy()])],
  [
    "before one deployment of two",
    together(pipeline([save(), deploy(3)]), (all) => [
      ...all,
      madeUp(aws.pipeline, "late", stages([deploy(1), save()])),
    ]),
  ],
  ["an update that calls another function", together(without(aws.pipeline), calling("other"))],
])("finds a function that is not called in time: %s (F.0.58)", (_, build) => {
  expect(found(build)).toEqual(["ecs-snapshot-called"]);
});

it.each<[string, Breaking]>([
  ["an earlier stage", pipeline([save({ runOrder: 9 })], [deploy(1)])],
  ["an update", together(without(aws.pipeline), calling("saver"))],
  [
    "nothing, where it saves nothing",
    together(without(aws.pipeline), broken(aws.lambdaFunction, settings("other"))),
  ],
])("finds nothing where it is called by %s (F.0.58)", (_, build) => {
  expect(found(build)).toEqual([]);
});
