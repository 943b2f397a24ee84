import { record, recordRefusal } from "@ballast/testing";
import fc from "fast-check";
import { LaunchType, Platform, TaskDefinition, type TaskDefinitionArgs } from "../index.ts";
import { site } from "../testing.ts";

const onInstances: Partial<TaskDefinitionArgs> = { launchType: LaunchType.Ec2, cpu: 1024, memoryMiB: 2048 };
const places: Record<string, Partial<TaskDefinitionArgs>> = {
  "AWS Fargate": { cpu: 1024, memoryMiB: 2048 },
  "AWS Fargate with Windows": { platform: Platform.Windows2022Core, cpu: 1024, memoryMiB: 2048 },
  "Linux instances": onInstances,
  "Windows instances": { ...onInstances, platform: Platform.Windows2022Core },
};

const build = (args: Partial<TaskDefinitionArgs>, times: object) =>
  new TaskDefinition("web", { site, containers: { web: { image: "nginx:1.27", ...times } }, ...args });

it("takes the times that AWS Fargate has there, and longer ones on container instances", async () => {
  const seconds = fc.integer({ min: 2, max: 4000 });
  const cases = fc.record({ place: fc.constantFrom(...Object.keys(places)), start: seconds, stop: seconds });
  await fc.assert(
    fc.asyncProperty(cases, async ({ place, start, stop }) => {
      const run = () => build(places[place] ?? {}, { startTimeoutSeconds: start, stopTimeoutSeconds: stop });
      // ECS API reference, ContainerDefinition: "The valid values for Fargate are 2-120 seconds" (read 2026-11-27).
      const refused = [
        ...(place.startsWith("AWS Fargate") && start > 120 ? ["startTimeoutSeconds"] : []),
        ...(place.startsWith("AWS Fargate") && stop > 120 ? ["stopTimeoutSeconds"] : []),
      ];
      if (refused.length === 0) {
        const { inputs } = (await record(run)).the("aws:ecs/taskDefinition:TaskDefinition");
        expect(JSON.parse(inputs["containerDefinitions"] as string)).toMatchObject([
          { startTimeout: start, stopTimeout: stop },
        ]);
      } else
        expect((await recordRefusal(run)).paths).toEqual(refused.map((path) => `containers.web.${path}`));
    }),
    { numRuns: 60 },
  );
});

it("refuses to kill containers of AWS Fargate within a second", async () => {
  expect((await recordRefusal(() => build({}, { stopTimeoutSeconds: 1 }))).paths).toEqual([
    "containers.web.stopTimeoutSeconds",
  ]);
});
