import * as pulumi from "@pulumi/pulumi";
import type { Site } from "./site.ts";
import { StatementEffect } from "./statement.ts";

// Statements of the policies that lie with a resource, in AWS's own words: they name a principal, which the policies of
// roles do not.

/**
 * Keeps everyone out who comes without TLS.
 *
 * @param action For example `s3:*`.
 */
export function tlsOnly(
  action: string,
  resource: pulumi.Input<string> | pulumi.Input<string>[],
): Record<string, unknown> {
  return {
    Sid: "TlsOnly",
    Effect: StatementEffect.Deny,
    Principal: "*",
    Action: action,
    Resource: resource,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** The statement of a key policy that allows the account to grant access through its IAM policies. */
export function decidedByAccount(site: Site): Record<string, unknown> {
  return {
    Sid: "Account",
    Effect: StatementEffect.Allow,
    Principal: { AWS: pulumi.interpolate`arn:${site.partition}:iam::${site.accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
}
