import { policyStatements, type PolicyStatement } from "../policy.ts";
import table from "./policies.json" with { type: "json" };

const policies: Record<string, { statements: unknown } | undefined> = table.policies;
const read = new Map<string, PolicyStatement[]>();

/**
 * The statements of an AWS managed policy, if it is referenced here or made for service roles
 * (tools/managedPolicies.ts).
 *
 * @param name With its path: `service-role/AmazonEC2ContainerServiceforEC2Role`.
 * @param partition Of the policy's ARN. In each partition, AWS's documents name that partition's own ARNs.
 * @returns undefined for one whose document is not known here.
 */
export function managedPolicyStatements(name: string, partition = "aws"): PolicyStatement[] | undefined {
  const known = Object.hasOwn(policies, name) ? policies[name] : undefined;
  if (known === undefined) return undefined;
  const key = `${partition} ${name}`;
  const statements =
    read.get(key) ?? policyStatements({ Statement: inPartition(known.statements, partition) });
  read.set(key, statements);
  return statements;
}

/** The same document with the ARNs of another partition. */
function inPartition(value: unknown, partition: string): unknown {
  if (typeof value === "string") return value.replace(/^arn:aws:/, () => `arn:${partition}:`);
  if (Array.isArray(value)) return value.map((one) => inPartition(one, partition));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inPartition(one, partition)]));
}
