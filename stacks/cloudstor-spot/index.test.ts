import { record, type Properties, type Recording } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import { bashSyntax } from "@ballast/testing/scripts";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("cloudstor-spot");

const good = {
  retention: "retain",
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  },
  image: "registry.example.com/nginx:1.29",
  availabilityZone: "eu-central-1a",
  volumes: {
    pages: { size: "10", backing: "relocatable", port: 8080 },
    films: {
      size: "500",
      backing: "relocatable",
      ebstype: "st1",
      port: 8081,
      availabilityZone: "eu-central-1b",
    },
  },
  spot: { instanceTypes: ["m5.large", "m5a.large"] },
  general: { maximumSize: 4, targetCapacity: 80 },
  clients: { vpn: "10.8.0.0/16" },
};
const elastigroup = {
  spotAccountId: "act-1234abcd",
  tokenSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:spot/token-AbCdEf",
};

const deploy = (settings: unknown = good) =>
  record(run, {
    stack: "cloudstor-spot-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings) },
    lookups: siteLookups(standInSite("eu-central-1")),
  });

const service = "aws:ecs/service:Service";
const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";
const group = "aws:autoscaling/group:Group";
const provider = "aws:ecs/capacityProvider:CapacityProvider";

/** Of each resource of a type, by its name, what one asks for. */
function each<T>(
  recording: Recording<unknown>,
  type: string,
  pick: (inputs: Properties) => T,
): Record<string, T> {
  return Object.fromEntries(
    Object.values(recording.ofType(type)).map(({ name, inputs }) => [name, pick(inputs)]),
  );
}

it("makes of each volume's options what AWS has for them (F.5.4)", async () => {
  const recording = await deploy();
  expect(
    each(recording, "aws:ebs/volume:Volume", ({ availabilityZone, size, type, encrypted }) => [
      availabilityZone,
      size,
      type,
      encrypted,
    ]),
  ).toEqual({
    "data-pages-volume": ["eu-central-1a", 10, "gp3", true],
    "data-films-volume": ["eu-central-1b", 500, "st1", true],
  });
});

it("has one service and one task definition for each volume, in its zone (F.5.5, F.4.3)", async () => {
  const recording = await deploy();
  const constraints = (key: string, zone: string) => [
    { type: "memberOf", expression: `attribute:ecs.availability-zone == ${zone}` },
    { type: "memberOf", expression: `attribute:ballast.volume == cloudstor-spot-dev-data-${key}` },
  ];
  expect(each(recording, taskDefinition, (inputs) => inputs["placementConstraints"])).toEqual({
    "web-pages-task": constraints("pages", "eu-central-1a"),
    "web-films-task": constraints("films", "eu-central-1b"),
  });
  const subnets = (inputs: Properties) => (inputs["networkConfiguration"] as Properties)["subnets"];
  expect(each(recording, service, (inputs) => [inputs["desiredCount"], subnets(inputs)])).toEqual({
    "web-pages-service": [1, ["subnet-0123456789abcdef0"]],
    "web-films-service": [1, ["subnet-0123456789abcdef1"]],
  });
  for (const key of ["pages", "films"]) {
    expect(recording.the(service, `web-${key}-service`).inputs).toMatchObject({
      taskDefinition: recording.the(taskDefinition, `web-${key}-task`).state["arn"],
      deploymentMaximumPercent: 100,
      deploymentMinimumHealthyPercent: 0,
      availabilityZoneRebalancing: "DISABLED",
      capacityProviderStrategies: [
        {
          capacityProvider: recording.the(provider, `main-${key}-provider`).state["name"],
          weight: 1,
          base: 0,
        },
      ],
    });
  }
});

it("moves nothing when a volume comes or goes (F.5.5)", async () => {
  const { films: _films, ...rest } = good.volumes;
  const before = (await deploy({ ...good, volumes: rest })).identity();
  const after = (await deploy()).identity();
  expect(before.filter((line) => !after.includes(line))).toEqual([]);
  expect(after.filter((line) => !before.includes(line)).every((line) => line.includes("films"))).toBe(true);
});

