import { block, containers, fields, list, many, text, type Fields } from "@ballast/model";
import { aws } from "./tokens.ts";

/** The inputs of the resource of a type that a reference names; undefined where it is somebody else's. */
export type Find = (type: string, reference: unknown) => Fields | undefined;

/** Where a resource has interfaces in networks. */
export interface Interfaces {
  /** Ids of subnets. Undefined entries are not known yet. */
  subnets: unknown[];
  /** Ids of security groups; empty for the default group of the VPC. Undefined for what has none. */
  groups: unknown[] | undefined;
  /** Ports of TCP on which it listens. */
  listens: number[];
  /** Whether it has a public address, too. @default - what the subnet says */
  isPublic?: boolean;
  /** A resource that it is a part of: its type, and a reference to it. @default - it is whole */
  partOf?: [type: string, reference: unknown];
  /** False for what answers, and connects to nobody: stores, and endpoints. @default true */
  connects?: boolean;
  /** Whether clients go to the interface in their own zone. @default false */
  isZonal?: boolean;
}

type Reader = (inputs: Fields, find: Find) => Interfaces | undefined;

/** RDS's default ports (user guide, "Settings for DB instances", 2026-11), by the start of the engine's name. */
const databasePorts: Record<string, number> = {
  "aurora-postgresql": 5432,
  aurora: 3306,
  mysql: 3306,
  mariadb: 3306,
  postgres: 5432,
  "custom-sqlserver": 1433,
  sqlserver: 1433,
  "custom-oracle": 1521,
  oracle: 1521,
  db2: 50_000,
  neptune: 8182,
  docdb: 27_017,
};

/** @param usual - by the engine, where nothing is said. */
function database(usual?: number): Reader {
  return (inputs, find) => {
    const named = inputs["dbSubnetGroupName"] ?? inputs["neptuneSubnetGroupName"];
    const group = [
      "aws:rds/subnetGroup:SubnetGroup",
      "aws:docdb/subnetGroup:SubnetGroup",
      "aws:neptune/subnetGroup:SubnetGroup",
    ]
      .map((type) => find(type, named))
      .find((found) => found !== undefined);
    const engine = text(inputs["engine"]).toLowerCase();
    const [, byEngine] = Object.entries(databasePorts).find(([start]) => engine.startsWith(start)) ?? [];
    return {
      // The default group of the account is in no plan.
      subnets: group === undefined ? [undefined] : list(group["subnetIds"]),
      groups: list(inputs["vpcSecurityGroupIds"]),
      listens: ports(inputs["port"] ?? usual ?? byEngine),
      isPublic: inputs["publiclyAccessible"] === true,
      connects: false,
    };
  };
}

/** @param subnets - path of the subnets. */
function plainly(subnets: string, groups: string, listens: number[] = []): Reader {
  return (inputs) => {
    const at = (path: string): unknown[] =>
      many(path.split("/").reduce<unknown>((one, key) => block(one)[key], inputs));
    return at(subnets).length === 0
      ? undefined
      : { subnets: at(subnets), groups: at(groups), listens, connects: listens.length === 0 };
  };
}

/** A file system of FSx (user guides, "File system access control with Amazon VPC", 2026-11). */
const share = (...listens: number[]): Reader => plainly("subnetIds", "securityGroupIds", listens);

/** Instances, by the launch template that they are made of. */
function launched(inputs: Fields, find: Find): Pick<Interfaces, "groups" | "isPublic"> {
  const mixed = block(
    block(block(inputs["mixedInstancesPolicy"])["launchTemplate"])["launchTemplateSpecification"],
  );
  const named = { ...mixed, ...block(inputs["launchTemplate"]) };
  const template =
    find(aws.launchTemplate, named["id"] ?? named["launchTemplateId"] ?? named["name"]) ??
    find(aws.launchConfiguration, inputs["launchConfiguration"]) ??
    {};
  const own = { ...template, ...inputs };
  const first = block(own["networkInterfaces"]);
  const given = first["associatePublicIpAddress"] ?? own["associatePublicIpAddress"];
  return {
    groups: [
      ...list(own["vpcSecurityGroupIds"]),
      ...list(first["securityGroups"]),
      ...list(own["securityGroups"]),
    ],
    ...(given !== undefined && { isPublic: text(given) === "true" }),
  };
}

/** What runs a task of ECS in a network of the task's own. */
function started(configuration: unknown): Interfaces | undefined {
  const network = block(configuration);
  const subnets = list(network["subnets"]);
  if (subnets.length === 0) return undefined;
  const isPublic = ["true", "ENABLED"].includes(text(network["assignPublicIp"]));
  return { subnets, groups: list(network["securityGroups"]), listens: [], isPublic };
}

