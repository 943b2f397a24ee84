import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BootPhase, OperatingSystem, type InstancePart } from "@ballast/contracts";
import { Cluster } from "@ballast/ecs";
import { golden, itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { Elastigroup, type ElastigroupArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const disk: InstancePart = {
  bootSteps: {
    mount: { phase: BootPhase.BeforeAgent, operatingSystem: OperatingSystem.Linux, script: "mount /data" },
  },
  statements: [
    { actions: ["ec2:AttachVolume"], resources: ["arn:aws:ec2:eu-central-1:123456789012:volume/vol-0"] },
  ],
  attributes: { disk: "data" },
  zones: ["a"],
  securityGroupIds: { storage: "sg-0storage" },
};
const typical: ElastigroupArgs = {
  site,
  clusterName: "main",
  spotAccountId: "act-1234abcd",
  tokenSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:spot/token-AbCdEf",
  subnetIds: { a: "subnet-0a", b: "subnet-0b" },
  securityGroupIds: { instances: "sg-0instances" },
  instanceTypes: ["m5.large", "m5a.large"],
  maximumSize: 4,
};
const build = (args: Partial<ElastigroupArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Elastigroup("general", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "elastigroup.identity.txt"),
  grown: () => build({ parts: { disk } }),
  added: [],
  refusals: {
    "more instances than one volume serves (F.4.7)": {
      build: () =>
        build({ maximumSize: 50, parts: { data: { volumes: { "dev-data": { untilTermination: true } } } } }),
      paths: ["maximumSize"],
    },
    "what instances cannot be": {
      build: () =>
        build({
          instanceTypes: ["m5.large", "m5.large"],
          machineImage: "windowsServer2022Core",
          minimumSize: 5,
          subnetIds: {},
        }),
      paths: ["subnetIds", "minimumSize", "instanceTypes", "machineImage"],
    },
    "types that the image cannot start on": {
      build: () => build({ instanceTypes: ["m5.large", "m7g.large"] }),
      paths: ["instanceTypes[1]"],
    },
    "what Spot would not know, or a template could not say": {
      build: () =>
        new Elastigroup("9", {
          ...typical,
          spotAccountId: "mine",
          tokenSecretArn: "spot/token",
          tokenField: "a}}b",
          attributes: { "ballast.elastigroup": "other" },
          onDemandPercentage: 100,
          initialTarget: 5,
          drainingSeconds: -1,
          headroom: { cpu: 0.5, memoryMiB: -1, units: 1 },
          patch: { enabled: true },
        }),
      paths: [
        "name",
        "attributes.ballast.elastigroup",
        "spotAccountId",
        "tokenSecretArn",
        "tokenField",
        "onDemandPercentage",
        "drainingSeconds",
        "initialTarget",
        "patch.enabled",
        "headroom.cpu",
        "headroom.memoryMiB",
      ],
    },
  },
});

interface Template {
  Resources: {
    Group: {
      Type: string;
      Properties: { credentials: { accessToken: string }; group: Record<string, unknown> };
    };
  };
}

async function template(args: Partial<ElastigroupArgs> = {}): Promise<Template> {
  const recording = await record(() => build(args));
  const { inputs } = recording.the("aws:cloudformation/stack:Stack");
  return JSON.parse(inputs["templateBody"] as string) as Template;
}

describe("the CloudFormation stack", () => {
  it("holds one group of the vendor's type, as reviewed", async () => {
    const made = await template({ parts: { disk } });
    const withoutScript = (key: string, value: unknown) => (key === "userData" ? "…" : value);
    const text = `${JSON.stringify(made, withoutScript, 2)}\n`;
    expect(text).toBe(golden(join(__dirname, "elastigroup.golden.json"), text));
    const { compute } = made.Resources.Group.Properties.group as unknown as {
      compute: { launchSpecification: { userData: string } };
    };
    const script = Buffer.from(compute.launchSpecification.userData, "base64").toString();
    expect(script).toContain("\nECS_CLUSTER=main\n");
    expect(script).toContain("\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n");
    expect(script).toContain("\nmount /data\n");
  });

  it.each([
    [
      undefined,
      "{{resolve:secretsmanager:arn:aws:secretsmanager:eu-central-1:123456789012:secret:spot/token-AbCdEf}}",
    ],
    [
      "token",
      "{{resolve:secretsmanager:arn:aws:secretsmanager:eu-central-1:123456789012:secret:spot/token-AbCdEf:SecretString:token}}",
    ],
  ])("names the token by where it lies, never by what it is (field %s)", async (tokenField, reference) => {
    const { Resources } = await template(tokenField === undefined ? {} : { tokenField });
    expect(Resources.Group.Properties.credentials).toEqual({
      accountId: "act-1234abcd",
      accessToken: reference,
    });
  });

  it("gives its instances an attribute, by which its part keeps tasks to them (002: a service on Elastigroup)", async () => {
    const recording = await record(() => build({ attributes: { color: "blue" } }));
    const made = JSON.parse(
      recording.the("aws:cloudformation/stack:Stack").inputs["templateBody"] as string,
    ) as Template;
    const group = made.Resources.Group.Properties.group as unknown as {
      compute: { launchSpecification: { userData: string } };
      thirdPartiesIntegration: { ecs: { autoScale: { attributes: object[] } } };
    };
    const own = { color: "blue", "ballast.elastigroup": "test-dev-general" };
    const script = Buffer.from(group.compute.launchSpecification.userData, "base64").toString();
    expect(script).toContain(`ECS_INSTANCE_ATTRIBUTES=${JSON.stringify(own)}`);
    expect(group.thirdPartiesIntegration.ecs.autoScale.attributes).toEqual(
      Object.entries(own).map(([key, value]) => ({ key, value })),
    );
    expect(recording.result.taskPart.placementConstraints).toEqual([
      { type: "memberOf", expression: "attribute:ballast.elastigroup == test-dev-general" },
    ]);
  });

  it("keeps room for new tasks, as much as one says (F.5.2)", async () => {
    const integration = async (args: Partial<ElastigroupArgs>) =>
      (await template(args)).Resources.Group.Properties.group["thirdPartiesIntegration"];
    expect(await integration({})).toMatchObject({
      ecs: { clusterName: "main", autoScale: { isEnabled: true, isAutoConfig: true } },
    });
    expect(await integration({ headroom: { cpu: 256, memoryMiB: 512, units: 3 } })).toMatchObject({
      ecs: {
        clusterName: "main",
        autoScale: {
          isEnabled: true,
          isAutoConfig: false,
          headroom: { cpuPerUnit: 256, memoryPerUnit: 512, numOfUnits: 3 },
        },
      },
    });
  });

  it("has only properties that the vendor's schema has", async () => {
    const { group } = (await template({ parts: { disk }, headroom: { cpu: 1, memoryMiB: 1, units: 1 } }))
      .Resources.Group.Properties;
    expect(Object.keys(group).filter((key) => !schema["group"]?.includes(key))).toEqual([]);
    for (const [path, allowed] of Object.entries(schema)) {
      const at = path
        .split(".")
        .slice(1)
        .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], group);
      const keys = (Array.isArray(at) ? at : [at]).flatMap((one) => Object.keys(one as object));
      expect(keys.filter((key) => !allowed.includes(key))).toEqual([]);
    }
  });

  it("scales a group only where it is told to, when the stack changes (F.5.2)", async () => {
    const groupOf = async (args: Partial<ElastigroupArgs>) =>
      (await template(args)).Resources.Group.Properties.group;
    const spot = new Spot(await groupOf({ initialTarget: 2 }));
    expect(spot.capacity).toEqual({ minimum: 0, target: 2, maximum: 4, unit: "instance" });
    spot.autoScale(3);
    spot.update(await groupOf({ maximumSize: 8 }));
    expect(spot.capacity).toEqual({ minimum: 0, target: 3, maximum: 8, unit: "instance" });
    spot.update(await groupOf({ maximumSize: 8, minimumSize: 1, instanceTypes: ["m5.large", "m6i.large"] }));
    expect(spot.capacity).toEqual({ minimum: 1, target: 3, maximum: 8, unit: "instance" });
    spot.update(await groupOf({ maximumSize: 8, initialTarget: 2 }));
    expect(spot.capacity).toMatchObject({ target: 2 });
  });

  it("waits until the instances' role may do what they need", async () => {
    const recording = await record(() => build({ parts: { disk } }));
    expect(recording.the("aws:cloudformation/stack:Stack").dependsOn).toEqual(
      expect.arrayContaining([
        recording.the("aws:iam/rolePolicy:RolePolicy").urn,
        recording.the("aws:iam/instanceProfile:InstanceProfile").urn,
      ]),
    );
  });
});

