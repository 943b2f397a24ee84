import { entryOf } from "@ballast/contracts";
import * as ecs from "@ballast/ecs";
import { Network } from "@ballast/network";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "Tasks of the shop" });
  const securityGroupIds = { tasks: tasks.securityGroupId };
  const cluster = new ecs.Cluster("main");
  const shop = new ecs.TaskDefinition("shop", {
    site,
    containers: {
      shop: {
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
  });
  const balancer = new ecs.ApplicationLoadBalancer("shop", {
    vpcId,
    subnetIds: network.publicSubnetIds,
    internetFacing: true,
    clients: { office: { cidrBlock: "203.0.113.0/24" } },
    targetSecurityGroupIds: securityGroupIds,
    listeners: {
      https: { targetPort: 80, certificateArn: config.require("certificateArn") },
    },
  });
  const service = new ecs.Service("shop", {
    site,
    subnetIds,
    securityGroupIds,
    clusterArn: cluster.clusterArn,
    taskDefinition: shop,
    loadBalancers: {
      https: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "https", "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "shop",
        containerPort: 80,
      },
    },
    scaling: { minimum: 2, maximum: 10, cpuPercent: 60, requestsPerTarget: { https: 1000 } },
  });
  new ecs.Watch("watch", {
    site,
    parts: { service: service.watchPart, balancer: balancer.watchPart, cluster: cluster.watchPart },
    subscribers: { team: "team@example.com" },
  });
  return { url: balancer.urls["https"] };
}
