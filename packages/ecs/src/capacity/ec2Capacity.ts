import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkProtection,
  checkWhole,
  type Faults,
  given,
  isOn,
  protectionOf,
  waiversOf,
  type MergedInstancePart,
  type Waivers,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { checkPatch } from "../patch/patchArgs.ts";
import { createPatching } from "../patch/schedule.ts";
import { watchPatching } from "../patch/watched.ts";
import { createGroup, refreshPreferences } from "./autoScalingGroup.ts";
import { createInstanceProfile } from "./instanceProfile.ts";
import { checkInstances, usedSubnets } from "./instances.ts";
import { createLaunchTemplate } from "./launchTemplate.ts";
import { MachineImage, machineImageFacts } from "./machineImages.ts";
import { checkSpot } from "./spot.ts";
import type { Ec2CapacityArgs } from "./capacityArgs.ts";

/**
 * An Auto Scaling group of container instances with a capacity provider: it scales with the tasks. Instances are
 * launched with the newest AMI, and replaced when their AMI is too old. They offer no SSH, and are drained before they
 * are terminated.
 *
 * A `Cluster` creates these itself. For an existing cluster, its owner must attach the provider by name: AWS only
 * replaces a cluster's complete list of providers, so the list must have one owner.
 *
 * Charges: its instances and their root volumes per second, and some state transitions each weekend.
 */
export class Ec2Capacity extends pulumi.ComponentResource {
  /** Name of the capacity provider, for the cluster's owner to attach. */
  readonly capacityProviderName: pulumi.Output<string>;
  /** Name of the Auto Scaling group, for alarms and for `DomainMembers`. */
  readonly autoScalingGroupName: pulumi.Output<string>;
  /**
   * Name of the instances' role, for policies that all tasks on the instances need. Access to Systems Manager
   * parameters requires a part's statements.
   */
  readonly instanceRoleName: pulumi.Output<string>;
  /** Zones of its subnets, in the order of the subnets. */
  readonly availabilityZones: pulumi.Output<string[]>;
  /** ARN of the state machine that replaces outdated instances; start it to do so now. Undefined if patching is off. */
  readonly patchStateMachineArn: pulumi.Output<string> | undefined;
  /** For `Watch`: monitors whether instances get new AMIs. A `Cluster`'s `watchPart` includes it. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: Ec2CapacityArgs, opts?: pulumi.ComponentResourceOptions) {
    const part = checkArguments(schema, "Ec2Capacity", name, args, check);
    super("ballast-ecs:index:Ec2Capacity", name, {}, opts);
    const child = { parent: this };

    const profile = createInstanceProfile(name, { site: args.site, statements: part.statements }, child);
    const template = createLaunchTemplate(name, { ...args, part, instanceProfileArn: profile.arn }, child);
    const group = createGroup(name, args, part, template, child);
    const provider = createProvider(name, args, group, child);
    const patched = { part, group, provider, preferences: capitalized(refreshPreferences) };
    const isPatched = isOn(args.patch);

    this.capacityProviderName = provider.name;
    this.autoScalingGroupName = group.name;
    this.instanceRoleName = profile.roleName;
    this.availabilityZones = pulumi
      .output(args.site.region)
      .apply((region) => usedSubnets(args, part).map(([zone]) => `${region}${zone}`));
    this.patchStateMachineArn = isPatched ? createPatching(name, args, patched, child) : undefined;
    this.watchPart =
      this.patchStateMachineArn === undefined
        ? {}
        : watchPatching(name, args.patch, this.patchStateMachineArn);
    this.waivers = waiversOf({
      "ecs-termination-protection": { [`${name}-provider`]: args.terminationProtection },
      "hosts-patched": { [`${name}-group`]: protectionOf(args.patch) },
    });
    this.registerOutputs({
      capacityProviderName: this.capacityProviderName,
      autoScalingGroupName: this.autoScalingGroupName,
      instanceRoleName: this.instanceRoleName,
      availabilityZones: this.availabilityZones,
      patchStateMachineArn: this.patchStateMachineArn,
      waivers: this.waivers,
      // For plans, because no resource contains it.
      ...(args.trunking !== undefined && { trunking: args.trunking }),
    });
  }
}

function check(faults: Faults, args: Ec2CapacityArgs, name: string): MergedInstancePart {
  if (/^(aws|ecs|fargate)/i.test(name)) {
    faults.add(
      "name",
      `${given(name)} cannot name a capacity provider, because AWS reserves names that start with aws, ecs or fargate.`,
    );
  }
  const part = checkInstances(faults, name, args);
  checkSpot(faults, "spot", args);
  checkWhole(faults, "targetCapacity", args.targetCapacity, { from: 1, to: 100, unit: "percent" });
  checkWhole(faults, "warmupSeconds", args.warmupSeconds, { from: 0, to: 10_000, unit: "seconds" });
  checkProtection(faults, "terminationProtection", args.terminationProtection);
  checkPatch(faults, "patch", args.patch);
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

/** The names in AWS's API. */
function capitalized(properties: object): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]: [string, unknown]) => [
      name.replace(/^./, (letter) => letter.toUpperCase()),
      value,
    ]),
  );
}
