import { fields, list, text, type Fields, type Stack } from "@ballast/model";
import type { InstanceSpec } from "@ballast/placement";
import { bootScriptOf, customAttributes } from "../userData.ts";

/**
 * The container instances that Elastigroups of this stack's templates bring to a cluster, behind no capacity provider, when
 * they are as large as they may be: of the type that is bought On-Demand, taking turns in their zones.
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
  const instanceType = text(fields(compute["instanceTypes"])["onDemand"]);
  const script = bootScriptOf(fields(compute["launchSpecification"])["userData"]);
  const maximum = Number(fields(group["capacity"])["maximum"]);
  if (zones.length === 0 || instanceType === "" || !Number.isSafeInteger(maximum)) return [];
  return Array.from({ length: maximum }, (_nothing, position) => {
    const availabilityZone = zones[position % zones.length] ?? "";
    const round = Math.floor(position / zones.length) + 1;
    return {
      id: `elastigroup-${text(group["name"])}-${availabilityZone.replace(/^.*\d/, "")}${round}`,
      instanceType,
      availabilityZone,
      attributes: customAttributes(script),
    };
  });
}
