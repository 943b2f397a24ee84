import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import fc from "fast-check";
import { check } from "../check.ts";
import { broken, together, without, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, madeUp, type Inputs } from "../testing/resources.ts";
import { snapshotRules } from "./snapshots.ts";

const numRuns = 300;
const settings = (tag: string): Inputs => ({
  environment: { variables: { SETTINGS: JSON.stringify({ tag, service: "web" }) } },
});
const save = (FunctionName = "saver"): Inputs => ({ provider: "Lambda", configuration: { FunctionName } });
const deploy = (ServiceName = "web-service", ClusterName = "main"): Inputs => ({
  provider: "ECS",
  configuration: { ClusterName, ServiceName },
});
const template = (ActionMode: string): Inputs => ({
  provider: "CloudFormation",
  configuration: { ActionMode },
});
const blueGreen = (DeploymentGroupName: string): Inputs => ({
  provider: "CodeDeployToECS",
  configuration: { DeploymentGroupName },
});
const build = (ProjectName: string): Inputs => ({ provider: "CodeBuild", configuration: { ProjectName } });
const at = (runOrder: number, action: Inputs): Inputs => ({ ...action, runOrder });
const stages = (...all: Inputs[][]) => ({
  stages: [[{ provider: "CodeCommit" }], ...all].map((actions) => ({ actions })),
});

const urnOf = (type: string, name: string): string => madeUp(type, name).urn;
const project = (name: string, actions: string[]): Resource[] => [
  madeUp(aws.project, name, { serviceRole: arnOf(`${name}-role`) }),
  madeUp(aws.role, `${name}-role`, { assumeRolePolicy: "{}" }),
  madeUp(aws.rolePolicy, `${name}-policy`, {
    role: `${name}-role`,
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] }),
  }),
];
const group = (name: string, serviceName: string): Resource =>
  madeUp(aws.deploymentGroup, name, {
    deploymentGroupName: name,
    ecsService: { clusterName: "main", serviceName },
  });
const base = (): Resource[] => [
  madeUp(aws.cluster, "main"),
  madeUp(aws.taskDefinition, "web", { family: "web" }),
  madeUp(
    aws.service,
    "web-service",
    { cluster: arnOf("main"), taskDefinition: arnOf("web") },
    { id: arnOf("web-service") },
  ),
  madeUp(aws.service, "other-service", { cluster: arnOf("main") }),
  madeUp(aws.lambdaFunction, "saver", settings("ballast:before-deployment-of")),
  madeUp(aws.lambdaFunction, "other", {}),
  group("web-group", "web-service"),
  group("other-group", "other-service"),
  ...project("tests", ["codebuild:BatchGetBuilds"]),
  ...project("deployer", ["ecs:UpdateService"]),
];
const good = (): Resource[] => [
  ...base(),
  madeUp(aws.pipeline, "pipeline", stages([at(2, save()), at(3, deploy())])),
];
const pipeline = (...all: Inputs[][]): Breaking => broken(aws.pipeline, stages(...all));
const second =
  (...all: Inputs[][]): Breaking =>
  (stack) => [...stack, madeUp(aws.pipeline, "second", stages(...all))];
/** A call by the update, for which the service waits, and which is made anew for each task definition. */
const calling = (functionName = "saver", isWaited = true, isAnew = true): Breaking =>
  together(
    without(aws.pipeline),
    (all) => [
      ...all,
      madeUp(
        aws.lambdaCall,
        "call",
        { functionName },
        {
          dependsOn: [
            urnOf(aws.lambdaFunction, functionName),
            ...(isAnew ? [urnOf(aws.taskDefinition, "web")] : []),
          ],
        },
      ),
    ],
    broken(
      aws.service,
      (service) => {
        service.dependsOn = [
          urnOf(aws.taskDefinition, "web"),
          ...(isWaited ? [urnOf(aws.lambdaCall, "call")] : []),
        ];
      },
      "web-service",
    ),
  );
/** The last stage is retried by CodePipeline itself. */
const retrying = (retryMode: string, ...all: Inputs[][]): Breaking =>
  broken(aws.pipeline, {
    stages: stages(...all).stages.map((stage, index) =>
      index === all.length
        ? { ...stage, onFailure: { result: "RETRY", retryConfiguration: { retryMode } } }
        : stage,
    ),
  });
const byCodeDeploy = broken(aws.service, { deploymentController: { type: "CODE_DEPLOY" } }, "web-service");

itShowsEachRule(snapshotRules, good, [
  ["ecs-snapshot-called (F.0.58)", without(aws.pipeline), "nothing in the stack calls it"],
  [
    "ecs-snapshot-called (F.0.58)",
    pipeline([at(2, deploy()), at(3, save())]),
    "is not called by pipeline before",
  ],
  [
    "ecs-snapshot-called (F.0.58)",
    broken(aws.service, (service) => (service.name = "renamed"), "web-service"),
    "is not a service beside it",
  ],
]);

const found = (change: Breaking) =>
  check(change(good()), {}, { rules: snapshotRules, today: "2026-11-28" }).map(({ rule }) => rule);

