import { record, recordRefusal } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import {
  LaunchType,
  Platform,
  TaskDefinition,
  type CredentialSpec,
  type TaskDefinitionArgs,
} from "../index.ts";
import { documentIn, site } from "../testing.ts";

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:gmsa-AbCdEf";
const objectArn = "arn:aws:s3:::specs/web/gmsa.json";
const parameterArn = "arn:aws:ssm:eu-central-1:123456789012:parameter/web/gmsa";
const build = (credentialSpec: CredentialSpec, args: Partial<TaskDefinitionArgs> = {}) =>
  new TaskDefinition("web", {
    site,
    launchType: LaunchType.Ec2,
    platform: Platform.Windows2022Core,
    containers: {
      web: { image: "registry.example.com/web:1", memoryMiB: 2048, credentialSpec },
      side: { image: "registry.example.com/side:1", memoryMiB: 512, essential: false },
    },
    ...args,
  });

it.each([
  [
    "an object",
    objectArn,
    [
      { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
      { actions: ["s3:GetObject"], resources: [objectArn] },
      { actions: ["s3:GetBucketLocation", "s3:ListBucket"], resources: ["arn:aws:s3:::specs"] },
    ],
  ],
  [
    "a parameter",
    parameterArn,
    [
      { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
      { actions: ["ssm:GetParameters"], resources: [parameterArn] },
    ],
  ],
] as const)(
  "gives one container an account of a directory by %s, which ECS alone reads, with its secret",
  async (_what, fileArn, read) => {
    for (const given of [fileArn, pulumi.output(fileArn)]) {
      const recording = await record(() => build({ fileArn: given, secretArn }));
      const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
      const containers = JSON.parse(inputs["containerDefinitions"] as string) as Record<string, unknown>[];
      expect(containers.map(({ name, credentialSpecs }) => [name, credentialSpecs])).toEqual([
        ["web", [`credentialspecdomainless:${fileArn}`]],
        ["side", undefined],
      ]);
      const [, ...statements] = documentIn(
        recording.the("aws:iam/rolePolicy:RolePolicy", "web-execution").inputs,
        "policy",
      ).Statement;
      expect(statements).toEqual(
        read.map(({ actions, resources }) => ({ Effect: "Allow", Action: actions, Resource: resources })),
      );
      // The application itself reads neither.
      expect(Object.values(recording.ofType("aws:iam/rolePolicy:RolePolicy"))).toHaveLength(1);
    }
  },
);

it.each<[string, CredentialSpec, Partial<TaskDefinitionArgs>, string[]]>([
  [
    "on Linux, whose instances lack the daemon for it",
    { fileArn: objectArn, secretArn },
    { platform: Platform.LinuxX86 },
    [""],
  ],
  [
    "on AWS Fargate",
    { fileArn: objectArn, secretArn },
    { launchType: LaunchType.Fargate, cpu: 1024, memoryMiB: 4096 },
    [""],
  ],
  ["by a bucket alone", { fileArn: "arn:aws:s3:::specs", secretArn }, {}, [".fileArn"]],
  ["by a file of the instance", { fileArn: "file://gmsa.json", secretArn }, {}, [".fileArn"]],
  ["by a secret in place of its file", { fileArn: secretArn, secretArn }, {}, [".fileArn"]],
  ["with a password in clear text", { fileArn: objectArn, secretArn: "hunter2" }, {}, [".secretArn"]],
])("refuses an account %s", async (_what, spec, args, paths) => {
  const refusal = await recordRefusal(() => build(spec, args));
  expect(refusal.paths).toEqual(paths.map((path) => `containers.web.credentialSpec${path}`));
  expect(refusal.error.message).not.toContain("hunter2");
});
