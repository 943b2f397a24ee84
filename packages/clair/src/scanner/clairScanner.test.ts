import { join } from "node:path";
import { itIsAComponent, record, type Recording } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { ClairScanner, type ClairScannerArgs } from "../index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const pskSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:psk-AbCdEf";
const typical: ClairScannerArgs = {
  site,
  vpcId: "vpc-1",
  subnetIds: { a: "subnet-a", b: "subnet-b" },
  clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/main",
  image: "quay.io/projectquay/clair:4.9.0",
  pskSecretArn,
  clients: { builds: { securityGroupId: "sg-builds" } },
};
const build = (args: Partial<ClairScannerArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new ClairScanner("clair", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () =>
    build({
      clients: { ...typical.clients, laptops: { cidrBlock: "10.8.0.0/16" } },
      database: { standby: true },
    }),
  added: [
    "clair > aws:rds/clusterInstance:ClusterInstance clair-database-standby",
    "clair > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule clair-from-laptops-api",
  ],
  refusals: {
    "Clair 2 (F.2.1)": { build: () => build({ image: "quay.io/coreos/clair:v2.0.3" }), paths: ["image"] },
    "a tag that moves (F.2.1)": {
      build: () => build({ image: "quay.io/projectquay/clair:latest" }),
      paths: ["image"],
    },
    "no tag (F.2.1)": { build: () => build({ image: "quay.io/projectquay/clair" }), paths: ["image"] },
    "another image of Quay's (F.2.1)": {
      build: () => build({ image: "quay.io/other/clair:4.9.0" }),
      paths: ["image"],
    },
    "one zone, and nobody who may ask": {
      build: () => build({ subnetIds: { a: "subnet-a" }, clients: {} }),
      paths: ["subnetIds", "clients"],
    },
    "a small disk, and sets that Clair does not have (F.2.6)": {
      build: () => build({ ephemeralStorageGiB: 20, updaterSets: ["ubuntu", "centos"], logLevel: "loud" }),
      paths: ["ephemeralStorageGiB", "logLevel", "updaterSets[1]"],
    },
    "data of Debian without the ratings of its findings": {
      build: () => build({ updaterSets: ["ubuntu", "debian"] }),
      paths: ["updaterSets"],
    },
    "a region whose certificates it does not have (F.2.3)": {
      build: () => build({ site: { ...site, region: "ap-southeast-5" } }),
      paths: ["database.certificates"],
    },
    "updates without a network": {
      build: () => build({ airGapped: true, updaterSets: ["ubuntu"] }),
      paths: ["updaterSets"],
    },
    "an old database that is hardly backed up (F.2.5)": {
      build: () =>
        build({
          database: {
            engineVersion: "14",
            backupDays: 1,
            instanceClass: "db.r6g.large",
            maximumCapacity: 0.3,
          },
        }),
      paths: [
        "database.backupDays",
        "database.engineVersion",
        "database.instanceClass",
        "database.maximumCapacity",
        "database.maximumCapacity",
      ],
    },
    "a provisioned database without a class": {
      build: () => build({ database: { mode: "provisioned", certificates: "none" } }),
      paths: ["database.instanceClass", "database.certificates"],
    },
  },
});

interface Container {
  name: string;
  image: string;
  user: string;
  command?: string[];
  environment: { name: string; value: string }[];
  secrets: { name: string; valueFrom: string }[];
  portMappings: { containerPort: number }[];
  mountPoints: unknown[];
  dependsOn: unknown[];
}

function containers(recording: Recording<unknown>): [Container, Container] {
  const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
  return JSON.parse(inputs["containerDefinitions"] as string) as [Container, Container];
}

it("runs the image by its digest alone, whatever tag is before it (F.0.66)", async () => {
  const image = `quay.io/projectquay/clair@sha256:${"0a".repeat(32)}`;
  let told = "";
  const recording = await record(() => void (told = build({ image: image.replace("@", ":4.9.0@") }).image));
  expect([told, ...containers(recording).map((one) => one.image)]).toEqual([image, image, image]);
});

