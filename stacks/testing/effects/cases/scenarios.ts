import { ClairScanner, ReleaseRepository, ScannedDelivery } from "@ballast/clair";
import { GitHubDelivery, StateBucket } from "@ballast/delivery";
import { Directory, DomainMembers, DomainUser, FsxWindows, PasswordRenewal } from "@ballast/fsx-windows";
import { ImageRepository, RotationRestart, SqlServer } from "@ballast/invento-windows";
import { Network } from "@ballast/network";
import { PrivateRegistry, PullThroughCache } from "@ballast/private-registry";
import type { EffectCase } from "../effects.ts";
import {
  arn,
  backedUp,
  backups,
  copiedElsewhere,
  kmsKeyArn,
  notBackedUp,
  roleArn,
  secretArn,
  securityGroupIds,
  site,
  subnetIds,
  withoutBackups,
} from "./common.ts";

const clients = { "clients.*.cidrBlock": ["10.9.0.0/16"], "clients.*.securityGroupId": ["sg-1"] };
const office = { office: { cidrBlock: "10.8.0.0/16" } };
const hosts = { hosts: { securityGroupId: "sg-0hosts" } };

const clairGate = {
  apiUrl: "http://clair.example.com:6060/",
  image: "quay.io/projectquay/clair:4.9.0",
  issuer: "ballast-delivery",
  pskSecretArn: secretArn("psk"),
};
const delivery = {
  site,
  vpcId: "vpc-0",
  subnetIds,
  securityGroupIds,
  source: { kind: "codecommit", repository: "web" },
  repositoryName: "web",
  repositoryArn: arn("ecr", "repository/web"),
  repositoryUrl: "registry.example.com/web",
  target: {
    clusterName: "main",
    serviceName: "web",
    serviceArn: arn("ecs", "service/main/web"),
    containerName: "web",
    roleArns: { task: roleArn("task") },
  },
  clair: clairGate,
};
const { clair: _clair, ...ungated } = delivery;

const joinSecretArn = secretArn("join");
const directory = { site, vpcId: "vpc-0", domainName: "corp.example.com" };
const shape = {
  domainName: "corp.example.com",
  directoryId: "d-0123456789",
  dnsIps: ["10.0.0.10", "10.0.1.10"],
  prefixListId: "pl-0",
};
const share = {
  site,
  vpcId: "vpc-0",
  subnetIds,
  directory: shape,
  clients: hosts,
  storageGiB: 2000,
  throughputMBps: 32,
  folder: "app",
  containerPath: "C:\\state",
  login: { secretArn: secretArn("share") },
};
const { login: _login, ...unlogged } = share;
const mapping = { userName: "CORP\\app", password: "a-password" };

const server = {
  site,
  vpcId: "vpc-0",
  subnetIds,
  clients: hosts,
  edition: "standard",
  engineVersion: "16.00",
  instanceClass: "db.m5.xlarge",
  allocatedStorageGiB: 100,
};
const off = { enabled: false, reason: "an example" };

