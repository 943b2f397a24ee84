import { contentsOf } from "@ballast/analysis";
import { canonicalType } from "@ballast/aws";
import { text, type Fields, type PlannedResource } from "@ballast/model";

/** A resource of a plan, as far as it says what a deployment needs; its inputs hold stand-ins for what AWS computes. */
export type NeedyResource = Pick<
  PlannedResource,
  "urn" | "type" | "name" | "custom" | "inputs" | "dependsOn"
>;

export function ofType(resources: NeedyResource[], type: string): NeedyResource[] {
  return resources.filter((one) => one.custom && canonicalType(one.type) === type);
}

/** What CloudFormation creates for the templates of a stack: AWS's types and properties. */
export function templateResources(resources: NeedyResource[]): { type: string; properties: Fields }[] {
  return resources.flatMap((resource) => contentsOf(resource, resource.inputs)?.nested ?? []);
}

/** Whether a name in AWS is this resource's: given, or made by Pulumi as `main-group-1a2b3c4`. */
export function isNamed({ name, inputs }: NeedyResource, physical: string): boolean {
  const given = text(inputs["name"]);
  if (given !== "") return given === physical;
  return physical.startsWith(`${name}-`) && /^[0-9a-f]{7}$/.test(physical.slice(name.length + 1));
}
