import { identities } from "./accessOfIdentities.ts";
import { resourcePolicies, sharing } from "./accessOfResources.ts";
import { words } from "./entries.ts";
import type { Access } from "./access.ts";

const all = new Map<string, Access>([
  ...Object.entries(resourcePolicies).flatMap(([resourcePolicy, types]) =>
    words(types).map((type): [string, Access] => [type, { resourcePolicy }]),
  ),
  ...Object.entries(sharing),
  ...Object.entries(identities),
]);

/** Where a type says who may do what; nothing for a type that does not. */
export function accessOf(type: string): Access {
  return all.get(type) ?? {};
}

/** Types that say it where one looks, sorted. */
export function typesWithAccess(...columns: (keyof Access)[]): string[] {
  return [...all]
    .flatMap(([type, access]) => (columns.some((column) => access[column] !== undefined) ? [type] : []))
    .sort();
}
