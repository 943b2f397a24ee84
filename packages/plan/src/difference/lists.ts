import { attributeOf } from "@ballast/aws";
import { isFields } from "@ballast/model";

/** Properties whose lists have no order in AWS, for types without a schema here. */
const usual = new Set([
  "aliases",
  "alarmActions",
  "availabilityZones",
  "capacityProviders",
  "dnsIps",
  "enabledCloudwatchLogsExports",
  "insufficientDataActions",
  "okActions",
  "prefixListIds",
  "requiresCompatibilities",
  "routeTableIds",
  "securityGroupIds",
  "securityGroups",
  "subnetIds",
  "subnets",
  "tags",
  "vpcSecurityGroupIds",
]);

/** The same in documents: container definitions, and policies, in which a single value may also be written without a list. */
const ofDocuments = new Set([
  "containerDefinitions",
  "containers",
  "environment",
  "secrets",
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

/** Properties that identify the members of a list. */
const keys = ["name", "key", "Sid", "capacityProvider", "containerName", "id"];

/** @param path Property names from the resource's inputs down, without indexes. */
export function isSet(type: string, path: readonly string[]): boolean {
  const attribute = attributeOf(type, path.join("."));
  if (attribute !== undefined) return attribute.kind === "set";
  const last = path.at(-1) ?? "";
  return usual.has(last) || isSetOfDocument(path);
}

/** The same for a path in a document. */
export function isSetOfDocument(path: readonly string[]): boolean {
  return ofDocuments.has(path.at(-1) ?? "") || path.includes("Condition") || path[0] === "eventPattern";
}

/**
 * The old members, in the order of the new members that they equal or became; the remaining old members follow. A new member without an
 * old one leaves an empty slot.
 */
export function aligned(
  from: readonly unknown[],
  to: readonly unknown[],
  equal: (one: unknown, other: unknown) => boolean,
): unknown[] {
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

function sameKey(one: unknown, other: unknown): boolean {
  if (!isFields(one) || !isFields(other)) return false;
  const key = keys.find((candidate) => candidate in one && candidate in other);
  return key !== undefined && one[key] === other[key];
}
