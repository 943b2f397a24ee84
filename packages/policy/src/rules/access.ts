import { aws } from "@ballast/aws";
import {
  fields,
  parsed,
  statements,
  text,
  type PolicyStatement,
  type Resource,
  type Stack,
} from "@ballast/model";
import type { Rule } from "../rule.ts";
import { allowsAnyone, isUnconditional } from "../statements.ts";

/** Managed policies of AWS's that are made for the one service which assumes the role. */
const fittingPolicies = [
  "AmazonSSMManagedInstanceCore",
  "service-role/AWSDataLifecycleManagerServiceRole",
  "service-role/AWSBackupServiceRolePolicyForBackup",
  "service-role/AmazonEC2ContainerServiceforEC2Role",
  "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
  "service-role/AmazonRDSEnhancedMonitoringRole",
];

export const accessRules: Rule[] = [
  {
    id: "iam-administrator",
    severity: "error",
    sentence: "No role may do everything.",
    why: "Whoever gets hold of it has the account.",
    mend: "Name actions and resources.",
    covers: ["AwsSolutions-IAM5", "CKV_AWS_62", "CKV_AWS_63"],
    types: [aws.rolePolicy, aws.policy],
    *check(resource, stack) {
      if (isBoundary(stack, resource)) return;
      const everything = allowed(resource)
        .filter(isUnconditional)
        .some(({ actions, resources }) => actions.includes("*") && resources.includes("*"));
      if (everything) yield "allows everything on everything";
    },
  },
  {
    id: "iam-wildcards",
    severity: "warning",
    sentence: "A role is allowed named actions, not whole services.",
    why: "A service's newest action is not one that somebody decided to allow.",
    mend: "Name the actions, or bind them by a condition.",
    covers: ["AwsSolutions-IAM5"],
    types: [aws.rolePolicy, aws.policy],
    *check(resource, stack) {
      if (isBoundary(stack, resource)) return;
      const whole = allowed(resource)
        .filter(isUnconditional)
        .flatMap(({ actions }) => actions)
        .filter((action) => /^[\w-]+:\*$/.test(action));
      if (whole.length > 0) yield `allows ${whole.join(", ")}`;
    },
  },
  {
    id: "iam-managed-policies",
    severity: "warning",
    sentence: "Of AWS's managed policies, a role has those that are made for its one service.",
    why: "The others are wide, and AWS widens them further.",
    mend: "Write down the statements that the role needs.",
    covers: ["AwsSolutions-IAM4", "CKV_AWS_274"],
    types: [aws.rolePolicyAttachment],
    *check(resource) {
      const name = /^arn:[\w-]+:iam::aws:policy\/(.+)$/.exec(text(resource.inputs["policyArn"]))?.[1];
      if (name !== undefined && !fittingPolicies.includes(name)) yield `attaches ${name}`;
    },
  },
  {
    id: "iam-pass-role",
    severity: "error",
    sentence: "Who may hand on roles may hand on named ones, to named services.",
    why: "Handing any role to any service is taking every right of the account.",
    mend: "Name the roles' ARNs, and bind iam:PassedToService by a condition.",
    types: [aws.rolePolicy, aws.policy],
    *check(resource, stack) {
      if (isBoundary(stack, resource)) return;
      const passes = allowed(resource).filter(({ actions }) =>
        ["iam:PassRole", "iam:*"].some((action) => actions.includes(action)),
      );
      for (const { resources, conditions } of passes) {
        if (resources.includes("*")) yield "hands on any role";
        if (!JSON.stringify(conditions).includes("iam:PassedToService")) yield "hands roles to any service";
      }
    },
  },
  {
    id: "iam-public-trust",
    severity: "error",
    sentence: "A role says who may assume it.",
    why: "Anybody with an AWS account is anyone.",
    mend: "Name a service, an account or a provider as principal.",
    covers: ["CKV_AWS_60", "CKV_AWS_61"],
    types: [aws.role],
    *check(resource) {
      if (allowsAnyone(resource.inputs["assumeRolePolicy"])) yield "may be assumed by anyone";
    },
  },
];

function allowed(resource: Resource): PolicyStatement[] {
  return statements(parsed(resource.inputs["policy"])).filter(({ effect }) => effect === "Allow");
}

/** A permissions boundary allows much, for what it leaves out to be the limit; it gives nobody anything. */
function isBoundary(stack: Stack, policy: Resource): boolean {
  if (policy.type !== aws.policy) return false;
  const attached = stack
    .ofType(aws.rolePolicyAttachment)
    .some(({ inputs }) => stack.referred(aws.policy, inputs["policyArn"]) === policy);
  return !attached && fields(parsed(policy.inputs["policy"]))["Statement"] !== undefined;
}
