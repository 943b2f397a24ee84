import { record, type Properties, type Recording } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import { Planner } from "@ballast/plan/planner";
import { check } from "@ballast/policy";
import run from "../index.ts";
import { itIsAScenario, openThisProject, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("invento-windows");

const good = {
  retention: "retain",
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
    publicSubnetIds: { a: "subnet-0123456789abcdef2", b: "subnet-0123456789abcdef3" },
  },
  image: { tag: "3.14.5" },
  application: { databaseName: "invento" },
  instanceTypes: ["m5.large"],
  database: {
    edition: "standard",
    engineVersion: "16.00",
    instanceClass: "db.m5.large",
    allocatedStorageGiB: 100,
  },
  clients: { vpn: "10.8.0.0/16" },
};
const applicationSecret = {
  secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:invento/app-AbCdEf",
};

const deploy = (settings: unknown = good) =>
  record(run, {
    stack: "invento-windows-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings) },
    lookups: siteLookups(standInSite("eu-central-1")),
  });

function containerIn(recording: Recording<unknown>): Properties {
  const { containerDefinitions } = recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs;
  const [container] = JSON.parse(containerDefinitions as string) as Properties[];
  return container ?? {};
}

function nextStepOf({ result }: Recording<unknown>): Promise<string> {
  const { nextStep } = result as { nextStep: { apply(use: (text: string) => void): void } };
  return new Promise((resolve) => nextStep.apply(resolve));
}

const inputs = (recording: Recording<unknown>, type: string, name?: string) =>
  recording.the(type, name).inputs;

it("breaks no rule while its application runs, and its task finds room again after a loss (F.8.6)", async () => {
  const recording = await deploy();
  expect(check(recording.resources)).toEqual([]);
});

it("runs the application once: the old task has stopped before a new one starts (F.8.7)", async () => {
  const recording = await deploy();
  expect(inputs(recording, "aws:ecs/service:Service")).toMatchObject({
    desiredCount: 1,
    deploymentMinimumHealthyPercent: 0,
    deploymentMaximumPercent: 100,
    availabilityZoneRebalancing: "DISABLED",
    deploymentCircuitBreaker: { enable: true, rollback: true },
    healthCheckGracePeriodSeconds: 900,
    capacityProviderStrategies: [{ weight: 1, base: 0 }],
  });
  expect(inputs(recording, "aws:ecs/taskDefinition:TaskDefinition")["placementConstraints"]).toEqual([
    { type: "memberOf", expression: "attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE" },
  ]);
});

it("stands on one Windows instance over two zones, with room for its successor (F.8.6)", async () => {
  const recording = await deploy();
  expect(inputs(recording, "aws:autoscaling/group:Group")).toMatchObject({
    vpcZoneIdentifiers: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    minSize: 1,
    maxSize: 2,
  });
  const template = inputs(recording, "aws:ec2/launchTemplate:LaunchTemplate");
  expect(template).toMatchObject({
    imageId:
      "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id",
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: 100, encrypted: "true" } }],
  });
  const script = Buffer.from(template["userData"] as string, "base64").toString();
  for (const line of [
    '"ECS_CONTAINER_START_TIMEOUT", \'15m\', "Machine"',
    '"ECS_IMAGE_PULL_INACTIVITY_TIMEOUT", \'10m\', "Machine"',
    '"ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE", \'true\', "Machine"',
    '-EnableTaskIAMRole -EnableTaskENI -AwsvpcBlockIMDS -LoggingDrivers \'["json-file","awslogs"]\'',
  ])
    expect(script).toContain(line);
});

it("defines its task as Windows instances take it, with the database's place in clear and its login not (F.8.3, F.8.8)", async () => {
  const recording = await deploy();
  expect(inputs(recording, "aws:ecs/taskDefinition:TaskDefinition")).toMatchObject({
    requiresCompatibilities: ["EC2"],
    networkMode: "awsvpc",
    runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE", cpuArchitecture: "X86_64" },
  });
  const task = inputs(recording, "aws:ecs/taskDefinition:TaskDefinition");
  for (const property of ["cpu", "memory"]) expect(task).not.toHaveProperty(property);
  const container = containerIn(recording);
  const database = recording.the("aws:rds/instance:Instance").state;
  const secretArn = recording.the("ballast-invento-windows:index:SqlServer").outputs?.[
    "masterSecretArn"
  ] as string;
  expect(container).toMatchObject({
    image: expect.stringMatching(
      /^123456789012\.dkr\.ecr\.eu-central-1\.amazonaws\.com\/invento-repository-[0-9a-f]{7}:3\.14\.5$/,
    ) as unknown,
    cpu: 1024,
    memory: 4096,
    environment: [
      { name: "DB_HOST", value: database["address"] },
      { name: "DB_PORT", value: "1433" },
      { name: "DB_NAME", value: "invento" },
      { name: "INVENTO_PORT", value: "8080" },
      { name: "INVENTO_STOP_SECONDS", value: "80" },
    ],
    secrets: [
      { name: "DB_USERNAME", valueFrom: `${secretArn}:username::` },
      { name: "DB_PASSWORD", valueFrom: `${secretArn}:password::` },
    ],
    logConfiguration: { logDriver: "awslogs" },
  });
  expect(container).not.toHaveProperty("readonlyRootFilesystem");
  expect(container).not.toHaveProperty("linuxParameters");
});

