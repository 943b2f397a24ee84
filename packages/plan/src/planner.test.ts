import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PlanError, type Project } from "./index.ts";
import { Planner } from "./planner.ts";

/** A project in memory: programs by their stack. */
function project(programs: Record<string, () => unknown>, more: Partial<Project> = {}): Project {
  return {
    root: "/nowhere",
    name: "demo",
    program: async () => (await programs[pulumi.getStack()]?.()) as Record<string, unknown>,
    declaredSecrets: () => Promise.resolve({}),
    stacks: Object.keys(programs),
    configurationOf: () => ({ values: { "aws:region": "eu-central-1" }, encrypted: [] }),
    ...more,
  };
}

const bucket = (): Record<string, unknown> => {
  const data = new aws.s3.Bucket(
    "data",
    { tags: { token: pulumi.secret("hunter2"), open: "yes" } },
    { protect: true, retainOnDelete: true },
  );
  new aws.s3.BucketPolicy("data", { bucket: data.id, policy: pulumi.interpolate`${data.arn}/*` });
  return { arn: data.arn, open: "yes", token: pulumi.secret("hunter2") };
};

it("shows what a preview would, and beside it what an update would", async () => {
  const plan = await new Planner(project({ "data-dev": bucket })).plan("data-dev");
  const [shown, policy] = plan.resources;
  expect(shown).toEqual({
    urn: "urn:pulumi:data-dev::demo::aws:s3/bucket:Bucket::data",
    type: "aws:s3/bucket:Bucket",
    name: "data",
    parent: null,
    custom: true,
    inputs: { tags: { token: "[secret]", open: "yes" } },
    secrets: ["tags.token"],
    unknown: [],
    protect: true,
    retainOnDelete: true,
    dependsOn: [],
    propertyDependencies: {},
    aliases: ["urn:pulumi:data-dev::demo::aws:s3/bucketV2:BucketV2::data"],
    ignoreChanges: [],
  });
  expect(policy).toMatchObject({
    inputs: { bucket: "[unknown]", policy: "[unknown]" },
    unknown: ["bucket", "policy"],
    knownInPart: { bucket: "[unknown: id of Bucket data]", policy: "[unknown: arn of Bucket data]/*" },
    dependsOn: [shown?.urn],
    propertyDependencies: { bucket: [shown?.urn], policy: [shown?.urn] },
  });
  expect(plan.resolved[1]?.inputs["policy"]).toMatch(/^arn:aws:s3:::data-[0-9a-f]{7}\/\*$/);
  expect(plan.outputs).toEqual({ arn: "[unknown]", open: "yes", token: "[secret]" });
});

it("keeps what is known of a document, and names what only a deployment decides", async () => {
  const task = (): Record<string, unknown> => {
    const secret = new aws.secretsmanager.Secret("registry");
    const version = new aws.secretsmanager.SecretVersion("registry", {
      secretId: secret.id,
      secretString: pulumi.secret("hunter2"),
    });
    const group = new aws.ec2.SecurityGroup("hosts", { name: "hosts" });
    const app = { name: "app", image: "nginx", repositoryCredentials: { credentialsParameter: version.arn } };
    new aws.ecs.TaskDefinition("app", {
      family: "app",
      containerDefinitions: pulumi.jsonStringify([app, { name: group.name, user: group.id }]),
    });
    new aws.ec2.LaunchTemplate("hosts", {
      userData: pulumi.interpolate`#!/bin/bash\nattach ${group.id} \\\n  ${secret.arn}/x`.apply((text) =>
        Buffer.from(text).toString("base64"),
      ),
      description: pulumi.interpolate`${version.secretString} ${group.id}`,
    });
    return {};
  };
  const { resources } = await new Planner(project({ "app-dev": task })).plan("app-dev");
  const parts = Object.fromEntries(resources.map(({ type, knownInPart }) => [type, knownInPart]));
  expect(parts["aws:ecs/taskDefinition:TaskDefinition"]).toEqual({
    containerDefinitions: [
      {
        name: "app",
        image: "nginx",
        repositoryCredentials: { credentialsParameter: "[unknown: arn of Secret registry]" },
      },
      { name: "hosts", user: "[unknown: id of SecurityGroup hosts]" },
    ],
  });
  // What comes of a secret is one as a whole.
  expect(parts["aws:ec2/launchTemplate:LaunchTemplate"]).toEqual({
    userData:
      "#!/bin/bash\nattach [unknown: id of SecurityGroup hosts] \\\n  [unknown: arn of Secret registry]/x",
  });
  expect(parts["aws:secretsmanager/secretVersion:SecretVersion"]).toEqual({
    secretId: "[unknown: arn of Secret registry]",
  });
  expect(JSON.stringify(resources)).not.toContain("hunter2");
});

