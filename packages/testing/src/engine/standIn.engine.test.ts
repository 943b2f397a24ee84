import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { scratchSandbox, type EngineSandbox } from "./index.ts";

// What the stand-in cloud promises to the tests of stacks, shown by the real engine.

const patience = 120_000;

let sandbox: EngineSandbox;
beforeEach(async () => {
  sandbox = await scratchSandbox("demo-dev");
});
afterEach(() => sandbox.close());

/** A VPC with a subnet in it. */
const network = (cidrBlock: string, subnetBlock: string) => () => {
  const vpc = new aws.ec2.Vpc("main", { cidrBlock });
  new aws.ec2.Subnet("main", { vpcId: vpc.id, cidrBlock: subnetBlock });
  return Promise.resolve({ vpcId: vpc.id });
};
const small = network("10.0.0.0/16", "10.0.0.0/24");

const existing = () => sandbox.cloud.existing.map(({ type, id }) => `${type.split(":").at(-1)} ${id}`);

it(
  "replaces what cannot be changed, the new before the old, and nothing else",
  async () => {
    expect((await (await sandbox.stack("demo-dev", small)).up()).succeeded).toBe(true);
    const before = existing();
    const stack = await sandbox.stack("demo-dev", network("10.0.0.0/16", "10.0.1.0/24"));
    expect((await stack.preview()).changes).toEqual({ same: 2, replace: 1 });
    expect((await stack.up()).succeeded).toBe(true);
    const after = existing();
    expect(after).toHaveLength(2);
    expect(after.filter((thing) => before.includes(thing))).toEqual([
      before.find((thing) => thing.startsWith("Vpc")),
    ]);
  },
  patience,
);

it(
  "refuses to delete what others still refer to",
  async () => {
    expect((await (await sandbox.stack("demo-dev", small)).up()).succeeded).toBe(true);
    const vpc = sandbox.cloud.existing.find(({ type }) => type === "aws:ec2/vpc:Vpc");
    expect(() => sandbox.cloud.delete("aws:ec2/vpc:Vpc", vpc?.id ?? "")).toThrow(
      /^aws:ec2\/vpc:Vpc vpc-\w+ cannot be deleted while in use by aws:ec2\/subnet:Subnet subnet-\w+$/,
    );
    expect(() => sandbox.cloud.delete("aws:ec2/vpc:Vpc", "vpc-0")).toThrow(
      "does not exist and cannot be deleted",
    );
  },
  patience,
);

it("lets a setting go that bears the id of what it sets, and not that itself", async () => {
  const { cloud } = sandbox;
  const { id: fileSystemId, type } = await cloud.create(
    "urn:1",
    "aws:efs/fileSystem:FileSystem",
    "files",
    {},
  );
  const backup = await cloud.create("urn:2", "aws:efs/backupPolicy:BackupPolicy", "files", { fileSystemId });
  await cloud.create("urn:3", "aws:efs/mountTarget:MountTarget", "files", { fileSystemId });
  expect(backup.id).toBe(fileSystemId);
  cloud.delete(backup.type, backup.id);
  expect(() => cloud.delete(type, fileSystemId)).toThrow("in use by aws:efs/mountTarget:MountTarget");
});

it("lets go what shares no more than a name with somebody's labels", async () => {
  const { cloud } = sandbox;
  const family = "rexray-ebs-dev-mysql";
  const task = await cloud.create("urn:21", "aws:ecs/taskDefinition:TaskDefinition", "mysql", { family });
  const tags = { Name: family };
  await cloud.create("urn:22", "aws:ebs/volume:Volume", "mysql", { tags, description: `of ${family}` });
  cloud.delete(task.type, task.id);
});

it("lets go what was given another's ARN, and what a role's trust names", async () => {
  const { cloud } = sandbox;
  const topic = await cloud.create("urn:11", "aws:sns/topic:Topic", "alarms", {});
  const policy = await cloud.create("urn:12", "aws:sns/topicPolicy:TopicPolicy", "alarms", { arn: topic.id });
  const trust = { assumeRolePolicy: `{"ArnLike":{"aws:SourceArn":"${topic.id}"}}` };
  const role = await cloud.create("urn:13", "aws:iam/role:Role", "alarms", trust);
  const target = await cloud.create("urn:14", "aws:cloudwatch/eventTarget:EventTarget", "alarms", {
    rule: "changes",
    arn: topic.id,
  });
  await cloud.create("urn:15", "aws:cloudwatch/metricAlarm:MetricAlarm", "alarms", {
    alarmActions: [topic.id],
  });
  cloud.delete(policy.type, policy.id);
  expect(() => cloud.delete(topic.type, topic.id)).toThrow(/while in use by aws:cloudwatch\S+ \S+$/);
  cloud.delete(target.type, target.id);
  cloud.delete(topic.type, topic.id);
  cloud.delete(role.type, role.id);
});

it(
  "refuses a creation that it is told to, and the engine keeps what stands",
  async () => {
    const stack = await sandbox.stack("demo-dev", small);
    sandbox.cloud.createFault = (creation) => (creation === 2 ? "refuse" : undefined);
    const failed = await stack.up();
    expect(failed.succeeded).toBe(false);
    expect(failed.log).toContain(
      "the stand-in cloud was told to refuse creation 2, aws:ec2/subnet:Subnet main",
    );
    expect(existing()).toEqual([expect.stringContaining("Vpc")]);
    sandbox.cloud.createFault = () => undefined;
    expect((await stack.up()).succeeded).toBe(true);
    expect(existing()).toHaveLength(2);
  },
  patience,
);

it(
  "hangs where it is told to, until the update is given up; the next one is complete",
  async () => {
    const stack = await sandbox.stack("demo-dev", small);
    const impatient = new AbortController();
    sandbox.cloud.createFault = (creation) => {
      if (creation < 2) return undefined;
      setTimeout(() => impatient.abort(), 500);
      return "hang";
    };
    expect((await stack.up(impatient.signal)).succeeded).toBe(false);
    sandbox.cloud.createFault = () => undefined;
    expect((await stack.up()).succeeded).toBe(true);
    expect(existing()).toHaveLength(2);
  },
  patience,
);

it(
  "has no answer to a look-up that nobody named",
  async () => {
    const stack = await sandbox.stack("demo-dev", async () => ({ region: (await aws.getRegion()).id }));
    const outcome = await stack.up();
    expect(outcome.succeeded).toBe(false);
    expect(outcome.log).toContain("The look-up aws:index/getRegion:getRegion ({}) has no answer here");
  },
  patience,
);

it(
  "keeps a secret encrypted wherever the engine writes",
  async () => {
    const stack = await sandbox.stack("demo-dev", () => {
      const parameter = new aws.ssm.Parameter("token", {
        type: "SecureString",
        value: pulumi.secret("hunter2"),
      });
      return Promise.resolve({ value: parameter.value });
    });
    expect((await stack.up()).succeeded).toBe(true);
    expect(sandbox.cloud.existing[0]?.inputs["value"]).toBe("hunter2");
    expect(sandbox.everythingWritten()).not.toContain("hunter2");
    expect(sandbox.log).not.toContain("hunter2");
  },
  patience,
);
