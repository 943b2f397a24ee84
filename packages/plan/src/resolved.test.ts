import { record } from "@ballast/recording";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { resolvedResources } from "./resolved.ts";

it("says by what a resource is referred to, and keeps secrets out of it", async () => {
  const { resources } = await record(() => {
    new aws.s3.Bucket("data", { bucket: pulumi.secret("hunter2-data") });
    new aws.cloudwatch.LogGroup("logs", { name: "/demo/logs" });
  });
  const [logs, data] = resolvedResources(resources);
  expect(data?.name).toBe("data");
  expect(JSON.stringify(data)).not.toContain("hunter2");
  const {
    "/demo/logs": id,
    "arn:aws:logs:eu-central-1:123456789012:log-group:/demo/logs": arn,
    ...others
  } = logs?.identifiers ?? {};
  expect([id, arn]).toEqual(["id", "arn"]);
  // Stand-ins for what the catalogue does not compute.
  expect(Object.values(others).sort()).toEqual(["logGroupClass"]);
});

it("has the outputs of another stack, but for secret ones", async () => {
  const { resources } = await record(
    async () => {
      const network = new pulumi.StackReference("organization/demo/network-dev");
      await network.getOutputDetails("vpcId");
    },
    {
      stacks: {
        "organization/demo/network-dev": {
          outputs: { vpcId: "vpc-1", subnetIds: { a: "subnet-1" }, token: "hunter2" },
          secrets: ["token"],
        },
      },
    },
  );
  expect(resolvedResources(resources)[0]?.identifiers).toEqual({
    "organization/demo/network-dev": "id",
    "vpc-1": "outputs.vpcId",
    "subnet-1": "outputs.subnetIds.a",
  });
});

it("takes a component's word for what its data outlives, if it is a whole one", async () => {
  class Disk extends pulumi.ComponentResource {
    constructor(name: string, survives: object) {
      super("demo:index:Disk", name);
      this.registerOutputs({ survives });
    }
  }
  const whole = { taskRestart: true, instanceLoss: true, zoneLoss: false, destroy: true };
  const { resources } = await record(() => {
    new Disk("half", { taskRestart: true });
    new Disk("whole", whole);
  });
  expect(resolvedResources(resources).map(({ survives }) => survives)).toEqual([undefined, whole]);
});
