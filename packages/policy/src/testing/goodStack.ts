import type { Resource } from "@ballast/model";
import { entryOf } from "@ballast/contracts";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  LaunchType,
  NetworkLoadBalancer,
  Service,
  TaskDefinition,
} from "@ballast/ecs";
import { Network } from "@ballast/network";
import { record } from "@ballast/testing";
import { goodData } from "./goodData.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };

function program(): void {
  const network = new Network("main", {
    site,
    cidrBlock: "10.0.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
  });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const { securityGroupId } = new ClientGroup("tasks", { vpcId, description: "Tasks" });
  const capacity = {
    site,
    subnetIds,
    securityGroupIds: { instances: securityGroupId },
    instanceTypes: ["t3.medium"],
    maximumSize: 2,
    attributes: { disk: "fast" },
  };
  const cluster = new Cluster("main", { capacities: { general: capacity }, executeCommand: true });
  const task = new TaskDefinition("web", {
    site,
    launchType: LaunchType.Ec2,
    executeCommand: true,
    volumes: { data: {} },
    containers: {
      web: {
        image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1.0.0",
        ports: [80],
        environment: { MODE: "prod" },
        secrets: { PASSWORD: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf:password::" },
        mountPoints: [{ sourceVolume: "data", containerPath: "/data" }],
      },
    },
  });
  const targetSecurityGroupIds = { tasks: securityGroupId };
  const balancer = new ApplicationLoadBalancer("web", {
    vpcId,
    subnetIds: network.publicSubnetIds,
    internetFacing: true,
    clients: { all: { cidrBlock: "0.0.0.0/0" } },
    targetSecurityGroupIds,
    listeners: {
      https: { certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0", targetPort: 80 },
    },
  });
  new NetworkLoadBalancer("raw", {
    vpcId,
    subnetIds,
    clients: { vpn: { cidrBlock: "10.8.0.0/16" } },
    targetSecurityGroupIds,
    listeners: { tcp: { port: 80, targetPort: 80 } },
  });
  new Service("web", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds,
    securityGroupIds: { tasks: securityGroupId },
    capacity: {
      general: {
        capacityProviderName: entryOf(cluster.capacityProviderNames, "general", "capacityProviderNames"),
      },
    },
    loadBalancers: {
      https: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "https", "targetGroupArns"),
        containerName: "web",
        containerPort: 80,
      },
    },
  });
}

/** A stack of our own components, and what keeps data, that touches every rule and breaks none. */
export async function goodStack(): Promise<Resource[]> {
  return [...(await record(program)).resources, ...goodData()];
}