it("runs on Spot Instances of several types, one a volume, and a second one that takes over (F.5.1, F.4.4)", async () => {
  const recording = await deploy({
    ...good,
    spot: { ...good.spot, onDemandBase: 1, onDemandPercentage: 25 },
  });
  const groups = each(recording, group, ({ maxSize, vpcZoneIdentifiers, capacityRebalance }) => ({
    maxSize,
    vpcZoneIdentifiers,
    capacityRebalance,
  }));
  const [a, b] = Object.values(good.network.privateSubnetIds);
  expect(groups).toEqual({
    "main-pages-group": { maxSize: 2, vpcZoneIdentifiers: [a], capacityRebalance: true },
    "main-films-group": { maxSize: 2, vpcZoneIdentifiers: [b], capacityRebalance: true },
    "main-general-group": { maxSize: 4, vpcZoneIdentifiers: [a, b], capacityRebalance: true },
  });
  const policies = each(recording, group, (inputs) => inputs["mixedInstancesPolicy"] as Properties);
  const distribution = (onDemandBaseCapacity: number) => ({
    instancesDistribution: {
      onDemandAllocationStrategy: "prioritized",
      onDemandBaseCapacity,
      onDemandPercentageAboveBaseCapacity: 25,
      spotAllocationStrategy: "price-capacity-optimized",
    },
  });
  expect(policies["main-pages-group"]).toMatchObject(distribution(1));
  expect(policies["main-general-group"]).toMatchObject(distribution(0));
});

it("has a default for what names no capacity, with room to spare, and drains what goes (F.5.2, F.5.3)", async () => {
  const recording = await deploy();
  const general = recording.the(provider, "main-general-provider");
  expect(
    recording.the("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs[
      "defaultCapacityProviderStrategies"
    ],
  ).toEqual([{ capacityProvider: general.state["name"], weight: 1, base: 0 }]);
  expect(general.inputs["autoScalingGroupProvider"]).toMatchObject({
    managedDraining: "ENABLED",
    managedScaling: { targetCapacity: 80 },
  });
  const scripts = each(recording, "aws:ec2/launchTemplate:LaunchTemplate", ({ userData }) =>
    Buffer.from(String(userData), "base64").toString(),
  );
  expect(Object.keys(scripts)).toHaveLength(3);
  for (const script of Object.values(scripts))
    expect(script).toContain("\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n");
});

it("takes no port of its instances, and lets the load balancer alone reach a server (F.5.6)", async () => {
  const recording = await deploy();
  expect(each(recording, taskDefinition, (inputs) => inputs["networkMode"])).toEqual({
    "web-pages-task": "awsvpc",
    "web-films-task": "awsvpc",
  });
  expect(each(recording, "aws:lb/listener:Listener", (inputs) => inputs["port"])).toEqual({
    "web-pages": 8080,
    "web-films": 8081,
  });
  expect(recording.the("aws:lb/loadBalancer:LoadBalancer").inputs["internal"]).toBe(true);
  const ingress = each(
    recording,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ({ cidrIpv4, fromPort, securityGroupId }) => [cidrIpv4, fromPort, securityGroupId],
  );
  const groupId = (name: string) => recording.the("aws:ec2/securityGroup:SecurityGroup", name).id;
  const reaching = (name: string) => Object.values(ingress).filter(([, , owner]) => owner === groupId(name));
  expect(reaching("tasks-group")).toEqual([
    [undefined, 8081, groupId("tasks-group")],
    [undefined, 8080, groupId("tasks-group")],
  ]);
  expect(reaching("instances-group")).toEqual([]);
});

it("has each server listen on its port, and write nothing but its volumes (F.5.6)", async () => {
  const recording = await deploy();
  const [nginx] = JSON.parse(
    recording.the(taskDefinition, "web-films-task").inputs["containerDefinitions"] as string,
  ) as Properties[];
  expect(nginx).toMatchObject({
    command: ["sh", "-c", expect.stringContaining("server { listen 8081; root /usr/share/nginx/html; }")],
    portMappings: [{ containerPort: 8081 }],
    readonlyRootFilesystem: true,
    mountPoints: [
      { sourceVolume: "run", containerPath: "/run", readOnly: false },
      { sourceVolume: "cache", containerPath: "/var/cache/nginx", readOnly: false },
      { sourceVolume: "data-films", containerPath: "/usr/share/nginx/html/data", readOnly: false },
    ],
  });
  const [shell = "", flag = "", script = ""] = nginx?.["command"] as string[];
  expect([shell, flag, bashSyntax(script)]).toEqual(["sh", "-c", "fine"]);
});

