import { join } from "node:path";
import { LaunchType, Platform, TaskDefinition } from "@ballast/ecs";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { SqlServer, type SqlServerArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const typical: SqlServerArgs = {
  site,
  vpcId: "vpc-0",
  subnetIds: { a: "subnet-0a", b: "subnet-0b" },
  clients: { tasks: { securityGroupId: "sg-0tasks" } },
  edition: "standard",
  engineVersion: "16.00",
  instanceClass: "db.m5.large",
  allocatedStorageGiB: 100,
};
const noStandby = { enabled: false, reason: "a development environment waits for a repair" };
const express: Partial<SqlServerArgs> = {
  edition: "express",
  instanceClass: "db.t3.small",
  multiAz: noStandby,
};
const inHours: Partial<SqlServerArgs> = {
  multiAz: noStandby,
  runningHours: { from: "07:00", until: "20:00", timeZone: "Europe/Berlin" },
  backupWindow: "11:00-11:30",
  maintenanceWindow: "Fri:16:00-Fri:17:00",
  rotationSchedule: "cron(0 10 ? * WED *)",
};
const ownKey = "arn:aws:kms:eu-central-1:123456789012:key/0";
const ownSecret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:invento/app-AbCdEf";

const build = (args: Partial<SqlServerArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new SqlServer("database", { ...typical, ...args }, opts);
const instanceOf = async (args: Partial<SqlServerArgs> = {}) =>
  (await record(() => build(args))).the("aws:rds/instance:Instance");

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "sqlServer.identity.txt"),
  grown: () => build({ clients: { ...typical.clients, vpn: { cidrBlock: "10.8.0.0/16" } } }),
  added: ["database > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule database-from-vpn-sql"],
  refusals: {
    "Express with a standby (F.8.1)": {
      build: () => build({ ...express, multiAz: undefined }),
      paths: ["multiAz"],
    },
    "an edition, a version, a class and a size that there are not": {
      build: () =>
        build({
          edition: "developer" as "express",
          engineVersion: "2022",
          instanceClass: "m5.large",
          allocatedStorageGiB: 19,
          storageType: "gp9",
        }),
      paths: ["engineVersion", "instanceClass", "storageType", "allocatedStorageGiB", "edition"],
    },
    "hours without a backup, a rotation or a way to stop (F.0.54)": {
      build: () => build({ runningHours: { from: "07:00", until: "19:00" } }),
      paths: ["runningHours", "backupWindow", "maintenanceWindow", "rotationSchedule"],
    },
    "hours that are none, and what is at other times (F.0.54)": {
      build: () =>
        build({
          ...inHours,
          runningHours: { from: "00:10", until: "7", days: "FRI-MON", timeZone: "Berlin" },
        }),
      paths: ["runningHours.until", "runningHours.from", "runningHours.days", "runningHours.timeZone"],
    },
    "hours on one day of the week (F.0.54)": {
      build: () => build({ ...inHours, runningHours: { from: "07:00", until: "20:00", days: "WED,WED" } }),
      paths: ["runningHours.days"],
    },
    "AWS Backup at its usual time (F.0.54)": {
      build: () => build({ ...inHours, backup: { days: 14 } }),
      paths: ["backup.schedule"],
    },
    "AWS Backup on days on which the server stays stopped (F.0.54)": {
      build: () => build({ ...inHours, backup: { schedule: "cron(0 10 ? * * *)" } }),
      paths: ["backup.schedule"],
    },
    "AWS Backup by days of the month (F.0.54)": {
      build: () => build({ ...inHours, backup: { schedule: "cron(0 10 1 * ? *)", days: 60 } }),
      paths: ["backup.schedule"],
    },
    "a backup window across the stop (F.0.54)": {
      build: () =>
        build({
          ...inHours,
          runningHours: { from: "00:30", until: "23:30" },
          backupWindow: "23:00-01:00",
        }),
      paths: ["backupWindow"],
    },
    "maintenance on a day on which the server stays stopped (F.0.54)": {
      build: () => build({ ...inHours, maintenanceWindow: "Sun:11:30-Sun:12:30" }),
      paths: ["maintenanceWindow"],
    },
    "a rotation by days of the month (F.0.54)": {
      build: () => build({ ...inHours, rotationSchedule: "cron(0 10 1 * ? *)" }),
      paths: ["rotationSchedule"],
    },
    "a rotation on a day on which the server stays stopped (F.0.54)": {
      build: () => build({ ...inHours, rotationSchedule: "cron(0 10 ? * SUN *)" }),
      paths: ["rotationSchedule"],
    },
    "a rotation whose window ends with the hours in summer (F.0.54)": {
      build: () => build({ ...inHours, rotationSchedule: "cron(0 16 ? * WED *)", rotationWindowHours: 2 }),
      paths: ["rotationSchedule"],
    },
    "a backup and a rotation that are in the hours in summer alone (F.0.54)": {
      build: () =>
        build({
          ...inHours,
          runningHours: { from: "08:00", until: "20:00", timeZone: "Europe/Berlin" },
          backupWindow: "18:30-19:00",
          rotationSchedule: "cron(0 6 ? * WED *)",
        }),
      paths: ["backupWindow", "rotationSchedule"],
    },
    "a class that is too small for the edition": {
      build: () => build({ edition: "enterprise" }),
      paths: ["instanceClass"],
    },
    "a burstable class that is too small for the edition": {
      build: () => build({ instanceClass: "db.t3.large" }),
      paths: ["instanceClass"],
    },
    "a key by its alias, and files that are kept for ever": {
      build: () => build({ nativeBackup: { kmsKeyArn: "alias/files", oldVersionDays: 0 } }),
      paths: ["nativeBackup.kmsKeyArn", "nativeBackup.oldVersionDays"],
    },
    "a processor on which SQL Server does not run": {
      build: () => build({ instanceClass: "db.m6g.large" }),
      paths: ["instanceClass"],
    },
    "storage that cannot grow, and operations that it does not sell": {
      build: () => build({ maximumStorageGiB: 109, storageType: "gp2", iops: 3000 }),
      paths: ["iops", "maximumStorageGiB"],
    },
    "provisioned storage without its operations": {
      build: () => build({ storageType: "io2" }),
      paths: ["iops"],
    },
    "one zone, and nobody who may connect": {
      build: () => build({ subnetIds: { a: "subnet-0a" }, clients: {} }),
      paths: ["subnetIds", "clients"],
    },
    "what can never be changed, and would be wrong": {
      build: () => build({ collation: "utf8mb4", timeZone: "Europe/Berlin", masterUsername: "SA" }),
      paths: ["collation", "masterUsername", "timeZone"],
    },
    "protections that are off for no reason, and backups that RDS does not keep (F.8.1)": {
      build: () =>
        build({ multiAz: { enabled: false }, backup: { enabled: false, reason: " " }, backupDays: 36 }),
      paths: ["multiAz", "backup.reason", "backupDays"],
    },
    "a secret's name, and schedules that are none": {
      build: () =>
        build({
          applicationSecret: { secretArn: "invento/app" },
          rotationSchedule: "weekly",
          backupWindow: "2am",
          maintenanceWindow: "Sunday:03:30-Sunday:05:00",
          caCertificate: "letsencrypt",
        }),
      paths: [
        "applicationSecret.secretArn",
        "rotationSchedule",
        "backupWindow",
        "maintenanceWindow",
        "caCertificate",
      ],
    },
    "windows that overlap, a standby without backups, and a version and a class that RDS does not have": {
      build: () =>
        build({
          engineVersion: "15.99",
          instanceClass: "db.m9.large",
          backupWindow: "03:30-04:30",
          maintenanceWindow: "Sun:03:00-Sun:05:00",
          backup: { enabled: false, reason: "a copy of another one" },
        }),
      paths: ["engineVersion", "backupWindow", "backup"],
    },
    "windows of five and of ten minutes": {
      build: () => build({ backupWindow: "03:30-03:35", maintenanceWindow: "Mon:05:00-Mon:05:10" }),
      paths: ["backupWindow", "maintenanceWindow"],
    },
    "a rotation at half past two": {
      build: () => build({ rotationSchedule: "cron(30 2 ? * SUN *)" }),
      paths: ["rotationSchedule"],
    },
    "a rotation of one year": {
      build: () => build({ rotationSchedule: "cron(0 2 ? * SUN 2027)" }),
      paths: ["rotationSchedule"],
    },
    "a rotation that goes on into the next day": {
      build: () => build({ rotationSchedule: "cron(0 22 ? * SUN *)", rotationWindowHours: 3 }),
      paths: ["rotationWindowHours"],
    },
    "a name that RDS does not take, and words that there are not": {
      build: () =>
        new SqlServer("Data_base", { ...typical, logRetentionDays: 8, retention: "keep" as "retain" }),
      paths: ["name", "logRetentionDays", "retention"],
    },
  },
});

