import * as aws from "@pulumi/aws";
import { policyDocument, whenReady, type Statement } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

export interface ServiceRoleArgs {
  description: string;
  /** Which service may take it on, as `trustDocument` says it. */
  trust: pulumi.Output<string>;
  /** AWS's own for the purpose. @default - none */
  managedPolicyArn?: pulumi.Output<string>;
  /** @default - what the managed policy allows, alone */
  statements?: Statement[];
}

/** A role that a service of AWS takes on. @returns Its ARN, known once it may do what it is for. */
export function createServiceRole(
  name: string,
  { description, trust, managedPolicyArn, statements = [] }: ServiceRoleArgs,
  child: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const role = new aws.iam.Role(name, { description, assumeRolePolicy: trust }, child);
  const policies: pulumi.Output<string>[] = [];
  if (managedPolicyArn !== undefined)
    policies.push(
      new aws.iam.RolePolicyAttachment(name, { role: role.name, policyArn: managedPolicyArn }, child).id,
    );
  if (statements.length > 0)
    policies.push(
      new aws.iam.RolePolicy(name, { role: role.name, policy: policyDocument(statements) }, child).id,
    );
  return whenReady(role.arn, policies);
}
