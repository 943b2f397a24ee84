import { record, recordRefusal } from "@ballast/testing";
import {
  DeploymentStrategy,
  DnsRecord,
  LaunchType,
  NetworkMode,
  Platform,
  PortProtocol,
  Service,
  TaskDefinition,
  type DnsDiscovery,
  type ServiceArgs,
  type ServiceDiscovery,
  type TaskDefinitionShape,
} from "../index.ts";
import { site, webService, webTask } from "../testing.ts";

const namespaceArn = "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-0";
const dns: DnsDiscovery = { namespaceId: "ns-0", hostName: "web", containerName: "web", containerPort: 80 };
const named: TaskDefinitionShape = {
  ...webTask(),
  portNames: { http: { port: 80, protocol: PortProtocol.Http } },
};
const onInstances: TaskDefinitionShape = { ...named, launchType: LaunchType.Ec2, memoryMiB: 512 };
const behind: Partial<ServiceArgs> = { subnetIds: {}, securityGroupIds: {}, selfManagedInstances: false };
const capacity = { general: { capacityProviderName: "general" } };
const build = (discovery: ServiceDiscovery, args: Partial<ServiceArgs> = {}) =>
  new Service("web", { ...webService, taskDefinition: named, discovery, ...args });
const recorded = (discovery: ServiceDiscovery, args: Partial<ServiceArgs> = {}) =>
  record(() => build(discovery, args));
const service = async (discovery: ServiceDiscovery, args: Partial<ServiceArgs> = {}) =>
  (await recorded(discovery, args)).the("aws:ecs/service:Service").inputs;

const refusedAt = async (program: () => unknown): Promise<string[]> => (await recordRefusal(program)).paths;

const registry = "aws:servicediscovery/service:Service";
const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

describe("a DNS name (F.0.49)", () => {
  it("has the addresses of the tasks that ECS calls healthy", async () => {
    const recording = await recorded({ dns });
    const entry = recording.the(registry);
    expect(entry.inputs).toEqual({
      name: "web",
      dnsConfig: { namespaceId: "ns-0", routingPolicy: "MULTIVALUE", dnsRecords: [{ type: "A", ttl: 10 }] },
      healthCheckCustomConfig: { failureThreshold: 1 },
      forceDestroy: true,
    });
    expect(recording.the("aws:ecs/service:Service").inputs["serviceRegistries"]).toEqual({
      registryArn: entry.state["arn"],
    });
  });

  it("has their ports, too, where clients ask for them, and must behind instances", async () => {
    const srv = { dns: { ...dns, record: DnsRecord.Srv, ttlSeconds: 5 } };
    const bridge = {
      ...behind,
      capacity,
      taskDefinition: { ...onInstances, networkMode: NetworkMode.Bridge },
    };
    for (const args of [{}, bridge]) {
      const recording = await recorded(srv, args);
      expect(recording.the(registry).inputs["dnsConfig"]).toMatchObject({
        dnsRecords: [{ type: "SRV", ttl: 5 }],
      });
      expect(recording.the("aws:ecs/service:Service").inputs["serviceRegistries"]).toMatchObject({
        containerName: "web",
        containerPort: 80,
      });
    }
    expect(await refusedAt(() => build({ dns }, bridge))).toEqual(["discovery.dns.record"]);
  });
});

