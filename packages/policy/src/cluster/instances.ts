import { groupOfProvider } from "@ballast/analysis";
import { fields, list, text, type Resource, type Stack } from "@ballast/model";
import type { InstanceSpec } from "@ballast/placement";
import { aws } from "@ballast/aws";
import { bootScript, customAttributes } from "../userData.ts";

/**
 * The container instances of a capacity provider when its group is as large as it may be: of the type that is asked for
 * first, taking turns in the zones of its subnets.
 */
export function instancesOf(stack: Stack, provider: Resource): InstanceSpec[] {
  const group = groupOfProvider(provider, stack);
  const launch = group && launchOf(stack, group);
  if (!group || !launch) return [];
  const zones = zonesOf(stack, group);
  const capacityProvider = text(provider.state["name"]);
  return Array.from({ length: Number(group.inputs["maxSize"]) }, (_nothing, position) => {
    const zone = zones[position % zones.length] ?? "";
    const round = Math.floor(position / zones.length) + 1;
    return {
      id: `${shortName(group)}-${zone.replace(/^.*\d/, "") || zone}${round}`,
      instanceType: launch.instanceType,
      availabilityZone: zone,
      capacityProvider,
      ...machine(launch.template),
    };
  });
}

/** `main-general-group` is known by what its user called it. */
function shortName({ name }: Resource): string {
  return name.replace(/-group$/, "");
}

function launchOf(stack: Stack, group: Resource): { template: Resource; instanceType: string } | undefined {
  const launch = fields(fields(group.inputs["mixedInstancesPolicy"])["launchTemplate"]);
  const specification = fields(launch["launchTemplateSpecification"] ?? group.inputs["launchTemplate"]);
  const reference = specification["launchTemplateId"] ?? specification["id"];
  const template = stack.referred(aws.launchTemplate, reference);
  if (template === undefined) return undefined;
  const [first] = list(launch["overrides"]).map(fields);
  const instanceType = text(first?.["instanceType"] ?? template.inputs["instanceType"]);
  return instanceType === "" ? undefined : { template, instanceType };
}

function machine(template: Resource): Partial<InstanceSpec> {
  const image = text(template.inputs["imageId"]);
  const windows = /Windows_Server-(\d+)-English-(Full|Core)/.exec(image);
  const attributes = customAttributes(bootScript(template));
  if (windows === null) return { attributes, gpuSupport: image.includes("/gpu/") };
  const family = `WINDOWS_SERVER_${windows[1]}_${windows[2]?.toUpperCase()}`;
  return { attributes: { ...attributes, "ecs.os-family": family }, operatingSystem: "windows" };
}

/**
 * A subnet's zone is known where the stack makes it, or where the component that makes the group says so; else each
 * subnet stands for a zone of its own.
 */
function zonesOf(stack: Stack, group: Resource): string[] {
  const said = list(stack.byUrn(group.parent ?? "")?.outputs?.["availabilityZones"]).map(text);
  return list(group.inputs["vpcZoneIdentifiers"]).map((id, position) => {
    const subnet = stack.referred(aws.subnet, id);
    return text(subnet?.inputs["availabilityZone"]) || said[position] || text(id);
  });
}
