import {
  admitsGuests,
  allowanceOf,
  anInstance,
  guest,
  namesAction,
  policyStatements,
  type Grant,
  type PolicyStatement,
} from "@ballast/analysis";
import { accessOf, identityPools, typesWithAccess } from "@ballast/aws";
import { isTrue, text, type Resource, type Stack } from "@ballast/model";
import { grantOf } from "../grants.ts";
import { refersTo } from "../identities.ts";
import type { Rule } from "../rule.ts";

/**
 * Actions intended for unauthenticated users: reporting events, and data of their own identity (service
 * authorization reference, 2026-11).
 */
const madeForGuests: PolicyStatement["actions"] = {
  not: false,
  values: [
    "cognito-identity:GetCredentialsForIdentity",
    "cognito-identity:GetId",
    "cognito-sync:*",
    "mobileanalytics:PutEvents",
    "mobiletargeting:PutEvents",
    "mobiletargeting:UpdateEndpoint",
    "rum:PutRumEvents",
  ],
};

export const guestRules: Rule[] = [
  {
    id: "iam-guest-role",
    severity: "error",
    sentence: "Guests of a Cognito identity pool can only report events.",
    why: "A guest has not signed in: anyone on the internet can be a guest.",
    fix: "Disable guest access of the pool, trust only authenticated identities (amr), or put your own service in front of the data.",
    types: typesWithAccess("trustPolicy"),
    *check(role, stack) {
      const trust = policyStatements(role.inputs[accessOf(role.type).trustPolicy ?? role.type]);
      if (!admitsGuests(trust, (pool) => hasNoGuests(stack, pool, role))) return;
      const { grant, unknown } = grantOf(stack, role);
      const actions = actionsIn(grant);
      if (actions.length > 0)
        yield `lets anyone on the internet use ${actions.join(", ")}, as a guest of an identity pool`;
      for (const policy of unknown)
        yield `grants ${text(policy)} to anyone on the internet, as a guest of an identity pool`;
    },
  },
];

function hasNoGuests(stack: Stack, id: string, role: Resource): boolean {
  return Object.entries(identityPools).some(([type, setting]) =>
    stack.ofType(type).some((pool) => refersTo(stack, id, pool, role.urn) && !isTrue(pool.inputs[setting])),
  );
}

/** Patterns of the actions that a grant allows unauthenticated users. */
function actionsIn({ statements, limits }: Grant): string[] {
  const denials = statements.filter(({ effect }) => effect === "Deny");
  const found = statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap((statement) => {
      const isAllowed = allowanceOf({ statements: [statement, ...denials], limits }, guest);
      const { not, values } = statement.actions;
      const limited = (limits ?? []).flatMap(({ actions }) =>
        actions.not ? [] : actions.values.map(anInstance),
      );
      const asked = [...(not ? ["any:Thing", "s3:GetObject"] : values.map(anInstance)), ...limited].filter(
        (action) => namesAction(statement.actions, action),
      );
      const used = asked.filter(
        (action) =>
          !namesAction(madeForGuests, action) &&
          resourcesOf(statement).some(({ resource, context }) => isAllowed({ action, resource, context })),
      );
      if (used.length === 0) return [];
      return not
        ? [`everything but ${values.join(", ")}`]
        : values.filter((one) => used.some((action) => namesAction({ not: false, values: [one] }, action)));
    });
  return [...new Set(found)];
}

/** The resources of a statement, with a value for each policy variable. */
function resourcesOf({ resources: { not, values } }: PolicyStatement) {
  const context = Object.fromEntries(
    values.flatMap((value) =>
      [...value.matchAll(/\$\{([^},*?$]+)/g)].map(([, key = ""]) => [key.trim(), "x"]),
    ),
  );
  const named = not ? [] : values.map((value) => anInstance(value.replaceAll(/\$\{[^}]*\}/g, "x")));
  return [...named, "arn:aws:s3:::xq/xq"].map((resource) => ({ resource, context }));
}
