import type { WatchPart } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Whether instances become members: State Manager tells when an association's state on an instance changes, not at each run. */
export function watchMembers(name: string, associationIds: Record<string, pulumi.Output<string>>): WatchPart {
  return {
    events: {
      failure: {
        says: `An instance could not join the domain, or map its shares (${name})`,
        action:
          "Read the output of its last run: aws ssm describe-association-execution-targets. The instance stays out of the cluster until a run succeeds",
        // Systems Manager user guide, "Amazon EventBridge event examples for Systems Manager" (2026-11).
        pattern: pulumi.jsonStringify({
          source: ["aws.ssm"],
          "detail-type": ["EC2 State Manager Instance Association State Change"],
          detail: { "association-id": Object.values(associationIds), status: ["Failed", "TimedOut"] },
        }),
        details: {
          instance: "$.detail.instance-id",
          summary: "$.detail.execution-summary",
          error: "$.detail.error-code",
        },
      },
    },
  };
}
