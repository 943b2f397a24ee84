import * as pulumi from "@pulumi/pulumi";
import type { Faults } from "./faults.ts";
import { quoted } from "./quoting.ts";
import type { Site } from "./site.ts";

/** The effect of an IAM statement. */
export const StatementEffect = {
  /** Allows them, unless another statement denies them. */
  Allow: "Allow",
  /** Denies them, whatever else allows them. */
  Deny: "Deny",
} as const;
export type StatementEffect = (typeof StatementEffect)[keyof typeof StatementEffect];

/** One statement of an IAM policy, in a form that the component schema supports in every language. */
export interface Statement {
  /** Whether it allows or denies. @default "Allow" */
  effect?: StatementEffect;
  /** For example `["s3:GetObject"]`. */
  actions: string[];
  /** ARNs, or `["*"]` for the few actions without resource types. */
  resources: pulumi.Input<string>[];
  /**
   * Operator, then key, then values: `{ StringEquals: { "aws:SourceAccount": ["123456789012"] } }`.
   *
   * @default - no conditions
   */
  conditions?: Record<string, Record<string, pulumi.Input<string>[]>>;
}

/** Denies actions on everything but some resources, whatever else allows them. */
export interface Exclusion {
  effect: typeof StatementEffect.Deny;
  actions: string[];
  notResources: pulumi.Input<string>[];
}

/** `service:Action` with wildcards, or `*` (IAM user guide, "IAM JSON policy elements: Action", read 2026-11-26). */
const actionForm = /^(?:\*|[a-z][a-z0-9-]*:[A-Za-z0-9*?]+)$/;

/** Checks what is known of a statement when the program runs. */
export function checkStatement(
  faults: Faults,
  path: string,
  { actions, resources }: Pick<Statement, "actions" | "resources">,
): void {
  if (actions.length === 0) faults.add(`${path}.actions`, 'is empty; name at least one, "s3:GetObject".');
  if (resources.length === 0) faults.add(`${path}.resources`, 'is empty; name at least one ARN, or "*".');
  for (const [index, action] of actions.entries())
    if (typeof action === "string" && !actionForm.test(action))
      faults.add(
        `${path}.actions[${index}]`,
        `${quoted(path, action)} is not an action of IAM. Use <service>:<Action>, for example "s3:GetObject".`,
      );
}

/** Whether an action pattern of a statement matches an action. IAM ignores case. */
export function isNamedBy(action: string, one: string): boolean {
  const glob = action
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${glob}$`, "i").test(one);
}

/** Renders a policy without a look-up, so that a preview shows it and a test needs no answer for it. */
export function policyDocument(statements: pulumi.Input<(Statement | Exclusion)[]>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: pulumi.output(statements).apply((all) =>
      all.map((statement) =>
        "notResources" in statement
          ? { Effect: statement.effect, Action: statement.actions, NotResource: statement.notResources }
          : {
              Effect: statement.effect ?? StatementEffect.Allow,
              Action: statement.actions,
              Resource: statement.resources,
              Condition: statement.conditions,
            },
      ),
    ),
  });
}

/** The callers for which a service may assume a role. */
export interface TrustScope {
  site: Site;
  /** ARN patterns of the resources on whose behalf the service acts. @default - any of the account */
  sourceArn?: pulumi.Input<string> | pulumi.Input<string>[];
}

/**
 * Trust in one AWS service. With a scope, only on behalf of this account's resources: otherwise another account
 * could have the service act with our role (the confused deputy). Services that say on whose behalf they act are
 * given one; EC2 for its instances, and ECS for its volumes, do not say.
 */
export function trustDocument(service: string, scope?: TrustScope): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: StatementEffect.Allow,
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        Condition: scope && {
          StringEquals: { "aws:SourceAccount": scope.site.accountId },
          ArnLike: scope.sourceArn === undefined ? undefined : { "aws:SourceArn": scope.sourceArn },
        },
      },
    ],
  });
}
