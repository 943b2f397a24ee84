import { resourceType } from "@ballast/aws";

/** Inputs that name the thing itself, beside all that AWS answers. To other types the same property is another resource's name. */
export function ownNames(type: string): string[] {
  const name = resourceType(type)?.name;
  return name ? ["name", "identifier", name.property] : ["name", "identifier"];
}
