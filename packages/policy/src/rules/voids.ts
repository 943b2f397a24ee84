import { policyStatements, voidsIn, type PolicyStatement } from "@ballast/analysis";
import { accessOf, typesWithAccess } from "@ballast/aws";
import { valuesAt } from "@ballast/model";
import { heldPolicies } from "../identities.ts";
import type { Rule } from "../rule.ts";

export const voidRules: Rule[] = [
  {
    id: "iam-void",
    severity: "error",
    sentence: "Each statement of a policy can have an effect.",
    why: "IAM accepts an action that does not exist, a resource that the action does not support, and a condition key that no request contains: the call is denied at run time.",
    fix: 'Correct the action, the resource or the key by AWS\'s service authorization reference. Use "*" for actions without resource-level permissions.',
    types: typesWithAccess("identityPolicies", "resourcePolicy", "trustPolicy"),
    *check(resource) {
      const { resourcePolicy, trustPolicy } = accessOf(resource.type);
      for (const { part, statements } of heldPolicies(resource)) {
        const all = voids(statements);
        if (all !== "") yield { ...part, message: `allows ${all}` };
      }
      for (const path of [resourcePolicy, trustPolicy].filter((one) => one !== undefined)) {
        const all = voids(valuesAt(resource.inputs, path).flatMap(policyStatements));
        if (all !== "") yield { part: path, message: `allows others ${all}` };
      }
    },
  },
];

function voids(statements: readonly PolicyStatement[]): string {
  return [...new Set(statements.flatMap(voidsIn))].join("; ");
}
