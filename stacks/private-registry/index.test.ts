import { record, type Properties, type RecordOptions } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";
import { isHarmlessNote, paste } from "../testing/pasted.ts";

itIsAScenario("private-registry");

const network = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
};
const good = {
  retention: "retain",
  network,
  registry: {
    mode: "existingSecret",
    secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hub-AbCdEf",
  },
  image: { repository: "registry.example.com/team/space", tag: "1.0.0" },
  clients: { vpn: "10.8.0.0/16" },
};
const declared = { ...good, registry: { mode: "declaredSecret", configKey: "login" } };
const cached = { mode: "pullThroughCache", upstream: "dockerHub", prefix: "hub", configKey: "login" };

function deploy(settings: unknown, secrets: Record<string, string> = {}, options: RecordOptions = {}) {
  return record(run, {
    stack: "private-registry-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(settings), ...secrets },
    secretConfigKeys: Object.keys(secrets),
    lookups: siteLookups(standInSite("eu-central-1")),
    ...options,
  });
}

const refusal = (settings: unknown, secrets: Record<string, string> = {}) =>
  refusalOf("private-registry-dev", settings, secrets);

describe("settings", () => {
  it("are refused with every fault at once, each by its key", async () => {
    const { message, registered } = await refusal({
      ...good,
      network: { vpcId: "vpc-main", privateSubnetIds: { A: "subnet-1" } },
      registry: { mode: "docker" },
      image: { repository: "x", digest: "y" },
      compute: "lambda",
      clients: { vpn: "everyone" },
    });
    expect(message).toBe(
      [
        "The configuration of private-registry-dev (stacks/environments/Pulumi.private-registry-dev.yaml) is refused, and nothing was registered. 6 errors:",
        '  ballast:settings.network.vpcId: is "vpc-main"; give an id of the form "vpc-0123456789abcdef0".',
        '  ballast:settings.network.privateSubnetIds.A: is "A"; use only a–z and 0–9.',
        '  ballast:settings.registry.mode: is "docker"; allowed: "existingSecret", "declaredSecret", "pullThroughCache". Use one of these.',
        "  ballast:settings.image.digest: is not a setting. Allowed here: build, repository, tag, writableRootReason. Rename it, or remove it.",
        '  ballast:settings.compute: is "lambda"; allowed: "fargate", "ec2". Use one of these.',
        '  ballast:settings.clients.vpn: "everyone" is not an IPv4 block, for example "10.8.0.0/16".',
      ].join("\n"),
    );
    expect(registered).toEqual([]);
  });

  it("are held to what the components would refuse, before the first of them exists (F.6.5, F.6.7)", async () => {
    const { message, registered } = await refusal({
      ...good,
      registry: { mode: "existingSecret", secretArn: "hub" },
      image: { repository: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/space", tag: "1" },
      containerPort: 70_000,
      desiredCount: -1,
      clients: { vpn: "10.8.0.1/16" },
      logRetentionDays: 15,
    });
    expect(message.split("\n").slice(1)).toEqual([
      expect.stringMatching(
        /^ {2}ballast:settings\.registry\.secretArn: is a string \(not shown\) and not the full ARN of a secret/,
      ),
      "  ballast:settings.containerPort: 70000 is out of bounds; give a whole number from 1 to 65535.",
      "  ballast:settings.desiredCount: -1 is out of bounds; give a whole number from 0 to 5000.",
      '  ballast:settings.clients.vpn: "10.8.0.1/16" is not canonical; the block with this prefix starts at "10.8.0.0/16".',
      expect.stringMatching(/^ {2}ballast:settings\.logRetentionDays: 15 days is not a period/),
      expect.stringMatching(/^ {2}ballast:settings\.image: .* is in Amazon ECR/),
    ]);
    expect(registered).toEqual([]);
  });

  it.each([
    ["no JSON at all: hunter2", "is not JSON; give JSON with exactly the keys username and password."],
    ['["hunter2"]', "is not an object; give JSON with exactly the keys username and password."],
    ['{"username":"hunter2"}', "lacks password; give JSON with exactly the keys username and password."],
    [
      '{"username":"","password":"hunter2"}',
      "lacks username; give JSON with exactly the keys username and password.",
    ],
    [
      '{"username":"u","password":"hunter2","hunter2":"e"}',
      "has another key; give JSON with exactly the keys username and password.",
    ],
  ])("refuse the login %p without quoting it", async (login, reason) => {
    const { message, registered } = await refusal(declared, { "ballast:login": login });
    expect(message).toContain(`ballast:login: ${reason}`);
    expect(message).not.toContain("hunter2");
    expect(registered).toEqual([]);
  });

  it("say how to set a login that is missing", async () => {
    const { message, registered } = await refusal(declared);
    expect(message).toContain(
      "ballast:login: is missing (login to the registry, as JSON with exactly username and password). " +
        "Set it with: npx pulumi config set --secret login --stack private-registry-dev",
    );
    expect(registered).toEqual([]);
  });
});

describe("the image", () => {
  it("that nobody has pushed yet waits for no task, and says how to bring it", async () => {
    const recording = await deploy({ ...good, image: { repository: "registry.example.com/team/space" } });
    expect(recording.the("aws:ecs/service:Service").inputs["desiredCount"]).toBe(0);
    const { nextStep } = recording.result as { nextStep: string };
    expect(paste(nextStep, { docker: "" }).started).toEqual([
      "docker build -t registry.example.com/team/space:1.0.0 stacks/private-registry/app",
      "docker push registry.example.com/team/space:1.0.0",
    ]);
    expect(
      nextStep.split("\n").filter((line) => !line.startsWith("docker") && !isHarmlessNote(line)),
    ).toEqual([]);
  });

  it.each([
    ["gitHub", "ghcr.io/team/space:1.0.0"],
    ["dockerHub", "docker.io/team/space:1.0.0"],
  ])("is pushed to the upstream %s of a cache, which takes it from there", async (upstream, pushed) => {
    const registry = { mode: "pullThroughCache", upstream, prefix: "cache", configKey: "login" };
    const login = { "ballast:login": JSON.stringify({ username: "robot", accessToken: "hunter2" }) };
    const recording = await deploy({ ...good, registry, image: { repository: "team/space" } }, login);
    const { nextStep } = recording.result as { nextStep: string };
    expect(paste(nextStep, { docker: "" }).started.at(-1)).toBe(`docker push ${pushed}`);
  });

  it("cannot write to its root, unless somebody says why", async () => {
    const reason = "Apache keeps its pid file there";
    const recording = await deploy({ ...good, image: { ...good.image, writableRootReason: reason } });
    const component = "ballast-ecs:index:TaskDefinition";
    expect(recording.the(component).outputs?.["waivers"]).toEqual({
      "ecs-readonly-root": { "web-task/web": { reason } },
    });
    expect((await deploy(good)).the(component).outputs?.["waivers"]).toEqual({});
  });

  it("lies behind a cache, without a login of the task's own", async () => {
    const login = JSON.stringify({ username: "robot", accessToken: "hunter2" });
    const recording = await deploy(
      { ...good, registry: cached, image: { repository: "team/space", tag: "1" } },
      { "ballast:login": login },
    );
    const definition = recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs[
      "containerDefinitions"
    ] as string;
    const [container] = JSON.parse(definition) as Properties[];
    expect(container).toMatchObject({
      image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/hub/team/space:1",
    });
    expect(container).not.toHaveProperty("repositoryCredentials");
    expect(recording.the("aws:secretsmanager/secretVersion:SecretVersion").secrets).toEqual(["secretString"]);
  });
});

it("runs on container instances as well (F.6.6)", async () => {
  const recording = await deploy({ ...good, compute: "ec2", desiredCount: 3 });
  const service = recording.the("aws:ecs/service:Service").inputs;
  expect(service["launchType"]).toBeUndefined();
  expect(service["capacityProviderStrategies"]).toEqual([
    {
      capacityProvider: recording.the("aws:ecs/capacityProvider:CapacityProvider").state["name"],
      weight: 1,
      base: 0,
    },
  ]);
  expect(recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs["requiresCompatibilities"]).toEqual([
    "EC2",
  ]);
  expect(recording.the("aws:autoscaling/group:Group").inputs["maxSize"]).toBe(3);
});

it("stands on the environment's network, and says so when that is not deployed", async () => {
  const { network: _own, ...shared } = good;
  const stacks = {
    "organization/ballast/network-dev": {
      outputs: { privateSubnetIds: network.privateSubnetIds },
      secrets: [],
    },
  };
  await expect(deploy(shared, {}, { stacks })).rejects.toThrow(
    'The stack organization/ballast/network-dev has no output "vpcId". Deploy it first (npx pulumi up --stack network-dev)',
  );
});

it("serves HTTPS where it has a certificate, and is kept from deletion where its data is", async () => {
  const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0";
  const recording = await deploy({ ...good, certificateArn });
  expect(recording.the("aws:lb/listener:Listener", "web-http").inputs).toMatchObject({
    port: 443,
    certificateArn,
  });
  expect(recording.the("aws:lb/loadBalancer:LoadBalancer").inputs["enableDeletionProtection"]).toBe(true);
});

describe("a public address for tasks on AWS Fargate (F.6.6, post 003e)", () => {
  const withPublic = {
    ...network,
    publicSubnetIds: { a: "subnet-0123456789abcdef2", b: "subnet-0123456789abcdef3" },
  };
  const reason = "there is no NAT gateway in this network";
  const ingress = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

  it("is assigned only where it is chosen, in public subnets, with its reason in the plan", async () => {
    const closed = (await deploy({ ...good, network: withPublic })).the("aws:ecs/service:Service");
    expect(closed.inputs["networkConfiguration"]).toMatchObject({
      assignPublicIp: false,
      subnets: Object.values(network.privateSubnetIds),
    });
    const recording = await deploy({ ...good, network: withPublic, publicAddress: { reason } });
    expect(recording.the("aws:ecs/service:Service").inputs["networkConfiguration"]).toMatchObject({
      assignPublicIp: true,
      subnets: Object.values(withPublic.publicSubnetIds),
    });
    expect(recording.the("ballast-ecs:index:Service").outputs?.["waivers"]).toEqual({
      "ecs-public-address": { "web-service": { reason } },
    });
    // An address opens nothing by itself.
    expect(Object.keys(recording.ofType(ingress)).sort()).toEqual([
      "web-from-vpn-http",
      "web-tasks-from-balancer-http",
    ]);
  });

  it("answers named ranges, as the post's browser, and nobody else", async () => {
    const recording = await deploy({
      ...good,
      containerPort: 8080,
      network: withPublic,
      publicAddress: { reason, clients: { office: "198.51.100.0/24" } },
    });
    const rule = recording.the(ingress, "tasks-from-office-http").inputs;
    expect(rule).toMatchObject({ cidrIpv4: "198.51.100.0/24", fromPort: 8080, toPort: 8080 });
    expect(rule["securityGroupId"]).toBe(
      recording.the("aws:ec2/securityGroup:SecurityGroup", "tasks-group").id,
    );
  });

  it.each([
    ["on container instances", { compute: "ec2" }, {}, "publicAddress: is for AWS Fargate"],
    ["without a reason", {}, { reason: undefined }, "publicAddress.reason: "],
    ["for everyone", {}, { clients: { all: "0.0.0.0/0" } }, "publicAddress.clients.all: "],
    [
      "for everyone in halves",
      {},
      { clients: { one: "0.0.0.0/1", two: "128.0.0.0/1" } },
      "publicAddress.clients: together are the whole internet",
    ],
    ["without public subnets", { network }, {}, "network.publicSubnetIds: names no subnet"],
    [
      "in a zone that the load balancer does not have",
      {
        network: {
          ...network,
          publicSubnetIds: { ...withPublic.publicSubnetIds, z: "subnet-0123456789abcdef9" },
        },
      },
      {},
      "network.publicSubnetIds: has z, where the internal load balancer has no subnet",
    ],
  ])("is refused %s, before anything is registered", async (_what, changes, address, line) => {
    const { message, registered } = await refusal({
      ...good,
      network: withPublic,
      publicAddress: { reason, ...address },
      ...changes,
    });
    expect(message).toContain(`ballast:settings.${line}`);
    expect(registered).toEqual([]);
  });
});
