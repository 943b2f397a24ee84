/** Settings that are in no committed file and change which calls are made, each on a stack whose other settings stay. */
export interface OptionalSettings {
  stack: string;
  what: string;
  settings: Record<string, unknown>;
}

const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const secretArn = (name: string): string =>
  `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
const digest = `sha256:${"0a".repeat(32)}`;
const rexray = (driver: string): string => `registry.example.com/rexray-${driver}@${digest}`;
const reason = "an example of a reason";

export const optionalSettings: OptionalSettings[] = [
  {
    stack: "clair-dev",
    what: "Amazon Inspector judges",
    settings: {
      gate: { kind: "inspector" },
      registryScan: "enhanced",
      retentionReason: { images: reason, delivery: reason, logs: reason },
    },
  },
  { stack: "clair-dev", what: "sources in a bucket", settings: { source: { kind: "s3" } } },
  {
    stack: "clair-dev",
    what: "sources by a connection that is made",
    settings: { source: { kind: "codeconnections", repository: "example/site" } },
  },
  {
    stack: "clair-dev",
    what: "Clair's image in Amazon ECR",
    settings: {
      gate: {
        kind: "clair",
        image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/mirror/clair@${digest}`,
        database: { mode: "provisioned", instanceClass: "db.r6g.large" },
      },
    },
  },
  {
    stack: "clair-dev",
    what: "two platforms and private base images",
    settings: {
      build: {
        platforms: ["linux/amd64", "linux/arm64"],
        dockerfile: "docker/Dockerfile",
        target: "runtime",
        arguments: { MESSAGE: "it's $HOME" },
        registries: { team: { address: "registry.example.com", secretArn: secretArn("team"), kmsKeyArn } },
        pullThroughPrefixes: ["dockerhub"],
      },
    },
  },
  {
    stack: "invento-windows-dev",
    what: "backup files of the database",
    settings: {
      database: {
        edition: "express",
        engineVersion: "16.00",
        instanceClass: "db.t3.small",
        multiAz: { enabled: false, reason },
        allocatedStorageGiB: 20,
        nativeBackup: { kmsKeyArn },
      },
    },
  },
  { stack: "invento-windows-dev", what: "a database that stops at night", settings: {} },
  ...["host", "plugin", "managed"].map((mode) => ({
    stack: "rexray-ebs-dev",
    what: `volume by mode ${mode}`,
    settings: {
      volume: {
        mode,
        sizeGiB: 10,
        ...(mode === "plugin" && { plugin: { image: rexray("ebs") } }),
        ...(mode === "managed" && { ephemeralReason: reason }),
      },
      ...(mode === "managed" && { retentionReason: { password: reason, logs: reason } }),
    },
  })),
  {
    stack: "rexray-ebs-dev",
    what: "volume that the plugin makes",
    settings: {
      volume: { mode: "plugin", sizeGiB: 10, plugin: { image: rexray("ebs"), autoprovision: true } },
      retentionReason: { password: reason, logs: reason },
    },
  },
  { stack: "rexray-efs-dev", what: "native on instances", settings: { compute: "ec2" } },
  {
    stack: "rexray-efs-dev",
    what: "plugin",
    settings: {
      compute: "ec2",
      files: { mode: "plugin", image: rexray("efs"), reason },
      retentionReason: { logs: reason },
    },
  },
  {
    stack: "cloudstor-spot-dev",
    what: "Elastigroup",
    settings: { elastigroup: { spotAccountId: "act-1234abcd", tokenSecretArn: secretArn("spot") } },
  },
  {
    stack: "fsx-windows-dev",
    what: "a share that instances map",
    settings: {
      share: { mode: "globalMapping", hardening: true, kmsKeyArn },
      retentionReason: { files: reason, directory: reason, logs: reason },
    },
  },
  {
    stack: "fsx-windows-dev",
    what: "a domain of one's own",
    settings: {
      domain: {
        source: "selfManaged",
        name: "corp.example.com",
        dnsIps: ["10.0.0.10", "10.0.1.10"],
        joinSecretArn: secretArn("join"),
        kmsKeyArn,
      },
      retentionReason: { files: reason, login: reason, logs: reason },
    },
  },
  {
    stack: "private-registry-dev",
    what: "a secret that exists, and its key",
    settings: {
      registry: { mode: "existingSecret", secretArn: secretArn("login"), kmsKeyArn },
      retentionReason: { logs: reason },
    },
  },
  {
    stack: "private-registry-dev",
    what: "a cache of Docker Hub on instances",
    settings: {
      registry: {
        mode: "pullThroughCache",
        upstream: "dockerHub",
        prefix: "hub",
        secretArn: secretArn("ecr-pullthroughcache/hub"),
      },
      image: { repository: "team/space", tag: "1.0.0" },
      compute: "ec2",
      retentionReason: { logs: reason },
    },
  },
  {
    stack: "private-registry-dev",
    what: "tasks by load and by the clock",
    settings: {
      image: { repository: "registry.example.com/team/space", tag: "1.0.0" },
      scaling: { maximum: 4, cpuPercent: 60, requestsPerTarget: 500 },
      runningHours: { from: "07:00", until: "20:00" },
    },
  },
];
