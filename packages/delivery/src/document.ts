import { StatementEffect, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Denies actions on everything but some resources. */
export interface Restriction {
  actions: string[];
  /** ARNs, with wildcards. */
  onlyOn: pulumi.Input<string>[];
}

/** A policy of IAM's, as JSON. */
export function documentOf(statements: readonly (Statement | Restriction)[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map((one) =>
      "onlyOn" in one
        ? { Effect: StatementEffect.Deny, Action: one.actions, NotResource: one.onlyOn }
        : {
            Effect: one.effect ?? StatementEffect.Allow,
            Action: one.actions,
            Resource: one.resources,
            Condition: one.conditions,
          },
    ),
  });
}
