import { record, recordRefusal } from "@ballast/testing";
import { LaunchType, Platform, TaskDefinition, type TaskDefinitionArgs, type Ulimit } from "../index.ts";
import { site } from "../testing.ts";

const build = (ulimits: Record<string, Ulimit>, args: Partial<TaskDefinitionArgs> = {}) =>
  new TaskDefinition("web", { site, containers: { web: { image: "nginx:1.27", ulimits } }, ...args });
const many = { soft: 4096, hard: 8192 };
const onInstances = { launchType: LaunchType.Ec2, cpu: 256, memoryMiB: 512 };

it("sets limits by ECS's names", async () => {
  const recording = await record(() => build({ nofile: many, memlock: many }, onInstances));
  const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
  expect(JSON.parse(inputs["containerDefinitions"] as string)).toMatchObject([
    {
      ulimits: [
        { name: "nofile", softLimit: 4096, hardLimit: 8192 },
        { name: "memlock", softLimit: 4096, hardLimit: 8192 },
      ],
    },
  ]);
});

it.each<[string, Record<string, Ulimit>, Partial<TaskDefinitionArgs>, string]>([
  ["a limit that there is not", { files: many }, onInstances, "ulimits.files"],
  ["a soft limit above the hard one", { nofile: { soft: 2, hard: 1 } }, {}, "ulimits.nofile.soft"],
  ["what AWS Fargate does not change", { memlock: many }, {}, "ulimits.memlock"],
  [
    "limits of Windows",
    { nofile: many },
    { ...onInstances, platform: Platform.Windows2022Core },
    "ulimits.nofile",
  ],
])("refuses %s", async (_what, ulimits, args, path) => {
  const { paths, registered } = await recordRefusal(() => build(ulimits, args));
  expect(paths).toEqual([`containers.web.${path}`]);
  expect(registered).toEqual([]);
});
