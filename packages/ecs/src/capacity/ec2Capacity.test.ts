import { join } from "node:path";
import { BootPhase, Faults, OperatingSystem, StatementEffect, type InstancePart } from "@ballast/contracts";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { checkInstances, Ec2Capacity, MachineImage, type Ec2CapacityArgs } from "../index.ts";
import { capacity, documentIn } from "../testing.ts";

const disk: InstancePart = {
  bootSteps: {
    mount: { phase: BootPhase.BeforeAgent, operatingSystem: OperatingSystem.Linux, script: "mount /data" },
  },
  statements: [
    { actions: ["ec2:AttachVolume"], resources: ["arn:aws:ec2:eu-central-1:123456789012:volume/vol-0"] },
  ],
  attributes: { disk: "data" },
  tags: { "team:disk": "data" },
  zones: ["a"],
  securityGroupIds: { storage: "sg-0storage" },
};
const typical: Ec2CapacityArgs = { ...capacity, clusterName: "main" };
const build = (args: Partial<Ec2CapacityArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Ec2Capacity("general", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () => build({ parts: { disk } }),
  added: [],
  refusals: {
    "names that AWS keeps for itself (F.0.10)": {
      build: () => new Ec2Capacity("ecs-pool", typical),
      paths: ["name"],
    },
    "sizes that contradict one another (F.0.9, F.0.10)": {
      build: () =>
        build({ maximumSize: 2, minimumSize: 3, targetCapacity: 0, warmupSeconds: -1, rootVolumeGiB: 8 }),
      paths: ["minimumSize", "rootVolumeGiB", "targetCapacity", "warmupSeconds"],
    },
    "more instances than one volume serves (F.4.7)": {
      build: () =>
        build({
          maximumSize: 50,
          minimumSize: 2,
          parts: { data: { volumes: { "dev-data": { untilTermination: true } } } },
        }),
      paths: ["maximumSize", "minimumSize"],
    },
    "two volumes that one instance would have to hold (F.4.7)": {
      build: () =>
        build({
          maximumSize: 2,
          parts: { data: { exclusiveVolume: "dev-data" }, log: { exclusiveVolume: "dev-log" } },
        }),
      paths: ["parts.log"],
    },
    "no instance type, or none that is one": {
      build: () => build({ instanceTypes: ["medium"], subnetIds: {}, securityGroupIds: {} }),
      paths: ["subnetIds", "securityGroupIds", "instanceTypes[0]"],
    },
    "types that the default image cannot start on": {
      build: () => build({ instanceTypes: ["t3.medium", "m7g.large"] }),
      paths: ["instanceTypes[1]"],
    },
    "types that Windows cannot start on": {
      build: () => build({ instanceTypes: ["m7g.large"], machineImage: MachineImage.WindowsServer2022Core }),
      paths: ["instanceTypes[0]"],
    },
    "types that an image for ARM64 cannot start on": {
      build: () => build({ instanceTypes: ["t3.medium"], machineImage: MachineImage.AmazonLinux2023Arm }),
      paths: ["instanceTypes[0]"],
    },
    "types without the GPU of an image, or with another processor": {
      build: () =>
        build({
          instanceTypes: ["t3.medium", "g4dn.xlarge", "g6f.large", "g5g.xlarge"],
          machineImage: MachineImage.AmazonLinux2023Gpu,
        }),
      paths: ["instanceTypes[0]", "instanceTypes[3]"],
    },
    "attributes that ECS refuses (F.0.8)": {
      build: () => build({ attributes: { "ecs.mine": "yes", good: " padded", "not good": "x" } }),
      paths: ["attributes", "attributes.good", "attributes"],
    },
    "parts that do not fit": {
      build: () =>
        build({
          attributes: { disk: "mine" },
          machineImage: MachineImage.WindowsServer2022Core,
          parts: { disk: { ...disk, zones: ["c"] } },
        }),
      paths: ["attributes.disk", "subnetIds", "parts.disk.bootSteps.mount"],
    },
    "tags that EC2 refuses, and the capacity's own": {
      build: () =>
        build({
          parts: {
            disk: { tags: { "aws:x": "1", name: "mine", "a*": "1", good: "x".repeat(257), fine: "1" } },
          },
        }),
      paths: ["parts.disk.tags", "parts.disk.tags", "parts.disk.tags", "parts.disk.tags.good"],
    },
    "Spot Instances of one pool, or none of them (F.5.1)": {
      build: () => build({ spot: { onDemandBase: 5, onDemandPercentage: 100 } }),
      paths: ["instanceTypes", "spot.onDemandBase", "spot.onDemandPercentage"],
    },
    "patching at no time, or by what has no effect (F.0.32)": {
      build: () => build({ patch: { maximumAgeDays: 0, window: "cron(0 3 * * * *)", timeZone: "Berlin" } }),
      paths: ["patch.maximumAgeDays", "patch.window", "patch.timeZone"],
    },
    "patching that is off without a reason, and a setting of it (F.0.32)": {
      build: () => build({ patch: { enabled: false, timeZone: "UTC" } }),
      paths: ["patch", "patch.timeZone"],
    },
    "a pinned image that is none, of no day (F.0.33)": {
      build: () => build({ pinnedImage: { id: "amazonLinux2023", released: "18.11.2026" } }),
      paths: ["pinnedImage.id", "pinnedImage.released"],
    },
    "a protection that is off without a reason": {
      build: () =>
        build({ terminationProtection: { enabled: false }, machineImage: "amazonLinux2" as MachineImage }),
      paths: ["terminationProtection", "machineImage"],
    },
  },
});

