import { check } from "../check.ts";
import { broken, mounting, together } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { volumeRules } from "./volumes.ts";

const bootScript = "aws ec2 attach-volume --volume-id disk\nmount /mnt/disk";
/** Tasks keep their data on a block volume that a boot script attaches. */
const onDisk = (service: Inputs = {}) =>
  together(
    mounting({ hostPath: "/mnt/disk/data" }),
    broken(aws.launchTemplate, { userData: Buffer.from(bootScript).toString("base64") }),
    broken(aws.service, service),
  );

itShowsEachRule(volumeRules, goodStack, [
  ["ebs-backup", broken(aws.volume, { tags: { Name: "data" } }), "has no automatic snapshots"],
  ["ecs-single-attach-deployment", onDisk(), "deploys between 100 and 200 percent"],
  ["ecs-single-attach-deployment", onDisk({ desiredCount: 2 }), "has a desired count of 2 for one volume"],
  [
    "ecs-single-attach-deployment",
    mounting({ dockerVolumeConfiguration: { driver: "rexray/ebs" } }),
    "deploys between 100 and 200 percent",
  ],
  [
    "ecs-single-attach-deployment",
    mounting({
      dockerVolumeConfiguration: { driver: "cloudstor:aws", driverOpts: { backing: "relocatable" } },
    }),
    "deploys between 100 and 200 percent",
  ],
  [
    "ecs-volume-host-replaceable (F.0.32)",
    onDisk({ desiredCount: 1 }),
    "keeps 1 of its tasks on instances that hold",
  ],
  ["ecs-zonal-volume", onDisk(), "can run in a zone other than that of data"],
  [
    "ecs-ephemeral-volume",
    broken(aws.service, { volumeConfiguration: { name: "data" } }),
    "creates a volume for each task, which is deleted with the task",
  ],
]);

const beside = (service: Inputs): string[] =>
  check(onDisk(service)(goodStack()), {}, { rules: volumeRules })
    .filter(({ rule }) => rule === "ecs-volume-host-replaceable")
    .map(({ message }) => message);
const provider = (name: string): Inputs => ({ capacityProvider: name, weight: 1 });

it.each<[string, Inputs]>([
  ["may stop its last task", { desiredCount: 1, deploymentMinimumHealthyPercent: 0 }],
  ["has no task", { desiredCount: 0 }],
  ["runs on every instance", { desiredCount: undefined, schedulingStrategy: "DAEMON" }],
  [
    "may go to another provider",
    { desiredCount: 2, capacityProviderStrategies: [provider("main-general-provider"), provider("other")] },
  ],
  ["runs on other instances", { desiredCount: 2, capacityProviderStrategies: [provider("other")] }],
  ["runs on AWS Fargate", { desiredCount: 2, capacityProviderStrategies: [] }],
])("lets an instance with a volume go where a service on it %s (F.0.32)", (_, service) => {
  expect(beside(service)).toEqual([]);
});

it("counts the tasks that ECS keeps: percentages are rounded up (F.0.32)", () => {
  const keeping = (desiredCount: number, deploymentMinimumHealthyPercent?: number) =>
    beside({ desiredCount, deploymentMinimumHealthyPercent }).map((text) => /keeps (\d+) /.exec(text)?.[1]);
  expect([keeping(1), keeping(3, 50), keeping(10, 1)]).toEqual([["1"], ["2"], ["1"]]);
});
