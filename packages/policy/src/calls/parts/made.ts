import type { Context, Request } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { text, type Fields, type PlainSite, type Resource, type Stack } from "@ballast/model";
import { mayHoldOf } from "../../dependencies.ts";

/** A call of AWS's API that a part of a stack makes, and as whom. */
export interface MadeCall {
  /** The role that the one who calls has taken on. */
  role: Resource;
  /** For readers, behind the action: `to pull the images of web-task`. */
  why: string;
  /** What it puts to IAM: each must be allowed. */
  requests: Request[];
  /**
   * Whether it is made in any case: otherwise what decides about it is in no plan, so that its right is needed, and nobody misses it.
   * @default true
   */
  isCertain?: boolean;
  /** Whether a script makes it only under a condition that only the machine knows, or goes on where it fails. @default false */
  isConditional?: boolean;
  /** The resource that makes it. @default - several, or nobody says */
  by?: Resource;
  /** Whether it rests on values that are not known yet: what it asks may be something else. @default false */
  isDoubtful?: boolean;
}

/** What a part makes calls with. */
export interface Caller {
  stack: Stack;
  role: Resource;
  place: PlainSite;
}

/** Calls, and the roles as which something else may call AWS of which nothing here knows. */
export interface Calls {
  made: MadeCall[];
  /** Why, by the role. */
  open: Map<Resource, string>;
  /** Roles with which more may be called, or less, once values are known that is not known yet. */
  doubted: Set<Resource>;
}

export function noCalls(): Calls {
  return { made: [], open: new Map(), doubted: new Set() };
}

/** What several make together. */
export function together(all: readonly Calls[]): Calls {
  return {
    made: all.flatMap((one) => one.made),
    open: new Map(all.flatMap((one) => [...one.open])),
    doubted: new Set(all.flatMap((one) => [...one.doubted])),
  };
}

/** The calls that each of some resources makes. What is not known yet of one is a doubt about the roles that it may hand on, and no others. */
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
      // Half a definition may make no sense; a whole one must.
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

/** The roles that a resource may hand on by values that are not known yet: also those whose own ARN is one. */
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

/** The same question about several resources. */
export function asking(
  actions: readonly string[],
  resources: readonly string[],
  context: Context = {},
): Request[] {
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource, context })));
}

/** Empty where it has none. Of some types the id is the ARN. */
export function ownArn({ id, state }: Pick<Resource, "id" | "state">): string {
  const own = text(id);
  return text(state["arn"]) || (own.startsWith("arn:") ? own : "");
}

/** The ARN of something in the stack, or of what an ARN is. */
export function arnOf(stack: Stack, type: string, reference: unknown): string | undefined {
  const own = stack.referred(type, reference);
  if (own !== undefined) return ownArn(own) || undefined;
  return text(reference).startsWith("arn:") ? text(reference) : undefined;
}

/** Who has ECS run a task definition hands on its two roles. */
export function handingOn(definition: Resource | undefined, stack: Stack): Request[] {
  const roles = ["executionRoleArn", "taskRoleArn"].flatMap(
    (path) => arnOf(stack, aws.role, definition?.inputs[path]) ?? [],
  );
  return asking(["iam:PassRole"], roles, { "iam:PassedToService": "ecs-tasks.amazonaws.com" });
}

/** @param rest What comes behind the account: `repository/web`. */
export function arnAt({ partition, region, accountId }: PlainSite, service: string, rest: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${rest}`;
}

/** The partition, region and account that most ARNs of the stack have; empty texts where there is none. */
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
  // What is not known of another resource says nothing against this one.
  if (most === "" && isDoubtful) stack.doubt.raised = true;
  const [partition = "", region = "", accountId = ""] = most.split(" ");
  return { partition, region, accountId };
}

/** The tags of a resource, as conditions see them. */
export function tagsOf({ state, inputs }: Resource): Fields {
  return (state["tagsAll"] ?? inputs["tags"] ?? {}) as Fields;
}