it("takes every type of one processor for each image, and no other", () => {
  const accepted = (machineImage: MachineImage, type: string): boolean => {
    const faults = new Faults("the capacity");
    checkInstances(faults, "general", { ...typical, machineImage, instanceTypes: [type] });
    return faults.found.length === 0;
  };
  // By AWS's own names: the generation's number is followed by g where the processor is Graviton, and a1 is its first.
  const isGraviton = (type: string): boolean => /^(?:a1|[a-z]+\d+g[a-z]*)\./.test(type);
  for (const type of "m5.large m7g.large a1.medium c6gn.large m6a.large g5g.xlarge g5.xlarge hpc7g.4xlarge t4g.nano".split(
    " ",
  ))
    for (const image of Object.values(MachineImage).filter((one) => one !== MachineImage.AmazonLinux2023Gpu))
      expect([type, image, accepted(image, type)]).toEqual([
        type,
        image,
        isGraviton(type) === (image === MachineImage.AmazonLinux2023Arm),
      ]);
  for (const image of Object.values(MachineImage)) expect(accepted(image, "m99x.large")).toBe(true);
});

describe("closed by default", () => {
  it("starts instances with IMDSv2 one hop far, an encrypted gp3 root, no key, no public address (F.0.6)", async () => {
    const recording = await record(build);
    const { userData: _script, ...inputs } = recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs;
    expect(inputs).toEqual({
      imageId: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
      instanceType: "t3.medium",
      iamInstanceProfile: { arn: recording.the("aws:iam/instanceProfile:InstanceProfile").state["arn"] },
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      monitoring: { enabled: true },
      networkInterfaces: [
        { associatePublicIpAddress: "false", deleteOnTermination: "true", securityGroups: ["sg-0instances"] },
      ],
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeType: "gp3", volumeSize: 30, encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      instanceInitiatedShutdownBehavior: "terminate",
      updateDefaultVersion: true,
      tagSpecifications: [
        { resourceType: "instance", tags: { Name: "general" } },
        { resourceType: "volume", tags: { Name: "general" } },
      ],
    });
  });

  it("lets instances join the cluster and be managed, and nothing else (F.0.6)", async () => {
    const recording = await record(build);
    const attached = Object.values(recording.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment"));
    expect(attached.map(({ inputs }) => inputs["policyArn"])).toEqual([
      "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
      "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    ]);
    const policies = Object.values(recording.ofType("aws:iam/rolePolicy:RolePolicy"));
    expect(policies.map(({ name }) => name)).toEqual([
      "general-instance",
      "general-patch",
      "general-schedule",
    ]);
    expect(
      documentIn(recording.the("aws:iam/rolePolicy:RolePolicy", "general-instance").inputs, "policy")
        .Statement,
    ).toEqual([
      {
        Effect: "Deny",
        Action: ["ssm:GetParameter", "ssm:GetParameters"],
        NotResource: ["arn:aws:ssm:*::parameter/aws/*"],
      },
    ]);
    expect(
      documentIn(recording.the("aws:iam/role:Role", "general-instance").inputs, "assumeRolePolicy").Statement,
    ).toEqual([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }]);
  });
});

describe("parameters", () => {
  const arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/share/password";
  it.each([["ssm:GetParameters"], ["ssm:Get*"], ["ssm:getparameter?"], ["*"]])(
    "can be read where a part says so, by %s",
    async (action) => {
      const reads: InstancePart = {
        statements: [
          { actions: [action], resources: [arn] },
          { actions: ["ssm:PutParameter"], resources: ["arn:aws:ssm:*:*:parameter/other"] },
          {
            effect: StatementEffect.Deny,
            actions: ["ssm:*"],
            resources: ["arn:aws:ssm:*:*:parameter/third"],
          },
        ],
      };
      const recording = await record(() => build({ parts: { reads } }));
      const { Statement } = documentIn(
        recording.the("aws:iam/rolePolicy:RolePolicy", "general-instance").inputs,
        "policy",
      );
      expect(Statement.at(-1)).toMatchObject({ NotResource: ["arn:aws:ssm:*::parameter/aws/*", arn] });
    },
  );
});

describe("the group", () => {
  it("is sized by ECS, drains before it shrinks, and can be destroyed (F.0.9)", async () => {
    const recording = await record(() => build({ instanceTypes: ["t3.medium", "t3a.medium"] }));
    const template = recording.the("aws:ec2/launchTemplate:LaunchTemplate");
    const group = recording.the("aws:autoscaling/group:Group");
    expect(group.ignoreChanges).toEqual(["desiredCapacity"]);
    expect(group.inputs).toEqual({
      vpcZoneIdentifiers: ["subnet-0a", "subnet-0b"],
      minSize: 0,
      maxSize: 4,
      enabledMetrics: ["GroupDesiredCapacity", "GroupInServiceInstances"],
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandAllocationStrategy: "prioritized",
          onDemandPercentageAboveBaseCapacity: 100,
        },
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: template.id, version: "1" },
          overrides: [{ instanceType: "t3.medium" }, { instanceType: "t3a.medium" }],
        },
      },
      healthCheckType: "EC2",
      protectFromScaleIn: true,
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 200,
          scaleInProtectedInstances: "Refresh",
        },
      },
      waitForCapacityTimeout: "0",
      forceDelete: true,
      tags: [
        { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
        { key: "Name", value: "general", propagateAtLaunch: true },
        { key: "ballast:patch-age-days", value: "30", propagateAtLaunch: false },
        { key: "ballast:patch-window", value: "cron(0 3 ? * SAT,SUN *)", propagateAtLaunch: false },
        { key: "ballast:patch-time-zone", value: "UTC", propagateAtLaunch: false },
      ],
    });
  });

  it("tags instances, not their volumes, with what its parts ask for", async () => {
    const recording = await record(() => build({ parts: { disk } }));
    expect(recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs["tagSpecifications"]).toEqual([
      { resourceType: "instance", tags: { Name: "general", "team:disk": "data" } },
      { resourceType: "volume", tags: { Name: "general" } },
    ]);
  });

  it("stays in the zones that its parts can be used in", async () => {
    const recording = await record(() => build({ parts: { disk } }));
    expect(recording.the("aws:autoscaling/group:Group").inputs["vpcZoneIdentifiers"]).toEqual(["subnet-0a"]);
  });
});

