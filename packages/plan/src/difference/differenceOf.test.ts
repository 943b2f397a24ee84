import { differenceOf } from "./differenceOf.ts";
import { plan, resource } from "../testing.ts";

const types = {
  bucket: "aws:s3/bucket:Bucket",
  group: "aws:ec2/securityGroup:SecurityGroup",
  policy: "aws:iam/rolePolicy:RolePolicy",
  service: "aws:ecs/service:Service",
  task: "aws:ecs/taskDefinition:TaskDefinition",
  template: "aws:ec2/launchTemplate:LaunchTemplate",
  volume: "aws:ebs/volume:Volume",
  windows: "aws:fsx/windowsFileSystem:WindowsFileSystem",
};

/** The properties that change between two states of one resource. */
function changes(type: string, from: Record<string, unknown>, to: Record<string, unknown>) {
  const [before, after] = [from, to].map((inputs) => plan([resource(type, "main", inputs)]));
  return differenceOf(before, after).changed.flatMap(({ properties }) => properties);
}

describe("what is compared", () => {
  it("is said property by property, with what replaces the resource", () => {
    const from = { availabilityZone: "eu-central-1a", size: 10, tags: { Name: "old" }, encrypted: true };
    const to = { availabilityZone: "eu-central-1b", size: 20, tags: { Name: "old", Team: "a" } };
    expect(changes(types.volume, from, to)).toEqual([
      { path: "availabilityZone", from: "eu-central-1a", to: "eu-central-1b", replaces: true },
      { path: "encrypted", from: true, replaces: false },
      { path: "size", from: 10, to: 20, replaces: false },
      { path: "tags.Team", to: "a", replaces: false },
    ]);
  });

  it("is what documents say, not how they are written", () => {
    const from = {
      policy: '{"Statement":[{"Sid":"a","Action":["s3:Get*","s3:Put*"]},{"Sid":"b","Resource":"*"}]}',
    };
    const same = {
      policy: '{ "Statement": [ {"Resource":["*"],"Sid":"b"}, {"Sid":"a","Action":["s3:Put*","s3:Get*"]} ] }',
    };
    expect(changes(types.policy, from, same)).toEqual([]);
    const other = { policy: '{"Statement":[{"Sid":"b","Resource":"*"},{"Sid":"a","Action":["s3:Get*"]}]}' };
    expect(changes(types.policy, from, other)).toEqual([
      { path: "policy.Statement[1].Action[1]", from: "s3:Put*", replaces: false },
    ]);
  });

  it("is a text where only one side is a document", () => {
    expect(changes(types.policy, { policy: "none" }, { policy: "{}" })).toEqual([
      { path: "policy", from: "none", to: "{}", replaces: false },
    ]);
  });

  it("leaves out the order of lists that are sets to AWS, and of no other", () => {
    const one = { securityGroupIds: ["sg-a", "sg-b"], subnetIds: ["subnet-a", "subnet-b"] };
    const other = { securityGroupIds: ["sg-b", "sg-a"], subnetIds: ["subnet-b", "subnet-a"] };
    expect(changes(types.windows, one, other).map(({ path }) => path)).toEqual([
      "subnetIds[0]",
      "subnetIds[1]",
    ]);
    const networks = [one, other].map(({ securityGroupIds: securityGroups, subnetIds: subnets }) => ({
      networkConfiguration: { securityGroups, subnets },
    }));
    expect(changes(types.service, networks[0] ?? {}, networks[1] ?? {})).toEqual([]);
  });

  it("is a member's own change where one is inserted before it", () => {
    const container = (name: string, image: string) => ({
      name,
      image,
      environment: [{ name: "A", value: "1" }],
    });
    const from = { containerDefinitions: JSON.stringify([container("web", "nginx:1")]) };
    const to = {
      containerDefinitions: JSON.stringify([container("init", "busybox"), container("web", "nginx:2")]),
    };
    expect(changes(types.task, from, to)).toEqual([
      { path: "containerDefinitions[0]", to: container("init", "busybox"), replaces: true },
      { path: "containerDefinitions[1].image", from: "nginx:1", to: "nginx:2", replaces: true },
    ]);
  });

  it("is the script that user data holds", () => {
    const script = (line: string) => ({
      userData: Buffer.from(`#!/bin/bash\nset -euo pipefail\n${line}\n`).toString("base64"),
    });
    const [change] = changes(types.template, script("echo one"), script("echo two"));
    expect(change?.from).toBe("#!/bin/bash\nset -euo pipefail\necho one\n");
  });

  it("names members whose names are no words", () => {
    expect(
      changes(types.bucket, { tags: {} }, { tags: { "a.b": "1", "c:d/e": "2" } }).map(({ path }) => path),
    ).toEqual(["tags.c:d/e", 'tags["a.b"]']);
  });

  it("includes what keeps data, where both sides say it", () => {
    const given = (more: object) => plan([resource(types.bucket, "data", {}, more)]);
    const on = { protect: true, retainOnDelete: true };
    const unsaid = plan([resource(types.bucket, "data")]);
    delete unsaid.resources[0]?.retainOnDelete;
    expect(differenceOf(given(on), given({})).changed).toMatchObject([
      {
        replaced: false,
        properties: [
          { path: "options.protect", from: true, to: false },
          { path: "options.retainOnDelete", from: true, to: false },
        ],
      },
    ]);
    expect(differenceOf(unsaid, given({ retainOnDelete: true })).changed).toEqual([]);
  });

  it("is not what the stack ignores", () => {
    const ignoring = (desiredCount: number) =>
      plan([resource(types.service, "web", { desiredCount }, { ignoreChanges: ["desiredCount"] })]);
    expect(differenceOf(ignoring(1), ignoring(2)).changed).toEqual([]);
  });

  it("includes the stack's outputs", () => {
    const [one, other] = [{ url: "http://a" }, { url: "http://b" }].map((outputs) =>
      plan([], {}, { outputs }),
    );
    expect(differenceOf(one, other).outputs).toEqual([
      { path: "url", from: "http://a", to: "http://b", replaces: false },
    ]);
  });
});

