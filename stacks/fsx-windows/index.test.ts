import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "@ballast/policy";
import { record, type Properties } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("fsx-windows");

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:share-AbCdEf";
const good = {
  retention: "retain",
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  },
  domain: { source: "managed", name: "corp.example.com" },
  files: { storageGiB: 32, throughputMBps: 32 },
  share: { mode: "native" },
  image: { repository: "registry.example.com/team/app-state", tag: "1.0.0" },
  instanceTypes: ["m5.large"],
  clients: { vpn: "10.8.0.0/16" },
};
const mapped = { ...good, share: { mode: "globalMapping", hardening: true } };
const password = { "ballast:sharePassword": "Correct-horse-1" };

const deploy = (settings: unknown = good, secrets: Record<string, string> = {}) =>
  record(run, {
    stack: "fsx-windows-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings), ...secrets },
    secretConfigKeys: Object.keys(secrets),
    lookups: siteLookups(standInSite("eu-central-1")),
  });

const taskDefinition = "aws:ecs/taskDefinition:TaskDefinition";
const textOf = (output: unknown): Promise<string> =>
  new Promise((resolve) => (output as { apply(use: (text: string) => void): void }).apply(resolve));

async function containerOf(settings: unknown, secrets: Record<string, string> = {}) {
  const recording = await deploy(settings, secrets);
  const { inputs } = recording.the(taskDefinition);
  const [container] = JSON.parse(inputs["containerDefinitions"] as string) as Properties[];
  return { recording, inputs, container };
}

it("keeps the application's state on the share, which ECS mounts (F.7.3)", async () => {
  const { recording, inputs, container } = await containerOf(good);
  const login = recording.the("aws:cloudformation/stack:Stack", "login-login").state["outputs"] as Properties;
  expect(inputs["volumes"]).toEqual([
    {
      name: "state",
      fsxWindowsFileServerVolumeConfiguration: {
        fileSystemId: recording.the("aws:fsx/windowsFileSystem:WindowsFileSystem").id,
        rootDirectory: "share",
        authorizationConfig: { credentialsParameter: login["SecretArn"], domain: "corp.example.com" },
      },
    },
  ]);
  expect(container).toMatchObject({
    image: "registry.example.com/team/app-state:1.0.0",
    cpu: 1024,
    memory: 2048,
    mountPoints: [{ sourceVolume: "state", containerPath: "C:\\state", readOnly: false }],
    environment: [{ name: "APP_STATE", value: "C:\\state\\app-state" }],
  });
  expect(container).not.toHaveProperty("readonlyRootFilesystem");
});

it("opens the share with a login that exists, where there is one", async () => {
  const { recording, inputs } = await containerOf({ ...good, share: { mode: "native", secretArn } });
  expect(Object.keys(recording.ofType("aws:cloudformation/stack:Stack"))).toEqual(["domain-directory"]);
  expect(JSON.stringify(inputs["volumes"])).toContain(secretArn);
});

it("maps the share on every instance by a setting, with the folder at the same path in the container (F.7.5, F.7.9)", async () => {
  const { recording, inputs, container } = await containerOf(mapped, password);
  expect(inputs["volumes"]).toEqual([{ name: "state", hostPath: "G:\\app-state" }]);
  expect(container).toMatchObject({
    mountPoints: [{ containerPath: "C:\\state" }],
    environment: [{ name: "APP_STATE", value: "C:\\state" }],
  });
  const { "state-password": secret, "state-username": user } = recording.ofType(
    "aws:ssm/parameter:Parameter",
  );
  expect(secret).toMatchObject({
    inputs: { type: "SecureString", value: "Correct-horse-1" },
    secrets: ["value"],
  });
  expect(user?.inputs["insecureValue"]).toBe("CORP\\app-share");
  const documents = Object.values(recording.ofType("aws:ssm/document:Document")).map(
    ({ inputs: { content } }) => content as string,
  );
  expect(documents).toHaveLength(2);
  for (const content of documents) expect(content).not.toContain("Correct-horse-1");
  expect(check(recording.resources).filter(({ severity }) => severity !== "waived")).toEqual([]);
});

it("keeps its file system, its domain and its hosts' group when it moves from one mode to the other", async () => {
  const [native, mapping] = [await deploy(), await deploy(mapped, password)];
  const fileSystem = "aws:fsx/windowsFileSystem:WindowsFileSystem";
  expect(mapping.the(fileSystem).urn).toBe(native.the(fileSystem).urn);
  expect(mapping.the(fileSystem).inputs).toEqual(native.the(fileSystem).inputs);
  const lost = native.identity().filter((line) => !mapping.identity().includes(line));
  expect(lost).toEqual([
    "ballast-fsx-windows:index:DomainUser login",
    "login > aws:cloudformation/stack:Stack login-login",
  ]);
});

it("finds a password that is in Systems Manager already, so that no state holds it (F.7.5)", async () => {
  const recording = await deploy({
    ...good,
    share: { mode: "globalMapping", passwordParameter: "/team/share-password", driveLetter: "S" },
  });
  expect(Object.keys(recording.ofType("aws:ssm/parameter:Parameter"))).toEqual(["state-username"]);
  expect(recording.the(taskDefinition).inputs["volumes"]).toEqual([
    { name: "state", hostPath: "S:\\app-state" },
  ]);
});

