import { isGlob, type Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Resource, Stack } from "@ballast/model";
import { callsOfBackupFiles } from "./parts/backupFiles.ts";
import { callsOfBuilds } from "./parts/builds.ts";
import { callsOfEvents } from "./parts/events.ts";
import { callsOfHosts } from "./parts/hosts.ts";
import { throughKeys, withKeysOfAliases } from "./parts/keys.ts";
import { placeOf, together, type Calls } from "./parts/made.ts";
import { callsOfPipelines, pullsAfter } from "./parts/pipelines.ts";
import { callsOfServices } from "./parts/services.ts";
import { callsOfTasks } from "./parts/tasks.ts";
import { typesOfUsers, usesIn, type Use } from "./parts/uses.ts";

export { isOfService } from "./parts/tasks.ts";

export type { Calls, MadeCall } from "./parts/made.ts";
export { servicesWithSource, type Use } from "./parts/uses.ts";

/** Resource types that belong to a role, or pass it to its users. */
const parts: readonly string[] = [aws.instanceProfile, aws.rolePolicy, aws.rolePolicyAttachment];

/**
 * The AWS API calls that the resources of a stack make with its roles, and the roles with which unknown
 * callers may call.
 */
export function callsIn(stack: Stack): Calls & { uses: Use[]; ofTasks: Set<Resource> } {
  const place = placeOf(stack);
  const all = [
    callsOfTasks,
    callsOfHosts,
    callsOfBuilds,
    callsOfPipelines,
    callsOfEvents,
    callsOfServices,
    callsOfBackupFiles,
  ].map((of) => of(stack, place));
  const { made: first, doubted } = together(all);
  const pulls = pullsAfter(stack, place, first);
  const made = [...first, ...pulls.made].map((call) => withKeysOfAliases(call, stack, place));
  const uses = usesIn(stack, place);
  const [tasks, ...others] = all.map((one) => one.open);
  const open = new Map([...others].flatMap((one) => [...one]));
  for (const role of stack.ofType(aws.role)) {
    const why = open.get(role) ?? strangersOf(role, stack, uses);
    if (why !== undefined) open.set(role, why);
  }
  const ofTasks = new Set([...(tasks?.keys() ?? [])].filter((role) => !open.has(role)));
  for (const [role, why] of tasks ?? []) if (!open.has(role)) open.set(role, why);
  const withKeys = [...made, ...made.flatMap((call) => throughKeys(call, stack, place))];
  const calls = withKeys.map((call) => (call.requests.some(isOpen) ? { ...call, isCertain: false } : call));
  const doubtful = calls.filter(({ isDoubtful }) => isDoubtful).map(({ role }) => role);
  return { made: calls, open, uses, ofTasks, doubted: new Set([...doubted, ...pulls.doubted, ...doubtful]) };
}

/**
 * Whether the request's resource is not exactly known. Instances that call about themselves are excepted: the
 * tags of their kind are known.
 */
function isOpen({ resource, context = {} }: Request): boolean {
  const isItself =
    /:instance\/\*$/.test(resource) && Object.keys(context).some((key) => key.startsWith("ec2:ResourceTag/"));
  return resource !== "*" && isGlob(resource) && !isItself;
}

/**
 * Why other callers than the known ones may assume a role: principals other than services in its trust
 * policy, or resources whose use of the role is not known.
 */
function strangersOf(role: Resource, stack: Stack, uses: readonly Use[]): string | undefined {
  const users = stack.resources.filter(
    ({ custom, dependsOn, type }) => custom && dependsOn.includes(role.urn) && !parts.includes(type),
  );
  // The role may also be used through a property that is not known here.
  const unread = users.find(
    ({ name, type }) =>
      !typesOfUsers.includes(type) || !uses.some((use) => use.role === role && use.by === name),
  );
  if (unread !== undefined) return `the calls of ${unread.name} with ${role.name} are unknown`;
  const isOfHosts = stack.ofType(aws.instanceProfile).some(({ dependsOn }) => dependsOn.includes(role.urn));
  return users.length === 0 && !isOfHosts ? `nothing in the stack uses ${role.name}` : undefined;
}
