import { words } from "@ballast/model";
import { identities } from "./accessOfIdentities.ts";
import { resourcePolicies, sharing, subjects } from "./accessOfResources.ts";
import type { Access } from "./access.ts";

const all = new Map<string, Access>();
for (const [resourcePolicy, types] of Object.entries(resourcePolicies))
  for (const type of words(types)) all.set(type, { resourcePolicy });
for (const [type, access] of Object.entries({ ...sharing, ...identities }))
  all.set(type, { ...all.get(type), ...access });
for (const [type, subject] of Object.entries(subjects)) all.set(type, { ...all.get(type), subject });

/** The properties of a type that grant or limit access; empty for a type without any. */
export function accessOf(type: string): Access {
  return all.get(type) ?? {};
}

const typesBy = new Map<string, string[]>();

/** Types that have a value in at least one of these columns, sorted. */
export function typesWithAccess(...columns: (keyof Access)[]): string[] {
  const key = columns.join();
  const types =
    typesBy.get(key) ??
    [...all]
      .flatMap(([type, access]) => (columns.some((column) => access[column] !== undefined) ? [type] : []))
      .sort();
  typesBy.set(key, types);
  return types;
}
