import type { InstancePart, Protection, SiteArgs } from "@ballast/contracts";
import type { MachineImage } from "./machineImages.ts";
import type { PatchArgs, PinnedImage } from "../patch/patchArgs.ts";
import type { SpotArgs } from "./spot.ts";
import type * as pulumi from "@pulumi/pulumi";

/** Container instances, started by an Auto Scaling group or by another service. */
export interface InstancesArgs {
  /** Private subnets, by zone. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Security groups of the instances; tasks have separate ones. */
  securityGroupIds: Record<string, pulumi.Input<string>>;
  /**
   * EC2 instance types in the order of preference: the next is taken when AWS has none of the one before. Spot Instances
   * need two or more, and AWS chooses among them by price and by how much it has.
   */
  instanceTypes: string[];
  /** Maximum number of instances. */
  maximumSize: number;
  /** Instances that run even when no task needs them. @default 0 */
  minimumSize?: number;
  /** Instances start with its newest version. @default "amazonLinux2023" */
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
   * Percent of the instances to keep busy, 1 to 100; below 100 leaves room to place tasks at once. The same for Spot
   * Instances: a group that needs one instance would pay for two at 99, and capacity rebalancing brings a successor anyway.
   *
   * @default 100
   */
  targetCapacity?: number;
  /** From an instance's launch until it counts as capacity. @default 300 on Linux, 600 on Windows */
  warmupSeconds?: number;
  /** Keeps instances that run tasks from being chosen when the group shrinks. @default - on */
  terminationProtection?: Protection;
  /** How instances get new machine images. @default - on: each weekend, images older than 30 days go */
  patch?: PatchArgs;
  /**
   * Whether the account setting awsvpcTrunking is enabled for the instances' role: more tasks with addresses of their own
   * then have room, on types that can. It changes nothing in AWS; the plan places tasks by it.
   *
   * @default - not known: the plan places tasks without, and says where they wait on which instances it would help
   */
  trunking?: boolean;
  /** Spot Instances, which cost less and can be taken back at two minutes' notice. @default - On-Demand Instances */
  spot?: SpotArgs;
}

export interface Ec2CapacityArgs extends CapacityArgs {
  /** The cluster that the instances join. */
  clusterName: pulumi.Input<string>;
}
