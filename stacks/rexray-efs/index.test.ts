import { record, type Properties, type Recording } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("rexray-efs");

const good = {
  retention: "retain",
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  },
  image: "registry.example.com/httpd:2.4",
  clients: { vpn: "10.8.0.0/16" },
};
const byPlugin = {
  ...good,
  compute: "ec2",
  files: {
    mode: "plugin",
    image: `registry.example.com/rexray-efs@sha256:${"0a".repeat(32)}`,
    reason: "its volumes are moved one by one",
  },
};

const deploy = (settings: unknown = good) =>
  record(run, {
    stack: "rexray-efs-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings) },
    lookups: siteLookups(standInSite("eu-central-1")),
  });

const taskType = "aws:ecs/taskDefinition:TaskDefinition";
const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

function containerOf(recording: Recording<unknown>, task: string): Properties {
  const definitions = recording.the(taskType, `${task}-task`).inputs["containerDefinitions"] as string;
  const [container] = JSON.parse(definitions) as Properties[];
  return container ?? {};
}

function actionsOf(recording: Recording<unknown>, policy: string): unknown[] {
  const { inputs } = recording.the("aws:iam/rolePolicy:RolePolicy", policy);
  const { Statement } = JSON.parse(inputs["policy"] as string) as { Statement: { Action: unknown }[] };
  return Statement.map(({ Action }) => Action);
}

it("runs four web servers over two zones, which wait for the files and roll as usual (F.3.6)", async () => {
  const recording = await deploy();
  const service = recording.the("aws:ecs/service:Service");
  expect(service.inputs).toMatchObject({
    launchType: "FARGATE",
    desiredCount: 4,
    deploymentMinimumHealthyPercent: 100,
    deploymentMaximumPercent: 200,
    availabilityZoneRebalancing: "ENABLED",
    networkConfiguration: { subnets: Object.values(good.network.privateSubnetIds), assignPublicIp: false },
  });
  const task = recording.the(taskType, "web-task");
  const targets = Object.values(recording.ofType("aws:efs/mountTarget:MountTarget")).map(({ urn }) => urn);
  expect(targets).toHaveLength(2);
  expect(task.dependsOn).toEqual(expect.arrayContaining(targets));
  expect(service.dependsOn).toContain(task.urn);
});

it("are reached through an internal load balancer, by those who are named (F.3.8)", async () => {
  const recording = await deploy();
  const balancer = recording.the("aws:lb/loadBalancer:LoadBalancer");
  expect(balancer.inputs).toMatchObject({
    loadBalancerType: "network",
    internal: true,
    securityGroups: [recording.the("aws:ec2/securityGroup:SecurityGroup", "web-balancer").id],
    enableDeletionProtection: true,
  });
  expect(recording.the("aws:lb/targetGroup:TargetGroup").inputs).toMatchObject({
    protocol: "TCP",
    targetType: "ip",
    port: 8080,
    deregistrationDelay: 30,
  });
  const rules = Object.values(recording.ofType(ingressType)).map(({ name, inputs }) => [
    name,
    inputs["fromPort"],
    inputs["cidrIpv4"] ?? inputs["referencedSecurityGroupId"],
  ]);
  const groupId = (name: string) => recording.the("aws:ec2/securityGroup:SecurityGroup", name).id;
  expect(rules.sort()).toEqual([
    ["files-from-tasks-nfs", 2049, groupId("tasks-group")],
    ["web-from-vpn-http", 80, "10.8.0.0/16"],
    ["web-tasks-from-balancer-http", 8080, groupId("web-balancer")],
  ]);
});