describe("the server", () => {
  it("is everything that it should be by default, and nothing else (F.8.1, F.8.2, F.0.19)", async () => {
    const instance = await instanceOf();
    expect(instance).toMatchObject({ protect: true, retainOnDelete: true });
    expect(instance.inputs).toEqual({
      identifier: "test-dev-database",
      engine: "sqlserver-se",
      engineVersion: "16.00",
      autoMinorVersionUpgrade: true,
      licenseModel: "license-included",
      instanceClass: "db.m5.large",
      multiAz: true,
      allocatedStorage: 100,
      maxAllocatedStorage: 200,
      storageType: "gp3",
      storageEncrypted: true,
      username: "admin",
      manageMasterUserPassword: true,
      dbSubnetGroupName: expect.stringMatching(/^database-subnets-/) as unknown,
      vpcSecurityGroupIds: [expect.stringMatching(/^sg-/) as unknown],
      publiclyAccessible: false,
      parameterGroupName: expect.stringMatching(/^database-parameters-/) as unknown,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      backupRetentionPeriod: 7,
      copyTagsToSnapshot: true,
      deletionProtection: true,
      deleteAutomatedBackups: false,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: "test-dev-database-final",
      enabledCloudwatchLogsExports: ["agent", "error"],
      monitoringInterval: 60,
      monitoringRoleArn: expect.stringMatching(
        /^arn:aws:iam::123456789012:role\/database-monitoring-/,
      ) as unknown,
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 7,
    });
  });

  it("never names a database, a password or IAM authentication, whatever is said (F.8.1, F.8.2)", async () => {
    const { inputs } = await instanceOf({ ...express, snapshotIdentifier: "before-the-move" });
    for (const property of ["dbName", "password", "passwordWo", "iamDatabaseAuthenticationEnabled"])
      expect(inputs).not.toHaveProperty(property);
    expect(inputs["snapshotIdentifier"]).toBe("before-the-move");
    expect(inputs).not.toHaveProperty("username");
  });

  it("takes TLS alone, in the parameters of its version and edition (F.8.1)", async () => {
    const force = [{ name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" }];
    for (const [args, family] of [
      [{}, "sqlserver-se-16.0"],
      [{ engineVersion: "15.00.4430.1.v1" }, "sqlserver-se-15.0"],
      [{ edition: "web", instanceClass: "db.t3.small" }, "sqlserver-web-16.0"],
      [{ edition: "enterprise", instanceClass: "db.r5.2xlarge" }, "sqlserver-ee-16.0"],
      [express, "sqlserver-ex-16.0"],
    ] as [Partial<SqlServerArgs>, string][]) {
      const recording = await record(() => build(args));
      expect(recording.the("aws:rds/parameterGroup:ParameterGroup").inputs).toMatchObject({
        family,
        parameters: force,
      });
    }
  });

  it("leaves out of Express what Express has not (F.8.1)", async () => {
    expect((await instanceOf(express)).inputs).toMatchObject({
      engine: "sqlserver-ex",
      multiAz: false,
      enabledCloudwatchLogsExports: ["error"],
      performanceInsightsEnabled: false,
    });
  });

  it("passes on what is said once and for ever (F.8.1)", async () => {
    const words = { collation: "Latin1_General_CI_AS", timeZone: "W. Europe Standard Time" };
    expect(
      (await instanceOf({ ...words, masterUsername: "invento_owner", kmsKeyArn: ownKey })).inputs,
    ).toMatchObject({
      characterSetName: "Latin1_General_CI_AS",
      timezone: "W. Europe Standard Time",
      username: "invento_owner",
      kmsKeyId: ownKey,
    });
  });

  it.each([
    "Pacific Standard Time (Mexico)",
    "UTC-11",
    "N. Central Asia Standard Time",
    "Russia Time Zone 3",
  ])("knows the time zone %s", async (timeZone) => {
    expect((await instanceOf({ timeZone })).inputs["timezone"]).toBe(timeZone);
  });

  it("goes without a trace where its data may, and says why a protection is off", async () => {
    const backup = { enabled: false, reason: "filled anew every night" };
    const retentionReason = "its scripts fill it again";
    const recording = await record(() =>
      build({ ...express, retention: "discard", retentionReason, backup }),
    );
    const instance = recording.the("aws:rds/instance:Instance");
    expect(instance).toMatchObject({ protect: false, retainOnDelete: false });
    expect(instance.inputs).toMatchObject({
      backupRetentionPeriod: 0,
      deletionProtection: false,
      deleteAutomatedBackups: true,
      skipFinalSnapshot: true,
    });
    expect(instance.inputs).not.toHaveProperty("finalSnapshotIdentifier");
    expect(recording.the("ballast-invento-windows:index:SqlServer").outputs?.["waivers"]).toEqual({
      "data-retention": {
        "database-instance": { reason: retentionReason },
        "database-log-error": { reason: retentionReason },
      },
      "rds-multi-az": { "database-instance": { reason: noStandby.reason } },
      "rds-backup": { "database-instance": { reason: backup.reason } },
    });
  });

  it("keeps what it cannot do without, if it stays when its stack goes", async () => {
    const kept = async (args: Partial<SqlServerArgs>) =>
      (await record(() => build(args))).resources
        .filter(({ custom, retainOnDelete }) => custom && retainOnDelete)
        .map(({ name, type }) => `${type.split(":").at(-1)} ${name}`);
    expect(await kept({ retention: "discard" })).toEqual([]);
    expect((await kept({})).sort()).toEqual([
      "Instance database-instance",
      "LogGroup database-log-agent",
      "LogGroup database-log-error",
      "ParameterGroup database-parameters",
      "Role database-monitoring",
      "RolePolicyAttachment database-monitoring",
      "SecretRotation database-rotation",
      "SecurityGroup database-server",
      "SubnetGroup database-subnets",
    ]);
  });

  it("keeps its logs in groups that are there before it, for as long as is said (F.8.11)", async () => {
    const recording = await record(() => build({ logRetentionDays: 365 }));
    const groups = Object.values(recording.ofType("aws:cloudwatch/logGroup:LogGroup"));
    expect(groups.map(({ inputs, protect }) => [inputs["name"], inputs["retentionInDays"], protect])).toEqual(
      [
        ["/aws/rds/instance/test-dev-database/agent", 365, true],
        ["/aws/rds/instance/test-dev-database/error", 365, true],
      ],
    );
    const { dependsOn } = recording.the("aws:rds/instance:Instance");
    expect(dependsOn).toEqual(expect.arrayContaining(groups.map(({ urn }) => urn)));
  });

  it("is monitored by a role for it alone (F.8.1)", async () => {
    const recording = await record(() => build());
    const role = recording.the("aws:iam/role:Role");
    expect(JSON.parse(role.inputs["assumeRolePolicy"] as string)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "monitoring.rds.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:rds:eu-central-1:123456789012:db:test-dev-database" },
          },
        },
      ],
    });
    expect(recording.the("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs["policyArn"]).toBe(
      "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
    );
  });
});