it("lets the application have a user of its own, and follows that one's rotation (F.8.4, F.8.5)", async () => {
  const recording = await deploy({ ...good, database: { ...good.database, applicationSecret } });
  const { secretArn } = applicationSecret;
  expect(containerIn(recording)["secrets"]).toEqual([
    { name: "DB_USERNAME", valueFrom: `${secretArn}:username::` },
    { name: "DB_PASSWORD", valueFrom: `${secretArn}:password::` },
  ]);
  expect(
    inputs(recording, "aws:cloudwatch/eventRule:EventRule", "rotation-rotated")["eventPattern"],
  ).toContain(secretArn);
});

it("creates the application's own user, rotates it and restarts the task, and breaks no rule (F.0.61, F.8.4)", async () => {
  const recording = await deploy({ ...good, database: { ...good.database, applicationUser: {} } });
  expect(check(recording.resources, recording.result)).toEqual([]);
  const secret = recording.the("aws:secretsmanager/secret:Secret", "database-user-application").state["arn"];
  expect(containerIn(recording)["secrets"]).toEqual([
    { name: "DB_USERNAME", valueFrom: `${String(secret)}:username::` },
    { name: "DB_PASSWORD", valueFrom: `${String(secret)}:password::` },
  ]);
  const { input } = inputs(recording, "aws:lambda/invocation:Invocation", "database-user-application");
  expect(JSON.parse(String(input))).toMatchObject({ key: "application", secretId: secret });
  // The definition is the function's own.
  const { code } = inputs(recording, "aws:lambda/function:Function", "database-logins") as {
    code: { assets: Record<string, { text: string }> };
  };
  expect(JSON.parse(code.assets["users.json"]?.text ?? "")).toMatchObject({
    application: { username: "invento_app", database: "invento" },
  });
  expect(
    inputs(recording, "aws:cloudwatch/eventRule:EventRule", "rotation-rotated")["eventPattern"],
  ).toContain(secret);
  const reason = "the application reads its login again by itself";
  const without = await deploy({
    ...good,
    database: { ...good.database, applicationUser: {} },
    restartOnRotation: { enabled: false, reason },
  });
  expect(check(without.resources, without.result)).toMatchObject([
    { rule: "ecs-rotated-secret", severity: "waived", reason },
  ]);
});

it("refuses a user that is the administrator, or beside another login (F.0.61)", async () => {
  const database = { ...good.database, applicationUser: { username: "Admin" }, applicationSecret };
  const { message, registered } = await refusalOf("invento-windows-dev", { ...good, database });
  expect(message).toContain("  ballast:settings.database.applicationUser.username: ");
  expect(message).toContain("are two logins for one application");
  expect(registered).toEqual([]);
});

it("restarts its service when the login is rotated, unless somebody says why not (F.8.5)", async () => {
  const recording = await deploy();
  const service = recording.the("aws:ecs/service:Service").state["arn"];
  const restarts = (of: typeof recording) =>
    Object.values(of.ofType("aws:sfn/stateMachine:StateMachine")).filter(
      ({ name }) => !name.endsWith("-patch"),
    );
  expect(restarts(recording).map(({ inputs: { definition } }) => definition)).toEqual([
    expect.stringContaining(`"Service":"${String(service)}"`),
  ]);
  const reason = "the application reads its login again by itself";
  const without = await deploy({ ...good, restartOnRotation: { enabled: false, reason } });
  expect(restarts(without)).toEqual([]);
  expect(check(without.resources, without.result)).toMatchObject([
    { rule: "ecs-rotated-secret", severity: "waived", reason },
  ]);
});

