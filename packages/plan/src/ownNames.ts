import { resourceType } from "@ballast/aws";

/**
 * Inputs that contain the resource's own name, in addition to its outputs. In other types, the same property is another resource's name.
 */
export function ownNames(type: string): string[] {
  const name = resourceType(type)?.name;
  return name ? ["name", "identifier", name.property] : ["name", "identifier"];
}