describe("the web servers", () => {
  it("are nobody special, write to nothing, and can only read the files (F.3.5)", async () => {
    const recording = await deploy();
    expect(containerOf(recording, "web")).toMatchObject({
      image: good.image,
      user: "1000:1000",
      readonlyRootFilesystem: true,
      portMappings: [{ containerPort: 8080 }],
      mountPoints: [{ sourceVolume: "files", containerPath: "/srv/shared", readOnly: true }],
    });
    expect(actionsOf(recording, "web-task")).toEqual([["elasticfilesystem:ClientMount"]]);
    expect(recording.the("aws:efs/accessPoint:AccessPoint").inputs["posixUser"]).toEqual({
      uid: 1000,
      gid: 1000,
    });
  });

  it("have all of Apache's configuration in their command, and its pid file in memory", async () => {
    const [program, ...words] = containerOf(await deploy(), "web")["command"] as string[];
    expect([program, ...words.slice(0, 4)]).toEqual(["httpd", "-D", "FOREGROUND", "-f", "/dev/null"]);
    const options = words.slice(4);
    expect(new Set(options.filter((_word, position) => position % 2 === 0))).toEqual(new Set(["-C"]));
    const directives = options.filter((_word, position) => position % 2 === 1);
    expect(directives.filter((line) => !line.startsWith("LoadModule "))).toEqual([
      "ServerName localhost",
      "ServerTokens Prod",
      "TraceEnable Off",
      "Listen 8080",
      "PidFile /dev/shm/httpd.pid",
      "ErrorLog |/bin/cat",
      'LogFormat "%h \\"%r\\" %>s %b" plain',
      "CustomLog |/bin/cat plain",
      "EnableSendfile Off",
      "EnableMMAP Off",
      'Header always set X-Served-By "${HOSTNAME}"',
      "DocumentRoot /srv/shared",
    ]);
    expect(directives[0]).toBe("LoadModule mpm_event_module modules/mod_mpm_event.so");
  });
});

it("has a task that edits the files, and says how to run it", async () => {
  const recording = await deploy();
  expect(containerOf(recording, "editor")).toMatchObject({
    user: "1000:1000",
    readonlyRootFilesystem: true,
    mountPoints: [{ sourceVolume: "files", containerPath: "/srv/shared", readOnly: false }],
  });
  expect(actionsOf(recording, "editor-task")).toEqual([
    ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
  ]);
  const { edit } = recording.result as { edit: { promise(): Promise<string> } };
  expect(await edit.promise()).toMatch(
    /^aws ecs run-task --cluster main-cluster-\w+ --task-definition arn:aws:ecs:\S+editor:1 --launch-type FARGATE --network-configuration 'awsvpcConfiguration=\{subnets=\[subnet-0123456789abcdef0,subnet-0123456789abcdef1\],securityGroups=\[sg-\w+\]\}' --overrides '\{"containerOverrides":\[\{"name":"editor","command":\["sh","-c",.*\]\}\]\}'$/,
  );
});

it("runs on container instances as well, in zones that have a way to the files (F.3.7)", async () => {
  const recording = await deploy({ ...good, compute: "ec2", desiredCount: 2 });
  const provider = recording.the("aws:ecs/capacityProvider:CapacityProvider").state["name"];
  expect(recording.the(taskType, "web-task").inputs).toMatchObject({
    requiresCompatibilities: ["EC2"],
    volumes: [{ name: "files", efsVolumeConfiguration: { transitEncryption: "ENABLED" } }],
  });
  expect(recording.the("aws:ecs/service:Service").inputs["capacityProviderStrategies"]).toMatchObject([
    { capacityProvider: provider },
  ]);
  expect(recording.the("aws:autoscaling/group:Group").inputs).toMatchObject({
    maxSize: 3,
    vpcZoneIdentifiers: Object.values(good.network.privateSubnetIds),
  });
  const { edit } = recording.result as { edit: { promise(): Promise<string> } };
  expect(await edit.promise()).toContain(
    `--capacity-provider-strategy capacityProvider=${String(provider)} `,
  );
});

describe("by the plugin of the first demonstration (F.3.9)", () => {
  beforeEach(() => jest.spyOn(console, "warn").mockReturnValue(undefined));
  afterEach(() => jest.restoreAllMocks());

  it("shares a volume that is in no state, among instances that alone reach it", async () => {
    const recording = await deploy(byPlugin);
    expect(recording.the(taskType, "web-task").inputs).toMatchObject({
      volumes: [
        {
          name: "files",
          dockerVolumeConfiguration: { scope: "shared", autoprovision: true, driver: "rexray/efs" },
        },
      ],
      placementConstraints: [{ type: "memberOf", expression: "attribute:ecs.cpu-architecture == x86_64" }],
    });
    expect(recording.resources.filter(({ type }) => type.startsWith("aws:efs/"))).toEqual([]);
    const instances = recording.the("aws:ec2/securityGroup:SecurityGroup", "instances-group").id;
    expect(recording.the(ingressType, "files-from-instances-nfs").inputs).toMatchObject({
      referencedSecurityGroupId: instances,
    });
    const userData = recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs["userData"] as string;
    expect(Buffer.from(userData, "base64").toString()).toContain(
      "EFS_TAG='rexray-efs-dev' REXRAY_PREEMPT='true' LINUX_VOLUME_FILEMODE='0755'",
    );
    expect([containerOf(recording, "web")["user"], containerOf(recording, "editor")["user"]]).toEqual([
      "1000:1000",
      "0:0",
    ]);
  });

  it("warns, and hands the reason on", async () => {
    const { result, ...recording } = await deploy(byPlugin);
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining("abandoned"));
    const { reason } = byPlugin.files;
    const waiversOf = (name: string) =>
      recording.resources.find((one) => one.type === "ballast-ecs:index:TaskDefinition" && one.name === name)
        ?.outputs?.["waivers"];
    expect(waiversOf("web")).toEqual({ "ecs-volume-plugin": { "web-task/files": { reason } } });
    expect(waiversOf("editor")).toEqual({ "ecs-volume-plugin": { "editor-task/files": { reason } } });
    expect(result["fileSystemId"]).toBeUndefined();
  });
});