describe("patching", () => {
  const starter = async (args: Partial<Ec2CapacityArgs>) => {
    const recording = await record(() => build(args));
    const { scheduleExpression, scheduleExpressionTimezone, target } = recording.the(
      "aws:scheduler/schedule:Schedule",
    ).inputs;
    return { recording, when: [scheduleExpression, scheduleExpressionTimezone], target };
  };

  it("is started each weekend at night, or when one says, and does what the group's own refreshes do (F.0.32)", async () => {
    const { recording, when, target } = await starter({});
    expect(when).toEqual(["cron(0 3 ? * SAT,SUN *)", "UTC"]);
    const machine = recording.the("aws:sfn/stateMachine:StateMachine");
    expect(target).toMatchObject({
      arn: machine.state["arn"],
      roleArn: recording.the("aws:iam/role:Role", "general-schedule").state["arn"],
    });
    expect(machine.inputs).not.toHaveProperty("type");
    expect(JSON.parse(machine.inputs["definition"] as string)).toMatchObject({
      States: {
        StartRefresh: {
          Arguments: {
            Preferences: {
              MinHealthyPercentage: 100,
              MaxHealthyPercentage: 200,
              ScaleInProtectedInstances: "Refresh",
            },
          },
        },
      },
    });
    expect(
      (await starter({ patch: { window: "cron(0 4 ? * MON *)", timeZone: "Europe/Berlin" } })).when,
    ).toEqual(["cron(0 4 ? * MON *)", "Europe/Berlin"]);
  });

  it("is off for a reason, which is told, and then registers nothing (F.0.32)", async () => {
    const reason = "another team replaces the instances";
    const recording = await record(() => build({ patch: { enabled: false, reason } }));
    expect(recording.ofType("aws:sfn/stateMachine:StateMachine")).toEqual({});
    expect(recording.ofType("aws:scheduler/schedule:Schedule")).toEqual({});
    expect(recording.the("aws:autoscaling/group:Group").inputs["tags"]).toContainEqual({
      key: "ballast:patch-age-days",
      value: "off",
      propagateAtLaunch: false,
    });
    expect(recording.the("ballast-ecs:index:Ec2Capacity").outputs?.["waivers"]).toEqual({
      "hosts-patched": { "general-group": { reason } },
    });
  });

  it("limits the lifetime of instances only where AWS would, and without volumes (F.0.32)", async () => {
    const lifetime = async (args: Partial<Ec2CapacityArgs>) =>
      (await record(() => build(args))).the("aws:autoscaling/group:Group").inputs["maxInstanceLifetime"];
    const unprotected = { terminationProtection: { enabled: false, reason: "tasks here are cheap to move" } };
    expect(await lifetime({})).toBeUndefined();
    expect(await lifetime(unprotected)).toBe(60 * 86_400);
    expect(await lifetime({ ...unprotected, patch: { maximumAgeDays: 365 } })).toBe(365 * 86_400);
    expect(await lifetime({ ...unprotected, parts: { data: { volumes: { data: {} } } } })).toBeUndefined();
    expect(
      await lifetime({ ...unprotected, patch: { enabled: false, reason: "others patch" } }),
    ).toBeUndefined();
  });

  it("keeps to a pinned image, and says how old it is (F.0.33)", async () => {
    const pinnedImage = { id: "ami-0123456789abcdef0", released: "2026-11-18" };
    const recording = await record(() => build({ pinnedImage }));
    expect(recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs).toMatchObject({
      imageId: pinnedImage.id,
      tags: { "ballast:image-released": pinnedImage.released },
    });
    const definition = recording.the("aws:sfn/stateMachine:StateMachine").inputs["definition"] as string;
    expect(definition).toContain(pinnedImage.id);
    expect(definition).not.toContain("ssm:getParameter");
  });
});

