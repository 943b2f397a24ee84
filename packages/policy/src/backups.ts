import { hasRecoveryPoints } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { list, text, type Resource, type Stack } from "@ballast/model";

/** Whether AWS Backup creates recovery points of a store through the stack's own backup selections. */
export function hasRecoveryPointsIn(stack: Stack, { type, inputs, state }: Resource): boolean {
  return hasRecoveryPoints({
    type,
    inputs,
    names: () => [text(state["arn"])],
    selections: stack.ofType(aws.backupSelection).map((selection) => selection.inputs),
    rulesOf: (planId) => {
      const plan = stack.referred(aws.backupPlan, planId);
      return plan && list(plan.inputs["rules"]);
    },
  });
}
