import { required, type PlacementConstraint, type PlacementStrategy } from "@ballast/contracts";
import {
  and,
  attribute,
  binpack,
  distinctInstance,
  instanceType,
  memberOf,
  not,
  presets,
  random,
  spreadOverInstances,
  spreadOverZones,
  taskGroup,
  zoneAttribute,
} from "@ballast/placement";

/** One way to run tasks that are not restarted, as AWS's post has it. */
export interface RunTaskForm {
  /** What it is for. */
  purpose: string;
  runs: "app" | "cache" | "web";
  /** @default 1 */
  count?: number;
  /** @default - ECS's own: `family:<family>` */
  group?: string;
  constraints?: PlacementConstraint[];
  strategies?: PlacementStrategy[];
}

/** The values of the stack that the forms use. */
export interface FormFacts {
  /** Of the general capacity, in the order of preference. */
  instanceTypes: string[];
  /** Zones of the instances: `eu-central-1a`. */
  zones: string[];
}

/** The post's 18 forms of `run-task`, in its order, with the stack's instance types and zones in place of the post's. */
export function runTaskForms({ instanceTypes, zones }: FormFacts): Record<string, RunTaskForm> {
  const [first = "", ...others] = instanceTypes;
  const oneType = memberOf(instanceType(first));
  const away = required(zones.at(-1), "the zones of the network");
  return {
    funnel: {
      purpose: "the whole funnel: a type of instance, then where the least memory is left",
      runs: "app",
      count: 8,
      constraints: [oneType],
      strategies: [binpack("memory")],
    },
    resources: { purpose: "only instances with enough CPU, memory and ports", runs: "app" },
    distinct: {
      purpose: "each on an instance of its own",
      runs: "app",
      count: 5,
      constraints: [distinctInstance],
    },
    memberOf: { purpose: "instances of one type", runs: "app", count: 5, constraints: [oneType] },
    expression: {
      purpose: "several attributes in one expression",
      runs: "app",
      count: 5,
      constraints: [memberOf(and(attribute(zoneAttribute).notEquals(away), instanceType(first, ...others)))],
    },
    affinity: {
      purpose: "beside tasks of a group; run one of them without the constraint first",
      runs: "app",
      count: 5,
      group: "webserver",
      constraints: [memberOf(taskGroup.equals("webserver"))],
    },
    antiAffinity: {
      purpose: "never two of a group on one instance",
      runs: "app",
      count: 5,
      group: "webserver",
      constraints: [memberOf(not(taskGroup.equals("webserver")))],
    },
    random: { purpose: "anywhere", runs: "app", count: 5, strategies: [random] },
    binpackCpu: {
      purpose: "as few instances as possible, by CPU",
      runs: "app",
      count: 8,
      strategies: [binpack("cpu")],
    },
    binpackMemory: {
      purpose: "as few instances as possible, by memory",
      runs: "app",
      count: 8,
      strategies: [binpack("memory")],
    },
    spreadZones: {
      purpose: "evenly over zones",
      runs: "app",
      count: 8,
      strategies: [spreadOverZones],
    },
    chained: {
      purpose: "evenly over zones, then packed within each",
      runs: "app",
      count: 8,
      strategies: presets.availabilityAndEfficiency,
    },
    one: { purpose: "use case: a first try", runs: "app" },
    ten: { purpose: "use case: ten, on any instance", runs: "app", count: 10, strategies: [random] },
    spreadHosts: {
      purpose: "use case: over instances (the post's field `host`)",
      runs: "app",
      count: 9,
      strategies: [spreadOverInstances],
    },
    caching: {
      purpose: "use case: a cache on each of nine instances",
      runs: "cache",
      count: 9,
      group: "caching",
      constraints: [distinctInstance],
    },
    besideCaching: {
      purpose: "use case: web servers, each beside a cache",
      runs: "web",
      count: 9,
      constraints: [distinctInstance, memberOf(taskGroup.equals("caching"))],
    },
    zonesThenMemory: {
      purpose: "use case: survive a zone, and pay for no idle instance",
      runs: "app",
      count: 9,
      strategies: presets.availabilityAndEfficiency,
    },
  };
}

/** The names with which a command is written: the stack's own, or variables of a shell. */
export interface CommandNames {
  cluster: string;
  capacityProvider: string;
  taskDefinitions: Record<RunTaskForm["runs"], string>;
}

/** Quoted for a shell. */
export function runTaskCommand(form: RunTaskForm, names: CommandNames): string {
  const { runs, count, group, constraints = [], strategies = [] } = form;
  return [
    `aws ecs run-task --cluster ${names.cluster} --task-definition ${names.taskDefinitions[runs]}`,
    `--capacity-provider-strategy capacityProvider=${names.capacityProvider}`,
    ...(count === undefined ? [] : [`--count ${count}`]),
    ...(group === undefined ? [] : [`--group ${group}`]),
    // JSON: a list in an expression has commas, which the short form would split.
    ...(constraints.length === 0 ? [] : [`--placement-constraints '${JSON.stringify(constraints)}'`]),
    ...(strategies.length === 0 ? [] : [`--placement-strategy '${JSON.stringify(strategies)}'`]),
  ].join(" ");
}

/** The post's custom attribute. */
export const colorAttribute = "color";

/** Gives a container instance that runs already a color, as the post does. What the stack's own have comes from their boot. */
export function putAttributesCommand(
  cluster: string,
  color: string,
  target = "<container instance ARN>",
): string {
  return `aws ecs put-attributes --cluster ${cluster} --attributes name=${colorAttribute},value=${color},targetId=${target}`;
}

/** The post's three filters, with the stack's names. */
export function filterExpressions({ instanceTypes }: FormFacts, color: string): Record<string, string> {
  return {
    notType: `attribute:ecs.instance-type != ${instanceTypes[0]}`,
    color: `attribute:${colorAttribute} == ${color}`,
    group: "task:group == caching",
  };
}

/** By AWS's own command; `ballast place --cluster … --filter` shows what they are, too. */
export function listInstancesCommand(cluster: string, filter: string): string {
  return `aws ecs list-container-instances --cluster ${cluster} --filter "${filter}"`;
}

/** For services: instances of one color. */
export function onColor(color: string): PlacementConstraint {
  return memberOf(attribute(colorAttribute).equals(color));
}