it("proposes the gp3 volume that delivers no less than gp2, and shows what became of each volume's options (F.5.4)", async () => {
  const volume = (size: string) => ({ size, backing: "relocatable", ebstype: "gp2" });
  const volumes = {
    small: { ...volume("10"), port: 1 },
    large: { ...volume("2000"), port: 2 },
    usual: { size: "2000", backing: "relocatable", port: 3 },
    own: { size: "2000", backing: "relocatable", ebstype: "gp3", iops: "12000", throughput: "1000", port: 4 },
  };
  const recording = await deploy({ ...good, volumes });
  expect(recording.result["proposals"]).toEqual({
    small: expect.stringMatching(/^ebstype: "gp3", throughput: "128" delivers at least what gp2 does here/),
    large: expect.stringMatching(/^ebstype: "gp3", iops: "6000", throughput: "250" delivers/),
  });
  expect(recording.result["translations"]).toMatchObject({
    large: "EBS gp2, 2000 GiB",
    usual:
      "EBS gp3, 2000 GiB, 6000 IOPS, 250 MiB/s: at least what gp2 delivers at this size (up to 6000 IOPS and 250 MiB/s)",
  });
  expect(
    each(recording, "aws:ebs/volume:Volume", ({ type, iops, throughput }) => [type, iops, throughput]),
  ).toEqual({
    "data-small-volume": ["gp2", undefined, undefined],
    "data-large-volume": ["gp2", undefined, undefined],
    "data-usual-volume": ["gp3", 6000, 250],
    "data-own-volume": ["gp3", 12_000, 1000],
  });
});

