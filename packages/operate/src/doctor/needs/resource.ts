import { nestedResources } from "@ballast/aws/templates";

/** A resource of a plan, as far as it says what a deployment needs. @ballast/plan's are such. */
export interface NeedyResource {
  urn: string;
  /** `aws:ecs/service:Service` */
  type: string;
  name: string;
  /** False for components. */
  custom: boolean;
  /** With stand-ins for what AWS computes. */
  inputs: Record<string, unknown>;
  /** URNs of what must be there first. */
  dependsOn: string[];
}

export function ofType(resources: NeedyResource[], type: string): NeedyResource[] {
  return resources.filter((one) => one.custom && one.type === type);
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** 0 for what is no number. Providers take numbers as text, too. */
export function number(value: unknown): number {
  const read = typeof value === "string" ? Number(value) : value;
  return typeof read === "number" && Number.isFinite(read) ? read : 0;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

export function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** What CloudFormation creates for the templates of a stack: AWS's types and properties. */
export function templateResources(
  resources: NeedyResource[],
): { type: string; properties: Record<string, unknown> }[] {
  return ofType(resources, "aws:cloudformation/stack:Stack").flatMap(
    ({ inputs }) => nestedResources(inputs["templateBody"], fields(inputs["parameters"]))?.resources ?? [],
  );
}

export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Whether a name in AWS is this resource's: given, or made by Pulumi as `main-group-1a2b3c4`. */
export function isNamed({ name, inputs }: NeedyResource, physical: string): boolean {
  const given = text(inputs["name"]);
  if (given !== "") return given === physical;
  return physical.startsWith(`${name}-`) && /^[0-9a-f]{7}$/.test(physical.slice(name.length + 1));
}