describe("Spot Instances", () => {
  const spot: Partial<Ec2CapacityArgs> = { instanceTypes: ["t3.medium", "t3a.medium"], spot: {} };

  it("come from the pools that are cheap and deep, and are replaced before they go (F.5.1)", async () => {
    const recording = await record(() => build(spot));
    const { inputs } = recording.the("aws:autoscaling/group:Group");
    expect(inputs).toMatchObject({
      capacityRebalance: true,
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandAllocationStrategy: "prioritized",
          onDemandBaseCapacity: 0,
          onDemandPercentageAboveBaseCapacity: 0,
          spotAllocationStrategy: "price-capacity-optimized",
        },
        launchTemplate: { overrides: [{ instanceType: "t3.medium" }, { instanceType: "t3a.medium" }] },
      },
    });
    expect(JSON.stringify(inputs)).not.toContain("weightedCapacity");
  });

  it("stand on as many On-Demand Instances as one says (F.5.1)", async () => {
    const recording = await record(() =>
      build({ ...spot, spot: { onDemandBase: 1, onDemandPercentage: 25 } }),
    );
    expect(recording.the("aws:autoscaling/group:Group").inputs["mixedInstancesPolicy"]).toMatchObject({
      instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 25 },
    });
  });

  it("are drained by their agent and by their provider, with room to spare if one says so (F.5.2, F.5.3)", async () => {
    const recording = await record(() => build({ ...spot, targetCapacity: 80 }));
    const userData = recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs["userData"] as string;
    expect(Buffer.from(userData, "base64").toString()).toContain(
      "\nECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n",
    );
    expect(
      recording.the("aws:ecs/capacityProvider:CapacityProvider").inputs["autoScalingGroupProvider"],
    ).toMatchObject({ managedDraining: "ENABLED", managedScaling: { targetCapacity: 80 } });
  });

  it("are the same children as On-Demand ones: a capacity changes in place", async () => {
    const onDemand = (await record(() => build())).identity();
    expect((await record(() => build(spot))).identity()).toEqual(onDemand);
  });
});

