import type { CapacityArgs } from "./capacity/capacityArgs.ts";
import type { ServiceArgs } from "./service/serviceArgs.ts";
import { LaunchType, Platform, type TaskDefinitionShape } from "./task/shape.ts";

// Test fixtures of this package; components do not use them.

export const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
export const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
export const securityGroupIds = { tasks: "sg-0tasks" };

export const capacity: CapacityArgs = {
  site,
  subnetIds,
  securityGroupIds: { instances: "sg-0instances" },
  instanceTypes: ["t3.medium"],
  maximumSize: 4,
};

/** On AWS Fargate, with one container that listens. */
export function webTask(revision = 1): TaskDefinitionShape {
  return {
    arn: `arn:aws:ecs:eu-central-1:123456789012:task-definition/web:${revision}`,
    launchType: LaunchType.Fargate,
    platform: Platform.LinuxX86,
    containerPorts: { web: [80] },
  };
}

/** The minimum arguments of a service. */
export const webService: ServiceArgs = {
  site,
  clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/main",
  taskDefinition: webTask(),
  subnetIds,
  securityGroupIds,
};

export const volumeArn = "arn:aws:ec2:eu-central-1:123456789012:volume/vol-0123456789abcdef0";

/** One task at a time, whose volume is saved before a deployment. */
export const savedService: ServiceArgs = {
  ...webService,
  deployment: { snapshotBefore: true },
  parts: {
    data: {
      desiredCount: 1,
      minimumHealthyPercent: 0,
      maximumPercent: 100,
      zoneRebalancing: false,
      volumes: { "dev-data": { volumeArn } },
    },
  },
};

/** The policy or trust document in a property. */
export function documentIn(
  inputs: Record<string, unknown>,
  property: string,
): { Statement: Record<string, unknown>[] } {
  return JSON.parse(inputs[property] as string) as { Statement: Record<string, unknown>[] };
}
