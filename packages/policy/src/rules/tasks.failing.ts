import { broken, inContainer } from "../testing/breaking.ts";
import type { Example } from "../testing/examples.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";

const task = (inputs: Inputs) => broken(aws.taskDefinition, inputs);
const container = (settings: Inputs) => inContainer((one) => Object.assign(one, settings));
const logging = (options: Inputs) =>
  inContainer((one) => Object.assign((one["logConfiguration"] as { options: Inputs }).options, options));

export const failingTasks: Example[] = [
  [
    "ecs-environment-secrets",
    container({ environment: [{ name: "DB_PASSWORD", value: "x" }] }),
    "has DB_PASSWORD in its environment",
  ],
  [
    "ecs-container-logs",
    container({ logConfiguration: { logDriver: "json-file" } }),
    "has no awslogs driver",
  ],
  ["ecs-container-logs", logging({ "awslogs-region": "us-east-1" }), "names another region"],
  ["ecs-container-logs", logging({ "awslogs-group": "/other" }), "does not keep"],
  ["ecs-task-platform", task({ runtimePlatform: undefined }), "no complete runtimePlatform"],
  ["ecs-readonly-root", container({ readonlyRootFilesystem: false }), "can write to its root"],
  ["ecs-privileged", container({ privileged: true }), "is privileged"],
  ["ecs-privileged", task({ pidMode: "host" }), "has pidMode: host"],
  ["ecs-init-process", container({ linuxParameters: {} }), "has no init process"],
  [
    "ecs-windows-parameters",
    task({
      runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE", cpuArchitecture: "X86_64" },
    }),
    "sets linuxParameters, readonlyRootFilesystem",
  ],
  ["ecs-image-tag", container({ image: "registry:5000/web" }), "may change under it"],
  ["ecs-image-tag", container({ image: "web:latest" }), "may change under it"],
  ["ecs-mount-points", task({ volumes: [] }), "mounts data, which is no volume"],
];
