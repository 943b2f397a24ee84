import { closestInstanceTypes, instanceType, type InstanceType } from "../instances/instanceTypes.ts";
import { instanceTypeAttribute, zoneAttribute } from "../query/build.ts";
import type { QueriedInstance, UnknownAttribute } from "../query/evaluate.ts";
import { amountsOf } from "./amounts.ts";
import { portsOf, reservedPorts } from "./ports.ts";
import type { InstanceSpec } from "./instanceSpec.ts";
import type { Resources } from "./resources.ts";
import type { TaskSpec } from "./task.ts";
import { isTrunked } from "../instances/trunking.ts";
import { unknownAttributes } from "./unknownAttributes.ts";

export type { InstanceSpec } from "./instanceSpec.ts";

const architectureAttribute = "ecs.cpu-architecture";

/** A container instance with its resources and tasks. */
export class Instance implements QueriedInstance {
  /** The specification from which it was created. */
  readonly spec: InstanceSpec;
  readonly id: string;
  readonly ec2InstanceId: string | undefined;
  readonly availabilityZone: string;
  readonly instanceType: string;
  readonly capacityProvider: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly variants: readonly Readonly<Record<string, string>>[] | undefined;
  readonly agentConnected: boolean;
  readonly #status: string;
  readonly agentVersion: string | undefined;
  readonly registeredAt: Date | undefined;
  readonly notSimulated: string | undefined;
  /** Its minimum resources. */
  readonly total: Readonly<Resources>;
  /** Its maximum resources, if they depend on the instance type or are unknown. */
  readonly most: Readonly<Resources>;
  readonly left: Resources;
  /** TCP ports in use. */
  readonly ports: Set<number>;
  readonly udpPorts = new Set<number>();
  /** Number of tasks by group, in order of their arrival. */
  readonly groups = new Map<string, number>();
  /** Groups of which the instance may run tasks that are not simulated. */
  readonly possibleTaskGroups = new Set<string>();
  runningTasksCount = 0;
  draining: boolean;
  readonly #unknownAttribute: (name: string) => UnknownAttribute | undefined;

  /** @throws {RangeError} for a type that AWS does not have, unless `notSimulated` says that it is not known. */
  constructor(spec: InstanceSpec) {
    const names = [...new Set([spec.instanceType, ...(spec.otherInstanceTypes ?? [])])];
    const types = typesOf(names, (spec.notSimulated ?? spec.registered) !== undefined);
    this.spec = spec;
    this.id = spec.id;
    this.ec2InstanceId = spec.ec2InstanceId;
    this.notSimulated = spec.notSimulated;
    this.availabilityZone = spec.availabilityZone;
    this.instanceType = spec.instanceType;
    this.capacityProvider = spec.capacityProvider;
    this.agentVersion = spec.agentVersion;
    this.registeredAt = spec.registeredAt;
    this.agentConnected = spec.agentConnected ?? true;
    this.#status = spec.status ?? "ACTIVE";
    this.draining = this.#status !== "ACTIVE";
    const operatingSystem = spec.operatingSystem ?? "linux";
    const architectures = new Set(types.map(({ architecture }) => architecture));
    const [architecture] = architectures;
    this.attributes = {
      ...(names.length < 2 && spec.instanceType !== "" && { [instanceTypeAttribute]: spec.instanceType }),
      ...(!spec.hasAssumedZone && { [zoneAttribute]: spec.availabilityZone }),
      ...(operatingSystem !== "" && { "ecs.os-type": operatingSystem }),
      ...(architectures.size === 1 && { [architectureAttribute]: architecture }),
      ...(operatingSystem === "linux" && { "ecs.os-family": "LINUX" }),
      ...spec.attributes,
    };
    this.variants =
      names.length > 1 && types.length === names.length
        ? types.map(({ name, architecture }) => ({
            [instanceTypeAttribute]: name,
            [architectureAttribute]: architecture,
          }))
        : undefined;
    const { least, most } = amountsOf(types, { ...spec, operatingSystem });
    this.total = { ...least, ...spec.registered };
    this.most = { ...most, ...spec.registered };
    this.ports = new Set(reservedPorts(operatingSystem));
    this.left = { ...this.total };
    const canTrunk =
      operatingSystem === "linux" &&
      (types.length === 0 ||
        types.some(({ name, branchInterfaces }) => branchInterfaces > 0 && isTrunked(name) !== false));
    const unknown = unknownAttributes(spec, canTrunk);
    const possible = new Map(
      names.length < 2
        ? []
        : [
            [instanceTypeAttribute, names],
            // The architecture of an unknown type is unknown, too.
            ...(types.length === names.length ? [[architectureAttribute, [...architectures]] as const] : []),
          ],
    );
    this.#unknownAttribute = (name) => {
      const values = possible.get(name);
      if (values === undefined) return unknown(name);
      return { exists: true, values, why: `is one of ${values.join(", ")}` };
    };
  }

  get status(): string {
    return this.draining && this.#status === "ACTIVE" ? "DRAINING" : this.#status;
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
    const { tcp, udp } = portsOf(task);
    for (const port of tcp) change(this.ports, port, by);
    for (const port of udp) change(this.udpPorts, port, by);
    this.runningTasksCount += by;
    const count = (this.groups.get(group) ?? 0) + by;
    if (count > 0) this.groups.set(group, count);
    else this.groups.delete(group);
  }
}

function change(ports: Set<number>, port: number, by: 1 | -1): void {
  if (by > 0) ports.add(port);
  else ports.delete(port);
}

/** @throws {RangeError} for a type that AWS does not have, unless `notSimulated` says that it is not known. */
function typesOf(names: string[], mayBeUnknown: boolean): InstanceType[] {
  return names.flatMap((name) => {
    const type = instanceType(name);
    if (type !== undefined) return type;
    if (mayBeUnknown) return [];
    const close = closestInstanceTypes(name);
    throw new RangeError(
      `${JSON.stringify(name)} is an unknown instance type` +
        `${close.length > 0 ? `; there are ${close.join(", ")}` : ""}.`,
    );
  });
}

/** A task with its own IP address needs its own network interface. */
export function interfacesOf(task: TaskSpec): number {
  return (task.networkMode ?? "awsvpc") === "awsvpc" ? 1 : 0;
}
