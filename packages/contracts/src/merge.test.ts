import {
  BootPhase,
  Faults,
  type InstancePart,
  mergeInstanceParts,
  mergeServiceParts,
  mergeTaskParts,
  OperatingSystem,
} from "./index.ts";

function step(script: string) {
  return { phase: BootPhase.BeforeAgent, operatingSystem: OperatingSystem.Linux, script };
}

const statement = { actions: ["ec2:AttachVolume"], resources: ["*"] };

function merging<T>(merge: (faults: Faults) => T): { merged: T; faults: string[] } {
  const faults = new Faults("Thing");
  const merged = merge(faults);
  return { merged, faults: faults.found.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`) };
}

describe("instance parts", () => {
  it("have one volume that one instance at a time holds; another is refused once, with what to do (F.4.7)", () => {
    const holding = (exclusiveVolume: string) => ({
      attributes: { "ballast.volume": exclusiveVolume },
      exclusiveVolume,
    });
    const { merged, faults } = merging((collect) =>
      mergeInstanceParts(collect, {
        data: holding("dev-data"),
        log: holding("dev-log"),
        nfs: { zones: ["a"] },
      }),
    );
    expect(merged).toMatchObject({ exclusiveVolume: "dev-data", zones: ["a"] });
    expect(faults).toEqual([
      'parts.log: brings the volume "dev-log", and parts.data the volume "dev-data"; an instance holds one such volume. ' +
        "Give each a capacity of its own, or put the data of both in folders of one volume.",
    ]);
  });

  it("say that an instance has a volume until it ends in one of two ways, which mean the same (F.4.7)", () => {
    const of = (data: InstancePart) =>
      merging((faults) => mergeInstanceParts(faults, { data })).merged.exclusiveVolume;
    const volumes = { "dev-data": { untilTermination: true } };
    expect([of({ volumes }), of({ exclusiveVolume: "dev-data" })]).toEqual(["dev-data", "dev-data"]);
    expect(of({ exclusiveVolume: "dev-data", volumes })).toBe("dev-data");
    // A plugin moves its volumes between instances that run.
    expect(of({ volumes: { "dev-data": {} } })).toBeUndefined();
    const { faults } = merging((collect) =>
      mergeInstanceParts(collect, { data: { volumes }, log: { exclusiveVolume: "dev-log" } }),
    );
    expect(faults).toEqual([
      expect.stringMatching(/^parts.log: brings the volume "dev-log", and parts.data /),
    ]);
  });

  it("are nothing where nobody brings one", () => {
    expect(merging((faults) => mergeInstanceParts(faults, undefined))).toEqual({
      merged: {
        bootSteps: {},
        statements: [],
        attributes: {},
        tags: {},
        zones: undefined,
        exclusiveVolume: undefined,
        securityGroupIds: {},
        volumes: {},
      },
      faults: [],
    });
  });

  it("are joined in the order in which they are named", () => {
    const { merged, faults } = merging((collect) =>
      mergeInstanceParts(collect, {
        disk: {
          bootSteps: { mount: step("mount") },
          statements: [statement],
          attributes: { disk: "yes" },
          tags: { "team:disk": "yes" },
          zones: ["b", "a"],
          volumes: { "data-0": { kmsKeyArn: "arn:key" } },
        },
        share: { bootSteps: { nfs: step("nfs") }, zones: ["a", "b"], securityGroupIds: { nfs: "sg-1" } },
      }),
    );
    expect(faults).toEqual([]);
    expect(merged).toEqual({
      bootSteps: { mount: step("mount"), nfs: step("nfs") },
      statements: [statement],
      attributes: { disk: "yes" },
      tags: { "team:disk": "yes" },
      zones: ["b", "a"],
      exclusiveVolume: undefined,
      securityGroupIds: { nfs: "sg-1" },
      volumes: { "data-0": { kmsKeyArn: "arn:key" } },
    });
    expect(Object.keys(merged.bootSteps)).toEqual(["mount", "nfs"]);
  });

  it("may not bring one key twice, nor contradict one another", () => {
    const { faults } = merging((collect) =>
      mergeInstanceParts(collect, {
        one: {
          bootSteps: { mount: step("1") },
          attributes: { disk: "yes" },
          tags: { disk: "1" },
          zones: ["a"],
        },
        two: {
          bootSteps: { mount: step("1") },
          attributes: { disk: "yes" },
          tags: { disk: "2" },
          zones: ["b"],
        },
      }),
    );
    expect(faults).toEqual([
      'parts.two.bootSteps.mount: parts.one brings "mount" too; rename one of the two.',
      'parts.two.attributes.disk: parts.one brings "disk" too; rename one of the two.',
      'parts.two.tags.disk: parts.one brings "disk" too; rename one of the two.',
      'parts.two.zones: asks for ["b"], parts.one for ["a"]; both cannot hold, so do not join the two in one place.',
    ]);
  });
});

describe("task parts", () => {
  it("are joined", () => {
    const { merged, faults } = merging((collect) =>
      mergeTaskParts(collect, {
        disk: {
          volumes: { data: { hostPath: "/data" } },
          mountPoints: { data: { sourceVolume: "data", containerPath: "/var/lib" } },
          waivers: { "ecs-volume-plugin": { data: { reason: "moved one by one" } } },
        },
        other: { volumes: { tmp: {} }, waivers: { "ecs-volume-plugin": { tmp: { reason: "a cache" } } } },
        login: {
          secrets: { PASSWORD: { valueFrom: "arn" } },
          executionStatements: [statement],
          taskStatements: [statement],
        },
        zone: { placementConstraints: [{ type: "memberOf", expression: "attribute:disk == yes" }] },
      }),
    );
    expect(faults).toEqual([]);
    expect(merged).toEqual({
      volumes: { data: { hostPath: "/data" }, tmp: {} },
      waivers: {
        "ecs-volume-plugin": { data: { reason: "moved one by one" }, tmp: { reason: "a cache" } },
      },
      mountPoints: { data: { sourceVolume: "data", containerPath: "/var/lib" } },
      secrets: { PASSWORD: { valueFrom: "arn" } },
      taskStatements: [statement],
      executionStatements: [statement],
      placementConstraints: [{ type: "memberOf", expression: "attribute:disk == yes" }],
    });
  });

  it("may not bring one volume or variable twice", () => {
    const part = { volumes: { data: {} }, secrets: { KEY: { valueFrom: "arn" } } };
    expect(merging((collect) => mergeTaskParts(collect, { one: part, two: part })).faults).toEqual([
      'parts.two.volumes.data: parts.one brings "data" too; rename one of the two.',
      'parts.two.secrets.KEY: parts.one brings "KEY" too; rename one of the two.',
    ]);
  });
});

it("lets a part waive a rule for its own volumes only", () => {
  const waivers = { "ecs-volume-plugin": { data: { reason: "moved one by one" } } };
  const other = { volumes: { tmp: {} }, waivers };
  expect(merging((collect) => mergeTaskParts(collect, { other })).faults).toEqual([
    'parts.other.waivers.ecs-volume-plugin.data: "data" is not a volume of this part; a part can waive a rule for its own volumes only.',
  ]);
  const service = { volumeConfiguration: { volume: "tmp" }, waivers };
  expect(merging((collect) => mergeServiceParts(collect, { service }, {})).faults).toHaveLength(1);
});

describe("service parts", () => {
  const single = {
    desiredCount: 1,
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    zoneRebalancing: false,
    subnetKeys: ["a"],
  };

  it("bind the service, and may say the same", () => {
    const { merged, faults } = merging((collect) =>
      mergeServiceParts(collect, { one: single, two: { ...single } }, {}),
    );
    expect(faults).toEqual([]);
    expect(merged).toEqual({ ...single, volumeConfiguration: undefined, volumes: {}, waivers: {} });
  });

  it("bring the volumes to save, each under a name of its own", () => {
    const volumes = { data: { volumeArn: "arn:aws:ec2:eu-central-1:123456789012:volume/vol-0" } };
    const { merged, faults } = merging((collect) =>
      mergeServiceParts(collect, { one: { volumes }, two: { volumes } }, {}),
    );
    expect(merged.volumes).toEqual(volumes);
    expect(faults).toEqual(['parts.two.volumes.data: parts.one brings "data" too; rename one of the two.']);
  });

  it("leave the rest to the service's own arguments", () => {
    const { merged } = merging((collect) =>
      mergeServiceParts(collect, { one: { desiredCount: 1 } }, { maximumPercent: 150 }),
    );
    expect(merged).toMatchObject({ desiredCount: 1, maximumPercent: 150 });
  });

  it("are not overruled by the service's own arguments", () => {
    const { faults } = merging((collect) =>
      mergeServiceParts(collect, { one: single }, { desiredCount: 2, subnetKeys: ["b"] }),
    );
    expect(faults).toEqual([
      "desiredCount: is 2, but a part of this service asks for 1; leave desiredCount out.",
      'subnetKeys: is ["b"], but a part of this service asks for ["a"]; leave subnetKeys out.',
    ]);
  });

  it("bring one volume at the most", () => {
    const { faults } = merging((collect) =>
      mergeServiceParts(
        collect,
        { one: { volumeConfiguration: { volume: "a" } }, two: { volumeConfiguration: { volume: "b" } } },
        {},
      ),
    );
    expect(faults).toEqual([
      "parts.two.volumeConfiguration: asks for {…}, parts.one for {…}; both cannot hold, so do not join the two in one place.",
    ]);
  });
});