it("associates the capacity's group, and waits with the service until it has (F.7.6, F.7.8)", async () => {
  const recording = await deploy();
  const association = recording.the("aws:ssm/association:Association");
  expect(association.inputs["targets"]).toEqual([
    {
      key: "tag:aws:autoscaling:groupName",
      values: [recording.the("aws:autoscaling/group:Group").state["name"]],
    },
  ]);
  expect(recording.the("aws:ecs/service:Service").dependsOn).toContain(association.urn);
});

it("gives Windows the time it takes (F.7.10)", async () => {
  const recording = await deploy();
  expect(recording.the("aws:ecs/service:Service").inputs).toMatchObject({
    healthCheckGracePeriodSeconds: 900,
    waitForSteadyState: true,
  });
  expect(recording.the("aws:ecs/capacityProvider:CapacityProvider").inputs).toMatchObject({
    autoScalingGroupProvider: { managedScaling: { instanceWarmupPeriod: 1200 } },
  });
});

it.each([
  ["2019", "WINDOWS_SERVER_2019_CORE", "ltsc2019"],
  ["2022", "WINDOWS_SERVER_2022_CORE", "ltsc2022"],
  ["2025", "WINDOWS_SERVER_2025_CORE", "ltsc2025"],
])(
  "builds the image, runs it and constrains it for Windows Server %s (F.7.11)",
  async (windows, family, build) => {
    const recording = await deploy({ ...good, windows, image: { repository: "registry.example.com/app" } });
    expect(recording.the(taskDefinition).inputs).toMatchObject({
      runtimePlatform: { operatingSystemFamily: family },
      placementConstraints: [
        { expression: "attribute:ballast.domain == corp.example.com" },
        { expression: `attribute:ecs.os-family == ${family}` },
      ],
    });
    expect(recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs["imageId"]).toBe(
      `resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-${windows}-English-Core-ECS_Optimized/image_id`,
    );
    expect(await textOf(recording.result["nextStep"])).toContain(`windowsservercore-${build}`);
  },
);

it("has a Dockerfile for the build that is the default, with the mount's path in it (F.7.9, F.7.11)", () => {
  const dockerfile = readFileSync(join(__dirname, "app", "Dockerfile"), "utf8");
  const instructions = dockerfile.split("\n").filter((line) => /^[A-Z]+ /.test(line));
  expect(instructions.map((line) => line.split(" ")[0])).toEqual([
    "ARG",
    "FROM",
    "SHELL",
    "RUN",
    "RUN",
    "COPY",
    "EXPOSE",
  ]);
  expect(instructions[0]).toMatch(/^ARG BASE=[0-9.]+-windowsservercore-ltsc2022$/);
  expect(dockerfile).toContain("New-Item -ItemType Directory -Path C:\\state");
  expect(dockerfile).not.toMatch(/[“”‘’]/);
});

describe("the image that nobody has pushed yet", () => {
  const unnamed = { ...good, image: { repository: "registry.example.com/app" } };

  it("waits for no task, and says how to make the account and the image", async () => {
    const recording = await deploy(unnamed);
    expect(recording.the("aws:ecs/service:Service").inputs["desiredCount"]).toBe(0);
    const text = await textOf(recording.result["nextStep"]);
    expect(text).toMatch(
      /aws ds-data create-user --directory-id d-[0-9a-f]{10} --sam-account-name app-share/,
    );
    expect(text).toContain(
      "--secret-id arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-login-",
    );
  });

  it("never shows the password of the share", async () => {
    const { result } = await deploy({ ...mapped, image: unnamed.image }, password);
    const text = await textOf(result["nextStep"]);
    expect(text).toContain("npx pulumi config get sharePassword --stack fsx-windows-dev");
    expect(text).not.toContain("Correct-horse-1");
  });
});

it("stands in a domain of yours, whose account Amazon FSx and the instances read (F.7.1, F.7.8)", async () => {
  const domain = {
    source: "selfManaged",
    name: "corp.example.com",
    dnsIps: ["10.0.0.10", "10.0.1.10"],
    joinSecretArn: secretArn,
  };
  const recording = await deploy({ ...good, domain, image: { repository: "registry.example.com/app" } });
  const files = recording.the("aws:fsx/windowsFileSystem:WindowsFileSystem").inputs;
  expect(files["selfManagedActiveDirectory"]).toMatchObject({ domainJoinServiceAccountSecret: secretArn });
  expect(recording.the("aws:ssm/document:Document").inputs["content"]).toContain("Add-Computer");
  expect(await textOf(recording.result["nextStep"])).toContain(
    "Create the account app-share in corp.example.com, with a password that does not expire.",
  );
  const existing = {
    source: "existing",
    name: "corp.example.com",
    directoryId: "d-0123456789",
    dnsIps: ["10.0.0.10"],
  };
  const brought = await deploy({ ...good, domain: { ...existing, resolver: true } });
  expect(brought.the("aws:fsx/windowsFileSystem:WindowsFileSystem").inputs["activeDirectoryId"]).toBe(
    "d-0123456789",
  );
  expect(brought.the("aws:route53/resolverRule:ResolverRule").inputs["domainName"]).toBe("corp.example.com");
});

