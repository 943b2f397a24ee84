import { standInDigits } from "@ballast/recording/cloud";
import { differenceOf, differencesOf } from "./differenceOf.ts";
import { plan, resource, urn } from "../testing.ts";

const types = {
  bucket: "aws:s3/bucket:Bucket",
  group: "aws:ec2/securityGroup:SecurityGroup",
  service: "aws:ecs/service:Service",
  subnet: "aws:ec2/subnet:Subnet",
  task: "aws:ecs/taskDefinition:TaskDefinition",
  vpc: "aws:ec2/vpc:Vpc",
};

/** The id that the stand-in cloud gives. */
const id = (prefix: string, type: string, name: string) =>
  `${prefix}-${standInDigits(urn(type, name)).slice(0, 17)}`;

describe("what a preview does not know", () => {
  const taskOf = (image: string, vpc: string) =>
    plan(
      [
        resource(types.vpc, vpc),
        resource(
          types.task,
          "web",
          { containerDefinitions: "[unknown]" },
          { unknown: ["containerDefinitions"] },
        ),
      ],
      {
        web: {
          containerDefinitions: JSON.stringify([
            { name: "web", image, labels: { vpc: id("vpc", types.vpc, vpc) } },
          ]),
        },
      },
    );

  it("is read from what an update would register", () => {
    expect(differenceOf(taskOf("nginx:1", "main"), taskOf("nginx:2", "main")).changed).toMatchObject([
      {
        name: "web",
        properties: [{ path: "containerDefinitions[0].image", from: "nginx:1", to: "nginx:2" }],
      },
    ]);
  });

  it("says what it comes from, instead of a stand-in", () => {
    expect(differenceOf(taskOf("nginx", "main"), taskOf("nginx", "other")).changed).toMatchObject([
      {
        properties: [
          {
            path: "containerDefinitions[0].labels.vpc",
            from: "vpc-[unknown: Vpc main]",
            to: "vpc-[unknown: Vpc other]",
          },
        ],
      },
    ]);
  });

  it("is not a difference where what it comes from was renamed", () => {
    const after = taskOf("nginx", "other");
    after.resources[0]?.aliases.push(urn(types.vpc, "main"));
    const { changed, renamed } = differenceOf(taskOf("nginx", "main"), after);
    expect(changed).toEqual([]);
    expect(renamed).toEqual([{ from: urn(types.vpc, "main"), to: urn(types.vpc, "other") }]);
  });

  it("is another stack's output where it comes from one", () => {
    const using = (subnet: string) =>
      plan([
        resource(
          "pulumi:pulumi:StackReference",
          "organization/demo/network-dev",
          {},
          {
            identifiers: {
              "subnet-0123456789abcdef0": "outputs.subnetIds.a",
              "subnet-fedcba98765432100": "outputs.subnetIds.b",
            },
          },
        ),
        resource(types.service, "web", { subnets: [subnet] }),
      ]);
    const { changed } = differenceOf(using("subnet-0123456789abcdef0"), using("subnet-fedcba98765432100"));
    expect(changed).toMatchObject([
      {
        properties: [
          { path: "subnets[0]", from: "[network-dev: subnetIds.a]", to: "[network-dev: subnetIds.b]" },
        ],
      },
    ]);
  });

  it("reads [unknown] where nothing says more", () => {
    const only = (text: string, unknown: string[]) => {
      const one = plan([resource(types.bucket, "data", { bucket: text }, { unknown })]);
      return { ...one, resolved: [] };
    };
    expect(differenceOf(only("a", []), only("[unknown]", ["bucket"])).changed).toMatchObject([
      { properties: [{ path: "bucket", from: "a", to: "[unknown]" }] },
    ]);
  });
});