describe("Service Connect (F.0.49)", () => {
  it("offers named ports, by their names or others", async () => {
    const connect = { namespaceArn, endpoints: { http: {} } };
    expect((await service({ connect }))["serviceConnectConfiguration"]).toEqual({
      enabled: true,
      namespace: namespaceArn,
      services: [
        { portName: "http", discoveryName: "web-http", clientAlias: [{ port: 80, dnsName: "http" }] },
      ],
    });
    const endpoint = { hostName: "shop", port: 8080, idleTimeoutSeconds: 0, requestTimeoutSeconds: 60 };
    const other = await service({ connect: { namespaceArn, endpoints: { http: endpoint } } });
    expect(other["serviceConnectConfiguration"]).toMatchObject({
      services: [
        {
          portName: "http",
          clientAlias: [{ port: 8080, dnsName: "shop" }],
          timeout: { idleTimeoutSeconds: 0, perRequestTimeoutSeconds: 60 },
        },
      ],
    });
  });

  it("lets a service without endpoints find those of others", async () => {
    expect((await service({ connect: { namespaceArn } }))["serviceConnectConfiguration"]).toEqual({
      enabled: true,
      namespace: namespaceArn,
    });
  });

  it("moves traffic in place of a load balancer, without a role", async () => {
    const recording = await recorded(
      { connect: { namespaceArn, endpoints: { http: {} } } },
      { deployment: { strategy: DeploymentStrategy.BlueGreen } },
    );
    expect(recording.the("aws:ecs/service:Service").inputs).toMatchObject({
      deploymentConfiguration: { strategy: "BLUE_GREEN" },
    });
    expect(recording.ofType("aws:iam/role:Role")).toEqual({});
  });

  it("has the names that a task definition gives its ports", async () => {
    const recording = await record(() => {
      const task = new TaskDefinition("web", {
        site,
        containers: {
          web: {
            image: "nginx:1.27",
            ports: [80, 9000],
            portNames: { http: { port: 80, protocol: PortProtocol.Http } },
          },
        },
      });
      build({ connect: { namespaceArn, endpoints: { http: {} } } }, { taskDefinition: task });
    });
    const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
    const [container] = JSON.parse(inputs["containerDefinitions"] as string) as { portMappings: object[] }[];
    expect(container?.portMappings).toEqual([
      { name: "http", appProtocol: "http", containerPort: 80, hostPort: 80, protocol: "tcp" },
      { containerPort: 9000, hostPort: 9000, protocol: "tcp" },
    ]);
  });
});

describe("the way to the tasks (F.0.14)", () => {
  const clients = { shop: { securityGroupId: "sg-0shop" }, vpn: { cidrBlock: "10.8.0.0/16" } };
  const connect = { namespaceArn, endpoints: { http: {} } };

  it.each<[string, ServiceDiscovery]>([
    ["of a DNS name", { dns, clients }],
    [
      "of an endpoint, whatever port its clients use",
      { connect: { ...connect, endpoints: { http: { port: 8080 } } }, clients },
    ],
    ["of both, once", { dns, connect, clients }],
  ])("is open to clients on the container's port %s, and to nobody else", async (_what, discovery) => {
    const recording = await recorded(discovery);
    const way = { ipProtocol: "tcp", fromPort: 80, toPort: 80 };
    const rules = (type: string) => Object.values(recording.ofType(type)).map(({ inputs }) => inputs);
    expect(rules(ingress)).toEqual([
      expect.objectContaining({
        ...way,
        securityGroupId: "sg-0tasks",
        referencedSecurityGroupId: "sg-0shop",
      }),
      expect.objectContaining({ ...way, securityGroupId: "sg-0tasks", cidrIpv4: "10.8.0.0/16" }),
    ]);
    expect(rules(egress)).toEqual([
      expect.objectContaining({
        ...way,
        securityGroupId: "sg-0shop",
        referencedSecurityGroupId: "sg-0tasks",
      }),
    ]);
  });

  it("is closed where nobody is named", async () => {
    const recording = await recorded({ dns, connect });
    expect([recording.ofType(ingress), recording.ofType(egress)]).toEqual([{}, {}]);
  });

  it("leads to the group that is named", async () => {
    const recording = await recorded(
      { dns, clients: { shop: { securityGroupId: "sg-0shop" } }, securityGroup: "second" },
      { securityGroupIds: { first: "sg-01", second: "sg-02" } },
    );
    expect(recording.the(ingress).inputs["securityGroupId"]).toBe("sg-02");
  });
});