it.each<[string, Breaking]>([
  ["another function", pipeline([save("other")], [deploy()])],
  ["an action of another provider", pipeline([{ ...save(), provider: "CodeBuild" }], [deploy()])],
  ["a later stage", pipeline([deploy()], [save()])],
  ["beside the deployment", pipeline([save(), deploy()])],
  ["before one deployment of two", second([deploy()], [save()])],
  ["in another pipeline than the deployment", together(pipeline([save()]), second([deploy()]))],
  ["beside a pipeline that deploys without a call", second([deploy()])],
  ["before nothing", pipeline([save()])],
  ["before another service", pipeline([save()], [deploy("other-service")])],
  [
    "before a service of this name in another cluster",
    pipeline([save()], [deploy("web-service", "another")]),
  ],
  ["after a template", pipeline([template("CREATE_UPDATE")], [save()], [deploy()])],
  ["after a build that may deploy", pipeline([build("deployer")], [save()], [deploy()])],
  ["after CodeDeploy's", together(byCodeDeploy, pipeline([blueGreen("web-group")], [save()]))],
  ["before CodeDeploy's of another", together(byCodeDeploy, pipeline([save()], [blueGreen("other-group")]))],
  ["in a stage that repeats what failed", retrying("FAILED_ACTIONS", [at(1, save()), at(2, deploy())])],
  ["before a stage that repeats all of itself", retrying("ALL_ACTIONS", [save()], [deploy()])],
  ["an update that calls another function", calling("other")],
  ["an update that does not wait for the call", calling("saver", false)],
  ["an update that calls only once", calling("saver", true, false)],
  ["an update, while a pipeline deploys without a call", together(calling(), second([deploy()]))],
])("finds a function that is not called in time: %s (F.0.58)", (_, change) => {
  expect(found(change)).toEqual(["ecs-snapshot-called"]);
});

it.each<[string, Breaking]>([
  ["an earlier stage", pipeline([at(9, save())], [at(1, deploy())])],
  ["an update", calling()],
  ["a stage that repeats all of itself", retrying("ALL_ACTIONS", [at(1, save()), at(2, deploy())])],
  ["each of two pipelines", second([save()], [deploy()])],
  ["a pipeline beside another service's", second([deploy("other-service")])],
  ["a pipeline beside one that builds", second([build("deployer"), template("CREATE_UPDATE")])],
  [
    "a pipeline that tests, and only deletes, before",
    pipeline([build("tests"), template("DELETE_ONLY")], [save()], [deploy()]),
  ],
  [
    "a pipeline that deploys another service before",
    pipeline([deploy("other-service")], [save()], [deploy()]),
  ],
  ["a pipeline whose build deploys", pipeline([save()], [build("deployer")])],
  ["a pipeline of CodeDeploy's", together(byCodeDeploy, pipeline([save()], [blueGreen("web-group")]))],
  [
    "nothing, where it saves nothing",
    together(without(aws.pipeline), broken(aws.lambdaFunction, settings("other"), "saver")),
  ],
])("finds nothing where it is called by %s (F.0.58)", (_, change) => {
  expect(found(change)).toEqual([]);
});

/** What an action does when it runs. */
const effects: Record<string, [Inputs, "saves" | "deploys" | "nothing"]> = {
  save: [save(), "saves"],
  "another save": [save("other"), "nothing"],
  deployment: [deploy(), "deploys"],
  "by ARN": [deploy(arnOf("web-service"), arnOf("main")), "deploys"],
  "another service": [deploy("other-service"), "nothing"],
  "another cluster": [deploy("web-service", "another"), "nothing"],
  tests: [build("tests"), "nothing"],
};
const action = fc.record({
  kind: fc.constantFrom(...Object.keys(effects)),
  runOrder: fc.integer({ min: 1, max: 3 }),
});
const flow = fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

it(`finds each deployment that may begin before the call has ended, in ${numRuns} deliveries (F.0.58)`, () => {
  fc.assert(
    fc.property(fc.array(flow, { minLength: 1, maxLength: 3 }), (flows) => {
      const runs = flows.map((run) => {
        let [isSaved, isAnyDeployed, isHarmed] = [false, false, false];
        for (const stage of run)
          for (const now of [1, 2, 3]) {
            const does = stage
              .filter(({ runOrder }) => runOrder === now)
              .map(({ kind }) => effects[kind]?.[1]);
            // What runs at the same time is not there yet.
            if (does.includes("deploys")) [isAnyDeployed, isHarmed] = [true, isHarmed || !isSaved];
            isSaved ||= does.includes("saves");
          }
        return { isAnyDeployed, isHarmed };
      });
      const isSafe =
        runs.some(({ isAnyDeployed }) => isAnyDeployed) && !runs.some(({ isHarmed }) => isHarmed);
      const deliveries = flows.map((run, index) =>
        madeUp(
          aws.pipeline,
          `delivery-${index}`,
          stages(
            ...run.map((stage) => stage.map(({ kind, runOrder }) => at(runOrder, effects[kind]?.[0] ?? {}))),
          ),
        ),
      );
      const rules = found(() => [...base(), ...deliveries]);
      expect(rules).toEqual(isSafe ? [] : ["ecs-snapshot-called"]);
    }),
    { numRuns },
  );
});
