import { resourceType } from "@ballast/aws";
import { isFields } from "@ballast/model";

/**
 * Lists whose order means nothing to AWS, by the property that holds them: sets in the provider's schema
 * (terraform-provider-aws, TypeSet), and the members of policy documents and event patterns.
 */
const sets = new Set([
  "alarmActions",
  "availabilityZones",
  "capacityProviderStrategies",
  "capacityProviders",
  "defaultCapacityProviderStrategies",
  "enabledCloudwatchLogsExports",
  "eventCategories",
  "insufficientDataActions",
  "loadBalancers",
  "okActions",
  "parameters",
  "placementConstraints",
  "prefixListIds",
  "requiresCompatibilities",
  "routeTableIds",
  "securityGroupIds",
  "securityGroups",
  "settings",
  "sourceIds",
  "subnetIds",
  "subnets",
  "tags",
  "volumes",
  "vpcSecurityGroupIds",
  "vpcZoneIdentifiers",
  // Of container definitions (terraform-provider-aws, ContainerDefinitionsAreEquivalent).
  "containerDefinitions",
  "environment",
  "secrets",
  // Of policy documents, in which one value may also stand without its list.
  "Action",
  "AWS",
  "CanonicalUser",
  "Federated",
  "NotAction",
  "NotResource",
  "Resource",
  "Service",
  "Statement",
]);

/** By what the members of a list are known to whoever wrote them. */
const keys = ["name", "key", "Sid", "capacityProvider", "containerName", "id"];

/** @param path Property names from the resource's inputs down, without indexes. */
export function isSet(type: string, path: readonly string[]): boolean {
  const last = path.at(-1) ?? "";
  if (resourceType(type)?.ordered?.includes(last) === true) return false;
  return sets.has(last) || path.includes("Condition") || path[0] === "eventPattern";
}

/**
 * The old members in the order of the new ones that they are or became; what is left follows. Where a new member has
 * none, the place is empty.
 */
export function aligned(from: readonly unknown[], to: readonly unknown[]): unknown[] {
  const left = new Map(from.entries());
  const places: unknown[] = [];
  const open = new Set(to.keys());
  for (const same of [equal, sameKey, () => true]) {
    for (const place of open) {
      const found = [...left].find(([, member]) => same(member, to[place]));
      if (found === undefined) continue;
      places[place] = found[1];
      left.delete(found[0]);
      open.delete(place);
    }
  }
  let next = to.length;
  for (const member of left.values()) places[next++] = member;
  return places;
}

function equal(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sameKey(one: unknown, other: unknown): boolean {
  if (!isFields(one) || !isFields(other)) return false;
  const key = keys.find((candidate) => candidate in one && candidate in other);
  return key !== undefined && one[key] === other[key];
}
