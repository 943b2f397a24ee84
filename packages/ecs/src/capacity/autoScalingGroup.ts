import * as aws from "@pulumi/aws";
import { isOn, type MergedInstancePart, fromComputed } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { Ec2CapacityArgs } from "./capacityArgs.ts";
import { usedSubnets } from "./instances.ts";
import { patchDefaults, patchTags } from "../patch/patchArgs.ts";
import { instancesDistribution } from "./spot.ts";

/** Preferences of every instance refresh: it launches a replacement for each instance, and ECS drains an instance before it is terminated. */
export const refreshPreferences = {
  minHealthyPercentage: 100,
  maxHealthyPercentage: 200,
  // ECS protects all instances that run tasks.
  scaleInProtectedInstances: "Refresh",
};

const day = 86_400;

export function createGroup(
  name: string,
  args: Ec2CapacityArgs,
  part: MergedInstancePart,
  template: aws.ec2.LaunchTemplate,
  child: pulumi.ComponentResourceOptions,
): aws.autoscaling.Group {
  const tag = (key: string, value: string) => ({ key, value, propagateAtLaunch: true });
  const own = Object.entries(patchTags(args.patch)).map(([key, value]) => ({
    key,
    value,
    propagateAtLaunch: false,
  }));
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
      // A changed template replaces the instances by and by.
      instanceRefresh: { strategy: "Rolling", preferences: refreshPreferences },
      maxInstanceLifetime: maximumLifetime(args, part),
      // ECS asks for capacity when tasks need it, so there is none to wait for.
      waitForCapacityTimeout: "0",
      forceDelete: true,
      // Free of charge; `Cluster.watchPart` reads them.
      enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances"],
      tags: [tag("AmazonECSManaged", "true"), tag("Name", name), ...own],
    },
    { ...child, ignoreChanges: ["desiredCapacity"] },
  );
}

/**
 * What replaces an instance where patching does not run. Auto Scaling leaves alone an instance that is protected from scale-in, and
 * ends one before it starts its successor (EC2 Auto Scaling user guide, "Replace Auto Scaling instances based on maximum instance
 * lifetime", read 2026-11-27), so this is for groups without protection and without volumes alone.
 */
function maximumLifetime(args: Ec2CapacityArgs, { volumes }: MergedInstancePart): number | undefined {
  const { patch, terminationProtection } = args;
  const isSafe = !isOn(terminationProtection) && Object.keys(volumes).length === 0;
  if (!isSafe || !isOn(patch)) return undefined;
  // AWS takes 365 days at the most.
  return Math.min(365, 2 * (patch?.maximumAgeDays ?? patchDefaults.maximumAgeDays)) * day;
}
