import { awsvpcTaskLimit, closestInstanceTypes, instanceType } from "../instances/instanceTypes.ts";
import { instanceTypeAttribute, zoneAttribute } from "../query/build.ts";
import type { QueriedInstance, UnknownAttribute } from "../query/evaluate.ts";
import type { TaskSpec } from "./task.ts";
import { unknownAttributes } from "./unknownAttributes.ts";

export interface InstanceSpec {
  id: string;
  /** EC2 instance type: `t3.medium`. Empty if it is not known, with `notSimulated`. */
  instanceType: string;
  /** For example `eu-central-1a`. */
  availabilityZone: string;
  /** The one whose group it is of. @default - none */
  capacityProvider?: string;
  /** Custom attributes, and built-in ones where they differ from what the type says. @default - none */
  attributes?: Record<string, string>;
  /** `windows` for Windows Server. Empty if it is not known. @default "linux" */
  operatingSystem?: string;
  /** Whether its machine image gives tasks the type's GPUs. @default false */
  gpuSupport?: boolean;
  /** Whether ECS attaches task interfaces through a trunk (account setting awsvpcTrunking). @default false */
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
  /** Why nobody can say what has room there: its type is not known, or whether it exists. @default - it is known */
  notSimulated?: string;
  /** What the agent registers. @default - the type's memory less `systemShare` */
  memoryMiB?: number;
}

/**
 * Share of a type's memory that the kernel keeps, which tasks never get. AWS says that there is one ("Reserving Amazon
 * ECS Linux container instance memory") and not how much: an m4.large of 8,192 MiB registers 7,985 in its example, and
 * later kernels less. So this is a cautious assumption; `memoryMiB` takes what an instance really registers.
 */
const systemShare = 0.07;

/** Ports that ECS's own agent and remote access hold on every Linux instance (ECS developer guide, port mappings). */
const reservedPorts = [22, 2375, 2376, 51678, 51679, 51680];

/** A container instance: what it has, and what runs on it. */
export class Instance implements QueriedInstance {
  readonly id: string;
  readonly ec2InstanceId: string | undefined;
  readonly availabilityZone: string;
  readonly instanceType: string;
  readonly capacityProvider: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly agentConnected = true;
  readonly agentVersion: string | undefined;
  readonly registeredAt: Date | undefined;
  readonly notSimulated: string | undefined;
  readonly total: Readonly<Resources>;
  readonly left: Resources;
  readonly ports = new Set<number>(reservedPorts);
  /** Tasks by their group, in the order in which they came. */
  readonly groups = new Map<string, number>();
  /** Groups of which it may have tasks, because they are not simulated. */
  readonly possibleTaskGroups = new Set<string>();
  runningTasksCount = 0;
  draining = false;
  readonly #unknownAttribute: (name: string) => UnknownAttribute | undefined;

  /** @throws {RangeError} for a type that AWS does not have, unless `notSimulated` says that it is not known. */
  constructor(spec: InstanceSpec) {
    const type = instanceType(spec.instanceType);
    if (type === undefined && spec.notSimulated === undefined) {
      const close = closestInstanceTypes(spec.instanceType);
      throw new RangeError(
        `${JSON.stringify(spec.instanceType)} is no instance type that is known here` +
          `${close.length > 0 ? `; there are ${close.join(", ")}` : ""}.`,
      );
    }
    this.id = spec.id;
    this.ec2InstanceId = spec.ec2InstanceId;
    this.notSimulated = spec.notSimulated;
    this.availabilityZone = spec.availabilityZone;
    this.instanceType = spec.instanceType;
    this.capacityProvider = spec.capacityProvider;
    this.agentVersion = spec.agentVersion;
    this.registeredAt = spec.registeredAt;
    const operatingSystem = spec.operatingSystem ?? "linux";
    this.attributes = {
      ...(spec.instanceType !== "" && { [instanceTypeAttribute]: spec.instanceType }),
      ...(!spec.hasAssumedZone && { [zoneAttribute]: spec.availabilityZone }),
      ...(operatingSystem !== "" && { "ecs.os-type": operatingSystem }),
      ...(type && { "ecs.cpu-architecture": type.architecture }),
      ...(operatingSystem === "linux" && { "ecs.os-family": "LINUX" }),
      ...spec.attributes,
    };
    this.total = {
      cpu: (type?.vCpus ?? 0) * 1024,
      memoryMiB: spec.memoryMiB ?? Math.floor((type?.memoryMiB ?? 0) * (1 - systemShare)),
      gpus: (spec.gpuSupport && type?.gpus) || 0,
      interfaces: type ? awsvpcTaskLimit(type, (spec.trunking ?? false) && operatingSystem === "linux") : 0,
    };
    this.left = { ...this.total };
    const canTrunk = operatingSystem === "linux" && (type === undefined || type.branchInterfaces > 0);
    this.#unknownAttribute = unknownAttributes(spec, canTrunk);
  }

  unknownAttribute(name: string): UnknownAttribute | undefined {
    return this.#unknownAttribute(name);
  }

  get taskGroups(): Iterable<string> {
    return this.groups.keys();
  }

  take(task: TaskSpec, group: string): void {
    this.#change(task, group, 1);
  }

  release(task: TaskSpec, group: string): void {
    this.#change(task, group, -1);
  }

  #change(task: TaskSpec, group: string, by: 1 | -1): void {
    this.left.cpu -= by * task.cpu;
    this.left.memoryMiB -= by * task.memoryMiB;
    this.left.gpus -= by * (task.gpus ?? 0);
    this.left.interfaces -= by * interfacesOf(task);
    for (const port of task.hostPorts ?? []) {
      if (by > 0) this.ports.add(port);
      else this.ports.delete(port);
    }
    this.runningTasksCount += by;
    const count = (this.groups.get(group) ?? 0) + by;
    if (count > 0) this.groups.set(group, count);
    else this.groups.delete(group);
  }
}

export interface Resources {
  /** CPU units, 1,024 a virtual CPU. */
  cpu: number;
  memoryMiB: number;
  gpus: number;
  /** Network interfaces that tasks can have. */
  interfaces: number;
}

/** A task of its own address needs an interface of its own. */
export function interfacesOf(task: TaskSpec): number {
  return (task.networkMode ?? "awsvpc") === "awsvpc" ? 1 : 0;
}
