import { taskNeeds } from "./tasks.ts";

describe("what a task needs", () => {
  it("is the sum of its containers", () => {
    const spec = taskNeeds({
      networkMode: "bridge",
      runtimePlatform: { cpuArchitecture: "ARM64" },
      requiresAttributes: [{ name: "ecs.capability.docker-plugin.rexray.ebs" }],
      placementConstraints: [{ type: "memberOf", expression: "attribute:color == blue" }],
      containerDefinitions: [
        {
          cpu: 256,
          memory: 1024,
          memoryReservation: 512,
          portMappings: [
            { containerPort: 80, hostPort: 8080 },
            { containerPort: 81, hostPort: 0 },
            { containerPort: 82 },
          ],
          resourceRequirements: [{ type: "GPU", value: "2" }],
        },
        { cpu: 128, memory: 256 },
      ],
    });
    expect(spec).toEqual({
      cpu: 384,
      memoryMiB: 768,
      gpus: 2,
      networkMode: "bridge",
      hostPorts: [8080],
      requires: {
        "ecs.os-type": "linux",
        "ecs.cpu-architecture": "arm64",
        "ecs.capability.docker-plugin.rexray.ebs": "",
      },
      constraints: [{ type: "memberOf", expression: "attribute:color == blue" }],
    });
  });

  it("is what the task reserves as a whole, on Windows as well", () => {
    const spec = taskNeeds({
      cpu: "1024",
      memory: "2048",
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE" },
      containerDefinitions: [{ cpu: 1, memory: 1, portMappings: [{ containerPort: 80, hostPort: 80 }] }],
    });
    expect(spec).toMatchObject({
      cpu: 1024,
      memoryMiB: 2048,
      hostPorts: [],
      requires: { "ecs.os-type": "windows" },
    });
  });

  it("is a size in ECS's words as well, and in the mode host the ports of its containers", () => {
    const containerDefinitions = [
      { portMappings: [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }] },
    ];
    const task = { cpu: "1 vCPU", memory: ".5 GB", containerDefinitions };
    expect(taskNeeds({ ...task, networkMode: "host" })).toMatchObject({
      cpu: 1024,
      memoryMiB: 512,
      hostPorts: [80, 81],
    });
    expect(taskNeeds({ ...task, networkMode: "bridge" }).hostPorts).toEqual([]);
    expect(taskNeeds({ ...task, cpu: "much" }).cpu).toBeNaN();
  });
});
