import { mayAsk, policyStatements, stranger } from "@ballast/analysis";
import { accessOf, aws, typesWithAccess } from "@ballast/aws";
import { servicesWithSource } from "../calls/index.ts";
import { isDeliveryInDoubt, undeliveredTo, type Undelivered } from "../deliveries.ts";
import { bearersOf, heldPolicies, isOnlyBoundary } from "../identities.ts";
import { oncePerStack } from "../oncePerStack.ts";
import { Permissions } from "../permissions.ts";
import type { Rule } from "../rule.ts";

/** Trust of this service is checked by `iam-task-trust`. */
const tasksService = "ecs-tasks.amazonaws.com";

export const permissionRules: Rule[] = [
  {
    id: "iam-missing",
    severity: "error",
    sentence: "A role has the permissions that its callers use, and services can deliver to their targets.",
    why: "A missing permission shows only when a task does not start, a build fails, a backup is not created or an alarm is not sent.",
    fix: "Allow the action on the resource that the finding names; ballast may shows what else a role can do.",
    types: [aws.role, aws.topic, aws.queue, aws.lambdaFunction],
    *check(resource, stack) {
      if (resource.type !== aws.role) {
        for (const [part, [first]] of Map.groupBy(undeliveredTo(resource, stack), partOf)) {
          if (first === undefined) continue;
          const { delivery, key, request, by } = first;
          const { service, why, closedBy = "", qualifier } = delivery;
          const on = qualifier === undefined ? "" : ` on its version or alias ${qualifier}`;
          const what = `${service} ${request?.action ?? ""}${on}, ${why}${by === undefined ? "" : `: ${by} denies it`}`;
          if (request === undefined)
            yield { part, message: `is encrypted with ${closedBy}, which ${service} cannot use, ${why}` };
          else if (key === undefined) yield { part, message: `does not allow ${what}` };
          else yield { part, message: `is encrypted with ${key.name}, which does not allow ${what}` };
        }
        if (isDeliveryInDoubt(resource, stack)) stack.doubt.raised = true;
        return;
      }
      const permissions = permissionsOf(stack);
      for (const [service, [first]] of Map.groupBy(
        permissions.untrustedBy(resource),
        ({ request }) => request.principal?.value ?? "",
      ))
        if (first)
          yield {
            part: service,
            message: `does not trust ${service}, with which ${first.by} assumes it`,
          };
      const missing = permissions.missingOf(resource);
      // Several callers may need the same permission.
      for (const [part, [first]] of Map.groupBy(
        missing,
        ({ request }) => `${request.action} on ${request.resource}`,
      ))
        if (first)
          yield {
            part,
            message: `does not allow ${part}, needed ${first.call.why}${first.by ? `: ${first.by.where} denies it` : ""}`,
          };
      // Further findings may appear in the update.
      if (permissions.isInDoubt(resource)) stack.doubt.raised = true;
    },
  },
  {
    id: "iam-service-trust",
    severity: "warning",
    sentence: "A role that a service assumes for one account names that account.",
    why: "Without it, the service can use the role for another account's pipeline, schedule or flow log (the confused deputy).",
    fix: "Add a condition on aws:SourceAccount, or on aws:SourceArn, to the role's trust policy.",
    types: [aws.role],
    *check({ inputs, type }) {
      const { trustPolicy = "" } = accessOf(type);
      const trust = policyStatements(inputs[trustPolicy]);
      for (const service of servicesWithSource) {
        const named = trust.some(({ principals }) =>
          principals?.values.some(({ value }) => value === service),
        );
        const ofService = trust
          .filter(
            ({ effect, principals }) =>
              effect === "Deny" || principals?.values.some(({ value }) => value === service),
          )
          .map(({ effect, actions, resources, conditions }) => ({
            effect,
            actions,
            resources,
            conditions,
            principals: undefined,
          }));
        if (
          named &&
          service !== tasksService &&
          mayAsk(ofService, { action: "sts:AssumeRole", resource: "" }, stranger)
        )
          yield { part: service, message: `trusts ${service} without a condition on the account` };
      }
    },
  },
  {
    id: "iam-unneeded",
    severity: "warning",
    sentence: "A policy allows only actions that are called.",
    why: "An unneeded permission helps only an attacker, and no test fails when it is removed.",
    fix: "Remove the action, or name the program that calls it in an exception.",
    types: typesWithAccess("identityPolicies"),
    *check(policy, stack) {
      if (isOnlyBoundary(stack, policy)) return;
      const bearers = bearersOf(stack, policy).filter(({ type }) => type === aws.role);
      if (bearers.length === 0 || bearers.length < bearersOf(stack, policy).length) return;
      const permissions = permissionsOf(stack);
      for (const { part, statements } of heldPolicies(policy)) {
        const [first = [], ...others] = bearers.map((role) => permissions.unneededIn(statements, role));
        for (const { position, actions } of first) {
          // An action that one of the bearers calls is needed.
          const unneeded = actions.filter((action) =>
            others.every((all) =>
              all.some((one) => one.position === position && one.actions.includes(action)),
            ),
          );
          const where = `${part.part === undefined ? "" : `${part.part} `}statement ${position + 1}`;
          for (const action of unneeded)
            yield {
              part: `${where} ${action}`,
              message: `allows ${action} in ${where} on ${on(statements[position]?.resources.values)}, which nothing in this stack calls`,
            };
        }
      }
    },
  },
];

/** Several deliveries may need the same permission. */
function partOf({ delivery, request, key }: Undelivered): string {
  const action = request?.action ?? delivery.closedBy ?? "";
  const on = key?.name ?? delivery.qualifier;
  return `${delivery.service} ${action}${on === undefined ? "" : ` on ${on}`}`;
}

function on(resources: readonly string[] = []): string {
  return resources.length > 2 ? `${resources.slice(0, 2).join(", ")}, …` : resources.join(", ");
}

const permissionsOf = oncePerStack((stack) => new Permissions(stack));
