import { join } from "node:path";
import { ClairScanner, ScannedDelivery } from "@ballast/clair";
import { Elastigroup } from "@ballast/cloudstor-spot";
import { TaskDefinition } from "@ballast/ecs";
import { Directory, DomainMembers, FsxWindows, PasswordRenewal } from "@ballast/fsx-windows";
import { RotationRestart, SqlServer } from "@ballast/invento-windows";
import { PrivateRegistry, PullThroughCache } from "@ballast/private-registry";
import { recordRefusal } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { secretFields, withValue } from "./secretFields.ts";

// A program that secretFields.test.ts runs: in a process of its own, because an output that fails rejects promises that
// nobody awaits, which Jest takes for failures of its tests.

// Every field that holds a secret or refers to one, in every component, with a value that must not be found again: the list
// of fields is the committed schemas', so that a new field is tested or fails here.

const mark = "hunter2-SuperSecret!";
const number = 48_151_623_421;

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const secretArn = arn("secretsmanager", "secret:team/db-AbCdEf");
const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
const selfManaged = { joinSecretArn: secretArn };
const directory = {
  domainName: "corp.example.com",
  dnsIps: ["10.0.0.10"],
  prefixListId: "pl-0",
  selfManaged,
};
const windowsFiles = {
  site,
  vpcId: "vpc-0",
  subnetIds,
  directory,
  clients: { hosts: { securityGroupId: "sg-0" } },
  storageGiB: 32,
  throughputMBps: 32,
  folder: "app-state",
  containerPath: "C:\\state",
};
const container = { image: "registry.example.com/web:1", secrets: { w: secretArn } };

type Component = new (name: string, args: never) => unknown;

/** By the component's name: the class, good arguments in which a field is changed, and others for another mode. */
const components: Record<string, [Component, ...object[]]> = {
  ClairScanner: [
    ClairScanner,
    {
      site,
      vpcId: "vpc-0",
      subnetIds,
      clusterArn: arn("ecs", "cluster/main"),
      image: "quay.io/projectquay/clair:4.9.0",
      pskSecretArn: secretArn,
      clients: { builds: { securityGroupId: "sg-0" } },
    },
  ],
  Directory: [
    Directory,
    {
      site,
      vpcId: "vpc-0",
      domainName: "corp.example.com",
      selfManaged: { ...selfManaged, dnsIps: ["10.0.0.10"] },
    },
  ],
  DomainMembers: [
    DomainMembers,
    {
      directory,
      autoScalingGroupNames: { hosts: "hosts" },
      shares: {
        w: {
          remotePath: "\\\\files\\share",
          driveLetter: "G",
          folder: "app",
          userNameParameter: "/app/user",
          passwordParameter: "/app/password",
        },
      },
    },
  ],
  Elastigroup: [
    Elastigroup,
    {
      site,
      clusterName: "main",
      spotAccountId: "act-1234abcd",
      tokenSecretArn: secretArn,
      subnetIds,
      securityGroupIds: { instances: "sg-0" },
      instanceTypes: ["m5.large", "m5a.large"],
      maximumSize: 4,
    },
  ],
  FsxWindows: [
    FsxWindows,
    { ...windowsFiles, login: { secretArn } },
    {
      ...windowsFiles,
      mode: "globalMapping",
      mapping: { userName: "CORP\\app", password: pulumi.secret("x") },
    },
    {
      ...windowsFiles,
      mode: "globalMapping",
      mapping: { userName: "CORP\\app", passwordParameterName: "/app/password" },
    },
  ],
  PrivateRegistry: [
    PrivateRegistry,
    { site, secretArn },
    { site, credentials: { username: "robot", password: "x" } },
  ],
  PullThroughCache: [
    PullThroughCache,
    {
      site,
      upstream: "quay",
      prefix: "quay",
      secretArn: arn("secretsmanager", "secret:ecr-pullthroughcache/x-AbCdEf"),
    },
    { site, upstream: "quay", prefix: "quay", credentials: { username: "robot", accessToken: "x" } },
  ],
  PasswordRenewal: [PasswordRenewal, { site, directoryId: "d-0123456789", userName: "svc-share", secretArn }],
  RotationRestart: [
    RotationRestart,
    {
      site,
      secretArn,
      clusterArn: arn("ecs", "cluster/main"),
      serviceArn: arn("ecs", "service/main/web"),
    },
  ],
  ScannedDelivery: [
    ScannedDelivery,
    {
      site,
      vpcId: "vpc-0",
      subnetIds,
      securityGroupIds: { builds: "sg-0" },
      source: { kind: "codecommit", repository: "site" },
      repositoryName: "site",
      repositoryArn: arn("ecr", "repository/site"),
      repositoryUrl: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site",
      target: {
        clusterName: "main",
        serviceName: "site",
        serviceArn: arn("ecs", "service/main/site"),
        containerName: "site",
        roleArns: { task: "arn:aws:iam::123456789012:role/task" },
      },
      clair: {
        apiUrl: "http://clair.example.com:6060/",
        image: "quay.io/projectquay/clair:4.9.0",
        issuer: "delivery",
        pskSecretArn: secretArn,
      },
    },
  ],
  SqlServer: [
    SqlServer,
    {
      site,
      vpcId: "vpc-0",
      subnetIds,
      clients: { tasks: { securityGroupId: "sg-0" } },
      edition: "standard",
      engineVersion: "16.00",
      instanceClass: "db.m5.large",
      allocatedStorageGiB: 100,
      applicationSecret: { secretArn },
    },
  ],
  TaskDefinition: [
    TaskDefinition,
    {
      site,
      containers: { w: container },
      parts: { w: { secrets: { KEY: { valueFrom: secretArn } } } },
    },
    {
      site,
      launchType: "ec2",
      platform: "windows2022Core",
      containers: { w: container },
      volumes: {
        w: {
          fsxWindowsFileServerVolumeConfiguration: {
            fileSystemId: "fs-0",
            rootDirectory: "share",
            authorizationConfig: { credentialsParameter: secretArn, domain: "corp.example.com" },
          },
        },
      },
    },
  ],
};