describe("block volumes and file systems in one scenario (F.5.8, F.5.10)", () => {
  const volumes = {
    ...good.volumes,
    shared: { backing: "shared", port: 8082, tasks: 3 },
    media: { backing: "shared", perfmode: "maxio", port: 8083 },
    render: { backing: "shared", perfmode: "maxio", throughput: "200", port: 8084 },
  };

  it("have a file system each, as fast as their perfmode asks", async () => {
    const recording = await deploy({ ...good, volumes });
    expect(
      each(
        recording,
        "aws:efs/fileSystem:FileSystem",
        ({ throughputMode, provisionedThroughputInMibps, performanceMode, encrypted }) => [
          throughputMode,
          provisionedThroughputInMibps,
          performanceMode,
          encrypted,
        ],
      ),
    ).toEqual({
      "data-shared-files": ["bursting", undefined, undefined, true],
      "data-media-files": ["elastic", undefined, undefined, true],
      "data-render-files": ["provisioned", 200, undefined, true],
    });
    expect(Object.keys(recording.result["volumeIds"] as object)).toEqual(["pages", "films"]);
    expect(Object.keys(recording.result["fileSystemIds"] as object)).toEqual(["shared", "media", "render"]);
  });

  it("run servers with files on the general capacity, several in every zone, beside those with a block volume", async () => {
    const recording = await deploy({ ...good, volumes });
    const name = recording.the(provider, "main-general-provider").state["name"];
    expect(recording.the(service, "web-shared-service").inputs).toMatchObject({
      desiredCount: 3,
      capacityProviderStrategies: [{ capacityProvider: name }],
      networkConfiguration: { subnets: Object.values(good.network.privateSubnetIds) },
    });
    const [volume] = recording.the(taskDefinition, "web-shared-task").inputs["volumes"] as Properties[];
    expect(JSON.stringify(recording.the(taskDefinition, "web-shared-task").inputs["volumes"])).toContain(
      '"transitEncryption":"ENABLED"',
    );
    expect(volume).toBeDefined();
    expect(Object.keys(each(recording, group, () => 0))).toEqual([
      "main-films-group",
      "main-general-group",
      "main-pages-group",
    ]);
  });

  it("run on Elastigroup's instances where that is chosen, by launch type EC2 and kept to them (F.5.11)", async () => {
    const { targetCapacity: _without, ...general } = good.general;
    const recording = await deploy({ ...good, general, elastigroup, volumes });
    const { inputs } = recording.the(service, "web-shared-service");
    expect(inputs).toMatchObject({ launchType: "EC2", desiredCount: 3 });
    expect(inputs["capacityProviderStrategies"]).toBeUndefined();
    expect(recording.the(taskDefinition, "web-shared-task").inputs["placementConstraints"]).toEqual([
      { type: "memberOf", expression: "attribute:ballast.elastigroup == cloudstor-spot-dev-general" },
    ]);
    // The service comes after the group, and goes before it.
    expect(recording.the(service, "web-shared-service").dependsOn).toContain(
      recording.the("aws:cloudformation/stack:Stack").urn,
    );
    expect(recording.the(service, "web-pages-service").inputs["launchType"]).toBeUndefined();
  });

  it("run on Elastigroup's instances alone, where no volume has instances of its own (F.5.11)", async () => {
    const { targetCapacity: _without, ...general } = good.general;
    const recording = await deploy({ ...good, general, elastigroup, volumes: { shared: volumes.shared } });
    expect(Object.keys(each(recording, service, () => 0))).toEqual(["web-shared-service"]);
    expect(recording.the(service, "web-shared-service").inputs["launchType"]).toBe("EC2");
    expect(recording.ofType(group)).toEqual({});
  });

  it("starts a block volume from a snapshot, in another zone as well (002: move by snapshot)", async () => {
    const pages = {
      ...good.volumes.pages,
      availabilityZone: "eu-central-1b",
      snapshotId: "snap-0123456789abcdef0",
    };
    const recording = await deploy({ ...good, volumes: { pages } });
    expect(recording.the("aws:ebs/volume:Volume").inputs).toMatchObject({
      availabilityZone: "eu-central-1b",
      snapshotId: "snap-0123456789abcdef0",
    });
  });

  it("adopts a block volume as it is, with the folder of its data, and saves it as its own (F.0.35)", async () => {
    const pages = { ...good.volumes.pages, adoptVolume: "vol-0123456789abcdef0", folder: "cloud" };
    const recording = await deploy({ ...good, volumes: { pages } });
    const own = await deploy({ ...good, volumes: { pages: good.volumes.pages } });
    // The engine imports it by its id, under the name of one that the stack creates.
    const { urn, id } = recording.the("aws:ebs/volume:Volume");
    expect([urn, id]).toEqual([own.the("aws:ebs/volume:Volume").urn, "vol-0123456789abcdef0"]);
    const scripts = Object.values(recording.ofType("aws:ec2/launchTemplate:LaunchTemplate")).map(
      ({ inputs }) => Buffer.from(String(inputs["userData"]), "base64").toString(),
    );
    expect(scripts.filter((script) => script.includes("folder='cloud'"))).toHaveLength(1);
  });

  it("serves an existing file system, and creates and deletes none (F.0.35)", async () => {
    const shared = {
      backing: "shared",
      port: volumes.shared.port,
      existing: { fileSystemId: "fs-0123456789abcdef0", path: "/aws-backup-restore_1/data" },
    };
    const recording = await deploy({ ...good, volumes: { shared } });
    expect(recording.ofType("aws:efs/fileSystem:FileSystem")).toEqual({});
    expect(recording.the("aws:efs/accessPoint:AccessPoint").inputs).toMatchObject({
      fileSystemId: "fs-0123456789abcdef0",
      rootDirectory: { path: "/aws-backup-restore_1/data" },
    });
  });
});