/**
 * What the vendor's handlers of the type send, and what Spot does with it. CreateHandler sends every property, and Spot's API
 * requires the four of capacity; UpdateHandler sends every property that the template has, but for compute.product and
 * capacity.unit, and Spot keeps what it is not sent (spotinst/spotinst-aws-cloudformation-registry b83fa36, spotinst/openapi
 * elastigroupCreate.yaml and elastigroup-capacity.yaml, read 2026-11-26).
 */
class Spot {
  capacity: Record<string, unknown>;

  constructor({ capacity }: Record<string, unknown>) {
    this.capacity = capacity as Record<string, unknown>;
    for (const required of ["target", "minimum", "maximum", "unit"])
      if (this.capacity[required] === undefined) throw new Error(`capacity.${required} is required`);
  }

  autoScale(target: number): void {
    this.capacity = { ...this.capacity, target };
  }

  update({ capacity }: Record<string, unknown>): void {
    const { unit: _unit, ...sent } = capacity as Record<string, unknown>;
    this.capacity = { ...this.capacity, ...sent };
  }
}

/** Of the vendor's schema in version 1.0.5 of its type, what is used here and what stands beside it. */
const schema: Record<string, string[]> = {
  group: ["name", "description", "region", "capacity", "strategy", "compute", "thirdPartiesIntegration"],
  "group.capacity": ["minimum", "maximum", "target", "unit"],
  "group.strategy": [
    "risk",
    "onDemandCount",
    "availabilityVsCost",
    "drainingTimeout",
    "fallbackToOd",
    "lifetimePeriod",
    "revertToSpot",
  ],
  "group.compute": ["instanceTypes", "availabilityZones", "product", "launchSpecification"],
  "group.compute.instanceTypes": ["onDemand", "onDemandTypes", "preferredSpot", "spot", "weights"],
  "group.compute.availabilityZones": ["name", "subnetIds"],
  "group.compute.launchSpecification": [
    "autoHealing",
    "blockDeviceMappings",
    "healthCheckGracePeriod",
    "healthCheckType",
    "iamRole",
    "imageId",
    "metadataOptions",
    "monitoring",
    "networkInterfaces",
    "securityGroupIds",
    "tags",
    "userData",
  ],
  "group.compute.launchSpecification.metadataOptions": [
    "httpPutResponseHopLimit",
    "httpTokens",
    "instanceMetadataTags",
  ],
  "group.compute.launchSpecification.iamRole": ["arn", "name"],
  "group.thirdPartiesIntegration.ecs": ["clusterName", "autoScale", "batch", "optimizeImages"],
  "group.thirdPartiesIntegration.ecs.autoScale": [
    "isEnabled",
    "cooldown",
    "isAutoConfig",
    "shouldScaleDownNonServiceTasks",
    "headroom",
    "down",
    "attributes",
  ],
  "group.thirdPartiesIntegration.ecs.autoScale.headroom": ["cpuPerUnit", "memoryPerUnit", "numOfUnits"],
};

it("gives its group's id, once there is one", async () => {
  const recording = await record(() => {
    const cluster = new Cluster("main");
    return build({ clusterName: cluster.clusterName });
  });
  const { outputs } = recording.the("ballast-cloudstor-spot:index:Elastigroup");
  expect(outputs).toEqual({
    elastigroupId: (
      recording.the("aws:cloudformation/stack:Stack").state["outputs"] as Record<string, string>
    )["GroupId"],
    stackId: recording.the("aws:cloudformation/stack:Stack").id,
    instanceRoleName: recording.the("aws:iam/role:Role").state["name"],
    waivers: {},
  });
  expect(outputs?.["elastigroupId"]).toMatch(/./);
});

it("and all else here do without the vendor's Pulumi package (F.5.7)", () => {
  const root = join(__dirname, "..", "..", "..");
  const folders = [
    "",
    "stacks",
    ...readdirSync(join(root, "packages")).map((name) => join("packages", name)),
  ];
  const texts = folders.map((folder) => readFileSync(join(root, folder, "package.json"), "utf8"));
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter((text) => text.includes("spotinst"))).toEqual([]);
});
