import * as aws from "@pulumi/aws";
import {
  managedPolicyArn,
  policyDocument,
  trustDocument,
  whenReady,
  type Site,
  type Statement,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

export interface InstanceProfile {
  /** Known once the role may do what the instances need. */
  arn: pulumi.Output<string>;
  roleName: pulumi.Output<string>;
}

/** What a container instance may do: join its cluster, be managed through Systems Manager, and what parts need. */
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
  const own =
    statements.length > 0
      ? [
          new aws.iam.RolePolicy(
            `${name}-instance`,
            { role: role.name, policy: policyDocument(statements) },
            child,
          ),
        ]
      : [];
  const profile = new aws.iam.InstanceProfile(`${name}-instance`, { role: role.name }, child);
  return {
    arn: whenReady(
      profile.arn,
      [...attachments, ...own].map((policy) => policy.id),
    ),
    roleName: role.name,
  };
}