it("says what the files outlive", async () => {
  const { result } = await deploy();
  expect(result["survives"]).toEqual({
    taskRestart: true,
    instanceLoss: true,
    zoneLoss: true,
    destroy: true,
  });
});

describe("settings", () => {
  it("are refused with every fault at once, each by its key", async () => {
    const { message, registered } = await refusalOf("rexray-efs-dev", {
      ...good,
      image: "httpd",
      files: { mode: "nfs" },
      compute: "lambda",
      instanceTypes: "t3.medium",
      desiredCount: -4,
      clients: { vpn: "10.8.0.1/16" },
    });
    expect(message.split("\n")).toEqual([
      "The configuration of rexray-efs-dev (stacks/environments/Pulumi.rexray-efs-dev.yaml) is refused, and nothing was registered. 6 errors:",
      expect.stringMatching(/^ {2}ballast:settings\.image: "httpd"/),
      '  ballast:settings.files.mode: is "nfs"; allowed: "native", "plugin". Use one of these.',
      '  ballast:settings.compute: is "lambda"; allowed: "fargate", "ec2". Use one of these.',
      '  ballast:settings.instanceTypes: is "t3.medium"; expected: array. Write a list: [one, two].',
      "  ballast:settings.desiredCount: -4 is out of bounds; give a whole number from 0 to 5000.",
      '  ballast:settings.clients.vpn: "10.8.0.1/16" is not canonical; the block with this prefix starts at "10.8.0.0/16".',
    ]);
    expect(registered).toEqual([]);
  });

  it.each([
    [
      { ...byPlugin, compute: "fargate" },
      'ballast:settings.compute: is "fargate"; a Docker plugin needs container instances; use "ec2", or files.mode "native".',
    ],
    [
      { ...byPlugin, files: { ...byPlugin.files, image: "rexray/efs:0.11.4" } },
      'ballast:settings.files.image: "rexray/efs:0.11.4" has no digest',
    ],
    [
      { ...byPlugin, files: { mode: "plugin", image: byPlugin.files.image } },
      "ballast:settings.files.reason: is missing",
    ],
    [
      { ...byPlugin, files: { ...byPlugin.files, throughput: "elastic" } },
      "ballast:settings.files.throughput: is not a setting. Allowed here: image, mode, reason.",
    ],
    [
      { ...good, files: { mode: "native", throughput: "provisioned" } },
      'ballast:settings.files.provisionedMiBps: is missing, and throughput "provisioned" needs it.',
    ],
    [
      { ...good, files: { mode: "native", noBackupReason: "no" } },
      'ballast:settings.files.noBackupReason: is "no"; say why in ten characters or more.',
    ],
  ])(
    "%# are held to what the component would refuse, before the first resource exists",
    async (settings, text) => {
      const { message, registered } = await refusalOf("rexray-efs-dev", settings);
      expect(message).toContain(text);
      expect(registered).toEqual([]);
    },
  );
});

it("watches what it made, by its own ids, and tells those who are named (F.8.11)", async () => {
  const recording = await deploy({ ...good, subscribers: { team: "team@example.com" } });
  const alarms = recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
  const parts = new Set(Object.keys(alarms).map((name) => name.split("-")[1]));
  expect([...parts].sort()).toEqual(["balancer", "files", "service"]);
  expect(alarms["watch-files-operations"]?.inputs["dimensions"]).toEqual({
    FileSystemId: recording.the("aws:efs/fileSystem:FileSystem").id,
  });
  expect(recording.the("aws:sns/topicSubscription:TopicSubscription").inputs["endpoint"]).toBe(
    "team@example.com",
  );
});
