import { fields, list, text, type Fields, type Stack } from "@ballast/model";
import { zoneNames, type InstanceSpec } from "@ballast/placement";
import { newerType } from "./instances.ts";
import { bootScriptOf, customAttributes, otherAttributes } from "../userData.ts";

/**
 * Container instances that Elastigroups in this stack's templates add to a cluster without capacity provider,
 * at maximum size. All have the On-Demand type and are spread over the group's zones.
 */
export function elastigroupInstances(stack: Stack, clusterName: string): InstanceSpec[] {
  return stack
    .ofType("Spot::Elastigroup::Group")
    .map(({ inputs }) => fields(inputs["group"]))
    .filter((group) => clusterOf(group) === clusterName)
    .flatMap(instancesOf);
}

function clusterOf(group: Fields): string {
  return text(fields(fields(group["thirdPartiesIntegration"])["ecs"])["clusterName"]);
}

function instancesOf(group: Fields): InstanceSpec[] {
  const compute = fields(group["compute"]);
  const zones = list(compute["availabilityZones"]).map((zone) => text(fields(zone)["name"]));
  const types = fields(compute["instanceTypes"]);
  const instanceType = text(types["onDemand"]);
  const otherInstanceTypes = list(types["spot"])
    .map(text)
    .filter((type) => type !== "" && type !== instanceType);
  const { userData } = fields(compute["launchSpecification"]);
  const other = otherAttributes(userData);
  const maximum = Number(fields(group["capacity"])["maximum"]);
  if (zones.length === 0 || instanceType === "" || !Number.isSafeInteger(maximum)) return [];
  const names = zoneNames(zones);
  return Array.from({ length: maximum }, (_nothing, position) => {
    const availabilityZone = zones[position % zones.length] ?? "";
    const round = Math.floor(position / zones.length) + 1;
    return {
      id: `elastigroup-${text(group["name"])}-${names[availabilityZone]}${round}`,
      instanceType,
      ...(otherInstanceTypes.length > 0 && { otherInstanceTypes }),
      availabilityZone,
      group: `elastigroup-${text(group["name"])}`,
      attributes: customAttributes(bootScriptOf(userData)),
      ...(other !== undefined && { otherAttributes: other }),
      ...newerType(instanceType, ...otherInstanceTypes),
    };
  });
}