it("leaves Elastigroup out unless it is chosen, and then has it in place of the general capacity", async () => {
  const stack = "aws:cloudformation/stack:Stack";
  expect((await deploy()).ofType(stack)).toEqual({});
  const { targetCapacity: _without, ...general } = good.general;
  const recording = await deploy({ ...good, general, elastigroup });
  expect(Object.keys(recording.ofType(group))).toEqual(["main-films-group", "main-pages-group"]);
  expect(
    recording.the("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs,
  ).not.toHaveProperty("defaultCapacityProviderStrategies");
  const template = recording.the(stack).inputs["templateBody"] as string;
  expect(template).toContain(`{{resolve:secretsmanager:${elastigroup.tokenSecretArn}}}`);
  expect(template).toContain(
    `"clusterName":"${String(recording.the("aws:ecs/cluster:Cluster").state["name"])}"`,
  );
});

describe("settings", () => {
  it("refuse to give two servers one store: EFS has one mount target in a zone", async () => {
    const existing = { fileSystemId: "fs-0123456789abcdef0", path: "/one" };
    expect(
      await refusal({
        volumes: {
          one: { backing: "shared", port: 81, existing },
          two: { backing: "shared", port: 82, existing: { ...existing, path: "/two" } },
        },
      }),
    ).toEqual([
      '  ballast:settings.volumes.two.existing: "fs-0123456789abcdef0" belongs to one already; a volume has one server.',
    ]);
  });

  it("refuse of what is adopted what could have no effect on it", async () => {
    const existing = { fileSystemId: "fs-0123456789abcdef0", path: "/" };
    expect(
      await refusal({
        volumes: {
          pages: { ...good.volumes.pages, existing: { ...existing, fileSystemId: "fs-1123456789abcdef0" } },
          shared: {
            ...{ backing: "shared", port: 8082, perfmode: "maxio", kmsKeyArn: "x", existing },
            ...{ adoptVolume: "vol-0123456789abcdef0", folder: "data" },
          },
        },
      }),
    ).toEqual(
      [
        "pages.existing: has no effect: a block volume",
        ...["adoptVolume", "folder"].map((key) => `shared.${key}: has no effect: a file system`),
        ...["perfmode", "kmsKeyArn"].map((key) => `shared.${key}: has no effect: the stack does not change`),
      ].map((text) => expect.stringContaining(`ballast:settings.volumes.${text}`) as unknown),
    );
  });

  const refusal = async (change: object) => {
    const { message, registered } = await refusalOf("cloudstor-spot-dev", { ...good, ...change });
    expect(registered).toEqual([]);
    return message.split("\n").slice(1);
  };

  it("are refused with every fault at once, each by its key", async () => {
    expect(
      await refusal({
        image: "nginx",
        availabilityZone: "Frankfurt",
        volumes: { "a-b": { size: 10, backing: "relocatable", port: 0 } },
        spot: { instanceTypes: ["m5.large"], onDemandBase: 3, onDemandPercentage: 100 },
        general: { maximumSize: 0, targetCapacity: 101 },
        elastigroup: { spotAccountId: "me", tokenSecretArn: "token", tokenField: "{}" },
        clients: { vpn: "everyone" },
      }),
    ).toEqual([
      expect.stringMatching(/^ {2}ballast:settings\.image: /),
      '  ballast:settings.availabilityZone: is "Frankfurt"; name a zone, for example "eu-central-1a".',
      '  ballast:settings.volumes.a-b: is "a-b"; use only a–z and 0–9.',
      expect.stringMatching(
        /^ {2}ballast:settings\.spot\.instanceTypes: \["m5.large"\] is only one Spot pool/,
      ),
      "  ballast:settings.spot.onDemandBase: 3 is out of bounds; give a whole number from 0 to 2 instances.",
      "  ballast:settings.spot.onDemandPercentage: 100 is out of bounds; give a whole number from 0 to 99 percent.",
      "  ballast:settings.general.maximumSize: 0 is out of bounds; give a whole number from 1 to 5000 instances.",
      "  ballast:settings.general.targetCapacity: 101 is out of bounds; give a whole number from 1 to 100 percent.",
      '  ballast:settings.elastigroup.spotAccountId: "me" is not the id of an account with Spot, for example "act-1234abcd".',
      expect.stringMatching(
        /^ {2}ballast:settings\.elastigroup\.tokenSecretArn: is a string \(not shown\) and not the full ARN/,
      ),
      "  ballast:settings.elastigroup.tokenField: is a string (not shown) and not the name of a field; use letters, digits, - and _.",
      '  ballast:settings.clients.vpn: "everyone" is not an IPv4 block, for example "10.8.0.0/16".',
    ]);
  });

  it("are held to what Cloudstor's options can mean, volume by volume (F.5.4)", async () => {
    expect(
      await refusal({
        volumes: {
          one: { size: "10G", backing: "relocatable", port: 80 },
          two: { size: "100", backing: "relocatable", ebstype: "sc1", port: 80 },
          three: { backing: "shared", size: "10", availabilityZone: "eu-central-1a", port: 81 },
          four: { size: "10", backing: "relocatable", perfmode: "maxio", tasks: 2, port: 83 },
          general: { size: "10", backing: "relocatable", ebstype: "io1", port: 82 },
        },
      }),
    ).toEqual([
      '  ballast:settings.volumes.general: "general" names a capacity of the cluster already; rename it.',
      '  ballast:settings.volumes.one.size: "10G" is not a whole number. Use a whole number from 1 to 65536 GiB.',
      '  ballast:settings.volumes.two.size: "100" is out of bounds for sc1. Use a whole number from 125 to 16384 GiB.',
      "  ballast:settings.volumes.two.port: 80 is the port of one already; each server has its own.",
      expect.stringMatching(
        /^ {2}ballast:settings\.volumes\.three\.size: is "10", but a shared volume is a file system/,
      ),
      "  ballast:settings.volumes.three.availabilityZone: has no effect: a file system lies in every zone and starts empty. Leave it out.",
      expect.stringMatching(
        /^ {2}ballast:settings\.volumes\.four\.perfmode: is "maxio", but a relocatable volume is a block volume/,
      ),
      '  ballast:settings.volumes.four.tasks: has no effect: a block volume has one server. Leave it out, or use backing "shared".',
      "  ballast:settings.volumes.general.iops: is missing; type io1 requires it. Use a whole number from 100 to 64000.",
    ]);
    expect(await refusal({ volumes: {} })).toEqual([
      "  ballast:settings.volumes: is {}; name at least one volume.",
    ]);
  });

  it("name zones that have a subnet", async () => {
    const volumes = { pages: { ...good.volumes.pages, availabilityZone: "eu-central-1c" } };
    expect(await refusal({ volumes })).toEqual([
      '  ballast:settings.volumes.pages.availabilityZone: is "eu-central-1c"; network.privateSubnetIds has no "c"; ' +
        "name a zone that has a subnet.",
    ]);
  });
});

it("says which zone the environment's network lacks, before anything is registered", async () => {
  const { network: _own, ...shared } = good;
  const outputs = {
    vpcId: good.network.vpcId,
    privateSubnetIds: { a: "subnet-0123456789abcdef0" },
    publicSubnetIds: {},
  };
  await expect(
    record(run, {
      stack: "cloudstor-spot-dev",
      config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(shared) },
      lookups: siteLookups(standInSite("eu-central-1")),
      stacks: { "organization/ballast/network-dev": { outputs, secrets: [] } },
    }),
  ).rejects.toThrow(
    "ballast:settings.volumes.films.availabilityZone: eu-central-1b has no private subnet in this network; allowed: eu-central-1a. Use one of these, or",
  );
});

