import * as ecs from "@ballast/ecs";
import { Network } from "@ballast/network";
import { RexrayEfs } from "@ballast/rexray-efs";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "Tasks that use the files" });
  const files = new RexrayEfs("files", {
    site,
    vpcId,
    subnetIds,
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    containerPath: "/srv/files",
    backup: {
      // Every night, kept for 35 days, in a vault of this component.
      schedule: "cron(0 2 ? * * *)",
      days: 35,
      // Copies for the day on which the region is lost.
      copyTo: { region: "eu-west-1", days: 7 },
      // On the first of each month AWS Backup restores the newest recovery point, and deletes the result.
      drill: { schedule: "cron(0 4 1 * ? *)" },
    },
  });
  // Tells of a backup, a copy or a drill that failed.
  const watch = new ecs.Watch("watch", {
    site,
    parts: { files: files.watchPart },
    subscribers: { team: "team@example.com" },
  });
  return {
    fileSystem: files.fileSystemId,
    alarmTopic: watch.topicArn,
    survives: files.survives,
  };
}
