import {
  allowanceOf,
  anInstance,
  bearer,
  isGlob,
  isPublic,
  mayOnAll,
  namesAction,
  namesEscalation,
  openFederations,
  passingRole,
  passingToEach,
  policyStatements,
  wholeServices,
  type Askers,
  type Grant,
  type PolicyStatement,
} from "@ballast/analysis";
import { accessOf, typesWithAccess } from "@ballast/aws";
import { holdingsByAttaching, holdingsOf, statementsAtAws } from "../grants.ts";
import { completesAdministrator, isAnAdministrator, isHeld, isUnbound, waysOf } from "../holdings.ts";
import {
  attachedPolicies,
  heldPolicies,
  isOnlyBoundary,
  isWithoutResource,
  nameAtAws,
} from "../identities.ts";
import type { Rule } from "../rule.ts";

/** AWS managed policies that are made for the one service that assumes the role. */
const fittingPolicies = [
  "AmazonECSInfrastructureRolePolicyForLoadBalancers",
  "AmazonSSMManagedInstanceCore",
  "service-role/AWSDataLifecycleManagerServiceRole",
  "service-role/AWSBackupServiceRolePolicyForBackup",
  "service-role/AmazonEC2ContainerServiceforEC2Role",
  "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
  "service-role/AmazonRDSEnhancedMonitoringRole",
];

const holders = typesWithAccess("identityPolicies");
const attachers = typesWithAccess("managedPolicies");