it("is reached by those who are named: load balancer to task to database, and no further (F.8.9)", async () => {
  const recording = await deploy();
  const ingress = Object.values(
    recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
  ).map(({ name, inputs: rule }) => [name, rule["fromPort"], rule["cidrIpv4"]]);
  expect(ingress.sort()).toEqual([
    ["database-from-tasks-sql", 1433, undefined],
    ["invento-from-vpn-web", 80, "10.8.0.0/16"],
    ["invento-tasks-from-balancer-web", 8080, undefined],
  ]);
  expect(inputs(recording, "aws:lb/loadBalancer:LoadBalancer")["internal"]).toBe(true);
  expect(inputs(recording, "aws:lb/targetGroup:TargetGroup")).toMatchObject({
    targetType: "ip",
    deregistrationDelay: 30,
    healthCheck: { path: "/health" },
  });
});

it("speaks TLS where it has a certificate, to the internet too (F.8.9)", async () => {
  const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0";
  const recording = await deploy({ ...good, certificateArn, internetFacing: true });
  expect(inputs(recording, "aws:lb/listener:Listener", "invento-web")).toMatchObject({
    port: 443,
    protocol: "HTTPS",
    certificateArn,
  });
  expect(inputs(recording, "aws:lb/listener:Listener", "invento-redirect")).toMatchObject({ port: 80 });
  expect(inputs(recording, "aws:lb/loadBalancer:LoadBalancer")).toMatchObject({
    internal: false,
    subnets: ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"],
  });
});

