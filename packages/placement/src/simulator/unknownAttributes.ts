import type { UnknownAttribute } from "../query/evaluate.ts";

/**
 * Attributes that ECS applies to every container instance (ECS developer guide, "Amazon ECS container instance attributes":
 * doc_source/task-placement-constraints.md of awsdocs/amazon-ecs-developer-guide at 021abe8, read 2026-11-27).
 */
const always = [
  "ecs.ami-id",
  "ecs.availability-zone",
  "ecs.cpu-architecture",
  "ecs.instance-type",
  "ecs.os-family",
  "ecs.os-type",
  "ecs.subnet-id",
  "ecs.vpc-id",
];
const trunk = "ecs.awsvpc-trunk-id";
/** Marks instances outside of EC2 (same page), and these are of EC2. */
const external = "ecs.capability.external";

/** What is known about attributes that an instance does not list. */
export function unknownAttributes(
  {
    isDescribed = false,
    otherAttributes,
    trunking,
  }: { isDescribed?: boolean; otherAttributes?: string; trunking?: boolean },
  canTrunk: boolean,
): (name: string) => UnknownAttribute | undefined {
  if (isDescribed) return () => undefined;
  return (name) => {
    if (always.includes(name)) return { exists: true, why: "is known only when the instance runs" };
    if (name === external) return undefined;
    if (name === trunk) return canTrunk ? trunkOf(trunking) : undefined;
    if (/^(ecs|com\.amazonaws\.ecs)\./.test(name))
      return { exists: false, why: "is set by ECS or its agent, or missing" };
    return otherAttributes === undefined ? undefined : { exists: false, why: otherAttributes };
  };
}

function trunkOf(trunking: boolean | undefined): UnknownAttribute | undefined {
  if (trunking === undefined) return { exists: false, why: "depends on the account setting awsvpcTrunking" };
  return trunking ? { exists: true, why: "is known only when the instance runs" } : undefined;
}