it("is reached on port 1433 by its clients, and reaches nothing itself (F.8.9)", async () => {
  const recording = await record(() =>
    build({ clients: { tasks: { securityGroupId: "sg-0tasks" }, vpn: { cidrBlock: "10.8.0.0/16" } } }),
  );
  const group = recording.the("aws:ec2/securityGroup:SecurityGroup").id;
  const port = { ipProtocol: "tcp", fromPort: 1433, toPort: 1433 };
  const ingress = recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
  expect(Object.values(ingress).map(({ inputs }) => inputs)).toEqual([
    {
      ...port,
      securityGroupId: group,
      referencedSecurityGroupId: "sg-0tasks",
      description: "SQL Server database: sql from tasks",
    },
    {
      ...port,
      securityGroupId: group,
      cidrIpv4: "10.8.0.0/16",
      description: "SQL Server database: sql from vpn",
    },
  ]);
  expect(recording.the("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").inputs).toEqual({
    ...port,
    securityGroupId: "sg-0tasks",
    referencedSecurityGroupId: group,
    description: "tasks to SQL Server database: sql",
  });
});

describe("the login", () => {
  /** A task that uses the server, as ECS sees it. */
  async function taskOf(args: Partial<SqlServerArgs>) {
    const recording = await record(() => {
      const { taskPart } = build(args);
      new TaskDefinition("app", {
        site,
        launchType: LaunchType.Ec2,
        platform: Platform.Windows2022Core,
        containers: { app: { image: "registry.example.com/app:1", cpu: 1024, memoryMiB: 2048 } },
        parts: { database: taskPart },
      });
    });
    const definition = recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs["containerDefinitions"];
    const [app] = JSON.parse(definition as string) as { secrets: { name: string; valueFrom: string }[] }[];
    const policy = recording.the("aws:iam/rolePolicy:RolePolicy", "app-execution").inputs["policy"] as string;
    const { Statement: statements } = JSON.parse(policy) as {
      Statement: { Action: string[]; Resource: string[] }[];
    };
    return {
      secrets: app?.secrets,
      statements: statements.filter(({ Action: [action] }) => !action?.startsWith("logs:")),
      recording,
    };
  }

  it("is the administrator's, which RDS made, by default; nothing else is read (F.8.2, F.8.3)", async () => {
    const { secrets, statements, recording } = await taskOf({});
    const component = recording.the("ballast-invento-windows:index:SqlServer").outputs ?? {};
    const secretArn = component["masterSecretArn"] as string;
    expect(secretArn).toMatch(/^arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-/);
    expect(component["secretArn"]).toBe(secretArn);
    expect(secrets).toEqual([
      { name: "DB_USERNAME", valueFrom: `${secretArn}:username::` },
      { name: "DB_PASSWORD", valueFrom: `${secretArn}:password::` },
    ]);
    expect(statements).toEqual([
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [secretArn] },
    ]);
  });

  it("is the application's own where it has one (F.8.3, F.8.4)", async () => {
    const { secrets, statements } = await taskOf({
      applicationSecret: { secretArn: ownSecret, kmsKeyArn: ownKey },
      masterSecretKmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/1",
    });
    expect(secrets?.map(({ valueFrom }) => valueFrom)).toEqual([
      `${ownSecret}:username::`,
      `${ownSecret}:password::`,
    ]);
    expect(statements).toEqual([
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [ownSecret] },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt"],
        Resource: [ownKey],
        Condition: {
          StringEquals: {
            "kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com"],
            "kms:EncryptionContext:SecretARN": [ownSecret],
          },
        },
      },
    ]);
  });

  it("is rotated every week, or when somebody says so, and not at once (F.8.2)", async () => {
    for (const [rotationSchedule, scheduleExpression] of [
      [undefined, "rate(7 days)"],
      ["cron(0 3 ? * SUN *)", "cron(0 3 ? * SUN *)"],
    ]) {
      const recording = await record(() => build({ rotationSchedule, masterSecretKmsKeyArn: ownKey }));
      expect(recording.the("aws:secretsmanager/secretRotation:SecretRotation").inputs).toEqual({
        secretId: expect.stringContaining(":secret:rds!db-") as unknown,
        rotateImmediately: false,
        rotationRules: { scheduleExpression, duration: "1h" },
      });
      expect(recording.the("aws:rds/instance:Instance").inputs["masterUserSecretKmsKeyId"]).toBe(ownKey);
    }
  });
});

