import type { Resources } from "./resources.ts";

export interface InstanceSpec {
  id: string;
  /** EC2 instance type: `t3.medium`. Empty if it is not known, with `notSimulated`. */
  instanceType: string;
  /**
   * Types that it may be of instead, such as the other overrides of its group. Tasks are placed by the least that one of
   * them has.
   *
   * @default - none
   */
  otherInstanceTypes?: string[];
  /** For example `eu-central-1a`. */
  availabilityZone: string;
  /** The one whose group it is of. @default - none */
  capacityProvider?: string;
  /** Name of its group, by which events know it. @default - the capacity provider */
  group?: string;
  /** Custom attributes, and built-in ones where they differ from what the type says. @default - none */
  attributes?: Record<string, string>;
  /** `windows` for Windows Server. Empty if it is not known. @default "linux" */
  operatingSystem?: string;
  /** Whether its machine image gives tasks the type's GPUs. @default false */
  gpuSupport?: boolean;
  /**
   * Whether ECS attaches task interfaces through a trunk (account setting awsvpcTrunking).
   *
   * @default - unknown: tasks are placed without a trunk, and the message about waiting tasks tells where a trunk would suffice
   */
  trunking?: boolean;
  /** @default - not known: queries that ask for it are not simulated */
  ec2InstanceId?: string;
  /** For example `1.106.1`. @default - not known: queries that ask for it are not simulated */
  agentVersion?: string;
  /** @default - not known: queries that ask for it are not simulated */
  registeredAt?: Date;
  /** True if `attributes` is complete, as ECS returns it. @default false: attributes that ECS sets are unknown */
  isDescribed?: boolean;
  /** Why more custom attributes than `attributes` are possible: `may be set by its boot script`. @default - they are not */
  otherAttributes?: string;
  /** True if `availabilityZone` only distinguishes zones, and the actual zone is unknown. @default false */
  hasAssumedZone?: boolean;
  /** Why its resources are unknown: its type is unknown, or whether it exists. @default - they are known */
  notSimulated?: string;
  /** Memory that the agent registers. @default - 93 percent of the type's memory, which may be less than the actual value */
  memoryMiB?: number;
  /** The resources that the agent has registered. @default - those of the instance type */
  registered?: Partial<Resources>;
  /** Whether the agent is connected; ECS places no tasks if it is not. @default true */
  agentConnected?: boolean;
  /** The status in ECS; tasks are placed only if it is ACTIVE. @default "ACTIVE" */
  status?: string;
}