it("watches each server and its volume, by their own ids, and tells those who are named (F.8.11)", async () => {
  const recording = await deploy({ ...good, subscribers: { team: "team@example.com" } });
  const alarms = recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
  const volumes = Object.entries(recording.ofType("aws:ebs/volume:Volume"));
  expect(volumes.length).toBeGreaterThan(0);
  for (const [name, { id }] of volumes) {
    const key = name.replace(/^data-(.*)-volume$/, "$1");
    expect(alarms[`watch-data${key}-space`]?.inputs["dimensions"]).toEqual({ VolumeId: id });
    expect(alarms).toHaveProperty(`watch-service${key}-tasks`);
  }
  expect(recording.the("aws:sns/topicSubscription:TopicSubscription").inputs["endpoint"]).toBe(
    "team@example.com",
  );
});

it("names each server by its volume where the settings say so (F.0.49)", async () => {
  const registry = "aws:servicediscovery/service:Service";
  expect((await deploy()).ofType(registry)).toEqual({});
  const discovery = { namespace: "web.internal", clients: { apps: "10.9.0.0/16" } };
  const recording = await deploy({ ...good, discovery });
  const namespaces = Object.values(
    recording.ofType("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"),
  );
  expect(namespaces).toHaveLength(1);
  expect(
    Object.values(each(recording, registry, ({ name, dnsConfig }): unknown[] => [name, dnsConfig])),
  ).toEqual(
    ["films", "pages"].map((name): unknown[] => [
      name,
      expect.objectContaining({ namespaceId: namespaces[0]?.id }),
    ]),
  );
  const opened = each(
    recording,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    (inputs): unknown => (inputs["cidrIpv4"] === "10.9.0.0/16" ? inputs["fromPort"] : undefined),
  );
  expect(
    Object.values(opened)
      .filter((port) => port !== undefined)
      .sort(),
  ).toEqual([8080, 8081]);
});