it("starts and stops in its hours, by a role for this server alone, and asks for no backup in between (F.0.54)", async () => {
  const recording = await record(() => Promise.resolve(build(inHours).watchPart));
  const server = recording.the("aws:rds/instance:Instance");
  const machine = recording.the("aws:sfn/stateMachine:StateMachine");
  const schedules = recording.ofType("aws:scheduler/schedule:Schedule");
  expect(
    Object.values(schedules).map(({ inputs: { scheduleExpression, scheduleExpressionTimezone, target } }) => {
      const { arn, input } = target as Record<string, string>;
      return [scheduleExpression, scheduleExpressionTimezone, arn, JSON.parse(String(input)) as object];
    }),
  ).toEqual([
    ["cron(30 6 ? * MON-FRI *)", "Europe/Berlin", machine.state["arn"], { action: "start" }],
    ["cron(0 20 ? * MON-FRI *)", "Europe/Berlin", machine.state["arn"], { action: "stop" }],
  ]);
  const statementsOf = (role: string): unknown => {
    const { policy } = recording.the("aws:iam/rolePolicy:RolePolicy", role).inputs;
    return (JSON.parse(String(policy)) as { Statement: unknown }).Statement;
  };
  expect(statementsOf("database-hours")).toEqual([
    { Effect: "Allow", Action: ["states:StartExecution"], Resource: [machine.state["arn"]] },
  ]);
  expect(statementsOf("database-switch")).toEqual([
    {
      Effect: "Allow",
      Action: ["rds:DescribeDBInstances", "rds:StartDBInstance", "rds:StopDBInstance"],
      Resource: [server.state["arn"]],
    },
  ]);
  expect(recording.result.alarms).toMatchObject({
    hours: { metrics: { failed: { name: "ExecutionsFailed" } }, missingData: "notBreaching" },
    "hours-overdue": { evaluationPeriods: 4, periodSeconds: 86_400 },
  });
  // From Friday to Monday, and a day.
  expect(recording.result.events?.["backup"]?.expectedEveryHours).toBe(96);
});