describe("secrets", () => {
  const token = (value: string) => ({ tags: { token: value } });

  it("are never compared", () => {
    expect(changes(types.bucket, token("[secret]"), token("[secret]"))).toEqual([]);
  });

  it.each([
    ["becomes", "hunter2", "[secret]", { from: "[in clear text]", to: "[secret]" }],
    ["was", "[secret]", "hunter2", { from: "[secret]", to: "[in clear text]" }],
  ])("hide what %s one", (_what, from, to, shown) => {
    expect(changes(types.bucket, token(from), token(to))).toEqual([
      { path: "tags.token", ...shown, replaces: false },
    ]);
  });
});

it("says where it is not known whether a change replaces something", () => {
  const [one, other] = ["a", "b"].map((policy) =>
    plan([resource("aws:sqs/queuePolicy:QueuePolicy", "main", { policy })]),
  );
  expect(differenceOf(one, other).changed).toMatchObject([{ replaced: false, replacementUnknown: true }]);
});

describe("a stack", () => {
  const some = plan([resource(types.group, "web")]);

  it("may be new, stay or be gone", () => {
    expect(differenceOf(undefined, some)).toMatchObject({
      existence: "new",
      added: some.resources,
      removed: [],
    });
    expect(differenceOf(some, some).existence).toBe("stays");
    expect(differenceOf(some, undefined)).toMatchObject({
      existence: "gone",
      added: [],
      removed: some.resources,
    });
  });

  it("must be on one side at least", () => {
    expect(() => differenceOf(undefined, undefined)).toThrow(
      "A difference needs a plan on at least one side.",
    );
  });
});
