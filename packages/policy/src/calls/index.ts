import { isGlob, type Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Resource, Stack } from "@ballast/model";
import { callsOfBuilds } from "./parts/builds.ts";
import { callsOfEvents } from "./parts/events.ts";
import { callsOfHosts } from "./parts/hosts.ts";
import { throughKeys } from "./parts/keys.ts";
import { placeOf, type Calls } from "./parts/made.ts";
import { callsOfPipelines, pullsAfter } from "./parts/pipelines.ts";
import { callsOfServices } from "./parts/services.ts";
import { callsOfTasks } from "./parts/tasks.ts";
import { typesOfUsers, usesIn, type Use } from "./parts/uses.ts";

export { isOfService } from "./parts/tasks.ts";

export type { Calls, MadeCall } from "./parts/made.ts";
export { servicesWithSource, type Use } from "./parts/uses.ts";

/** Parts of a role, and what stands between it and those who act as it. */
const parts: readonly string[] = [aws.instanceProfile, aws.rolePolicy, aws.rolePolicyAttachment];

/** Every call that the parts of a stack make of AWS with its roles, and the roles with which something else may call. */
export function callsIn(stack: Stack): Calls & { uses: Use[] } {
  const place = placeOf(stack);
  const all = [
    callsOfTasks,
    callsOfHosts,
    callsOfBuilds,
    callsOfPipelines,
    callsOfEvents,
    callsOfServices,
  ].map((of) => of(stack, place));
  const first = all.flatMap((one) => one.made);
  const made = [...first, ...pullsAfter(stack, place, first)];
  const open = new Map(all.flatMap((one) => [...one.open]));
  for (const role of stack.ofType(aws.role)) {
    const why = open.get(role) ?? strangersOf(role, stack);
    if (why !== undefined) open.set(role, why);
  }
  const withKeys = [...made, ...made.flatMap((call) => [...throughKeys(call, stack, place)])];
  const calls = withKeys.map((call) => (call.requests.some(isOpen) ? { ...call, isCertain: false } : call));
  return { made: calls, open, uses: usesIn(stack, place) };
}

/** Whether it is about things of which nobody knows which; an instance that asks about itself has the tags of its kind. */
function isOpen({ resource }: Request): boolean {
  return resource !== "*" && isGlob(resource) && !/:instance\/\*$/.test(resource);
}

/** Who else may act as a role: those whom its trust names that are no services, and resources of which nothing is known here. */
function strangersOf(role: Resource, stack: Stack): string | undefined {
  const users = stack.resources.filter(
    ({ custom, dependsOn, type }) => custom && dependsOn.includes(role.urn) && !parts.includes(type),
  );
  const unread = users.find(({ type }) => !typesOfUsers.includes(type));
  if (unread !== undefined) return `what ${unread.name} does with ${role.name} is not known`;
  const isOfHosts = stack.ofType(aws.instanceProfile).some(({ dependsOn }) => dependsOn.includes(role.urn));
  return users.length === 0 && !isOfHosts ? `nothing in the stack acts as ${role.name}` : undefined;
}
