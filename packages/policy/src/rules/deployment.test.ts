import { broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { check } from "../check.ts";
import { deploymentRules } from "./deployment.ts";

const service = (inputs: Inputs) => broken(aws.service, inputs);

itShowsEachRule(deploymentRules, goodStack, [
  [
    "ecs-deployable (F.0.39)",
    service({ deploymentMinimumHealthyPercent: 50, deploymentMaximumPercent: 150 }),
    "may run at most 1 task and at least 1, so none can be replaced",
  ],
  [
    "ecs-deployable (F.0.39)",
    service({ desiredCount: 4 }),
    "cannot be deployed: web cannot finish a rolling deployment in any order",
  ],
  [
    "ecs-deployable (F.0.39)",
    service({ desiredCount: 2, placementConstraints: [{ type: "distinctInstance" }] }),
    'removed: 2 by "distinctInstance"',
  ],
  [
    "ecs-deployable (F.0.44)",
    service({ desiredCount: 4, deploymentConfiguration: { strategy: "CANARY" } }),
    "cannot be deployed: web cannot finish a canary deployment in any order",
  ],
  [
    "ecs-deployable-judged (F.0.39)",
    (stack) => service({ desiredCount: 5000 })(broken(aws.group, { maxSize: 2500 })(stack)),
    "cannot be evaluated for a deployment: web: not simulated whether a rolling deployment can finish: 12500000 combinations of a task and an instance are too many",
  ],
]);

it.each([
  ["one may stop first", { desiredCount: 4, deploymentMinimumHealthyPercent: 75 }],
  ["nothing is to run", { desiredCount: 0, deploymentMaximumPercent: 100 }],
  ["nothing is to run, as the provider has it", { desiredCount: undefined, deploymentMaximumPercent: 100 }],
  [
    "CodeDeploy replaces them",
    { deploymentMaximumPercent: 100, deploymentController: { type: "CODE_DEPLOY" } },
  ],
  [
    "ECS starts a whole second set",
    { deploymentMaximumPercent: 100, deploymentConfiguration: { strategy: "BLUE_GREEN" } },
  ],
])("ecs-deployable finds nothing where %s (F.0.39)", (_why, inputs) => {
  expect(check(service(inputs)(goodStack()), {}, { rules: deploymentRules })).toEqual([]);
});
