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
  ["ecs-zonal-volume", onDisk(), "can run in a zone other than that of data"],
  [
    "ecs-ephemeral-volume",
    broken(aws.service, { volumeConfiguration: { name: "data" } }),
    "creates a volume for each task, which is deleted with the task",
  ],
]);