export const accessRules: Rule[] = [
  {
    id: "iam-administrator",
    severity: "error",
    sentence: "No role, user or group has all permissions.",
    why: "Whoever gets access to it controls the account.",
    fix: "Name actions and resources.",
    covers: ["CKV_AWS_62", "CKV_AWS_63"],
    types: [...new Set([...holders, ...attachers])],
    *check(resource, stack) {
      for (const policy of heldPolicies(resource)) {
        if (isHeld(stack, resource, policy, isAnAdministrator))
          yield { ...policy.part, message: "allows all actions on all resources" };
        else if (completesAdministrator(stack, resource, policy)) {
          yield {
            ...policy.part,
            message: "allows all actions on all resources, together with other policies of the same identity",
          };
        }
      }
      for (const name of attachedPolicies(resource)) {
        const all = statementsAtAws(name);
        const holdings = isAnAdministrator({ statements: all })
          ? holdingsByAttaching(stack, resource, all)
          : [];
        if (holdings.some(({ own }) => isAnAdministrator(own)))
          yield "attaches AdministratorAccess, which allows all actions on all resources";
      }
    },
  },
  {
    id: "iam-wildcards",
    severity: "warning",
    sentence: "A role allows named actions, not all actions of a service.",
    why: "With a wildcard, new actions of the service are allowed without anybody's decision.",
    fix: "Name the actions, or restrict them by a condition that not every request fulfils.",
    types: holders,
    *check(resource, stack) {
      for (const policy of heldPolicies(resource)) {
        const alone: Grant = { statements: policy.statements };
        if (wholeServices(alone.statements, bearer).length === 0 || isAnAdministrator(alone)) continue;
        if (isOnlyBoundary(stack, resource)) continue;
        const wide = holdingsOf(stack, resource, policy).flatMap(({ own }) =>
          wholeServices(own.statements, bearer),
        );
        if (wide.length > 0) yield { ...policy.part, message: `allows ${[...new Set(wide)].join(", ")}` };
      }
    },
  },
  {
    id: "iam-exact",
    severity: "warning",
    optional: true,
    sentence: "A role allows named actions on named resources.",
    why: "A wildcard also allows actions and resources that are added later.",
    fix: "Name them, or restrict the statement by a condition that not every request fulfils.",
    covers: ["AwsSolutions-IAM5"],
    types: holders,
    *check(resource, stack) {
      for (const { part, statements } of heldPolicies(resource)) {
        const wide = statements
          .filter(isUnbound)
          .flatMap(({ actions, resources }) => [
            ...wildcardsIn(actions),
            ...(!actions.not && actions.values.every(isWithoutResource) ? [] : wildcardsIn(resources)),
          ]);
        if (wide.length === 0 || isOnlyBoundary(stack, resource)) continue;
        yield { ...part, message: `allows by wildcard ${[...new Set(wide)].join(", ")}` };
      }
    },
  },
  {
    id: "iam-escalation",
    severity: "error",
    sentence: "No identity can give itself more permissions.",
    why: "Anyone who can write any policy, or sign in as any user, can get all permissions.",
    fix: "Name the roles, users and policies, or restrict the actions by a condition on iam:PermissionsBoundary.",
    covers: ["CKV_AWS_110", "CKV_AWS_286"],
    types: [...new Set([...holders, ...attachers])],
    *check(resource, stack) {
      for (const policy of heldPolicies(resource)) {
        if (!namesEscalation(policy.statements) || isOnlyBoundary(stack, resource)) continue;
        const { alone, together } = waysOf(stack, resource, holdingsOf(stack, resource, policy));
        if (alone.length > 0)
          yield { ...policy.part, message: `grants itself more permissions by ${alone.join(", ")}` };
        else if (together.length > 0)
          yield {
            ...policy.part,
            message: `grants itself more permissions, together with other policies of the same identity, by ${together.join(", ")}`,
          };
      }
      for (const name of attachedPolicies(resource)) {
        const statements = statementsAtAws(name);
        if (statements.length === 0) continue;
        const { alone } = waysOf(stack, resource, holdingsByAttaching(stack, resource, statements));
        if (alone.length > 0)
          yield `attaches ${nameAtAws(name)}, with which an identity can grant itself more permissions`;
      }
    },
  },
  {
    id: "iam-managed-policies",
    severity: "warning",
    sentence: "A role uses only those AWS managed policies that are made for its service.",
    why: "Other AWS managed policies are broad, and AWS adds permissions to them.",
    fix: "Write your own policy with the permissions that the role needs.",
    covers: ["AwsSolutions-IAM4", "CKV_AWS_274"],
    types: attachers,
    *check(resource) {
      const names = attachedPolicies(resource)
        .map(nameAtAws)
        .filter((name) => name !== undefined && !fittingPolicies.includes(name));
      for (const name of names)
        yield { ...(names.length > 1 && { part: name }), message: `attaches ${name}` };
    },
  },
  {
    id: "iam-pass-role",
    severity: "error",
    sentence: "A permission to pass roles is limited to named roles and named services.",
    why: "Permission to pass any role to any service is equivalent to all permissions of the account.",
    fix: "Name the roles' ARNs, and restrict iam:PassedToService by a condition.",
    types: holders,
    *check(resource, stack) {
      for (const policy of heldPolicies(resource)) {
        if (isAnAdministrator({ statements: policy.statements })) continue;
        if (isHeld(stack, resource, policy, passesToAnyRole))
          yield { ...policy.part, message: "allows passing any role" };
        if (isHeld(stack, resource, policy, passesToAnyService))
          yield { ...policy.part, message: "allows passing roles to any service" };
      }
    },
  },
  {
    id: "iam-public-trust",
    severity: "error",
    sentence: "A role names who can assume it.",
    why: "Anyone can open an AWS account, or a repository at an identity provider that many customers share.",
    fix: "Name a service, an account or a provider as principal. For a provider, restrict the token's subject (sub) and audience (aud).",
    covers: ["CKV_AWS_60"],
    types: typesWithAccess("trustPolicy"),
    *check({ type, inputs }) {
      const statements = policyStatements(inputs[accessOf(type).trustPolicy ?? type]);
      if (isPublic(statements)) yield "can be assumed by anyone";
      for (const { provider, toSubjects, toAudiences } of openFederations(statements)) {
        const name = provider.replace(/^.*:(oidc|saml)-provider\//, "");
        if (toSubjects !== undefined) yield `can be assumed by ${toSubjects}: restrict sub`;
        if (toAudiences) yield `can be assumed with tokens of ${name} for anyone: restrict aud`;
      }
    },
  },
];

const passRole = "iam:PassRole";

function wildcardsIn({ not, values }: PolicyStatement["actions"]): string[] {
  return not
    ? [`everything but ${values.join(", ")}`]
    : values.filter((value) => isGlob(value.replace(ofLogGroup, "")));
}

/** Suffix of a log group's ARN for its log streams, whose names the writer chooses. */
const ofLogGroup = /(?<=^arn:[\w-]+:logs:[^:]*:[^:]*:log-group:[^:]+):\*$/;

function passesToAnyRole(grant: Grant): boolean {
  return mayOnAll(grant, passRole, "iam::{a}:role/{n}", passingRole);
}

function passesToAnyService(grant: Grant): boolean {
  return grant.statements
    .filter(({ effect, actions }) => effect === "Allow" && namesAction(actions, passRole))
    .some(({ resources: { not, values } }) =>
      (not ? ["arn:aws:iam::123456789012:role/xq"] : values.map(anInstance)).some((resource) => {
        const may = (askers: Askers) => allowanceOf(grant, askers)({ action: passRole, resource });
        return may(passingToEach.unsaid) || passingToEach.services.every(may);
      }),
    );
}