it("runs Clair as nobody, on 2 virtual CPUs, 8 GiB and a disk for layers (F.2.1, F.2.6)", async () => {
  const recording = await record(build);
  expect(recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs).toMatchObject({
    requiresCompatibilities: ["FARGATE"],
    cpu: "2048",
    memory: "8192",
    ephemeralStorage: { sizeInGib: 60 },
  });
  const [prepare, clair] = containers(recording);
  expect([prepare.image, clair.image]).toEqual([typical.image, typical.image]);
  expect(clair).toMatchObject({
    name: "clair",
    user: "nobody",
    portMappings: [{ containerPort: 6060 }, { containerPort: 8089 }],
    dependsOn: [{ containerName: "prepare", condition: "SUCCESS" }],
    readonlyRootFilesystem: true,
    environment: [
      { name: "CLAIR_CONF", value: "/config/config.yaml" },
      { name: "CLAIR_MODE", value: "combo" },
      { name: "TMPDIR", value: "/var/tmp" },
    ],
    mountPoints: [
      { sourceVolume: "config", containerPath: "/config", readOnly: true },
      { sourceVolume: "layers", containerPath: "/var/tmp", readOnly: false },
    ],
  });
});

it("gives the key to the container that writes it down, the password to Clair, and neither the other's (F.2.3, F.2.4)", async () => {
  const recording = await record(build);
  const [prepare, clair] = containers(recording);
  const [{ secretArn } = { secretArn: "" }] = recording.the("aws:rds/cluster:Cluster").state[
    "masterUserSecrets"
  ] as { secretArn: string }[];
  expect(prepare.secrets).toEqual([{ name: "CLAIR_PSK", valueFrom: pskSecretArn }]);
  expect(clair.secrets).toEqual([{ name: "PGPASSWORD", valueFrom: `${secretArn}:password::` }]);
  expect(recording.ofType("aws:iam/rolePolicy:RolePolicy")).toHaveProperty("clair-execution");
  const { Statement } = JSON.parse(
    recording.the("aws:iam/rolePolicy:RolePolicy", "clair-execution").inputs["policy"] as string,
  ) as { Statement: { Action: string[]; Resource: string[] }[] };
  expect(Statement.find(({ Action }) => Action.includes("secretsmanager:GetSecretValue"))?.Resource).toEqual([
    pskSecretArn,
    secretArn,
  ]);
});

it("renders the configuration for its own database, which only TLS reaches (F.2.2, F.2.3, F.2.5)", async () => {
  const recording = await record(build);
  const [prepare] = containers(recording);
  const text = prepare.environment.find(({ name }) => name === "CLAIR_CONFIGURATION")?.value ?? "";
  const endpoint = recording.the("aws:rds/cluster:Cluster").state["endpoint"] as string;
  expect(parse(text)).toMatchObject({
    http_listen_addr: ":6060",
    introspection_addr: ":8089",
    indexer: {
      connstring: `host=${endpoint} port=5432 dbname=clair user=clair sslmode=verify-full sslrootcert=/config/database-ca.pem`,
    },
    auth: { psk: { iss: ["ballast-delivery"] } },
  });
  const china = { site: { accountId: "123456789012", partition: "aws-cn", region: "cn-north-1" } };
  const certificates = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  const verified = containers(await record(() => build({ ...china, database: { certificates } })))[0]
    .environment;
  expect(verified.map(({ name }) => name)).toEqual(["CLAIR_CONFIGURATION", "DATABASE_CERTIFICATES"]);
  expect(verified[0]?.value).toContain("sslmode=verify-full sslrootcert=/config/database-ca.pem");
});

it("keeps its data in an encrypted, backed-up, protected cluster that only Clair reaches (F.2.5, F.0.19)", async () => {
  const recording = await record(build);
  expect(recording.the("aws:rds/cluster:Cluster")).toMatchObject({
    protect: true,
    retainOnDelete: true,
    inputs: {
      engine: "aurora-postgresql",
      engineVersion: "15",
      storageEncrypted: true,
      manageMasterUserPassword: true,
      backupRetentionPeriod: 7,
      deletionProtection: true,
      skipFinalSnapshot: false,
      serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 8 },
    },
  });
  expect(recording.the("aws:rds/clusterInstance:ClusterInstance").inputs).toMatchObject({
    instanceClass: "db.serverless",
    publiclyAccessible: false,
  });
  expect(recording.the("aws:rds/clusterParameterGroup:ClusterParameterGroup").inputs).toMatchObject({
    family: "aurora-postgresql15",
    parameters: [{ name: "rds.force_ssl", value: "1" }],
  });
  expect(recording.the("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"]).toEqual([
    "subnet-a",
    "subnet-b",
  ]);
  const groups = recording.ofType("aws:ec2/securityGroup:SecurityGroup");
  const ingress = recording.the(
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "clair-database-from-clair-postgres",
  );
  expect(ingress.inputs).toMatchObject({
    securityGroupId: groups["clair-database"]?.id,
    referencedSecurityGroupId: groups["clair-tasks-group"]?.id,
    fromPort: 5432,
    toPort: 5432,
  });
});