it("never shows a secret, wherever it went", async () => {
  const plan = await new Planner(project({ "data-dev": bucket })).plan("data-dev");
  expect(JSON.stringify(plan)).not.toContain("hunter2");
});

it("says what rules find", async () => {
  const plan = await new Planner(
    project({ "data-dev": () => void new aws.cloudwatch.LogGroup("logs") }),
  ).plan("data-dev");
  expect(plan.findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    "error data-retention",
    "error logs-retention",
  ]);
});

describe("exceptions among a stack's outputs", () => {
  const exception = { rule: "logs-retention", resource: "logs", reason: "a test", expires: "2027-03-31" };
  const planOn = (day: string, exceptions: unknown[]) => {
    const program = () => {
      new aws.cloudwatch.LogGroup("logs", {}, { protect: true, retainOnDelete: true });
      return { exceptions };
    };
    return new Planner(project({ "data-dev": program }), day).plan("data-dev");
  };

  it("let go of a rule until a day", async () => {
    expect((await planOn("2027-01-31", [exception])).findings).toMatchObject([{ severity: "waived" }]);
    expect((await planOn("2027-04-01", [exception])).findings).toMatchObject([
      {
        severity: "error",
        message: "never deletes its logs; the exception for it ended on 2027-03-31: a test",
      },
    ]);
  });

  it("end the plan when nobody can follow them", async () => {
    const failure = planOn("2027-01-31", [{ ...exception, rule: "logs" }]);
    await expect(failure).rejects.toThrow(PlanError);
    await expect(failure).rejects.toThrow(/^data-dev:\n.*demo:exceptions.*"logs" is not a rule/);
  });
});

describe("a stack that another one refers to", () => {
  const network = jest.fn(() => ({
    vpcId: new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }).id,
    token: pulumi.secret("hunter2"),
  }));
  const user = async () => {
    const reference = new pulumi.StackReference("organization/demo/network-dev");
    const { value } = await reference.getOutputDetails("vpcId");
    new aws.ec2.SecurityGroup("group", {
      vpcId: value as string,
      tags: { token: reference.getOutput("token") },
    });
  };
  const programs = { "network-dev": network, "one-dev": user, "two-dev": user };

  it("is planned first, and counts as deployed", async () => {
    network.mockClear();
    const planner = new Planner(project(programs));
    const [one, two] = [await planner.plan("one-dev"), await planner.plan("two-dev")];
    for (const plan of [one, two]) {
      const group = plan.resources.find(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup");
      expect(group?.inputs["vpcId"]).toMatch(/^vpc-[0-9a-f]{17}$/);
      expect(group).toMatchObject({ unknown: [], secrets: ["tags.token"] });
    }
    // As an update and as a preview, once for both.
    expect(network).toHaveBeenCalledTimes(2);
  });

  it("must be one of the project's", async () => {
    const { "network-dev": _gone, ...others } = programs;
    await expect(new Planner(project(others)).plan("one-dev")).rejects.toThrow(
      "one-dev refers to the stack network-dev, which has no settings file here. " +
        "Add the file Pulumi.network-dev.yaml beside the others, or have the settings of one-dev name another stack.",
    );
  });

  it.each([
    { own: "210987654321", theirs: undefined, seen: "210987654321" },
    { own: undefined, theirs: "210987654321", seen: "123456789012" },
    { own: undefined, theirs: undefined, seen: "123456789012" },
    { own: "210987654321", theirs: "999988887777", seen: "999988887777" },
  ])("is in the same account unless both are named ($own, $theirs)", async ({ own, theirs, seen }) => {
    const network = async () => ({ accountId: (await aws.getCallerIdentity()).accountId });
    const user = async () => {
      const reference = new pulumi.StackReference("organization/demo/network-dev");
      return { seen: (await reference.getOutputDetails("accountId")).value };
    };
    const configurationOf = (stack: string) => {
      const account = stack === "network-dev" ? theirs : own;
      const values = {
        "aws:region": "eu-central-1",
        ...(account !== undefined && { "demo:account": account }),
      };
      return { values, encrypted: [] };
    };
    const programs = { "network-dev": network, "one-dev": user };
    const { outputs } = await new Planner(project(programs, { configurationOf })).plan("one-dev");
    expect(outputs).toEqual({ seen });
  });

  it("must not refer back", async () => {
    const refer = (stack: string) => () => void new pulumi.StackReference(`organization/demo/${stack}`);
    await expect(
      new Planner(project({ "a-dev": refer("b-dev"), "b-dev": refer("a-dev") })).plan("a-dev"),
    ).rejects.toThrow("Stack references form a cycle: a-dev → b-dev → a-dev.");
  });
});

