import * as aws from "@pulumi/aws";
import { isOn, type MergedInstancePart, fromComputed } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { Ec2CapacityArgs } from "./capacityArgs.ts";
import { usedSubnets } from "./instances.ts";
import { instancesDistribution } from "./spot.ts";

export function createGroup(
  name: string,
  args: Ec2CapacityArgs,
  part: MergedInstancePart,
  template: aws.ec2.LaunchTemplate,
  child: pulumi.ComponentResourceOptions,
): aws.autoscaling.Group {
  const tag = (key: string, value: string) => ({ key, value, propagateAtLaunch: true });
  return new aws.autoscaling.Group(
    `${name}-group`,
    {
      vpcZoneIdentifiers: usedSubnets(args, part).map(([, id]) => id),
      minSize: args.minimumSize ?? 0,
      maxSize: args.maximumSize,
      mixedInstancesPolicy: {
        instancesDistribution: instancesDistribution(args.spot),
        launchTemplate: {
          launchTemplateSpecification: {
            launchTemplateId: template.id,
            version: fromComputed(template.latestVersion, (version) => version.toString()),
          },
          overrides: args.instanceTypes.map((instanceType) => ({ instanceType })),
        },
      },
      // The successor of an instance that AWS is likely to take back starts before the notice, not after it.
      capacityRebalance: args.spot ? true : undefined,
      healthCheckType: "EC2",
      protectFromScaleIn: isOn(args.terminationProtection),
      // A changed template replaces the instances by and by; ECS drains each before it goes.
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 200,
          scaleInProtectedInstances: "Refresh",
        },
      },
      // ECS asks for capacity when tasks need it, so there is none to wait for.
      waitForCapacityTimeout: "0",
      forceDelete: true,
      // Free of charge; `Cluster.watchPart` reads them.
      enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances"],
      tags: [tag("AmazonECSManaged", "true"), tag("Name", name)],
    },
    { ...child, ignoreChanges: ["desiredCapacity"] },
  );
}
