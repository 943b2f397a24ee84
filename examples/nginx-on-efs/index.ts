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
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "Web servers" });
  const files = new RexrayEfs("files", {
    site,
    vpcId,
    subnetIds,
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    containerPath: "/usr/share/nginx/html",
  });
  const web = new ecs.TaskDefinition("web", {
    site,
    containers: {
      nginx: {
        image: "public.ecr.aws/docker/library/nginx:1.29",
        ports: [80],
        mountPoints: [
          { sourceVolume: "cache", containerPath: "/var/cache/nginx" },
          { sourceVolume: "run", containerPath: "/var/run" },
        ],
      },
    },
    // The root file system is read-only: this is all that NGINX writes.
    volumes: { cache: {}, run: {} },
    // Web servers read the files. A task that edits them takes files.taskPart.
    parts: { files: files.readerPart },
  });
  const service = new ecs.Service("web", {
    site,
    subnetIds,
    clusterArn: new ecs.Cluster("main").clusterArn,
    taskDefinition: web,
    securityGroupIds: { tasks: tasks.securityGroupId },
    desiredCount: 2,
    parts: { files: files.servicePart },
  });
  new ecs.Watch("watch", {
    site,
    parts: { service: service.watchPart, files: files.watchPart },
    subscribers: { team: "team@example.com" },
  });
  return {
    service: service.serviceName,
    fileSystem: files.fileSystemId,
  };
}