it.each([
  ["MON-FRI", 96],
  ["MON-TUE", 168],
  ["MON,WED,FRI", 96],
  ["SUN-SAT", 48],
  ["SUN-MON,FRI-SAT", 120],
])("misses a backup that does not come where it runs on %s (F.0.54)", async (days, hours) => {
  const runs = {
    runningHours: { from: "07:00", until: "20:00", days },
    maintenanceWindow: "Mon:16:00-Mon:17:00",
  };
  const backup = { schedule: `cron(30 12 ? * ${days} *)` };
  const { result } = await record(() =>
    Promise.resolve(
      build({ ...inHours, ...runs, backup, rotationSchedule: "cron(0 10 ? * MON *)" }).watchPart,
    ),
  );
  expect(result.events?.["backup"]?.expectedEveryHours).toBe(hours);
  expect(result.events?.["recoveryPoints"]?.expectedEveryHours).toBe(hours);
});

it("tells nothing of processors and storage at night and in the morning, where it stops (F.0.54)", async () => {
  const missing = async (args: Partial<SqlServerArgs>) => {
    const { result } = await record(() => Promise.resolve(build(args).watchPart));
    return ["cpu", "storage"].map((name) => result.alarms?.[name]?.missingData);
  };
  expect(await missing({})).toEqual(["missing", "missing"]);
  expect(await missing(inHours)).toEqual(["ignore", "ignore"]);
});
