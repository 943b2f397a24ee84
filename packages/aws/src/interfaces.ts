import { block, containers, fields, list, many, text, type Fields } from "@ballast/model";
import { aws } from "./tokens.ts";

/** Finds the inputs of a referenced resource; undefined if it is not in the stack. */
export type Find = (type: string, reference: unknown) => Fields | undefined;

/** The network interfaces of a resource. */
export interface Interfaces {
  /** Subnet ids; an undefined entry is not known yet. */
  subnets: unknown[];
  /**
   * Security group ids; empty for the VPC's default group. Undefined for a resource without security groups.
   */
  groups: unknown[] | undefined;
  /** TCP ports on which it listens. */
  listens: number[];
  /** Whether it has a public address. @default - the subnet's setting */
  isPublic?: boolean;
  /** The resource of which it is a part, as type and reference. @default none */
  partOf?: [type: string, reference: unknown];
  /** False for resources that only accept connections, such as stores and endpoints. @default true */
  connects?: boolean;
  /** Whether clients connect to the interface in their own zone. @default false */
  isZonal?: boolean;
}

type Reader = (inputs: Fields, find: Find) => Interfaces | undefined;

/**
 * RDS's default ports (user guide, "Settings for DB instances", 2026-11), keyed by the beginning of the
 * engine's name.
 */
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

/** @param usual - default port of the engine. */
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
      // No plan contains the account's default subnet group.
      subnets: group === undefined ? [undefined] : list(group["subnetIds"]),
      groups: list(inputs["vpcSecurityGroupIds"]),
      listens: ports(inputs["port"] ?? usual ?? byEngine),
      isPublic: inputs["publiclyAccessible"] === true,
      connects: false,
    };
  };
}

/** @param subnets - path of the property with the subnets. */
function plainly(subnets: string, groups: string, listens: number[] = []): Reader {
  return (inputs) => {
    const at = (path: string): unknown[] =>
      many(path.split("/").reduce<unknown>((one, key) => block(one)[key], inputs));
    return at(subnets).length === 0
      ? undefined
      : { subnets: at(subnets), groups: at(groups), listens, connects: listens.length === 0 };
  };
}

/** An FSx file system (user guides, "File system access control with Amazon VPC", 2026-11). */
const share = (...listens: number[]): Reader => plainly("subnetIds", "securityGroupIds", listens);

/** Security groups and public address of instances, from their launch template. */
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

/** The interfaces of ECS tasks in network mode awsvpc. */
function started(configuration: unknown): Interfaces | undefined {
  const network = block(configuration);
  const subnets = list(network["subnets"]);
  if (subnets.length === 0) return undefined;
  const isPublic = ["true", "ENABLED"].includes(text(network["assignPublicIp"]));
  return { subnets, groups: list(network["securityGroups"]), listens: [], isPublic };
}

/**
 * Ports that clients find by Cloud Map and Service Connect. A name without port applies to all ports of the
 * task.
 */
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
    // A Network Load Balancer without security groups allows all traffic.
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

/** The network interfaces of a resource; undefined if it has none. */
export function interfacesOf(type: string, inputs: Fields, find: Find): Interfaces | undefined {
  return Object.hasOwn(readers, type) ? readers[type]?.(inputs, find) : undefined;
}

export const typesWithInterfaces: readonly string[] = Object.keys(readers).sort();
