import { policyStatements, type PolicyStatement } from "../policy.ts";
import table from "./policies.json" with { type: "json" };

const policies: Record<string, { statements: unknown } | undefined> = table.policies;
const read = new Map<string, PolicyStatement[]>();

/**
 * What a managed policy of AWS's allows: of those that are named here or made for roles of AWS's services (tools/managedPolicies.ts).
 *
 * @param name With its path: `service-role/AmazonEC2ContainerServiceforEC2Role`.
 * @returns undefined for one whose document is not known here.
 */
export function managedPolicyStatements(name: string): PolicyStatement[] | undefined {
  const known = Object.hasOwn(policies, name) ? policies[name] : undefined;
  if (known === undefined) return undefined;
  const statements = read.get(name) ?? policyStatements({ Statement: known.statements });
  read.set(name, statements);
  return statements;
}
