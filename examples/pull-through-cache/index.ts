import * as ecs from "@ballast/ecs";
import { Network } from "@ballast/network";
import { PullThroughCache, UpstreamRegistry } from "@ballast/private-registry";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "Tasks with images of Docker Hub" });
  // A secret of yours with `username` and `accessToken`; ECR asks for a name that begins with ecr-pullthroughcache/.
  const cache = new PullThroughCache("hub", {
    site,
    upstream: UpstreamRegistry.DockerHub,
    prefix: "hub",
    secretArn: config.require("loginArn"),
  });
  const web = new ecs.TaskDefinition("web", {
    site,
    containers: {
      web: {
        image: pulumi.interpolate`${cache.registry}/library/httpd:2.4`,
        ports: [80],
        mountPoints: [{ sourceVolume: "logs", containerPath: "/usr/local/apache2/logs" }],
      },
    },
    // The root file system is read-only: this is all that Apache writes.
    volumes: { logs: {} },
    parts: { registry: cache.taskPart },
  });
  const service = new ecs.Service("web", {
    site,
    subnetIds,
    clusterArn: new ecs.Cluster("main").clusterArn,
    taskDefinition: web,
    securityGroupIds: { tasks: tasks.securityGroupId },
  });
  new ecs.Watch("watch", {
    site,
    parts: { service: service.watchPart },
    subscribers: { team: "team@example.com" },
  });
  return {
    registry: cache.registry,
    service: service.serviceName,
  };
}
