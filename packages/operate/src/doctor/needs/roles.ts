import { linkedRoles, resourceType, type LinkedRole, type LinkedRoleId } from "@ballast/aws";
import type { NeedyResource } from "./resource.ts";

/** A service-linked role; each exists at most once per account. */
export type RoleNeed = LinkedRole;

export function rolesOf(resources: NeedyResource[]): RoleNeed[] {
  const needed = new Set<LinkedRoleId>(
    resources.flatMap(({ custom, type, inputs }) =>
      ((custom ? resourceType(type)?.linkedRoles : undefined) ?? [])
        .filter(({ where }) => where?.(inputs) ?? true)
        .map(({ role }) => role),
    ),
  );
  return Object.entries(linkedRoles)
    .filter(([id]) => needed.has(id as LinkedRoleId))
    .map(([, role]) => role);
}
