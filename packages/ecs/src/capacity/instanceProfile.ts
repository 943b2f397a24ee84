import * as aws from "@pulumi/aws";
import {
  managedPolicyArn,
  policyDocument,
  isNamedBy,
  StatementEffect,
  trustDocument,
  whenReady,
  type Exclusion,
  type Site,
  type Statement,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

export interface InstanceProfile {
  /** Known once the role may do what the instances need. */
  arn: pulumi.Output<string>;
  roleName: pulumi.Output<string>;
}

/** Permissions of a container instance: join its cluster, be managed by Systems Manager, and what parts need. It can read only the parameters of parts. */
export function createInstanceProfile(
  name: string,
  { site, statements }: { site: Site; statements: Statement[] },
  child: pulumi.ComponentResourceOptions,
): InstanceProfile {
  const role = new aws.iam.Role(
    `${name}-instance`,
    { description: `Container instances of ${name}`, assumeRolePolicy: trustDocument("ec2.amazonaws.com") },
    child,
  );
  const managed = {
    ecs: "service-role/AmazonEC2ContainerServiceforEC2Role",
    ssm: "AmazonSSMManagedInstanceCore",
  };
  const attachments = Object.entries(managed).map(
    ([key, path]) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-instance-${key}`,
        { role: role.name, policyArn: managedPolicyArn(site, path) },
        child,
      ),
  );
  const own = new aws.iam.RolePolicy(
    `${name}-instance`,
    { role: role.name, policy: policyDocument([...statements, onlyTheseParameters(site, statements)]) },
    child,
  );
  const profile = new aws.iam.InstanceProfile(`${name}-instance`, { role: role.name }, child);
  return {
    arn: whenReady(
      profile.arn,
      [...attachments, own].map((policy) => policy.id),
    ),
    roleName: role.name,
  };
}

const allows: Record<StatementEffect, boolean> = { Allow: true, Deny: false };

/**
 * AmazonSSMManagedInstanceCore allows an instance to read every parameter of the account, SecureStrings of other teams' included
 * (AWS managed policy reference, version 2, read 2026-11-27). Public parameters belong to no account.
 */
function onlyTheseParameters(site: Site, statements: Statement[]): Exclusion {
  const reads = ["ssm:GetParameter", "ssm:GetParameters"];
  const own = statements.filter(
    ({ effect, actions }) =>
      allows[effect ?? StatementEffect.Allow] &&
      actions.some((action) => reads.some((read) => isNamedBy(action, read))),
  );
  return {
    effect: StatementEffect.Deny,
    actions: reads,
    notResources: [
      pulumi.interpolate`arn:${site.partition}:ssm:*::parameter/aws/*`,
      ...own.flatMap(({ resources }) => resources),
    ],
  };
}
