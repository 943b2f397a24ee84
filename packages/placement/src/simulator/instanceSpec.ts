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
   * @default - not known: tasks are placed without one, and a wait says where one would do
   */
  trunking?: boolean;
  /** @default - not known: queries that ask for it are not simulated */
  ec2InstanceId?: string;
  /** For example `1.106.1`. @default - not known: queries that ask for it are not simulated */
  agentVersion?: string;
  /** @default - not known: queries that ask for it are not simulated */
  registeredAt?: Date;
  /** `attributes` are all that it has, as ECS describes them. @default false: some that ECS sets are not known */
  isDescribed?: boolean;
  /** Why more custom attributes than `attributes` are possible: `may be set by its boot script`. @default - they are not */
  otherAttributes?: string;
  /** `availabilityZone` only tells the zones apart: which one it is is not known. @default false */
  hasAssumedZone?: boolean;
  /** Why it is unknown what has room there: its type is not known, or whether it exists. @default - it is known */
  notSimulated?: string;
  /** What the agent registers. @default - 93 percent of the type's memory, which may be less than it registers */
  memoryMiB?: number;
  /** What the agent has registered, in place of what the type tells. @default - the type's */
  registered?: Partial<Resources>;
  /** Whether the agent answers: ECS places nothing where it does not. @default true */
  agentConnected?: boolean;
  /** As ECS has it; in any but ACTIVE, an instance takes no tasks. @default "ACTIVE" */
  status?: string;
}
