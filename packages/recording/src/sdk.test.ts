import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as sdkDebugging from "@pulumi/pulumi/runtime/debuggable.js";
import { record, recordRefusal } from "./record.ts";
import { unknownValue } from "@ballast/model";

// Each assumption that recorder/sdk.ts makes of the SDK's internals, so that a new SDK fails here and says which.

class Box extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Box", name, {}, opts);
    this.bucket = new aws.s3.Bucket(`${name}-bucket`, {}, { parent: this });
    this.registerOutputs({ bucketId: this.bucket.id });
  }
}

describe("a recording sees", () => {
  it("parents, as the engine names them: by the types around a resource, not by names", async () => {
    const recording = await record(() => {
      const outer = new Box("outer");
      new Box("inner", { parent: outer });
    });
    expect(recording.resources.map(({ urn, parent }) => [urn, parent])).toEqual([
      [
        "urn:pulumi:test-dev::ballast::test:index:Box$aws:s3/bucket:Bucket::outer-bucket",
        "urn:pulumi:test-dev::ballast::test:index:Box::outer",
      ],
      [
        "urn:pulumi:test-dev::ballast::test:index:Box$test:index:Box$aws:s3/bucket:Bucket::inner-bucket",
        "urn:pulumi:test-dev::ballast::test:index:Box$test:index:Box::inner",
      ],
      [
        "urn:pulumi:test-dev::ballast::test:index:Box$test:index:Box::inner",
        "urn:pulumi:test-dev::ballast::test:index:Box::outer",
      ],
      ["urn:pulumi:test-dev::ballast::test:index:Box::outer", null],
    ]);
  });

  it("what a stack transforms, and nothing of it in the next recording", async () => {
    const prefixOf = async (transform: boolean): Promise<unknown> => {
      const recording = await record(() => {
        if (transform) {
          pulumi.runtime.registerStackTransformation(({ props, opts }) => ({
            props: { ...props, bucketPrefix: "transformed-" },
            opts,
          }));
        }
        new Box("box");
      });
      return recording.the("aws:s3/bucket:Bucket").inputs["bucketPrefix"];
    };
    expect(await prefixOf(true)).toBe("transformed-");
    expect(await prefixOf(false)).toBeUndefined();
  });

  it("options", async () => {
    const recording = await record(() => {
      const first = new aws.s3.Bucket(
        "first",
        {},
        { protect: true, retainOnDelete: true, deleteBeforeReplace: true },
      );
      new aws.s3.Bucket(
        "second",
        {},
        {
          dependsOn: [first],
          ignoreChanges: ["tags"],
          aliases: [{ name: "old" }],
          customTimeouts: { create: "5m" },
        },
      );
    });
    expect(recording.the("aws:s3/bucket:Bucket", "first")).toMatchObject({
      protect: true,
      retainOnDelete: true,
      deleteBeforeReplace: true,
      dependsOn: [],
    });
    expect(recording.the("aws:s3/bucket:Bucket", "second")).toMatchObject({
      protect: false,
      retainOnDelete: false,
      dependsOn: [recording.the("aws:s3/bucket:Bucket", "first").urn],
      ignoreChanges: ["tags"],
      customTimeouts: { create: "5m", update: "", delete: "" },
    });
    expect(recording.the("aws:s3/bucket:Bucket", "second").aliases.join()).toContain("old");
  });

  it("protection and retention that a component hands down", async () => {
    const recording = await record(() => new Box("box", { protect: true, retainOnDelete: true }));
    expect(recording.the("aws:s3/bucket:Bucket")).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("what transforms of a resource, of the components around it and of the stack change, in this order", async () => {
    const adds =
      (word: string, options: pulumi.CustomResourceOptions = {}): pulumi.ResourceTransform =>
      ({ type, props, opts }) =>
        type.startsWith("aws:")
          ? {
              props: { ...props, bucketPrefix: `${String(props["bucketPrefix"] ?? "")}${word}-` },
              opts: pulumi.mergeOptions(opts, options),
            }
          : undefined;
    const build = (isTransformed: boolean) => () => {
      if (isTransformed) pulumi.runtime.registerResourceTransform(adds("stack", { ignoreChanges: ["tags"] }));
      const outer = new Box("outer", isTransformed ? { transforms: [adds("outer", { protect: true })] } : {});
      const inner = new Box("inner", { parent: outer });
      new aws.s3.Bucket(
        "own",
        { tags: { token: pulumi.secret("hunter2"), inner: inner.bucket.id } },
        { parent: inner, transforms: [adds("one"), adds("two", { retainOnDelete: true })] },
      );
    };
    const { resources } = await record(build(true));
    const [own, other] = ["own", "outer-bucket"].map((name) => resources.find((one) => one.name === name));
    expect(own).toMatchObject({
      inputs: { bucketPrefix: "one-two-outer-stack-", tags: { token: "hunter2" } },
      // As in the engine: the SDK hands a transform a whole property as secret.
      secrets: ["tags"],
      propertyDependencies: { tags: [resources.find(({ name }) => name === "inner-bucket")?.urn] },
      protect: true,
      retainOnDelete: true,
      ignoreChanges: ["tags"],
    });
    expect(other).toMatchObject({ inputs: { bucketPrefix: "outer-stack-" }, retainOnDelete: false });
    // Of one recording only.
    const after = await record(build(false));
    expect(after.the("aws:s3/bucket:Bucket", "own")).toMatchObject({
      inputs: { bucketPrefix: "one-two-" },
      protect: false,
    });
  });

  it("what transforms change of a look-up", async () => {
    const asked: unknown[] = [];
    const lookups = {
      "aws:ec2/getAmi:getAmi": (inputs: Record<string, unknown>) => {
        asked.push(inputs["owners"]);
        return { id: "ami-0" };
      },
    };
    await record(
      () => {
        pulumi.runtime.registerInvokeTransform(({ args, opts }) => ({
          args: { ...args, owners: ["self"] },
          opts,
        }));
        return aws.ec2.getAmiOutput({ owners: ["amazon"] }).id;
      },
      { lookups },
    );
    expect(asked).toEqual([["self"]]);
  });

  it("the error of a transform as the program's", async () => {
    const { error } = await recordRefusal(
      () => new aws.s3.Bucket("data", {}, { transforms: [() => Promise.reject(new Error("out of paper"))] }),
    );
    expect(error.message).toContain("out of paper");
  });

  it("nothing of hooks, which run while an engine deploys", async () => {
    const build = () => {
      const hook = new pulumi.ResourceHook("hook", () => Promise.reject(new Error("out of paper")));
      new aws.s3.Bucket("data", {}, { hooks: { beforeCreate: [hook] } });
    };
    expect((await record(build)).the("aws:s3/bucket:Bucket").name).toBe("data");
  });

  it("dependencies by value, and by which property", async () => {
    const recording = await record(() => {
      const bucket = new aws.s3.Bucket("data");
      new aws.s3.BucketPolicy("data", { bucket: bucket.id, policy: pulumi.interpolate`${bucket.arn}/*` });
    });
    const { urn } = recording.the("aws:s3/bucket:Bucket");
    expect(recording.the("aws:s3/bucketPolicy:BucketPolicy")).toMatchObject({
      dependsOn: [urn],
      propertyDependencies: { bucket: [urn], policy: [urn] },
    });
  });

  it("secrets by their paths, opened for tests to read", async () => {
    const recording = await record(() => {
      new aws.s3.Bucket("data", { tags: { open: "1", hidden: pulumi.secret("hunter2") } });
    });
    expect(recording.the("aws:s3/bucket:Bucket")).toMatchObject({
      inputs: { tags: { open: "1", hidden: "hunter2" } },
      secrets: ["tags.hidden"],
    });
  });

  it("that a secret stays one on its way through a resource", async () => {
    const recording = await record(() => {
      const version = new aws.secretsmanager.SecretVersion("v", {
        secretId: "s",
        secretString: pulumi.secret("hunter2"),
      });
      new aws.ssm.Parameter("p", {
        type: "SecureString",
        value: version.secretString.apply((value) => value ?? ""),
      });
    });
    expect(recording.the("aws:ssm/parameter:Parameter").secrets).toEqual(["value"]);
  });

  it("what components register as their outputs", async () => {
    const recording = await record(() => new Box("box"));
    expect(recording.the("test:index:Box").outputs).toEqual({
      bucketId: recording.the("aws:s3/bucket:Bucket").id,
    });
  });

  it("what is begun inside apply", async () => {
    const recording = await record(() => {
      new aws.s3.Bucket("one").id.apply((id) =>
        new aws.s3.Bucket("two", { tags: { id } }).id.apply(() => new aws.s3.Bucket("three")),
      );
    });
    expect(Object.keys(recording.ofType("aws:s3/bucket:Bucket")).sort()).toEqual(["one", "three", "two"]);
  });
});

describe("a preview", () => {
  it("knows inputs, and nothing that AWS computes", async () => {
    const recording = await record(
      () => {
        const role = new aws.iam.Role("role", { assumeRolePolicy: "{}", description: "known" });
        new aws.iam.RolePolicy("policy", {
          role: role.name,
          policy: pulumi.interpolate`${role.description} ${role.arn}`,
        });
      },
      { preview: true },
    );
    expect(recording.the("aws:iam/rolePolicy:RolePolicy")).toMatchObject({
      id: "",
      inputs: { role: unknownValue, policy: unknownValue },
      unknown: ["policy", "role"],
    });
    expect(recording.the("aws:iam/role:Role")).toMatchObject({
      inputs: { description: "known" },
      unknown: [],
    });
  });

  it("misses what is made inside apply, which is how such resources are caught", async () => {
    const build = () => {
      new aws.s3.Bucket("one").arn.apply((arn) => new aws.s3.Bucket("two", { tags: { arn } }));
    };
    expect((await record(build)).resources).toHaveLength(2);
    expect((await record(build, { preview: true })).resources).toHaveLength(1);
  });
});

describe("a recording fails", () => {
  it("with the program's own error", async () => {
    await expect(record(() => Promise.reject(new Error("out of paper")))).rejects.toThrow("out of paper");
  });

  it("on a look-up that the test did not name, and says how to name it", async () => {
    await expect(record(() => aws.getCallerIdentity())).rejects.toThrow(
      /The look-up aws:index\/getCallerIdentity:getCallerIdentity .* has no answer here; none is named/,
    );
    const named = { "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "123456789012" }) };
    const { result } = await record(() => aws.getCallerIdentity(), { lookups: named });
    expect(result.accountId).toBe("123456789012");
  });

  it("on two resources of one identity", async () => {
    const { error } = await recordRefusal(() => [new aws.s3.Bucket("data"), new aws.s3.Bucket("data")]);
    expect(error.message).toContain(
      "Two resources have the identity urn:pulumi:test-dev::ballast::aws:s3/bucket:Bucket::data",
    );
  });

  it("on a component of a provider that it does not know", async () => {
    class Remote extends pulumi.ComponentResource {
      constructor() {
        super("other:index:Thing", "thing", {}, {}, true);
      }
    }
    const { error } = await recordRefusal(() => new Remote());
    expect(error.message).toContain(
      "other:index:Thing is a component of a provider, and what it makes is not known here",
    );
  });

  it("on a resource that is read from the cloud", async () => {
    const { error } = await recordRefusal(() => aws.s3.Bucket.get("theirs", "their-bucket"));
    expect(error.message).toContain("aws:s3/bucket:Bucket theirs reads their-bucket from the cloud");
  });

  it("on a stack that is not known, and names those that are", async () => {
    const { error } = await recordRefusal(() => new pulumi.StackReference("organization/ballast/other"), {
      stacks: { "organization/ballast/network-dev": { outputs: {}, secrets: [] } },
    });
    expect(error.message).toContain(
      "The stack organization/ballast/other is not known here; known are organization/ballast/network-dev.",
    );
  });

  it("without spoiling the next one", async () => {
    await recordRefusal(() => aws.getCallerIdentity());
    expect((await record(() => new aws.s3.Bucket("data"))).resources).toHaveLength(1);
  });

  it("only if it should: recordRefusal does not take yes for an answer", async () => {
    await expect(recordRefusal(() => undefined)).rejects.toThrow("was expected to be refused");
  });
});

it("captures no stack trace for the SDK's promises, and leaves the SDK as it was", async () => {
  const debugging = sdkDebugging as unknown as {
    debuggablePromise: (promise: Promise<unknown>) => Promise<unknown>;
  };
  const before = debugging.debuggablePromise;
  const promises: Promise<unknown>[] = [];
  await record(() => {
    const { debuggablePromise } = debugging;
    debugging.debuggablePromise = (promise) => {
      promises.push(promise);
      return debuggablePromise(promise);
    };
    return new Box("box");
  });
  expect(debugging.debuggablePromise).toBe(before);
  expect(promises.length).toBeGreaterThan(5);
  expect(promises.filter((promise) => "_debugStackTrace" in promise)).toEqual([]);
});

it("records one program at a time, however many are started", async () => {
  const names = ["one", "two", "three"];
  const recordings = await Promise.all(names.map((name) => record(() => new aws.s3.Bucket(name))));
  expect(recordings.map(({ resources }) => resources.map(({ name }) => name))).toEqual([
    ["one"],
    ["two"],
    ["three"],
  ]);
});

it("answers stack references, secret outputs among them", async () => {
  const { resources } = await record(
    async () => {
      const stack = new pulumi.StackReference("organization/ballast/network-dev");
      const { value } = await stack.getOutputDetails("vpcId");
      new aws.s3.Bucket("data", {
        tags: { vpcId: value as string, token: stack.getOutput("token").apply(String) },
      });
    },
    {
      stacks: {
        "organization/ballast/network-dev": {
          outputs: { vpcId: "vpc-0", token: "hunter2" },
          secrets: ["token"],
        },
      },
    },
  );
  expect(resources.map(({ type, inputs, secrets }) => ({ type, inputs, secrets }))).toEqual([
    {
      type: "aws:s3/bucket:Bucket",
      inputs: { tags: { vpcId: "vpc-0", token: "hunter2" } },
      secrets: ["tags.token"],
    },
    {
      type: "pulumi:pulumi:StackReference",
      inputs: { name: "organization/ballast/network-dev" },
      secrets: [],
    },
  ]);
});

it("gives a program its configuration, and keeps its secrets secret", async () => {
  const { resources } = await record(
    () => {
      const config = new pulumi.Config();
      new aws.s3.Bucket("data", {
        tags: { mode: config.require("mode"), token: config.requireSecret("token") },
      });
    },
    { config: { "ballast:mode": "fast", "ballast:token": "hunter2" }, secretConfigKeys: ["ballast:token"] },
  );
  expect(resources[0]).toMatchObject({
    inputs: { tags: { mode: "fast", token: "hunter2" } },
    secrets: ["tags.token"],
  });
});
