import { aws, interfacesOf, typesWithInterfaces, type Find, type Interfaces } from "@ballast/aws";
import { block, containers, fields, list, text, type Resource, type Stack } from "@ballast/model";
import { groupOfProvider } from "../capacity.ts";

/** A network interface in one subnet. */
export interface Interface {
  subnet: unknown;
  /** @default - the resource has no security groups */
  groups?: readonly unknown[];
  isPublic?: boolean;
}

/** A resource that starts or accepts connections, with the network interfaces of its parts. */
export interface Party {
  resource: Resource;
  /** Names by which users may refer to the party: the resource's, and those of its parent components. */
  names: string[];
  interfaces: Interface[];
  /** TCP ports on which it listens, sorted. */
  listens: number[];
  /** Whether it starts connections. */
  connects: boolean;
  /** Whether clients connect only to its interface in their own Availability Zone. */
  isZonal: boolean;
  /** For a load balancer: the targets to which it forwards connections. */
  forwards: Forward[];
}

export interface Target {
  party: Party;
  port: number;
  /** URN of the target group. */
  group: string;
}

export interface Forward {
  /** Port of the listener. */
  port: number;
  targets: Target[];
}

/** Default range of dynamic host ports that ECS assigns to containers (developer guide, "Port mappings"). */
const dynamicPorts = [32_768, 49_153];

/** Every resource of a stack that has network interfaces. */
export function partiesOf(stack: Stack): Party[] {
  const found = new Map<Resource, Party>();
  const find: Find = (type, reference) => stack.referred(type, reference)?.inputs;
  for (const resource of stack.ofType(...typesWithInterfaces)) {
    const interfaces = interfacesOf(resource.type, resource.inputs, find);
    if (interfaces === undefined) continue;
    const whole = interfaces.partOf && stack.referred(...interfaces.partOf);
    add(found, whole ?? resource, interfaces, stack);
  }
  for (const service of stack.ofType(aws.service)) {
    if (!found.has(service)) onInstances(service, found, stack);
  }
  for (const balancer of stack.ofType(aws.loadBalancer)) {
    const party = found.get(balancer);
    if (party) forward(party, found, stack);
  }
  return [...found.values()];
}

function add(all: Map<Resource, Party>, resource: Resource, interfaces: Interfaces, stack: Stack): void {
  const { subnets, groups, isPublic, listens, isZonal = false, connects = true } = interfaces;
  const party = all.get(resource) ?? partyOf(resource, stack, { isZonal, connects });
  all.set(resource, party);
  const shared = { ...(groups && { groups }), ...(isPublic !== undefined && { isPublic }) };
  party.interfaces.push(...subnets.map((subnet) => ({ subnet, ...shared })));
  party.listens = sorted([...party.listens, ...listens]);
}

function partyOf(
  resource: Resource,
  stack: Stack,
  { isZonal = false, connects = true }: Partial<Pick<Party, "isZonal" | "connects">> = {},
): Party {
  const around = [...stack.around(resource)].map(({ name }) => name);
  return {
    resource,
    names: [...new Set(around)],
    interfaces: [],
    listens: [],
    connects,
    isZonal,
    forwards: [],
  };
}

/** A service whose tasks have no network interfaces uses those of its instances. */
function onInstances(service: Resource, all: Map<Resource, Party>, stack: Stack): void {
  const groups = groupsOf(service, stack);
  if (groups.length === 0) return;
  const party = partyOf(service, stack);
  const definition = stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
  const mappings = containers(definition?.inputs ?? {}).flatMap((one) =>
    list(one["portMappings"]).map(fields),
  );
  party.interfaces = groups.flatMap((group) => all.get(group)?.interfaces ?? []);
  const isHost = definition?.inputs["networkMode"] === "host";
  party.listens = sorted(
    mappings.flatMap((mapping) => {
      const port = Number(mapping["hostPort"] ?? (isHost ? mapping["containerPort"] : 0));
      return port === 0 ? dynamicPorts : [port];
    }),
  );
  all.set(service, party);
}

/** The Auto Scaling groups whose instances a service may run on. */
export function groupsOf({ inputs }: Resource, stack: Stack): Resource[] {
  const chosen = list(inputs["capacityProviderStrategies"]).map((one) => fields(one)["capacityProvider"]);
  const ofCluster = stack
    .ofType(aws.clusterCapacityProviders)
    .filter(
      (one) =>
        stack.referred(aws.cluster, one.inputs["clusterName"]) ===
        stack.referred(aws.cluster, inputs["cluster"]),
    )
    .flatMap((one) => list(one.inputs["capacityProviders"]));
  return (chosen.length > 0 ? chosen : ofCluster).flatMap(
    (name) => groupOfProvider(stack.referred(aws.capacityProvider, name), stack) ?? [],
  );
}

function forward(balancer: Party, all: Map<Resource, Party>, stack: Stack): void {
  const listeners = stack.referring(aws.listener, "loadBalancerArn", balancer.resource);
  balancer.listens = sorted(listeners.map(({ inputs }) => Number(inputs["port"])));
  balancer.forwards = listeners.map((listener) => ({
    port: Number(listener.inputs["port"]),
    targets: targetGroupsOf(listener, stack).flatMap((group) => targetsOf(group, all, stack)),
  }));
}

/** The target groups in a listener's default actions and rules. */
function targetGroupsOf(listener: Resource, stack: Stack): Resource[] {
  const rules = stack.referring(aws.listenerRule, "listenerArn", listener);
  const actions = [
    ...list(listener.inputs["defaultActions"]),
    ...rules.flatMap(({ inputs }) => list(inputs["actions"])),
  ];
  const named = actions
    .map(fields)
    .flatMap((action) => [
      action["targetGroupArn"],
      ...list(block(action["forward"])["targetGroups"]).map((one) => fields(one)["arn"]),
    ]);
  return [...new Set(named)].flatMap((arn) => stack.referred(aws.targetGroup, arn) ?? []);
}

function targetsOf(group: Resource, all: Map<Resource, Party>, stack: Stack): Target[] {
  const byService = [...all.values()].flatMap((party) =>
    list(party.resource.inputs["loadBalancers"])
      .map(fields)
      .filter((one) => stack.referred(aws.targetGroup, one["targetGroupArn"]) === group)
      .flatMap((one) => {
        const isOwn = party.listens.includes(Number(one["containerPort"]));
        return (isOwn ? [Number(one["containerPort"])] : party.listens).map((port) => ({
          party,
          port,
          group: group.urn,
        }));
      }),
  );
  const byGroup = [...all.values()]
    .filter(({ resource }) => resource.type === aws.group)
    .filter(({ resource }) =>
      list(resource.inputs["targetGroupArns"]).some((arn) => stack.referred(aws.targetGroup, arn) === group),
    )
    .map((party) => ({ party, port: Number(group.inputs["port"]), group: group.urn }));
  return [...byService, ...byGroup];
}

function sorted(ports: number[]): number[] {
  return [...new Set(ports)].sort((one, other) => one - other);
}

/** The display name of a party. */
export function nameOf({ resource }: Party): string {
  return text(resource.name);
}
