import * as aws from "@pulumi/aws";
import {
  checkAutoName,
  checkKeys,
  checkOneOf,
  checkProtection,
  checkWhole,
  Faults,
  given,
  isOn,
  listed,
  mergeInstanceParts,
  waiversOf,
  type InstancePart,
  type MergedInstancePart,
  type Protection,
  type Site,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { checkAttributes } from "./attributes.ts";
import { createInstanceProfile } from "./instanceProfile.ts";
import { createLaunchTemplate } from "./launchTemplate.ts";
import { MachineImage, machineImageFacts } from "./machineImages.ts";

/** Container instances of one kind. */
export interface CapacityArgs {
  site: Site;
  /** Private subnets, by zone. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Groups of the instances themselves; tasks have their own. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /** EC2 instance types in the order of preference: the next is taken when AWS has none of the one before. */
  instanceTypes: string[];
  /** Instances at the most. */
  maximumSize: number;
  /** Instances that run even when no task needs them. @default 0 */
  minimumSize?: number;
  /** @default "amazonLinux2023" */
  machineImage?: MachineImage;
  /** Encrypted root volume, gp3. @default 30 on Linux, 100 on Windows */
  rootVolumeGiB?: number;
  /** Percent of the instances to keep busy, 1 to 100; below 100 leaves room to place tasks at once. @default 100 */
  targetCapacity?: number;
  /** From an instance's launch until it counts as capacity. @default 300 on Linux, 600 on Windows */
  warmupSeconds?: number;
  /** Custom attributes for placement constraints. @default - none */
  attributes?: Record<string, string>;
  /** Keeps instances that run tasks from being chosen when the group shrinks. @default - on */
  terminationProtection?: Protection;
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
  /** Why a protection is off, by the rule that it answers. */
  readonly waivers: Record<string, string>;

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
      .apply((region) => zonesOf(args, part).map(([zone]) => `${region}${zone}`));
    this.waivers = waiversOf({ "ecs-termination-protection": args.terminationProtection });
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
  const part = mergeInstanceParts(faults, args.parts);
  const facts = machineImageFacts(args.machineImage ?? MachineImage.AmazonLinux2023);

  checkAutoName(faults, `${name}-instance`, 64, "an IAM role");
  if (/^(aws|ecs|fargate)/i.test(name)) {
    faults.add(
      "name",
      `${given(name)} would name a capacity provider, and AWS keeps names that start with aws, ecs or fargate.`,
    );
  }
  checkOneOf(faults, "machineImage", args.machineImage, MachineImage);
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 1 });
  checkKeys(faults, "securityGroupIds", args.securityGroupIds, { from: 1, to: 5 });
  if (args.instanceTypes.length === 0)
    faults.add("instanceTypes", 'is empty; name at least one, for example "t3.medium".');
  for (const [position, type] of args.instanceTypes.entries()) {
    if (!/^[a-z0-9-]+\.[a-z0-9-]+$/.test(type)) {
      faults.add(
        `instanceTypes[${position}]`,
        `${given(type)} is no instance type, for example "t3.medium".`,
      );
    }
  }
  checkWhole(faults, "maximumSize", args.maximumSize, { from: 1, to: 5000, unit: "instances" });
  checkWhole(faults, "minimumSize", args.minimumSize, { from: 0, to: args.maximumSize, unit: "instances" });
  checkWhole(faults, "rootVolumeGiB", args.rootVolumeGiB, {
    from: facts.smallestRootGiB,
    to: 16_384,
    unit: "GiB",
  });
  checkWhole(faults, "targetCapacity", args.targetCapacity, { from: 1, to: 100, unit: "percent" });
  checkWhole(faults, "warmupSeconds", args.warmupSeconds, { from: 0, to: 10_000, unit: "seconds" });
  checkProtection(faults, "terminationProtection", args.terminationProtection);
  checkAttributes(faults, "attributes", args.attributes ?? {});
  for (const key of Object.keys(args.attributes ?? {}).filter((key) => key in part.attributes)) {
    faults.add(`attributes.${key}`, "a part sets this attribute too; rename this one.");
  }
  for (const zone of (part.zones ?? []).filter((zone) => !(zone in args.subnetIds))) {
    faults.add(
      "subnetIds",
      `has no ${given(zone)}, which a part needs; there are ${listed(Object.keys(args.subnetIds))}.`,
    );
  }
  for (const [owner, { bootSteps = {} }] of Object.entries(args.parts ?? {})) {
    for (const [key, step] of Object.entries(bootSteps)) {
      if (step.operatingSystem !== facts.operatingSystem) {
        faults.add(
          `parts.${owner}.bootSteps.${key}`,
          `is made for ${step.operatingSystem}, but these instances run ${facts.operatingSystem}.`,
        );
      }
    }
  }
  faults.throwIfAny();
  return part;
}

/** The subnets that are used, by zone. */
function zonesOf({ subnetIds }: Ec2CapacityArgs, { zones }: MergedInstancePart) {
  return Object.entries(subnetIds).filter(([zone]) => zones?.includes(zone) ?? true);
}

function createGroup(
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
      vpcZoneIdentifiers: zonesOf(args, part).map(([, id]) => id),
      minSize: args.minimumSize ?? 0,
      maxSize: args.maximumSize,
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandAllocationStrategy: "prioritized",
          onDemandPercentageAboveBaseCapacity: 100,
        },
        launchTemplate: {
          launchTemplateSpecification: {
            launchTemplateId: template.id,
            version: template.latestVersion.apply((version) => version.toString()),
          },
          overrides: args.instanceTypes.map((instanceType) => ({ instanceType })),
        },
      },
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
      tags: [tag("AmazonECSManaged", "true"), tag("Name", name)],
    },
    { ...child, ignoreChanges: ["desiredCapacity"] },
  );
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