it("opens the database to operators by address, or through an instance, where that is said", async () => {
  const recording = await deploy({
    ...good,
    databaseClients: { reports: "10.9.0.0/16" },
    databaseThroughInstances: true,
  });
  const names = Object.keys(recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"));
  expect(names.filter((name) => name.startsWith("database-"))).toEqual([
    "database-from-instances-sql",
    "database-from-reports-sql",
    "database-from-tasks-sql",
  ]);
});

it("watches what it made, and tells those who are named (F.8.11)", async () => {
  const recording = await deploy({ ...good, subscribers: { team: "team@example.com" } });
  const alarms = recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
  expect(Object.keys(alarms).sort()).toEqual(
    [
      ...[
        "balancer-errors",
        "cluster-join",
        "cluster-launch-windows",
        "cluster-patch-failed-windows",
        "cluster-patch-overdue-windows",
      ],
      ...[
        "database-backup",
        "database-cpu",
        "database-operations",
        "database-storage",
        "database-throughput",
      ],
      ...[
        "rotation-asked",
        "rotation-failed",
        "service-memory",
        "service-restarts",
        "service-targets-web",
        "service-tasks",
      ],
    ].map((word) => `watch-${word}`),
  );
  const [cluster] = Object.values(recording.ofType("aws:ecs/cluster:Cluster"));
  const [balancer] = Object.values(recording.ofType("aws:lb/loadBalancer:LoadBalancer"));
  expect(alarms["watch-service-targets-web"]?.inputs["metricQueries"]).toMatchObject([
    {
      metric: {
        namespace: "AWS/ApplicationELB",
        dimensions: { LoadBalancer: String(balancer?.state["arn"]).split(":loadbalancer/")[1] },
      },
    },
    { expression: "FILL(healthy, 0)" },
  ]);
  expect(alarms["watch-database-storage"]?.inputs["threshold"]).toBe(5 * 1024 ** 3);
  expect(cluster?.inputs["settings"]).toEqual([{ name: "containerInsights", value: "enhanced" }]);
  expect(inputs(recording, "aws:sns/topicSubscription:TopicSubscription")["endpoint"]).toBe(
    "team@example.com",
  );
});

it("runs nothing until an image is named, and says how to bring one (F.8.10)", async () => {
  const { image: _none, ...unnamed } = good;
  const recording = await deploy(unnamed);
  expect(inputs(recording, "aws:ecs/service:Service")["desiredCount"]).toBe(0);
  expect(inputs(recording, "aws:autoscaling/group:Group")["minSize"]).toBe(0);
  const alarms = Object.keys(recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"));
  expect(alarms.filter((name) => name.startsWith("watch-service-"))).toEqual([]);
  expect(await nextStepOf(recording)).toMatch(
    /docker push 123456789012\.dkr\.ecr\.\S+\/invento-repository-[0-9a-f]{7}:1\.0\.0\n# Then set image\.tag/,
  );
  expect((await deploy()).result["nextStep"]).toBeUndefined();
});

it("brings a version of the settings to the build and to the tag, until that version runs (F.8.13)", async () => {
  const after = (image: object) => deploy({ ...good, image });
  expect(await nextStepOf(await after({ version: "3.15.0", tag: "3.14.5" }))).toMatch(
    /^# Version 3\.15\.0 is wanted, and image\.tag is 3\.14\.5\.\n[^]*invento-3\.15\.0\.zip[^]*\ndocker build --build-arg INVENTO_VERSION=3\.15\.0 -t \S+:3\.15\.0 [^]*--region eu-central-1 \| docker login [^]*Then set image\.tag: 3\.15\.0/,
  );
  expect(containerIn(await after({ version: "3.15.0", tag: "3.14.5" }))["image"]).toMatch(/:3\.14\.5$/);
  for (const tag of ["3.15.0", "3.15.0-2"])
    expect((await after({ version: "3.15.0", tag })).result["nextStep"]).toBeUndefined();
  expect((await after({ version: "3.15.0", tag: "3.15.01" })).result["nextStep"]).toBeDefined();
});

it("keeps the production database in two zones, for thirty days, and updates it on Sunday nights (F.8.1)", async () => {
  const plan = await new Planner(await openThisProject()).plan("invento-windows-prod");
  const database = plan.resources.find(({ type }) => type === "aws:rds/instance:Instance");
  expect(database).toMatchObject({
    protect: true,
    inputs: {
      engine: "sqlserver-se",
      multiAz: true,
      backupRetentionPeriod: 30,
      deletionProtection: true,
      maintenanceWindow: "Sun:03:00-Sun:05:00",
    },
  });
});

describe("settings", () => {
  it("are refused with every fault at once, each by its key, before anything is registered", async () => {
    const { message, registered } = await refusalOf("invento-windows-dev", {
      ...good,
      network: { vpcId: "vpc-0123456789abcdef0", privateSubnetIds: { a: "subnet-0123456789abcdef0" } },
      image: { tag: "latest/1" },
      application: { databaseName: "in vento", port: 0, memoryMiB: 100 },
      database: { ...good.database, edition: "express", instanceClass: "db.t3.nano", backupDays: 40 },
      restartOnRotation: { enabled: false },
      internetFacing: true,
      subscribers: { team: "everyone" },
      toleratedMinutes: 1,
      clients: { vpn: "anyone" },
      dbName: "invento",
    });
    const keys = message
      .split("\n")
      .slice(1)
      .map((line) => /^ {2}ballast:settings\.(?<key>[\w.]+): /.exec(line)?.groups?.["key"]);
    expect(keys).toEqual([
      "image.tag",
      "application.databaseName",
      "application.port",
      "application.memoryMiB",
      "restartOnRotation",
      "clients.vpn",
      "subscribers.team",
      "toleratedMinutes",
      "dbName",
      "database.instanceClass",
      "database.multiAz",
      "database.backupDays",
      "network.privateSubnetIds",
      "certificateArn",
      "network.publicSubnetIds",
    ]);
    expect(registered).toEqual([]);
  });

  it("are held to what RDS refuses, by the component's own words (F.8.1)", async () => {
    const { message, registered } = await refusalOf("invento-windows-dev", {
      ...good,
      network: { ...good.network, privateSubnetIds: { a: "subnet-0123456789abcdef0" }, publicSubnetIds: {} },
      database: {
        ...good.database,
        edition: "express",
        instanceClass: "db.m6g.large",
        backupDays: 40,
        applicationSecret: { secretArn: "app" },
      },
      internetFacing: true,
    });
    expect(message.split("\n").slice(1)).toEqual([
      expect.stringMatching(/^ {2}ballast:settings\.database\.instanceClass: "db\.m6g\.large" has an Arm/),
      expect.stringMatching(/^ {2}ballast:settings\.database\.multiAz: is on, but RDS has no standby/),
      expect.stringMatching(
        /^ {2}ballast:settings\.database\.applicationSecret\.secretArn: is a string \(not shown\) and not/,
      ),
      expect.stringMatching(/^ {2}ballast:settings\.database\.backupDays: 40 is out of bounds/),
      '  ballast:settings.network.privateSubnetIds: is ["a"]; database and load balancer need two zones at the least.',
      expect.stringMatching(
        /^ {2}ballast:settings\.certificateArn: is missing; what faces the internet speaks TLS/,
      ),
      expect.stringMatching(
        /^ {2}ballast:settings\.network\.publicSubnetIds: names no zone; a load balancer/,
      ),
    ]);
    expect(registered).toEqual([]);
  });
});