it("stands in for the secrets that a stack declares, and lists the commands that are still needed", async () => {
  const program = () => ({ login: new pulumi.Config().requireSecret("login") });
  const declaredSecrets = () => Promise.resolve({ login: { description: "a login", standIn: "nobody" } });
  const plan = await new Planner(project({ "data-dev": program }, { declaredSecrets })).plan("data-dev");
  expect(plan.commands).toEqual(["npx pulumi config set --secret login --stack data-dev"]);
  expect(plan.outputs).toEqual({ login: "[secret]" });
});

it("asks for declared secrets by the settings that the stack has", async () => {
  const seen: unknown[] = [];
  const declaredSecrets = (_stack: string, settings: unknown) => {
    seen.push(settings);
    return Promise.resolve({});
  };
  const configurationOf = () => ({
    values: { "aws:region": "eu-central-1", "demo:settings": '{"mode":"a"}' },
    encrypted: ["demo:other"],
  });
  await new Planner(project({ "data-dev": () => ({}) }, { declaredSecrets, configurationOf })).plan(
    "data-dev",
  );
  expect(seen).toEqual([{ mode: "a" }]);
});

it("hands on why data may go, and finds what is wrong with it", async () => {
  const configured = (acknowledged: string) =>
    new Planner(
      project(
        { "data-dev": () => ({}) },
        {
          configurationOf: () => ({
            values: { "aws:region": "eu-central-1", "ballast:acknowledged": acknowledged },
            encrypted: [],
          }),
        },
      ),
      "2026-11-21",
    ).plan("data-dev");
  const entry = {
    urn: "urn:pulumi:data-dev::demo::aws:s3/bucket:Bucket::data",
    operation: "delete",
    cause: ["removed"],
    reason: "copied elsewhere",
    expires: "2026-12-21",
  };
  const of = async (given: unknown) => {
    const { acknowledged, findings } = await configured(JSON.stringify(given));
    return { acknowledged, findings: findings.map(({ severity, rule }) => `${severity} ${rule}`) };
  };
  expect(await of([entry])).toEqual({
    acknowledged: [entry],
    findings: ["warning acknowledgement-standing"],
  });
  const ended = { ...entry, expires: "2026-11-20" };
  expect(await of([ended])).toEqual({ acknowledged: [ended], findings: ["error acknowledgement-ended"] });
  expect(await of("yes")).toEqual({ acknowledged: [], findings: ["error acknowledgement-refused"] });
});

it.each([
  ["the program's own error", () => Promise.reject(new pulumi.RunError("out of paper")), "out of paper"],
  [
    "a look-up without an answer",
    () => aws.getRegion(),
    "The look-up aws:index/getRegion:getRegion ({}) has no answer here",
  ],
  [
    "settings that are missing",
    () => new pulumi.Config().require("size"),
    "Missing required configuration variable 'demo:size'",
  ],
])("ends with %s, without a stack trace", async (_what, program, message) => {
  const failure = new Planner(project({ "data-dev": program })).plan("data-dev");
  await expect(failure).rejects.toThrow(PlanError);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.not.toThrow(/\n +at /);
});

it("ends with a mistake of the program's, and says where it is", async () => {
  const program = (): unknown => (undefined as unknown as { size: number }).size;
  await expect(new Planner(project({ "data-dev": program })).plan("data-dev")).rejects.toThrow(
    /Cannot read properties of undefined[^]*planner\.test\.ts/,
  );
});

it("refuses a declared secret in clear text, names all of them with their commands, and shows none", async () => {
  const declaredSecrets = () =>
    Promise.resolve(
      Object.fromEntries(
        ["login", "token", "other"].map((key) => [key, { description: "a", standIn: "nobody" }]),
      ),
    );
  const configurationOf = () => ({
    values: { "aws:region": "eu-central-1", "demo:login": "hunter2", "demo:token": "hunter2" },
    encrypted: ["demo:other"],
  });
  const failure = new Planner(project({ "data-dev": () => ({}) }, { declaredSecrets, configurationOf })).plan(
    "data-dev",
  );
  await expect(failure).rejects.toThrow(PlanError);
  await expect(failure).rejects.toThrow(
    "  demo:login: npx pulumi config set --secret login --stack data-dev\n" +
      "  demo:token: npx pulumi config set --secret token --stack data-dev",
  );
  await expect(failure).rejects.not.toThrow(/hunter2|demo:other/);
});