/** Ports that clients find by Cloud Map and Service Connect: a name without a port is a name for all ports of the task. */
function discovered(
  { serviceRegistries, serviceConnectConfiguration, taskDefinition }: Fields,
  find: Find,
): number[] {
  const registry = block(serviceRegistries);
  const mappings = containers(find(aws.taskDefinition, taskDefinition) ?? {}).flatMap(({ portMappings }) =>
    list(portMappings).map(fields),
  );
  const offered = list(block(serviceConnectConfiguration)["services"]).map((one) => fields(one)["portName"]);
  const told = registry["containerPort"] ?? registry["port"];
  const isNamed = registry["registryArn"] !== undefined && told === undefined;
  return [
    ...ports(told),
    ...mappings
      .filter(({ name }) => isNamed || (name !== undefined && offered.includes(name)))
      .flatMap(({ containerPort }) => ports(containerPort)),
  ];
}

const readers: Record<string, Reader> = {
  [aws.service]: (inputs, find) => {
    const found = started(inputs["networkConfiguration"]);
    return (
      found && {
        ...found,
        listens: [
          ...new Set([
            ...list(inputs["loadBalancers"]).flatMap((one) => ports(fields(one)["containerPort"])),
            ...discovered(inputs, find),
          ]),
        ],
      }
    );
  },
  "aws:scheduler/schedule:Schedule": ({ target }) =>
    started(block(block(target)["ecsParameters"])["networkConfiguration"]),
  "aws:cloudwatch/eventTarget:EventTarget": ({ ecsTarget }) =>
    started(block(ecsTarget)["networkConfiguration"]),
  [aws.group]: (inputs, find) => ({
    ...launched(inputs, find),
    subnets: list(inputs["vpcZoneIdentifiers"]),
    listens: [],
  }),
  [aws.instance]: (inputs, find) => ({
    ...launched(inputs, find),
    subnets: [inputs["subnetId"]],
    listens: [],
  }),
  [aws.loadBalancer]: ({ internal, loadBalancerType, securityGroups, subnets, subnetMappings }) => ({
    subnets: [...list(subnets), ...list(subnetMappings).map((one) => fields(one)["subnetId"])],
    // A network load balancer that has none lets everything pass.
    groups:
      loadBalancerType === "network" && list(securityGroups).length === 0 ? undefined : list(securityGroups),
    listens: [],
    isPublic: text(internal) !== "true",
  }),
  [aws.vpcEndpoint]: ({ vpcEndpointType, subnetIds, securityGroupIds }) =>
    vpcEndpointType === "Interface"
      ? { subnets: list(subnetIds), groups: list(securityGroupIds), listens: [443], connects: false }
      : undefined,
  "aws:efs/mountTarget:MountTarget": ({ fileSystemId, subnetId, securityGroups }) => ({
    subnets: [subnetId],
    groups: list(securityGroups),
    listens: [2049],
    partOf: [aws.fileSystem, fileSystemId],
    isZonal: true,
    connects: false,
  }),
  [aws.databaseInstance]: database(),
  [aws.databaseCluster]: database(),
  "aws:docdb/cluster:Cluster": database(27_017),
  "aws:neptune/cluster:Cluster": database(8182),
  "aws:fsx/windowsFileSystem:WindowsFileSystem": share(445, 5985),
  "aws:fsx/lustreFileSystem:LustreFileSystem": share(988),
  "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": share(2049),
  "aws:fsx/ontapFileSystem:OntapFileSystem": share(443),
  [aws.project]: plainly("vpcConfig/subnets", "vpcConfig/securityGroupIds"),
  "aws:lambda/function:Function": plainly("vpcConfig/subnetIds", "vpcConfig/securityGroupIds"),
  "aws:msk/cluster:Cluster": plainly(
    "brokerNodeGroupInfo/clientSubnets",
    "brokerNodeGroupInfo/securityGroups",
    [9094],
  ),
  "aws:opensearch/domain:Domain": plainly("vpcOptions/subnetIds", "vpcOptions/securityGroupIds", [443]),
  "aws:mq/broker:Broker": plainly("subnetIds", "securityGroups", [5671]),
};

function ports(port: unknown): number[] {
  return port === undefined ? [] : [Number(port)];
}

/** Where a resource has interfaces in networks; undefined for what has none. */
export function interfacesOf(type: string, inputs: Fields, find: Find): Interfaces | undefined {
  return Object.hasOwn(readers, type) ? readers[type]?.(inputs, find) : undefined;
}

export const typesWithInterfaces: readonly string[] = Object.keys(readers).sort();