describe("the provider", () => {
  it("scales, drains and protects (F.0.10)", async () => {
    const recording = await record(build);
    expect(recording.the("aws:ecs/capacityProvider:CapacityProvider").inputs).toEqual({
      autoScalingGroupProvider: {
        autoScalingGroupArn: recording.the("aws:autoscaling/group:Group").state["arn"],
        managedTerminationProtection: "ENABLED",
        managedDraining: "ENABLED",
        managedScaling: { status: "ENABLED", targetCapacity: 100, instanceWarmupPeriod: 300 },
      },
    });
  });

  it("and its group give termination protection up together (F.0.9)", async () => {
    const reason = "tasks here are cheap to move";
    const recording = await record(() => build({ terminationProtection: { enabled: false, reason } }));
    expect(recording.the("aws:autoscaling/group:Group").inputs["protectFromScaleIn"]).toBe(false);
    expect(
      recording.the("aws:ecs/capacityProvider:CapacityProvider").inputs["autoScalingGroupProvider"],
    ).toMatchObject({
      managedTerminationProtection: "DISABLED",
    });
    expect(recording.the("ballast-ecs:index:Ec2Capacity").outputs?.["waivers"]).toEqual({
      "ecs-termination-protection": { "general-provider": { reason } },
    });
  });
});

describe("machine images", () => {
  const linux = "/aws/service/ecs/optimized-ami/amazon-linux-2023";
  it.each([
    ["amazonLinux2023", `${linux}/recommended/image_id`, "/dev/xvda", 30],
    ["amazonLinux2023Arm", `${linux}/arm64/recommended/image_id`, "/dev/xvda", 30],
    ["amazonLinux2023Gpu", `${linux}/gpu/recommended/image_id`, "/dev/xvda", 30],
    ...["2019Core", "2019Full", "2022Core", "2022Full", "2025Core", "2025Full"].map(
      (release): [string, string, string, number] => [
        `windowsServer${release}`,
        `/aws/service/ami-windows-latest/Windows_Server-${release.slice(0, 4)}-English-${release.slice(4)}-ECS_Optimized/image_id`,
        "/dev/sda1",
        100,
      ],
    ),
  ])(
    "%s is AWS's newest, whenever an instance starts (F.0.7)",
    async (image, parameter, deviceName, volumeSize) => {
      const types: Record<string, string> = {
        amazonLinux2023Arm: "t4g.medium",
        amazonLinux2023Gpu: "g4dn.xlarge",
      };
      const recording = await record(() =>
        build({ machineImage: image as MachineImage, instanceTypes: [types[image] ?? "t3.medium"] }),
      );
      const { inputs } = recording.the("aws:ec2/launchTemplate:LaunchTemplate");
      expect(inputs["imageId"]).toBe(`resolve:ssm:${parameter}`);
      expect(inputs["blockDeviceMappings"]).toMatchObject([{ deviceName, ebs: { volumeSize } }]);
    },
  );

  it("of Windows take longer to warm up", async () => {
    const recording = await record(() => build({ machineImage: MachineImage.WindowsServer2022Core }));
    expect(
      recording.the("aws:ecs/capacityProvider:CapacityProvider").inputs["autoScalingGroupProvider"],
    ).toMatchObject({
      managedScaling: { instanceWarmupPeriod: 600 },
    });
  });
});

it("refuses a boot script that EC2 would not take", async () => {
  const { encodeUserData } = await import("./bootScript.ts");
  expect(() => encodeUserData("x".repeat(16_385))).toThrow(
    "the boot script has 16385 bytes, but EC2 allows 16384 bytes of user data",
  );
  expect(encodeUserData("ok")).toBe("b2s=");
});
