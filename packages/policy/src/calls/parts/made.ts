import type { Context, Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { text, type Fields, type PlainSite, type Resource, type Stack } from "@ballast/model";
import { mayHoldOf } from "../../dependencies.ts";

/** An AWS API call that a resource of the stack makes, and the role that it uses. */
export interface MadeCall {
  /** The role with which the call is made. */
  role: Resource;
  /** Purpose, which messages append to the action: `to pull the images of web-task`. */
  why: string;
  /** The authorization requests of the call; IAM must allow all of them. */
  requests: Request[];
  /**
   * Whether the call is certainly made. A call that is not certain justifies a permission, but a missing
   * permission is not reported.
   * @default true
   */
  isCertain?: boolean;
  /**
   * Whether the call is in a script, under a condition that is known only on the machine, or with its failure
   * ignored. @default false
   */
  isConditional?: boolean;
  /** The resource that makes the call. @default - several resources, or unknown */
  by?: Resource;
  /** Whether the call depends on values that are not known yet, so its requests may change. @default false */
  isDoubtful?: boolean;
}

/** The role and its surroundings, from which a resource's calls are derived. */
export interface Caller {
  stack: Stack;
  role: Resource;
  place: PlainSite;
}

/** Known calls, and the roles with which unknown callers may also call AWS. */
export interface Calls {
  made: MadeCall[];
  /** Why unknown calls are possible, keyed by the role. */
  open: Map<Resource, string>;
  /** Roles whose calls depend on values that are not known yet. */
  doubted: Set<Resource>;
}

export function noCalls(): Calls {
  return { made: [], open: new Map(), doubted: new Set() };
}

/** The calls of several parts, merged. */
export function together(all: readonly Calls[]): Calls {
  return {
    made: all.flatMap((one) => one.made),
    open: new Map(all.flatMap((one) => [...one.open])),
    doubted: new Set(all.flatMap((one) => [...one.doubted])),
  };
}

/**
 * The calls of each resource. A value that is not known yet makes only those roles doubtful that the resource
 * may refer to.
 */
export function callsOfEach(
  stack: Stack,
  resources: readonly Resource[],
  read: (resource: Resource, calls: Calls) => void,
): Calls {
  const all = noCalls();
  const readWhole = (resource: Resource, calls: Calls): void => {
    try {
      read(resource, calls);
    } catch (error) {
      // A definition with unknown values may be unreadable; a fully known definition must not be.
      if (!stack.doubt.raised) throw error;
    }
  };
  for (const resource of resources) {
    const own = noCalls();
    const { isDoubtful } = stack.doubt.during(() => readWhole(resource, own));
    all.made.push(...own.made.map((call) => ({ ...call, by: resource, ...(isDoubtful && { isDoubtful }) })));
    for (const [role, why] of own.open) all.open.set(role, why);
    if (isDoubtful)
      for (const role of [...rolesBehind(resource, stack), ...own.made.map((call) => call.role)])
        all.doubted.add(role);
  }
  return all;
}

/**
 * The roles to which a resource may refer through values that are not known yet, including roles whose own
 * ARN is not known.
 */
function rolesBehind(resource: Resource, stack: Stack): Resource[] {
  return stack
    .ofType(aws.role)
    .filter(
      (role) =>
        mayHoldOf(stack, resource, role) ||
        stack.doubt.during(() => [role.id, role.state["name"], role.state["arn"]]).isDoubtful,
    );
}

export function roleOf(stack: Stack, reference: unknown): Resource | undefined {
  return text(reference) === "" ? undefined : stack.referred(aws.role, reference);
}

/** Every combination of the actions and resources, as requests. */
export function asking(
  actions: readonly string[],
  resources: readonly string[],
  context: Context = {},
): Request[] {
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource, context })));
}

/** The resource's ARN; empty if not known. For some types, the id is the ARN. */
export function ownArn({ id, state }: Pick<Resource, "id" | "state">): string {
  const own = text(id);
  return text(state["arn"]) || (own.startsWith("arn:") ? own : "");
}

/** The ARN of the stack's resource that a reference names, or the reference itself if it is an ARN. */
export function arnOf(stack: Stack, type: string, reference: unknown): string | undefined {
  const own = stack.referred(type, reference);
  if (own !== undefined) return ownArn(own) || undefined;
  return text(reference).startsWith("arn:") ? text(reference) : undefined;
}

/**
 * The `iam:PassRole` requests for the two roles of a task definition, which any principal that runs it needs.
 */
export function handingOn(definition: Resource | undefined, stack: Stack): Request[] {
  const roles = ["executionRoleArn", "taskRoleArn"].flatMap(
    (path) => arnOf(stack, aws.role, definition?.inputs[path]) ?? [],
  );
  return asking(["iam:PassRole"], roles, { "iam:PassedToService": "ecs-tasks.amazonaws.com" });
}

/** Text after the account: `repository/web`. */
export function arnAt({ partition, region, accountId }: PlainSite, service: string, rest: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
}

/** The most frequent partition, region and account in the stack's ARNs; empty texts if no ARN is known. */
export function placeOf(stack: Stack): PlainSite {
  const counts = new Map<string, number>();
  const { isDoubtful } = stack.doubt.during(() => {
    for (const { state } of stack.resources) {
      const [, partition = "", , region = "", accountId = ""] = text(state["arn"]).split(":");
      const place = `${partition} ${region} ${accountId}`;
      if (region !== "" && /^\d{12}$/.test(accountId)) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  });
  const [most = ""] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  // If the ARN of another resource is known, an unknown ARN does not matter.
  if (most === "" && isDoubtful) stack.doubt.raised = true;
  const [partition = "", region = "", accountId = ""] = most.split(" ");
  return { partition, region, accountId };
}

/** The tags of a resource, as IAM condition keys read them. */
export function tagsOf({ state, inputs }: Resource): Fields {
  return (state["tagsAll"] ?? inputs["tags"] ?? {}) as Fields;
}
