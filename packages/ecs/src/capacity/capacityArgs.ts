import type { InstancePart, Protection, SiteArgs } from "@ballast/contracts";
import type { MachineImage } from "./machineImages.ts";
import type { PatchArgs, PinnedImage } from "../patch/patchArgs.ts";
import type { SpotArgs } from "./spot.ts";
import type * as pulumi from "@pulumi/pulumi";

/** Container instances, started by an Auto Scaling group or by another service. */
export interface InstancesArgs {
  /** Private subnets, keyed by zone. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Security groups of the instances; tasks have separate ones. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * EC2 instance types in order of preference: the next is used if AWS has no capacity for the previous one. Spot
   * Instances need two or more, and AWS chooses among them by price and capacity.
   */
  instanceTypes: string[];
  /** Maximum number of instances. */
  maximumSize: number;
  /** Instances that run even when no task needs them. @default 0 */
  minimumSize?: number;
  /** The AMI of the instances: they start with its newest version. @default "amazonLinux2023" */
  machineImage?: MachineImage;
  /** A version of `machineImage` that instances use instead of the newest one. @default - the newest */
  pinnedImage?: PinnedImage;
  /** GiB of the encrypted gp3 root volume. @default 30 on Linux, 100 on Windows */
  rootVolumeGiB?: number;
  /** Custom attributes for placement constraints. @default - none */
  attributes?: Record<string, string>;
  /** Parts of storage and directory components. @default - none */
  parts?: Record<string, InstancePart>;
}

/** Container instances of one kind. */
export interface CapacityArgs extends SiteArgs, InstancesArgs {
  /**
   * Target utilization of the instances in percent, 1 to 100. Below 100, spare capacity remains, so that new tasks can
   * be placed immediately. For Spot Instances, too: at 99, a group that needs one instance would pay for two, and
   * capacity rebalancing launches a replacement in any case.
   *
   * @default 100
   */
  targetCapacity?: number;
  /** Seconds from an instance's launch until it counts as capacity. @default 300 on Linux, 600 on Windows */
  warmupSeconds?: number;
  /** Protects instances that run tasks from scale-in. @default - on */
  terminationProtection?: Protection;
  /**
   * How instances are replaced by instances with a newer AMI.
   *
   * @default - on: each weekend, instances whose AMI is older than 30 days are replaced
   */
  patch?: PatchArgs;
  /**
   * Whether the account setting awsvpcTrunking is enabled for the instances' role. Supported instance types can then
   * run more tasks with separate network interfaces. This argument does not change the setting in AWS; only the plan
   * uses it, to place tasks.
   *
   * @default - unknown: the plan places tasks without it, and reports if it would help tasks that cannot be placed
   */
  trunking?: boolean;
  /**
   * Spot Instances, which cost less and which AWS can interrupt with two minutes' notice.
   *
   * @default - On-Demand Instances
   */
  spot?: SpotArgs;
}

export interface Ec2CapacityArgs extends CapacityArgs {
  /** The cluster that the instances join. */
  clusterName: pulumi.Input<string>;
}