describe("a replacement", () => {
  const vpcId = id("vpc", types.vpc, "main");
  const stack = (cidrBlock: string) => {
    const depends = (property: string, on: string) => ({
      unknown: [property],
      propertyDependencies: { [property]: [on] },
    });
    const subnet = resource(
      types.subnet,
      "a",
      { vpcId: "[unknown]" },
      depends("vpcId", urn(types.vpc, "main")),
    );
    const group = resource(types.group, "web", { tags: { vpc: "known" } });
    const task = resource(types.task, "web", { family: "f" }, depends("runtime", urn(types.subnet, "a")));
    task.inputs["runtime"] = { subnet: "[unknown]" };
    task.unknown = ["runtime.subnet"];
    const service = resource(
      types.service,
      "web",
      { taskDefinition: "[unknown]" },
      depends("taskDefinition", task.urn),
    );
    return plan([resource(types.vpc, "main", { cidrBlock }), subnet, group, task, service], {
      main: { cidrBlock },
      a: { vpcId },
    });
  };

  it("replaces what takes an id of it by a property that cannot change, and so on, and changes the rest", () => {
    const before = stack("10.0.0.0/16");
    const after = stack("10.1.0.0/16");
    for (const { resolved } of [before, after]) {
      const named = (type: string) => resolved.find((one) => one.type === type);
      Object.assign(named(types.task) ?? {}, {
        inputs: { family: "f", runtime: { subnet: id("subnet", types.subnet, "a") } },
      });
      Object.assign(named(types.service) ?? {}, { inputs: { taskDefinition: "task-definition/f:1" } });
    }
    const { changed } = differenceOf(before, after);
    expect(changed.map(({ type, replaced, properties }) => [type, replaced, properties])).toEqual([
      [types.vpc, true, [{ path: "cidrBlock", from: "10.0.0.0/16", to: "10.1.0.0/16", replaces: true }]],
      [
        types.subnet,
        true,
        [
          {
            path: "vpcId",
            from: "vpc-[unknown: Vpc main]",
            to: "vpc-[unknown: the new Vpc main]",
            replaces: true,
          },
        ],
      ],
      [
        types.task,
        true,
        [
          {
            path: "runtime.subnet",
            from: "subnet-[unknown: Subnet a]",
            to: "subnet-[unknown: the new Subnet a]",
            replaces: true,
          },
        ],
      ],
      [
        types.service,
        false,
        [
          {
            path: "taskDefinition",
            from: "[unknown: TaskDefinition web]",
            to: "[unknown: the new TaskDefinition web]",
            replaces: false,
          },
        ],
      ],
    ]);
  });
});

describe("a replacement in another stack", () => {
  const windows = "aws:fsx/windowsFileSystem:WindowsFileSystem";
  const subnetId = id("subnet", types.subnet, "a");
  const network = (cidrBlock: string) =>
    plan([resource(types.subnet, "a", { cidrBlock })], {}, { outputs: { subnetIds: { a: subnetId } } });
  const using = plan(
    [
      resource(
        "pulumi:pulumi:StackReference",
        "organization/demo/web-dev",
        {},
        {
          identifiers: { [subnetId]: "outputs.subnetIds.a" },
        },
      ),
      resource(windows, "share", { subnetIds: [subnetId] }),
      resource(types.group, "web", { description: "not of the network" }),
    ],
    {},
    { stack: "share-dev" },
  );

  it("replaces what takes an id from there by a property that cannot change", () => {
    const [, share] = differencesOf([
      { before: network("10.0.0.0/24"), after: network("10.1.0.0/24") },
      { before: using, after: using },
    ]);
    expect(share?.changed).toMatchObject([
      {
        type: windows,
        replaced: true,
        properties: [
          {
            path: "subnetIds[0]",
            from: "[web-dev: subnetIds.a]",
            to: "[web-dev: the new subnetIds.a]",
            replaces: true,
          },
        ],
      },
    ]);
    expect(share?.losses).toMatchObject([{ name: "share", how: "replaced" }]);
  });

  it("is none where nothing is replaced there", () => {
    const same = { before: network("10.0.0.0/24"), after: network("10.0.0.0/24") };
    expect(differencesOf([same, { before: using, after: using }])).toMatchObject([
      { changed: [] },
      { changed: [] },
    ]);
  });
});
