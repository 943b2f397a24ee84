import { record } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import run from "../index.ts";
import { itIsAScenario, refusalOf } from "../testing/scenarioTests.ts";

itIsAScenario("placement");

const tasks = {
  one: 1,
  randomTen: 10,
  randomMany: 300,
  spreadHosts: 9,
  distinct: 9,
  cache: 9,
  web: 9,
  zonesThenMemory: 9,
  gpu: 2,
};
const good = {
  retention: "retain",
  network: {
    vpcId: "vpc-0123456789abcdef0",
    privateSubnetIds: { a: "subnet-0123456789abcdef0", b: "subnet-0123456789abcdef1" },
  },
  image: "registry.example.com/team/sleeper:1.0.0",
  general: { instanceTypes: ["m5.large"], maximumSize: 18 },
  gpu: { instanceTypes: ["g4dn.xlarge"], maximumSize: 2 },
  tasks,
};

const deploy = () =>
  record(run, {
    stack: "placement-dev",
    config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(good) },
    lookups: siteLookups(standInSite("eu-central-1")),
  });

it("places each use case of the post as the post says, or as AWS has it today (F.1.12)", async () => {
  const recording = await deploy();
  const services = Object.fromEntries(
    Object.values(recording.ofType("aws:ecs/service:Service")).map(({ name, inputs }) => [
      name.replace(/-service$/, ""),
      [
        inputs["schedulingStrategy"],
        inputs["desiredCount"],
        inputs["placementConstraints"],
        inputs["orderedPlacementStrategies"],
      ],
    ]),
  );
  const distinct = { type: "distinctInstance" };
  const zones = { type: "spread", field: "attribute:ecs.availability-zone" };
  expect(services).toEqual({
    "one-task": ["REPLICA", 1, [], []],
    "random-ten": ["REPLICA", 10, [], [{ type: "random" }]],
    "random-many": ["REPLICA", 300, [], [{ type: "random" }]],
    "spread-hosts": ["REPLICA", 9, [], [{ type: "spread", field: "instanceId" }]],
    monitoring: ["DAEMON", undefined, [], []],
    "monitoring-distinct": ["REPLICA", 9, [distinct], []],
    cache: ["REPLICA", 9, [distinct], []],
    web: [
      "REPLICA",
      9,
      [distinct, { type: "memberOf", expression: "task:group == service:placement-dev-cache" }],
      [],
    ],
    "zones-then-memory": ["REPLICA", 9, [], [zones, { type: "binpack", field: "memory" }]],
    gpu: [
      "REPLICA",
      2,
      [
        {
          type: "memberOf",
          expression:
            "attribute:ecs.instance-type =~ g4dn.* or attribute:ecs.instance-type =~ g5.* or attribute:ecs.instance-type =~ g6.*",
        },
      ],
      [],
    ],
  });
});

it("runs monitoring on every instance, whichever provider brought it (F.1.8)", async () => {
  const recording = await deploy();
  const monitoring = recording.the("aws:ecs/service:Service", "monitoring-service");
  expect(monitoring.inputs).toMatchObject({ schedulingStrategy: "DAEMON", launchType: "EC2" });
  expect(monitoring.inputs["capacityProviderStrategies"]).toBeUndefined();
});

it("starts web servers once there are caches to be beside (F.1.9)", async () => {
  const recording = await deploy();
  const named = (name: string) => recording.the("aws:ecs/service:Service", name);
  expect(named("cache-service").inputs["name"]).toBe("placement-dev-cache");
  expect(named("web-service").dependsOn).toContain(named("cache-service").urn);
});

it("gives GPU tasks a GPU, instances that have one, and their image (F.1.10)", async () => {
  const recording = await deploy();
  const definition = recording.the("aws:ecs/taskDefinition:TaskDefinition", "gpu-task");
  expect(JSON.parse(String(definition.inputs["containerDefinitions"]))).toMatchObject([
    { resourceRequirements: [{ type: "GPU", value: "1" }] },
  ]);
  expect(recording.the("aws:ecs/service:Service", "gpu-service").inputs["placementConstraints"]).toEqual([
    { type: "memberOf", expression: expect.stringMatching(/^attribute:ecs\.instance-type .*g4dn.*g5.*g6/) },
  ]);
  const images = Object.values(recording.ofType("aws:ec2/launchTemplate:LaunchTemplate")).map(
    ({ inputs }) => inputs["imageId"],
  );
  expect(images).toContain(
    "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id",
  );
});

