import type { ContainerInstance, Resource } from "@aws-sdk/client-ecs";
import { instanceTypeFacts, type Instance, type InstanceSpec } from "@ballast/placement";
import { lastPart } from "./ecs.ts";

// Conversion of a container instance that ECS describes to the simulator's types.

export const zoneAttribute = "ecs.availability-zone";

export function idOf(one: ContainerInstance): string {
  return one.ec2InstanceId ?? lastPart(one.containerInstanceArn ?? "");
}

export function zoneOf(one: ContainerInstance): string {
  return attribute(one, zoneAttribute);
}

export function attribute(one: ContainerInstance, name: string): string {
  return attributesOf(one)[name] ?? "";
}

export function attributesOf({ attributes = [] }: ContainerInstance): Record<string, string> {
  return Object.fromEntries(attributes.map(({ name = "", value = "" }) => [name, value]));
}

/** Whether the simulator knows how many network interfaces its type has. */
export function isKnownType({ instanceType }: Pick<InstanceSpec, "instanceType">): boolean {
  return instanceTypeFacts(instanceType) !== undefined;
}

/** The instance's specification, without resources. */
export function specOf(one: ContainerInstance): InstanceSpec {
  return {
    id: idOf(one),
    instanceType: attribute(one, "ecs.instance-type"),
    availabilityZone: zoneOf(one),
    attributes: attributesOf(one),
    isDescribed: true,
    trunking: attribute(one, "ecs.awsvpc-trunk-id") !== "",
    ...(one.ec2InstanceId !== undefined && { ec2InstanceId: one.ec2InstanceId }),
    ...(one.capacityProviderName !== undefined && { capacityProvider: one.capacityProviderName }),
    ...(one.versionInfo?.agentVersion !== undefined && { agentVersion: one.versionInfo.agentVersion }),
    ...(one.registeredAt !== undefined && { registeredAt: new Date(one.registeredAt) }),
  };
}

export function resourcesOf(resources: Resource[] = []): { cpu: number; memoryMiB: number; gpus: number } {
  const named = (name: string): Resource | undefined => resources.find((one) => one.name === name);
  return {
    cpu: named("CPU")?.integerValue ?? 0,
    memoryMiB: named("MEMORY")?.integerValue ?? 0,
    gpus: named("GPU")?.stringSetValue?.length ?? 0,
  };
}

/**
 * Replaces the resources and ports of the instance type by the remaining ones that the agent reports. The agent does
 * not report network interfaces.
 */
export function giveWhatIsLeft(instance: Instance, { remainingResources = [] }: ContainerInstance): void {
  Object.assign(instance.left, resourcesOf(remainingResources));
  const portsOf = { PORTS: instance.ports, PORTS_UDP: instance.udpPorts };
  for (const [name, ports] of Object.entries(portsOf)) {
    ports.clear();
    const taken = remainingResources.filter((one) => one.name === name);
    for (const { stringSetValue = [] } of taken) for (const port of stringSetValue) ports.add(Number(port));
  }
}