const wrongShapes: Record<string, () => unknown> = {
  "a text": () => mark,
  "a look-alike": () => `arn:aws:secretsmanager:${mark}`,
  "a number": () => number,
  "an object": () => ({ password: mark }),
  "a key": () => ({ [mark]: 1 }),
  "a list": () => [mark],
  "what is deep inside": () => [{ a: { b: [mark, number] } }],
  "an output": () => pulumi.output(mark),
  "a secret": () => pulumi.secret(mark),
  "an interpolation": () => pulumi.interpolate`arn:aws:secretsmanager:eu-central-1:${mark}`,
  "an output of an object": () => pulumi.output({ password: mark }),
  "an object of outputs": () => ({ valueFrom: pulumi.output(mark), secretArn: pulumi.secret(mark) }),
  "a promise": () => Promise.resolve(mark),
  "an output of nothing": () => pulumi.output(undefined),
  "a secret of nothing": () => pulumi.secret(undefined),
  "a key that an output lacks": () => pulumi.output<Record<string, string>>({}).apply((keys) => keys["arn"]),
  "one of several outputs": () => pulumi.all([undefined, secretArn]).apply(([first]) => first),
  "an output in an output": () => pulumi.output(secretArn).apply(() => pulumi.output(undefined)),
  "a promise of nothing": () => Promise.resolve(undefined),
};

/** Not the reference to a secret: what an EFS access point or a domain is called, and who mounts a share. */
const others = /efsVolumeConfiguration|\.domain$|\.username$|authorizationConfig$|\.containers\.0$/;
/** Maps whose keys the user chooses: names of variables, which everyone may see. */
const maps = /\.secrets$/;
/** A text, of which any is as good as another; the state keeps it as a secret. */
const texts = /(^|\.)(password|accessToken)$/;

const packages = process.argv[2] ?? join("..", "packages");
const fields = secretFields(packages);

/** All that a user could see, or a state would hold in clear. */
function shown({ error, resources }: Awaited<ReturnType<typeof recordRefusal>>): string {
  const clear = resources.map(({ inputs, outputs, secrets }) =>
    Object.entries({ ...inputs, ...outputs }).filter(
      ([key]) =>
        !secrets.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`)),
    ),
  );
  return JSON.stringify([error.message, String(error.stack), String(error.cause), clear]);
}

/** What became of one value in one field. */
export interface Outcome {
  path: string;
  shape: string;
  /** Of the error's message. */
  message: string;
  refused: boolean;
  leaks: boolean;
  registered: number;
  /** Whether the value is known when the program runs, so that nothing may be registered. */
  known: boolean;
}

async function outcomeOf(name: string, good: object, path: string, shape: string): Promise<Outcome> {
  const [Class] = components[name] ?? [];
  const value = wrongShapes[shape]?.();
  const args = withValue(good, path.split("."), value);
  const isLater = pulumi.Output.isInstance(value) || value instanceof Promise;
  const accepted =
    texts.test(path) && (typeof value === "string" || (isLater && shape !== "an output of an object"));
  const refusal = await recordRefusal(async () => {
    if (Class === undefined) throw new Error(`${name} has no good instance here`);
    new Class("thing", args as never);
    if (!accepted) return;
    // What is registered by then is looked at like everything else.
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new Error("accepted");
  });
  const text = shown(refusal);
  return {
    path: `${name}.${path}`,
    shape,
    message: refusal.error.message,
    refused:
      (accepted && refusal.error.message === "accepted") ||
      pulumi.InputPropertiesError.isInstance(refusal.error),
    leaks: text.includes(mark) || text.includes(String(number)),
    registered: refusal.registered.length,
    known: !accepted && !isLater && shape !== "an object of outputs",
  };
}

const outcomes: Outcome[] = [];
for (const [name, paths] of Object.entries(fields))
  for (const path of paths.filter((one) => !others.test(one)))
    for (const good of (components[name] ?? []).slice(1) as object[])
      for (const shape of Object.keys(wrongShapes))
        if (!(shape === "a key" && maps.test(path))) {
          try {
            outcomes.push(await outcomeOf(name, good, path, shape));
          } catch (error) {
            outcomes.push({
              path: `${name}.${path}`,
              shape,
              message: `NOT REFUSED: ${(error as Error).message}`,
              refused: false,
              leaks: false,
              registered: 0,
              known: false,
            });
          }
        }
console.log(JSON.stringify({ components: [Object.keys(components), Object.keys(fields)], outcomes }));
