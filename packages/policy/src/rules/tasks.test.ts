import { broken, inContainer } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { taskRules } from "./tasks.ts";

const task = (inputs: Inputs) => broken(aws.taskDefinition, inputs);
const container = (settings: Inputs) => inContainer((one) => Object.assign(one, settings));
const logging = (options: Inputs) =>
  inContainer((one) => Object.assign((one["logConfiguration"] as { options: Inputs }).options, options));

itShowsEachRule(taskRules, goodStack, [
  [
    "ecs-container-logs (F.0.4)",
    container({ logConfiguration: { logDriver: "json-file" } }),
    "has no awslogs driver",
  ],
  ["ecs-container-logs (F.0.4)", logging({ "awslogs-region": "us-east-1" }), "sets a region other than"],
  ["ecs-container-logs (F.0.4)", logging({ "awslogs-group": "/other" }), "is not in this stack"],
  ["ecs-task-platform", task({ runtimePlatform: undefined }), "no complete runtimePlatform"],
  ["ecs-readonly-root", container({ readonlyRootFilesystem: false }), "can write to its root"],
  ["ecs-init-process", container({ linuxParameters: {} }), "has no init process"],
  [
    "ecs-windows-parameters",
    task({
      runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE", cpuArchitecture: "X86_64" },
    }),
    "sets linuxParameters, readonlyRootFilesystem",
  ],
  ["ecs-image-tag (F.0.18)", container({ image: "registry:5000/web" }), "whose tag can be moved"],
  ["ecs-image-tag (F.0.18)", container({ image: "web:latest" }), "whose tag can be moved"],
  ["ecs-mount-points (F.0.20)", task({ volumes: [] }), "mounts data, which is not a volume"],
]);