describe("settings", () => {
  it("are refused with every fault at once, each by its key", async () => {
    const { message, registered } = await refusalOf("fsx-windows-dev", {
      ...good,
      domain: { source: "managed", name: "corp" },
      files: { storageGiB: 16, throughputMBps: 33, backupDays: 3, zones: ["a"] },
      share: { mode: "native", driveLetter: "C", user: "CORP\\share", folder: "a/b", passwordParameter: "p" },
      image: { repository: "registry.example.com/app:1", tag: "1" },
      windows: "2016",
      clients: { vpn: "anyone" },
    });
    for (const key of [
      "domain.name",
      "files.storageGiB",
      "files.throughputMBps",
      "files.backupDays",
      "share.user",
      "share.folder",
      "share.driveLetter",
      "windows",
      "clients.vpn",
    ])
      expect(message).toContain(`  ballast:settings.${key}: `);
    expect(message).toContain('windows: is "2016"; allowed: "2019", "2022", "2025".');
    expect(registered).toEqual([]);
  });

  it("say what the directory would refuse, before anything is registered", async () => {
    const { message, registered } = await refusalOf("fsx-windows-dev", {
      ...good,
      domain: {
        source: "existing",
        name: "corp.example.com",
        shortName: "a name that is too long",
        directoryId: "corp",
        dnsIps: ["10.0.0.10", "the other one"],
      },
    });
    for (const key of ["shortName", "directoryId", "dnsIps[1]"])
      expect(message).toContain(`  ballast:settings.domain.${key}: `);
    expect(registered).toEqual([]);
  });

  it("are held to one another before anything is registered", async () => {
    const { message, registered } = await refusalOf("fsx-windows-dev", {
      ...good,
      files: { ...good.files, zones: ["a", "c"] },
      share: { mode: "native", passwordParameter: "p", hardening: true },
      image: { repository: "registry.example.com/app:1", tag: "1" },
    });
    expect(message).toContain(
      'ballast:settings.files.zones: is "c"; network.privateSubnetIds has no "c"; name a zone that has a subnet.',
    );
    expect(message).toContain("ballast:settings.share.passwordParameter: ");
    expect(message).toContain("ballast:settings.share.hardening: ");
    expect(message).toContain("ballast:settings.image: ");
    expect(registered).toEqual([]);
  });

  it("name as many zones as the deployment has", async () => {
    const { message } = await refusalOf("fsx-windows-dev", {
      ...good,
      files: { ...good.files, deployment: "singleAz", zones: ["a", "b"] },
    });
    expect(message).toContain("ballast:settings.files.zones: is ");
    expect(message).toContain("name 1 for deployment: singleAz");
  });

  it.each([
    [{}, "is missing (password of the domain's account app-share"],
    [{ "ballast:sharePassword": "hunter2" }, "is not a good password"],
  ])(
    "ask for the password of the share, and never quote it",
    async (secrets: Record<string, string>, reason) => {
      const { message, registered } = await refusalOf("fsx-windows-dev", mapped, secrets);
      expect(message).toContain(`ballast:sharePassword: ${reason}`);
      expect(message).not.toContain("hunter2");
      expect(registered).toEqual([]);
    },
  );
});

it("watches what it made, by its own ids, and tells those who are named (F.8.11)", async () => {
  const recording = await deploy({ ...good, subscribers: { team: "team@example.com" } });
  const alarms = recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
  expect(alarms["watch-files-space"]?.inputs["dimensions"]).toEqual({
    FileSystemId: recording.the("aws:fsx/windowsFileSystem:WindowsFileSystem").id,
  });
  expect(recording.ofType("aws:cloudwatch/eventRule:EventRule")).toHaveProperty("watch-members-failure");
  expect(recording.the("aws:sns/topicSubscription:TopicSubscription").inputs["endpoint"]).toBe(
    "team@example.com",
  );
});

it("has the application act as an account of the domain where the settings say so, and its hosts take such tasks (F.7.1)", async () => {
  const plain = await containerOf(good);
  expect(plain.container).not.toHaveProperty("credentialSpecs");
  const fileArn = "arn:aws:s3:::specs/app.json";
  const { recording, container } = await containerOf({ ...good, credentialSpec: { fileArn, secretArn } });
  expect(container?.["credentialSpecs"]).toEqual([`credentialspecdomainless:${fileArn}`]);
  const userData = ({ inputs }: { inputs: Properties }): string =>
    Buffer.from(inputs["userData"] as string, "base64").toString();
  const template = "aws:ec2/launchTemplate:LaunchTemplate";
  expect(userData(recording.the(template))).toContain("ECS_GMSA_SUPPORTED");
  expect(userData(plain.recording.the(template))).not.toContain("ECS_GMSA_SUPPORTED");
});
