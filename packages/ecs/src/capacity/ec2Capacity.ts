import * as aws from "@pulumi/aws";
import {
  checkProtection,
  checkWhole,
  Faults,
  given,
  isOn,
  waiversOf,
  type InstancePart,
  type MergedInstancePart,
  type Protection,
  type Site,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { createGroup } from "./autoScalingGroup.ts";
import { createInstanceProfile } from "./instanceProfile.ts";
import { checkInstances, usedSubnets } from "./instances.ts";
import { createLaunchTemplate } from "./launchTemplate.ts";
import { MachineImage, machineImageFacts } from "./machineImages.ts";
import { checkSpot, type SpotArgs } from "./spot.ts";

/** Container instances of one kind. */
export interface CapacityArgs {
  site: Site;
  /** Private subnets, by zone. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Groups of the instances themselves; tasks have their own. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * EC2 instance types in the order of preference: the next is taken when AWS has none of the one before. Spot Instances
   * need two or more, and AWS chooses among them by price and by how much it has.
   */
  instanceTypes: string[];
  /** Instances at the most. */
  maximumSize: number;
  /** Instances that run even when no task needs them. @default 0 */
  minimumSize?: number;
  /** @default "amazonLinux2023" */
  machineImage?: MachineImage;
  /** Encrypted root volume, gp3. @default 30 on Linux, 100 on Windows */
  rootVolumeGiB?: number;
  /**
   * Percent of the instances to keep busy, 1 to 100; below 100 leaves room to place tasks at once. The same for Spot
   * Instances: a group that needs one instance would pay for two at 99, and capacity rebalancing brings a successor anyway.
   *
   * @default 100
   */
  targetCapacity?: number;
  /** From an instance's launch until it counts as capacity. @default 300 on Linux, 600 on Windows */
  warmupSeconds?: number;
  /** Custom attributes for placement constraints. @default - none */
  attributes?: Record<string, string>;
  /** Keeps instances that run tasks from being chosen when the group shrinks. @default - on */
  terminationProtection?: Protection;
  /** Spot Instances, which cost less and can be taken back at two minutes' notice. @default - On-Demand Instances */
  spot?: SpotArgs;
  /** What storage and directory components bring. @default - none */
  parts?: Record<string, InstancePart>;
}

export interface Ec2CapacityArgs extends CapacityArgs {
  /** The cluster that the instances join. */
  clusterName: pulumi.Input<string>;
}

/**
 * An Auto Scaling group of container instances behind a capacity provider: it grows and shrinks with the tasks.
 * Instances take the newest machine image when they are launched, offer no SSH, and drain before they go.
 *
 * A `Cluster` makes its own. For a cluster that exists, its owner must attach the provider by name: AWS replaces a
 * cluster's list of providers whole, so a list has one owner.
 *
 * Costs its instances and their root volumes, by the second.
 */
export class Ec2Capacity extends pulumi.ComponentResource {
  readonly capacityProviderName: pulumi.Output<string>;
  readonly autoScalingGroupName: pulumi.Output<string>;
  readonly instanceRoleName: pulumi.Output<string>;
  /** Zones of its subnets, in their order. */
  readonly availabilityZones: pulumi.Output<string[]>;
  /** Why protections are off, by rule and by the member that each is for. */
  readonly waivers: Waivers;

  constructor(name: string, args: Ec2CapacityArgs, opts?: pulumi.ComponentResourceOptions) {
    const part = check(name, args);
    super("ballast-ecs:index:Ec2Capacity", name, {}, opts);
    const child = { parent: this };

    const profile = createInstanceProfile(name, { site: args.site, statements: part.statements }, child);
    const template = createLaunchTemplate(name, { ...args, part, instanceProfileArn: profile.arn }, child);
    const group = createGroup(name, args, part, template, child);
    const provider = createProvider(name, args, group, child);

    this.capacityProviderName = provider.name;
    this.autoScalingGroupName = group.name;
    this.instanceRoleName = profile.roleName;
    this.availabilityZones = pulumi
      .output(args.site.region)
      .apply((region) => usedSubnets(args, part).map(([zone]) => `${region}${zone}`));
    this.waivers = waiversOf({
      "ecs-termination-protection": { [`${name}-provider`]: args.terminationProtection },
    });
    this.registerOutputs({
      capacityProviderName: this.capacityProviderName,
      autoScalingGroupName: this.autoScalingGroupName,
      instanceRoleName: this.instanceRoleName,
      availabilityZones: this.availabilityZones,
      waivers: this.waivers,
    });
  }
}

function check(name: string, args: Ec2CapacityArgs): MergedInstancePart {
  const faults = new Faults(`Ec2Capacity ${given(name)}`);
  if (/^(aws|ecs|fargate)/i.test(name)) {
    faults.add(
      "name",
      `${given(name)} would name a capacity provider, and AWS keeps names that start with aws, ecs or fargate.`,
    );
  }
  const part = checkInstances(faults, name, args);
  checkSpot(faults, "spot", args);
  checkWhole(faults, "targetCapacity", args.targetCapacity, { from: 1, to: 100, unit: "percent" });
  checkWhole(faults, "warmupSeconds", args.warmupSeconds, { from: 0, to: 10_000, unit: "seconds" });
  checkProtection(faults, "terminationProtection", args.terminationProtection);
  faults.throwIfAny();
  return part;
}

function createProvider(
  name: string,
  args: Ec2CapacityArgs,
  group: aws.autoscaling.Group,
  child: pulumi.ComponentResourceOptions,
): aws.ecs.CapacityProvider {
  const facts = machineImageFacts(args.machineImage ?? MachineImage.AmazonLinux2023);
  return new aws.ecs.CapacityProvider(
    `${name}-provider`,
    {
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedTerminationProtection: isOn(args.terminationProtection) ? "ENABLED" : "DISABLED",
        managedDraining: "ENABLED",
        managedScaling: {
          status: "ENABLED",
          targetCapacity: args.targetCapacity ?? 100,
          instanceWarmupPeriod: args.warmupSeconds ?? facts.warmupSeconds,
        },
      },
    },
    child,
  );
}
