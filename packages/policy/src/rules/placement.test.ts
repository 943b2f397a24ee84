import { broken, nested } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { placementRules } from "./placement.ts";

const service = (inputs: Inputs) => broken(aws.service, inputs);
const memberOf = (expression: string) =>
  service({ placementConstraints: [{ type: "memberOf", expression }] });

itShowsEachRule(placementRules, goodStack, [
  [
    "ecs-placement",
    memberOf("color == blue"),
    "placementConstraints[0].expression is not valid in the cluster query language: at character 1",
  ],
  [
    "ecs-placement",
    broken(aws.taskDefinition, { placementConstraints: [{ type: "distinctInstance" }] }),
    "placementConstraints[0] distinctInstance is allowed for a service or a run",
  ],
  ["ecs-placement-query", memberOf("attribute:ecs.instance-type =~ t3*"), "write t3.*"],
  [
    "ecs-windows-family",
    broken(aws.taskDefinition, {
      runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE", cpuArchitecture: "X86_64" },
    }),
    "is not constrained to instances of WINDOWS_SERVER_2022_CORE",
  ],
  [
    "ecs-zone-rebalancing",
    service({ availabilityZoneRebalancing: undefined }),
    "does not set availabilityZoneRebalancing",
  ],
  ["ecs-zone-rebalancing", service({ deploymentMaximumPercent: 100 }), "maximumPercent is 100"],
  ["ecs-zone-rebalancing", service({ schedulingStrategy: "DAEMON" }), "a daemon has one task per instance"],
  [
    "ecs-zone-rebalancing",
    service({ orderedPlacementStrategies: [{ type: "binpack", field: "cpu" }] }),
    "is not spread by",
  ],
  [
    "ecs-zone-rebalancing",
    memberOf("attribute:ecs.availability-zone == a"),
    "uses attribute:ecs.availability-zone",
  ],
  [
    "ecs-placeable",
    broken(aws.group, { maxSize: 0 }),
    "cannot be placed in any order: web: 1 task waits: there are no instances",
  ],
  ["ecs-placeable", service({ desiredCount: 5 }), "cannot be placed in any order: web: "],
  [
    "ecs-placeable",
    broken(aws.group, (one) => {
      nested(one, "mixedInstancesPolicy", "launchTemplate")["overrides"] = [
        { instanceType: "t3.medium" },
        { instanceType: "t3.nano" },
      ];
    }),
    "managed scaling starts no instance for it, because one task does not fit on t3.nano",
  ],
  ["ecs-placeable-after-loss", service({ desiredCount: 3 }), "cannot be placed again when main-general-"],
  [
    "ecs-placeable-after-loss",
    memberOf("attribute:ecs.availability-zone == eu-central-1b"),
    "it can run only in its zone, and waits for a new instance there",
  ],
  [
    "ecs-placeable-after-loss",
    broken(aws.group, (one) => {
      nested(one, "mixedInstancesPolicy", "launchTemplate")["overrides"] = [{ instanceType: "z99.huge" }];
    }),
    '"z99.huge" is an unknown instance type',
  ],
  [
    "ecs-placeable-after-loss",
    memberOf("attribute:ecs.ami-id == ami-0123456789abcdef0"),
    "cannot be evaluated: web: 1 task is not simulated: attribute:ecs.ami-id is known only when the instance runs",
  ],
  [
    "ecs-placeable-after-loss",
    memberOf("attribute:ecs.instance-type =~ (?=t).*"),
    "cannot be evaluated: web: 1 task is not simulated: look-ahead ((?=…)) in the pattern (?=t).* is not simulated",
  ],
  ["ecs-placeable-after-loss", memberOf("color == blue"), "is not simulated: at character 1"],
]);
