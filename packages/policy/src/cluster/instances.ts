import { groupOfProvider } from "@ballast/analysis";
import { fields, list, text, type Resource, type Stack } from "@ballast/model";
import { instanceTypeFacts, zoneNames, type InstanceSpec } from "@ballast/placement";
import { aws } from "@ballast/aws";
import { bootScript, customAttributes, otherAttributes } from "../userData.ts";

/**
 * Container instances of a capacity provider at the maximum size of its group, with any of its instance
 * types, spread over the zones of its subnets. If these are not known, one placeholder instance.
 */
export function instancesOf(stack: Stack, provider: Resource): InstanceSpec[] {
  const capacityProvider = text(provider.state["name"]);
  const unknown = (reason: string): InstanceSpec[] => [unknownInstance(capacityProvider, reason)];
  const group = groupOfProvider(provider, stack);
  if (!group) return unknown(`the Auto Scaling group of ${capacityProvider} is not of this stack`);
  const launch = launchOf(stack, group);
  if (!launch) return unknown(`the instance type of ${shortName(group)} is not known`);
  const maximum = Number(group.inputs["maxSize"]);
  if (!Number.isSafeInteger(maximum)) return unknown(`the size of ${shortName(group)} is not known`);
  const subnets = subnetsOf(stack, group);
  // The component that creates the group declares the account setting, because no AWS resource contains it.
  const trunking = stack.byUrn(group.parent ?? "")?.outputs?.["trunking"];
  const machine = machineOf(launch.template);
  const [instanceType = "", ...otherInstanceTypes] = launch.instanceTypes;
  const names = zoneNames(subnets.map(({ zone }) => zone));
  return Array.from({ length: maximum }, (_nothing, position) => {
    const { zone = "", attributes, isAssumed } = subnets[position % subnets.length] ?? {};
    const round = Math.floor(position / subnets.length) + 1;
    return {
      id: `${shortName(group)}-${names[zone]}${round}`,
      instanceType,
      ...(otherInstanceTypes.length > 0 && { otherInstanceTypes }),
      ...(typeof trunking === "boolean" && { trunking }),
      availabilityZone: zone,
      ...(isAssumed && { hasAssumedZone: true }),
      capacityProvider,
      group: shortName(group),
      ...machine,
      attributes: { ...machine.attributes, ...attributes },
      ...newerType(...launch.instanceTypes),
    };
  });
}

/** A placeholder for instances that are not known. */
function unknownInstance(capacityProvider: string, reason: string): InstanceSpec {
  return {
    id: `${capacityProvider}-unknown`,
    instanceType: "",
    operatingSystem: "",
    availabilityZone: "unknown",
    hasAssumedZone: true,
    capacityProvider,
    otherAttributes: `is not known, because ${reason}`,
    notSimulated: reason,
  };
}

/** The resources of an instance type that is missing in the table of types are unknown. */
export function newerType(...instanceTypes: string[]): Pick<InstanceSpec, "notSimulated"> {
  const newer = instanceTypes.filter((type) => instanceTypeFacts(type) === undefined);
  if (newer.length === 0) return {};
  const names = newer.map((type) => JSON.stringify(type)).join(", ");
  return { notSimulated: `${names} is an unknown instance type` };
}

/** The user's name for the group: `main-general` for `main-general-group`. */
function shortName({ name }: Resource): string {
  return name.replace(/-group$/, "");
}

/** Undefined for a launch template of another stack, or an unknown instance type. */
export function launchOf(
  stack: Stack,
  group: Resource,
): { template: Resource; instanceTypes: string[] } | undefined {
  const launch = fields(fields(group.inputs["mixedInstancesPolicy"])["launchTemplate"]);
  const specification = fields(launch["launchTemplateSpecification"] ?? group.inputs["launchTemplate"]);
  const reference = specification["launchTemplateId"] ?? specification["id"];
  const template = stack.referred(aws.launchTemplate, reference);
  if (template === undefined) return undefined;
  const overrides = list(launch["overrides"]).map((one) => text(fields(one)["instanceType"]));
  const named = overrides.length > 0 ? overrides : [text(template.inputs["instanceType"])];
  const instanceTypes = [...new Set(named.map((type) => type || text(template.inputs["instanceType"])))];
  return instanceTypes.includes("") ? undefined : { template, instanceTypes };
}

function machineOf(template: Resource): Partial<InstanceSpec> {
  const image = text(template.inputs["imageId"]);
  const windows = /Windows_Server-(\d+)-English-(Full|Core)/.exec(image);
  const other = otherAttributes(template.inputs["userData"]);
  const common = {
    attributes: {
      ...customAttributes(bootScript(template)),
      ...(amazonId("ami").test(image) && { "ecs.ami-id": image }),
    },
    ...(other !== undefined && { otherAttributes: other }),
  };
  if (windows === null) return { ...common, gpuSupport: image.includes("/gpu/") };
  const family = `WINDOWS_SERVER_${windows[1]}_${windows[2]?.toUpperCase()}`;
  return {
    ...common,
    attributes: { ...common.attributes, "ecs.os-family": family },
    operatingSystem: "windows",
  };
}

/** Matches an id that AWS assigned, but not a placeholder in a preview. */
function amazonId(kind: string): RegExp {
  return new RegExp(`^${kind}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`);
}

interface SubnetOfGroup {
  zone: string;
  /** Whether the zone is only assumed, one for each subnet. */
  isAssumed: boolean;
  /** Attributes of the instances in the subnet. */
  attributes: Record<string, string>;
}

/**
 * A subnet's zone is known if the stack creates the subnet, or if the component that creates the group
 * declares its zones. Otherwise each subnet is assumed to be in a separate zone.
 */
function subnetsOf(stack: Stack, group: Resource): SubnetOfGroup[] {
  const named = list(stack.byUrn(group.parent ?? "")?.outputs?.["availabilityZones"]).map(text);
  return list(group.inputs["vpcZoneIdentifiers"]).map((id, position) => {
    const subnet = stack.referred(aws.subnet, id);
    const zone = text(subnet?.inputs["availabilityZone"]) || named[position];
    const subnetId = text(id);
    const vpcId = text(subnet?.inputs["vpcId"]);
    return {
      zone: zone || subnetId,
      isAssumed: !zone,
      attributes: {
        ...(!subnet && amazonId("subnet").test(subnetId) && { "ecs.subnet-id": subnetId }),
        ...(amazonId("vpc").test(vpcId) && { "ecs.vpc-id": vpcId }),
      },
    };
  });
}