it("writes each of the post's commands with this cluster's names (003a)", async () => {
  const { result } = await deploy();
  type Text = { promise(): Promise<string> };
  const { runTask, putAttributes, listContainerInstances } = result as unknown as {
    runTask: Record<string, Text>;
    putAttributes: Text;
    listContainerInstances: Record<string, Text>;
  };
  expect(Object.keys(runTask)).toHaveLength(18);
  for (const command of Object.values(runTask)) {
    expect(await command.promise()).toMatch(
      /^aws ecs run-task --cluster main-cluster-\w+ --task-definition arn:aws:ecs:\S+ --capacity-provider-strategy capacityProvider=main-general-provider-\w+( |$)/,
    );
  }
  expect(await runTask["expression"]?.promise()).toContain(
    "attribute:ecs.availability-zone != eu-central-1b and attribute:ecs.instance-type == m5.large",
  );
  expect(await putAttributes.promise()).toMatch(
    /--cluster main-cluster-\w+ --attributes name=color,value=blue,/,
  );
  expect(await listContainerInstances["notType"]?.promise()).toMatch(
    /--cluster main-cluster-\w+ --filter "attribute:ecs.instance-type != m5.large"$/,
  );
});

describe("custom attributes: the post's blue and green (F.1.14)", () => {
  const colors = {
    blue: { instanceTypes: ["m5.large"], maximumSize: 2 },
    green: { instanceTypes: ["m5.large"], maximumSize: 1 },
  };
  const colored = { ...good, colors, tasks: { ...tasks, colored: 2 } };

  it("are set at boot, and keep the green tasks on the green instances", async () => {
    const recording = await record(run, {
      stack: "placement-dev",
      config: { "aws:region": "eu-central-1", "ballast:settings": JSON.stringify(colored) },
      lookups: siteLookups(standInSite("eu-central-1")),
    });
    const script = (color: string): string =>
      Buffer.from(
        String(
          recording.the("aws:ec2/launchTemplate:LaunchTemplate", `main-${color}-template`).inputs["userData"],
        ),
        "base64",
      ).toString();
    for (const color of ["blue", "green"]) {
      expect(script(color)).toContain(`ECS_INSTANCE_ATTRIBUTES={"color":"${color}"}`);
      const provider = recording.the("aws:ecs/capacityProvider:CapacityProvider", `main-${color}-provider`);
      expect(recording.the("aws:ecs/service:Service", `on-${color}-service`).inputs).toMatchObject({
        desiredCount: 2,
        placementConstraints: [{ type: "memberOf", expression: `attribute:color == ${color}` }],
        capacityProviderStrategies: [{ capacityProvider: provider.state["name"] }],
      });
    }
    expect(script("general")).toContain("ECS_INSTANCE_ATTRIBUTES={}");
  });

  it("are refused under a name that is taken, and tasks of no color", async () => {
    const refused = async (settings: object) => (await refusalOf("placement-dev", settings)).message;
    expect(await refused({ ...colored, colors: { gpu: colors.blue } })).toContain(
      'ballast:settings.colors.gpu: "gpu" names a capacity of the cluster already; rename it.',
    );
    expect(await refused({ ...colored, colors: {} })).toContain(
      "ballast:settings.tasks.colored: has no effect: there are no colors. Leave it out, or name colors.",
    );
  });
});

it("refuses settings with every fault at once, each by its key", async () => {
  const { message, registered } = await refusalOf("placement-dev", {
    ...good,
    image: "sleeper",
    gpu: { instanceTypes: "g4dn.xlarge", maximumSize: 2 },
    tasks: { ...tasks, randomMany: 5001, monitoring: 3 },
  });
  expect(message).toMatch(
    /^The configuration of placement-dev \(stacks\/environments\/Pulumi.placement-dev.yaml\) is refused, and nothing was registered. 4 errors:\n/,
  );
  expect(message).toContain('ballast:settings.image: "sleeper"');
  expect(message).toContain('ballast:settings.gpu.instanceTypes: is "g4dn.xlarge"; expected: array.');
  expect(message).toContain("ballast:settings.tasks.randomMany: 5001 is out of bounds");
  expect(message).toContain(
    "ballast:settings.tasks.monitoring: is not a setting. Allowed here: cache, colored,",
  );
  expect(registered).toEqual([]);
});

it("refuses web servers that would have no cache to themselves", async () => {
  const { message } = await refusalOf("placement-dev", { ...good, tasks: { ...tasks, web: 10 } });
  expect(message).toContain(
    "ballast:settings.tasks.web: is 10; each runs beside a cache of its own, and there are 9; want no more than that.",
  );
});