it("takes a provisioned cluster, and lets a throw-away one go (F.2.5)", async () => {
  const recording = await record(() =>
    build({ retention: "discard", database: { mode: "provisioned", instanceClass: "db.r6g.large" } }),
  );
  expect(recording.the("aws:rds/clusterInstance:ClusterInstance").inputs["instanceClass"]).toBe(
    "db.r6g.large",
  );
  const cluster = recording.the("aws:rds/cluster:Cluster");
  expect(cluster).toMatchObject({
    protect: false,
    inputs: { deletionProtection: false, skipFinalSnapshot: true },
  });
  expect(cluster.inputs["serverlessv2ScalingConfiguration"]).toBeUndefined();
});

it("listens inside the network, to its named clients only, and is checked where nobody else gets (F.2.7, F.2.8)", async () => {
  const recording = await record(build);
  expect(recording.the("aws:lb/loadBalancer:LoadBalancer").inputs).toMatchObject({ internal: true });
  expect(
    Object.values(recording.ofType("aws:lb/listener:Listener")).map(({ inputs }) => inputs["port"]),
  ).toEqual([6060]);
  expect(recording.the("aws:lb/targetGroup:TargetGroup").inputs).toMatchObject({
    port: 6060,
    healthCheck: { port: "8089", path: "/readyz" },
  });
  expect(recording.the("aws:ecs/service:Service").inputs["healthCheckGracePeriodSeconds"]).toBe(1200);
  const ingress = Object.entries(
    recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
  ).map(([name, { inputs }]) => [name, inputs["fromPort"], inputs["cidrIpv4"]]);
  expect(ingress.sort()).toEqual([
    ["clair-database-from-clair-postgres", 5432, undefined],
    ["clair-from-builds-api", 6060, undefined],
    ["clair-tasks-from-balancer-api", 6060, undefined],
    ["clair-tasks-from-balancer-apihealth", 8089, undefined],
  ]);
});

it("runs one Clair, which a deployment replaces without a gap (F.2.10)", async () => {
  const recording = await record(build);
  expect(recording.the("aws:ecs/service:Service").inputs).toMatchObject({
    desiredCount: 1,
    deploymentMinimumHealthyPercent: 100,
    deploymentMaximumPercent: 200,
    networkConfiguration: { assignPublicIp: false, subnets: ["subnet-a", "subnet-b"] },
  });
});

it("has a way out for its updaters, by TLS alone (F.2.9)", async () => {
  const recording = await record(build);
  expect(
    recording.the("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "clair-tasks-to-https").inputs,
  ).toMatchObject({ fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" });
});

it("starts anew after its password has changed, at a time that is said", async () => {
  const recording = await record(build);
  expect(recording.the("aws:secretsmanager/secretRotation:SecretRotation").inputs).toMatchObject({
    rotateImmediately: false,
    rotationRules: { scheduleExpression: "cron(0 3 ? * SUN *)", duration: "1h" },
  });
  const service = recording.the("aws:ecs/service:Service");
  const { inputs } = recording.the("aws:scheduler/schedule:Schedule");
  const target = inputs["target"] as { arn: string; input: string };
  expect(inputs["scheduleExpression"]).toBe("cron(15 4 ? * SUN *)");
  expect(target.arn).toBe("arn:aws:scheduler:::aws-sdk:ecs:updateService");
  expect(JSON.parse(target.input)).toEqual({
    Cluster: typical.clusterArn,
    Service: service.state["arn"],
    ForceNewDeployment: true,
  });
});