it.each<[string, ServiceDiscovery, Partial<ServiceArgs>, string[]]>([
  ["nothing to be found by", {}, {}, ["discovery"]],
  ["a name that DNS does not have", { dns: { ...dns, hostName: "my web" } }, {}, ["discovery.dns.hostName"]],
  [
    "a container and a port that the task does not have",
    { dns: { ...dns, containerName: "db" } },
    {},
    ["discovery.dns.containerName"],
  ],
  [
    "a port that nothing listens on",
    { dns: { ...dns, containerPort: 81 } },
    {},
    ["discovery.dns.containerPort"],
  ],
  [
    "more tasks than a name can have",
    { dns },
    { scaling: { minimum: 1, maximum: 1001, cpuPercent: 50 } },
    ["discovery.dns"],
  ],
  [
    "more tasks than a name can have, by a schedule",
    { dns },
    {
      scaling: {
        minimum: 1,
        maximum: 3,
        schedules: { sale: { cron: "cron(0 7 ? * MON *)", minimum: 1, maximum: 1001 } },
      },
    },
    ["discovery.dns"],
  ],
  [
    "a name of both colors, and a shift of traffic that nothing could do",
    { dns },
    { deployment: { strategy: DeploymentStrategy.BlueGreen } },
    ["deployment.strategy", "discovery.dns"],
  ],
  [
    "a shift of traffic for a service that only connects to others",
    { connect: { namespaceArn } },
    { deployment: { strategy: DeploymentStrategy.Canary } },
    ["deployment.strategy"],
  ],
  [
    "Service Connect for Windows",
    { connect: { namespaceArn } },
    { taskDefinition: { ...named, platform: Platform.Windows2022Core } },
    ["discovery.connect"],
  ],
  [
    "Service Connect in a task without memory of its own",
    { connect: { namespaceArn } },
    { taskDefinition: { ...named, launchType: LaunchType.Ec2 }, capacity },
    ["discovery.connect"],
  ],
  [
    "an endpoint of a port without a name",
    { connect: { namespaceArn, endpoints: { admin: {} } } },
    {},
    ["discovery.connect.endpoints.admin"],
  ],
  [
    "a DNS name that an endpoint has in Cloud Map",
    { dns: { ...dns, hostName: "WEB-http" }, connect: { namespaceArn, endpoints: { http: {} } } },
    {},
    ["discovery.dns.hostName"],
  ],
  [
    "an endpoint in other letters than ECS takes",
    { connect: { namespaceArn, endpoints: { http: { hostName: "Shop" } } } },
    {},
    ["discovery.connect.endpoints.http.hostName"],
  ],
  [
    "two endpoints that are one for clients",
    {
      connect: {
        namespaceArn,
        endpoints: { http: { hostName: "shop", port: 80 }, admin: { hostName: "shop", port: 80 } },
      },
    },
    { taskDefinition: { ...named, portNames: { ...named.portNames, admin: { port: 80 } } } },
    ["discovery.connect.endpoints.admin"],
  ],
  [
    "a limit of requests where there are none",
    {
      connect: { namespaceArn, endpoints: { http: { requestTimeoutSeconds: 5, hostName: "a b", port: 0 } } },
    },
    { taskDefinition: { ...named, portNames: { http: { port: 80 } } } },
    [
      "discovery.connect.endpoints.http.hostName",
      "discovery.connect.endpoints.http.port",
      "discovery.connect.endpoints.http.requestTimeoutSeconds",
    ],
  ],
  [
    "clients of tasks that have their instance's groups",
    { dns: { ...dns, record: DnsRecord.Srv }, clients: { vpn: { cidrBlock: "10.8.0.0/16" } } },
    { ...behind, capacity, taskDefinition: { ...onInstances, networkMode: NetworkMode.Bridge } },
    ["discovery.clients"],
  ],
  [
    "clients of several groups",
    { dns, clients: { vpn: { cidrBlock: "10.8.0.0/16" } } },
    { securityGroupIds: { one: "sg-01", two: "sg-02" } },
    ["discovery.securityGroup"],
  ],
  ["a group for nobody", { dns, securityGroup: "tasks" }, {}, ["discovery.securityGroup"]],
  [
    "clients of nothing",
    { connect: { namespaceArn }, clients: { vpn: { cidrBlock: "10.8.0.0/16" } } },
    {},
    ["discovery.clients"],
  ],
])("refuses %s (F.0.49)", async (_what, discovery, args, paths) => {
  expect((await refusedAt(() => build(discovery, args))).sort()).toEqual(paths);
});

it("refuses names of ports that ECS or another container would", async () => {
  const paths = await refusedAt(
    () =>
      new TaskDefinition("web", {
        site,
        containers: {
          web: {
            image: "nginx:1.27",
            ports: [80],
            portNames: { http: { port: 80 }, again: { port: 80 }, Http: { port: 81 } },
          },
          admin: { image: "nginx:1.27", ports: [90], portNames: { http: { port: 90 } } },
        },
      }),
  );
  expect(paths).toEqual([
    "containers.web.portNames.again",
    "containers.web.portNames.Http",
    "containers.web.portNames.Http.port",
    "containers.admin.portNames.http",
  ]);
});