export const scenarios: EffectCase[] = [
  {
    package: "network",
    component: "Network",
    build: (args) => new Network("main", args),
    modes: {
      plain: { site, cidrBlock: "10.0.0.0/16", availabilityZones: ["eu-central-1a", "eu-central-1b"] },
      "without flow logs": {
        site,
        cidrBlock: "10.0.0.0/16",
        availabilityZones: ["eu-central-1a", "eu-central-1b"],
        flowLogs: off,
      },
    },
    examples: {
      interfaceEndpoints: [["logs"]],
      logRetentionDays: [30],
      connectedRanges: [{ office: "10.8.0.0/16" }],
    },
    without: { connectedRanges: "is a check: it refuses overlapping addresses" },
  },
  {
    package: "private-registry",
    component: "PrivateRegistry",
    build: (args) => new PrivateRegistry("login", args),
    modes: {
      stored: { site, credentials: { username: "me", password: "a-password" } },
      existing: { site, secretArn: secretArn("login") },
    },
    examples: {
      credentials: [{ username: "me", password: "another" }],
      secretArn: [secretArn("other")],
      kmsKeyArn: [kmsKeyArn],
    },
  },
  {
    package: "private-registry",
    component: "PullThroughCache",
    build: (args) => new PullThroughCache("cache", args),
    modes: {
      open: { site, upstream: "quay", prefix: "quay" },
      stored: {
        site,
        upstream: "dockerHub",
        prefix: "hub",
        credentials: { username: "me", accessToken: "a-token" },
      },
      existing: {
        site,
        upstream: "dockerHub",
        prefix: "hub",
        secretArn: secretArn("ecr-pullthroughcache/hub"),
      },
      azure: {
        site,
        upstream: "azure",
        registryName: "ballast",
        prefix: "azure",
        secretArn: secretArn("ecr-pullthroughcache/azure"),
      },
      ecr: {
        site,
        upstream: "ecr",
        sourceAccountId: "123456789012",
        sourceRegion: "eu-west-2",
        customRoleArn: "arn:aws:iam::123456789012:role/cache",
        prefix: "other",
      },
    },
    examples: {
      credentials: [{ username: "me", accessToken: "another" }],
      secretArn: [secretArn("ecr-pullthroughcache/other")],
      expireAfterDays: [30],
      registryName: ["other"],
      sourceAccountId: ["210987654321"],
      sourceRegion: ["eu-west-1"],
      customRoleArn: ["arn:aws:iam::123456789012:role/other"],
    },
  },
  {
    package: "clair",
    component: "ReleaseRepository",
    build: (args) => new ReleaseRepository("web", args),
    modes: { plain: {} },
    examples: { kmsKeyArn: [kmsKeyArn], releases: [10], quarantineDays: [7] },
  },
  {
    package: "clair",
    component: "ClairScanner",
    build: (args) => new ClairScanner("clair", args),
    modes: Object.fromEntries(
      Object.entries({
        serverless: { database: {} },
        "backed up": { database: { backup: backedUp } },
        "copied elsewhere": { database: { backup: copiedElsewhere } },
        provisioned: { database: { mode: "provisioned", instanceClass: "db.r6g.large" } },
        airGapped: { airGapped: true, clients: office },
      }).map(([mode, args]) => [
        mode,
        {
          site,
          vpcId: "vpc-0",
          subnetIds,
          clusterArn: arn("ecs", "cluster/main"),
          image: "quay.io/projectquay/clair:4.9.0",
          pskSecretArn: secretArn("psk"),
          clients: hosts,
          ...args,
        },
      ]),
    ),
    examples: {
      ...clients,
      ...backups("database.backup"),
      "database.kmsKeyArn": [kmsKeyArn],
      database: [{ standby: true }],
      "database.engineVersion": ["16"],
      "database.minimumCapacity": [1],
      "database.maximumCapacity": [4],
      "database.instanceClass": ["db.r6g.xlarge"],
      "database.backupDays": [14],
      "database.certificates": ["-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"],
      ephemeralStorageGiB: [100],
      issuer: ["own"],
      logLevel: ["debug"],
      updatePeriodHours: [12],
      updaterSets: [["ubuntu"]],
      certificateArn: [arn("acm", "certificate/0")],
      logRetentionDays: [30],
    },
    without: {
      ...withoutBackups("database.backup"),
      "database.backup.reason": "is refused: Aurora always has backups",
      "database.backup.expires": "is refused: Aurora always has backups",
    },
  },
  {
    package: "clair",
    component: "ScannedDelivery",
    build: (args) => new ScannedDelivery("web", args),
    modes: {
      codecommit: {
        ...delivery,
        clair: { ...clairGate, allow: [{ vulnerability: "CVE-1", expires: "2027-01-31", reason: "x" }] },
      },
      codeconnections: { ...delivery, source: { kind: "codeconnections", repository: "me/web" } },
      "codeconnections, existing": {
        ...delivery,
        source: {
          kind: "codeconnections",
          repository: "me/web",
          connectionArn: arn("codeconnections", "connection/0"),
        },
      },
      s3: { ...delivery, source: { kind: "s3" } },
      inspector: { ...ungated, inspector: {} },
    },
    examples: {
      "source.repository": ["me/other", "other"],
      imageBuildSecurityGroupIds: [{ images: "sg-9" }],
      quarantineDays: [7],
      rescanHours: [6],
      "target.taskDefinitionArn": [arn("ecs", "task-definition/web:1")],
      "source.branch": ["next"],
      "source.connectionArn": [arn("codeconnections", "connection/1")],
      "source.provider": ["GitLab"],
      "source.objectKey": ["other.zip"],
      clair: [clairGate],
      "clair.threshold": [3],
      "clair.maximumDataAgeDays": [3],
      "clair.allow": [[{ vulnerability: "CVE-2", expires: "2027-01-31", reason: "x" }]],
      "clair.allow.*.package": ["openssl"],
      "clair.unrated": [{ severity: "High", expires: "2027-01-31", reason: "x" }],
      "clair.unscanned": [[{ ecosystem: "cargo", expires: "2027-01-31", reason: "x" }]],
      inspector: [{}],
      "inspector.critical": [1],
      "inspector.high": [1],
      "inspector.medium": [1],
      "inspector.low": [1],
      subscribers: [{ team: "team@example.com" }],
      buildImage: ["aws/codebuild/other:1.0"],
      computeType: ["BUILD_GENERAL1_LARGE"],
      buildTimeoutMinutes: [30],
      reportDays: [30],
      logRetentionDays: [30],
    },
  },
  {
    package: "delivery",
    component: "StateBucket",
    build: (args) => new StateBucket("states", args),
    modes: { plain: { site } },
    examples: { oldVersionDays: [30], accessLogBucketName: ["logs"] },
  },
  {
    package: "delivery",
    component: "GitHubDelivery",
    build: (args) => new GitHubDelivery("delivery", args),
    modes: {
      plain: {
        site,
        repository: { owner: "me", name: "web", ownerId: "1", id: "2" },
        environment: "prod",
        stateBucketArn: "arn:aws:s3:::states",
        stateKeyArn: arn("kms", "key/states"),
      },
    },
    examples: {
      branch: ["next"],
      preview: [{ workflow: "other.yml", environment: "other" }],
      drift: [{ workflow: "other.yml", environment: "other" }],
      deploy: [{ workflow: "other.yml", environment: "other" }],
      providerArn: [roleArn("provider")],
    },
  },
  {
    package: "fsx-windows",
    component: "Directory",
    build: (args) => new Directory("domain", args),
    modes: {
      managed: { ...directory, managed: { subnetIds } },
      existing: { ...directory, existing: { directoryId: "d-0123456789", dnsIps: ["10.0.0.10"] } },
      selfManaged: { ...directory, selfManaged: { dnsIps: ["10.0.0.10"], joinSecretArn } },
    },
    examples: {
      shortName: ["OTHER"],
      managed: [{ subnetIds }],
      existing: [{ directoryId: "d-0123456789", dnsIps: ["10.0.0.10"] }],
      selfManaged: [{ dnsIps: ["10.0.0.10"], joinSecretArn }],
      "selfManaged.kmsKeyArn": [kmsKeyArn],
      "selfManaged.organizationalUnit": ["OU=Own,DC=corp"],
      "selfManaged.administratorsGroup": ["Own"],
      controllerCidrBlocks: [["10.0.0.0/24"]],
      clients: [hosts],
      resolverSubnetIds: [subnetIds],
    },
  },
  {
    package: "fsx-windows",
    component: "DomainUser",
    build: (args) => new DomainUser("user", args),
    modes: { plain: { userName: "app" } },
    examples: { kmsKeyArn: [kmsKeyArn] },
  },
  {
    package: "fsx-windows",
    component: "PasswordRenewal",
    build: (args) => new PasswordRenewal("renewal", args),
    modes: {
      secret: { site, directoryId: "d-0123456789", userName: "app", secretArn: joinSecretArn },
      parameter: { site, directoryId: "d-0123456789", userName: "app", parameterName: "/app/password" },
    },
    examples: {
      secretArn: [joinSecretArn],
      parameterName: ["/app/other"],
      kmsKeyArn: [kmsKeyArn],
      enabled: [false],
    },
  },
  {
    package: "fsx-windows",
    component: "DomainMembers",
    build: (args) => new DomainMembers("members", args),
    modes: {
      managed: { directory: shape, autoScalingGroupNames: { own: "group" } },
      selfManaged: {
        directory: { ...shape, directoryId: undefined, selfManaged: { joinSecretArn } },
        autoScalingGroupNames: { own: "group" },
      },
    },
    examples: {
      shares: [
        {
          state: {
            remotePath: "\\\\server\\share",
            driveLetter: "G",
            folder: "app",
            userNameParameter: "user",
            passwordParameter: "password",
          },
        },
      ],
      scheduleMinutes: [40],
      outputBucket: ["logs"],
    },
  },
  {
    package: "fsx-windows",
    component: "FsxWindows",
    build: (args) => new FsxWindows("state", args),
    modes: {
      native: share,
      "backed up": { ...share, backup: backedUp },
      "copied elsewhere": { ...share, backup: copiedElsewhere },
      "not backed up": { ...share, backup: notBackedUp },
      singleAz: { ...share, deployment: "singleAz", subnetIds: { b: "subnet-0b" } },
      globalMapping: { ...unlogged, mode: "globalMapping", mapping },
      existingPassword: {
        ...unlogged,
        mode: "globalMapping",
        mapping: { userName: "CORP\\app", passwordParameterName: "/app/password" },
      },
      unaudited: { ...share, audit: off, backup: off, clients: office },
    },
    examples: {
      ...clients,
      ...backups("backup"),
      preferredZone: ["b"],
      shareName: ["other"],
      containers: [["app"]],
      login: [{ secretArn: secretArn("other") }],
      "login.kmsKeyArn": [kmsKeyArn],
      mapping: [mapping],
      "mapping.driveLetter": ["H"],
      "mapping.password": ["another"],
      "mapping.passwordParameterName": ["/other/password"],
      "mapping.kmsKeyArn": [kmsKeyArn],
      kmsKeyArn: [kmsKeyArn],
      backupDays: [30],
      backupId: ["backup-0123456789abcdef0"],
      backupTime: ["02:30"],
      maintenanceTime: ["7:03:00"],
      ssdIops: [30_000],
      aliases: [["files.corp.example.com"]],
      auditRetentionDays: [30],
    },
    without: {
      ...withoutBackups("backup"),
    },
  },
  {
    package: "invento-windows",
    component: "ImageRepository",
    build: (args) => new ImageRepository("images", args),
    modes: { plain: {} },
    examples: { keepImages: [10] },
  },
  {
    package: "invento-windows",
    component: "RotationRestart",
    build: (args) => new RotationRestart("restart", args),
    modes: {
      plain: {
        site,
        secretArn: secretArn("db"),
        clusterArn: arn("ecs", "cluster/main"),
        serviceArn: arn("ecs", "service/main/web"),
      },
    },
    examples: {},
  },
  {
    package: "invento-windows",
    component: "SqlServer",
    build: (args) => new SqlServer("database", args),
    modes: {
      standard: server,
      "backed up": { ...server, backup: backedUp },
      "copied elsewhere": { ...server, backup: copiedElsewhere },
      "not backed up": { ...server, multiAz: off, backup: notBackedUp },
      express: { ...server, edition: "express", instanceClass: "db.t3.small", multiAz: off },
      application: { ...server, applicationSecret: { secretArn: secretArn("app") } },
      "without backup": { ...server, multiAz: off, backup: off, clients: office },
      restored: { ...server, snapshotIdentifier: "a-snapshot" },
      "with backup files": { ...server, nativeBackup: { kmsKeyArn, oldVersionDays: 7 } },
    },
    examples: {
      ...clients,
      ...backups("backup"),
      maximumStorageGiB: [500],
      storageType: ["gp2", "io2"],
      iops: [5000],
      storageThroughput: [500],
      collation: ["Latin1_General_CI_AS"],
      timeZone: ["W. Europe Standard Time"],
      masterUsername: ["owner"],
      masterSecretKmsKeyArn: [kmsKeyArn],
      rotationSchedule: ["rate(30 days)"],
      rotationWindowHours: [3],
      applicationSecret: [{ secretArn: secretArn("other") }],
      "applicationSecret.kmsKeyArn": [kmsKeyArn],
      kmsKeyArn: [kmsKeyArn],
      nativeBackup: [{}],
      "nativeBackup.kmsKeyArn": [kmsKeyArn],
      "nativeBackup.oldVersionDays": [90],
      backupDays: [14],
      backupWindow: ["02:00-03:00"],
      maintenanceWindow: ["Sun:03:30-Sun:05:00"],
      caCertificate: ["rds-ca-rsa4096-g1"],
      snapshotIdentifier: ["a-snapshot", "another-snapshot"],
      logRetentionDays: [30],
    },
    without: {
      ...withoutBackups("backup"),
    },
  },
];
