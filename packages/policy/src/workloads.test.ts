import { aws } from "@ballast/aws";
import type { Fields } from "@ballast/model";
import fc from "fast-check";
import { check } from "./check.ts";
import { plainSecretRules } from "./rules/plainSecrets.ts";
import { fileSystemRules } from "./rules/fileSystems.ts";
import { taskHostRules } from "./rules/taskHosts.ts";
import { madeUp } from "./testing/resources.ts";
import { daemonTaskDefinition } from "./workloads.ts";

// The same containers, in any spelling and run by any service, break the same rules.

const rules = [...taskHostRules.filter(({ optional }) => !optional), ...fileSystemRules, ...plainSecretRules];
const found = (type: string, inputs: Fields): string[] => [
  ...new Set(check([madeUp(type, "one", inputs)], {}, { rules }).map(({ rule }) => rule)),
];

interface Container {
  privileged?: unknown;
  hostPath: string;
  variable: string;
  command: string[];
  device?: string;
  capability?: string;
}

/** What it breaks, by what was put in and not by what the rules say. */
const cases: fc.Arbitrary<[Container, string[]]> = fc
  .record({
    privileged: fc.constantFrom<[unknown, string?]>(
      [true, "ecs-privileged"],
      ["true", "ecs-privileged"],
      [undefined],
      [false],
    ),
    hostPath: fc.constantFrom<[string, string?]>(
      ["/var/run/docker.sock", "ecs-host-paths"],
      ["/", "ecs-host-paths"],
      ["/etc/../etc/ecs", "ecs-host-paths"],
      ["/mnt/data"],
      ["/srv"],
    ),
    variable: fc.constantFrom<[string, string?]>(
      ["DB_PASSWORD", "secrets"],
      ["MYSQL_PWD", "secrets"],
      ["MODE"],
    ),
    command: fc.constantFrom<[string[], string?]>(
      [["serve", "--password", "hunter2"], "secrets"],
      [["serve", "--port", "80"]],
    ),
    device: fc.constantFrom<[string | undefined, string?]>(["/dev/sda", "ecs-host-devices"], [undefined]),
  })
  .map((given) => {
    const values = Object.fromEntries(Object.entries(given).map(([key, [value]]) => [key, value]));
    const broken = Object.values(given).flatMap(([, rule]) => rule ?? []);
    return [values as unknown as Container, broken];
  });

const containerOf = ({ privileged, variable, command, device }: Container): Fields => ({
  name: "web",
  privileged,
  environment: [{ name: variable, value: "hunter2!x" }],
  command,
  ...(device !== undefined && { linuxParameters: { devices: [{ hostPath: device }] } }),
});
const volumesOf = ({ hostPath }: Container) => [{ name: "host", host: { sourcePath: hostPath } }];
const ecs = (one: Container) => ({
  taskProperties: [{ containers: [containerOf(one)], volumes: volumesOf(one) }],
});
const nodes = (range: object) => ({
  nodeProperties: { numNodes: 2, mainNode: 0, nodeRangeProperties: [{ targetNodes: "0:1", ...range }] },
});
const job = (one: Container) => ({ ...containerOf(one), volumes: volumesOf(one) });

const places: Record<string, [type: string, inputs: (one: Container) => Fields]> = {
  "a task definition": [
    aws.taskDefinition,
    (one) => ({
      containerDefinitions: [containerOf(one)],
      volumes: [{ name: "host", hostPath: one.hostPath }],
    }),
  ],
  "a daemon": [
    daemonTaskDefinition,
    (one) => {
      const { environment, command, ...rest } = containerOf(one);
      const volumes = [{ name: "host", hosts: [{ sourcePath: one.hostPath }] }];
      return {
        containerDefinitions: [{ ...rest, environments: environment, commands: command }],
        volumes,
      };
    },
  ],
  "a job": [aws.jobDefinition, (one) => ({ containerProperties: job(one) })],
  "a job's task": [aws.jobDefinition, (one) => ({ ecsProperties: ecs(one) })],
  "nodes' container": [aws.jobDefinition, (one) => nodes({ container: job(one) })],
  "nodes' task": [aws.jobDefinition, (one) => nodes({ ecsProperties: ecs(one) })],
};

/** In another case of its names, as the provider reads them, and as a document where a type takes one. */
function respelled(value: unknown, upper: boolean[]): unknown {
  let at = 0;
  const walk = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(walk);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(
      Object.entries(one as Fields).map(([key, inner]) => {
        const isUpper = upper[at++ % upper.length];
        return [isUpper ? key.toUpperCase() : key, walk(inner)];
      }),
    );
  };
  return walk(value);
}
const documents = ["containerDefinitions", "containerProperties", "ecsProperties", "nodeProperties"];

it.each(Object.entries(places))("%s breaks the rules that its containers break", (_place, [type, inputs]) =>
  fc.assert(
    fc.property(cases, fc.array(fc.boolean(), { minLength: 1 }), ([one, broken], upper) => {
      const isDocument = type !== daemonTaskDefinition;
      const given = Object.fromEntries(
        Object.entries(inputs(one)).map(([key, value]) => [
          key,
          isDocument && documents.includes(key) ? JSON.stringify(respelled(value, upper)) : value,
        ]),
      );
      const secrets = type === aws.jobDefinition ? "plain-secrets" : "ecs-environment-secrets";
      const expected = [...new Set(broken.map((rule) => (rule === "secrets" ? secrets : rule)))].sort();
      expect(found(type, given).sort()).toEqual(expected);
    }),
    { numRuns: 700 },
  ),
);

it("judges pods of EKS, which share the host's network unless they say no", () =>
  fc.assert(
    fc.property(
      cases,
      fc.constantFrom(undefined, true, false),
      fc.boolean(),
      ([one, broken], hostNetwork, isNode) => {
        const pod = {
          podProperties: {
            hostNetwork,
            initContainers: [
              {
                image: "x",
                env: [{ name: one.variable, value: "hunter2!x" }],
                args: one.command,
                securityContext: { privileged: one.privileged },
              },
            ],
            volumes: [{ name: "host", hostPath: { path: one.hostPath } }],
          },
        };
        const inputs = isNode
          ? { nodeProperties: JSON.stringify(nodes({ eksProperties: pod }).nodeProperties) }
          : { eksProperties: pod };
        const expected = broken
          .filter((rule) => rule !== "ecs-host-devices")
          .map((rule) => (rule === "secrets" ? "plain-secrets" : rule));
        if (hostNetwork !== false) expected.push("ecs-host-network");
        expect(found(aws.jobDefinition, inputs).sort()).toEqual([...new Set(expected)].sort());
      },
    ),
    { numRuns: 1000 },
  ));

const secret = { DB_PASSWORD: "hunter2" };
it.each<[type: string, inputs: Fields]>([
  [
    "aws:lightsail/containerServiceDeploymentVersion:ContainerServiceDeploymentVersion",
    { containers: [{ containerName: "web", environment: secret }] },
  ],
  [
    "aws:apprunner/service:Service",
    {
      sourceConfiguration: {
        imageRepository: { imageConfiguration: { runtimeEnvironmentVariables: secret } },
      },
    },
  ],
  [
    "aws:apprunner/service:Service",
    {
      sourceConfiguration: {
        codeRepository: {
          codeConfiguration: { codeConfigurationValues: { startCommand: "serve --password hunter2" } },
        },
      },
    },
  ],
  ["aws:sagemaker/model:Model", { primaryContainer: { environment: secret } }],
  ["aws:sagemaker/trainingJob:TrainingJob", { environment: secret }],
  [
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration",
    { onStart: Buffer.from("export DB_PASSWORD=hunter2").toString("base64") },
  ],
  [
    "aws:ecs/expressGatewayService:ExpressGatewayService",
    { primaryContainer: { environments: [{ name: "DB_PASSWORD", value: "hunter2" }] } },
  ],
  ["aws:lambda/function:Function", { imageConfig: { commands: ["serve", "--password", "hunter2"] } }],
  ["aws:synthetics/canary:Canary", { runConfig: { environmentVariables: secret } }],
  ["aws:emr/cluster:Cluster", { bootstrapActions: [{ args: ["--password", "hunter2"] }] }],
  ["aws:glue/job:Job", { nonOverridableArguments: { "--db-password": "hunter2" } }],
  ["aws:glue/job:Job", { defaultArguments: { "--db-password": "hunter2" } }],
  ["aws:amplify/branch:Branch", { environmentVariables: secret }],
  [
    "aws:pipes/pipe:Pipe",
    {
      targetParameters: {
        ecsTaskParameters: {
          overrides: { containerOverrides: [{ environments: [{ name: "DB_PASSWORD", value: "hunter2" }] }] },
        },
      },
    },
  ],
  [
    "AWS::AppRunner::Service",
    {
      SourceConfiguration: {
        ImageRepository: {
          ImageConfiguration: { RuntimeEnvironmentVariables: [{ Name: "DB_PASSWORD", Value: "hunter2" }] },
        },
      },
    },
  ],
  ["AWS::SageMaker::Model", { PrimaryContainer: { Environment: secret }, Tags: [{ Key: "a", Value: "b" }] }],
  ["AWS::SQS::Unknown", { Tags: [{ Key: "password", Value: "hunter2" }] }],
])("finds the one secret that %s shows in %j", (type, inputs) => {
  const all = check([madeUp(type, "one", inputs)], {}, { rules: plainSecretRules });
  expect(all).toMatchObject([{ rule: "plain-secrets" }]);
  expect(JSON.stringify(all)).not.toContain("hunter2");
});

describe("an exception covers the secret that somebody looked at", () => {
  const definition = (command: string[]) =>
    madeUp(aws.taskDefinition, "web", { containerDefinitions: JSON.stringify([{ name: "web", command }]) });
  const open = (command: string[], exceptions: object[]) =>
    check([definition(command)], { exceptions }, { rules: plainSecretRules, today: "2026-11-26" }).filter(
      ({ severity }) => severity !== "waived",
    );
  const exceptions = (command: string[]) =>
    check([definition(command)], {}, { rules: plainSecretRules }).map(({ rule, part }) => ({
      rule,
      resource: "web",
      part,
      reason: "a test",
      expires: "2027-01-01",
    }));
  const secrets = fc.constantFrom(
    ["--password", "hunter2"],
    ["--token", "geheim1"],
    ["postgres://app:hunter2@db/shop"],
    ["postgres://app:hunter3@db/stock"],
    ["AKIAIOSFODNN7EXAMPLE"],
    ["--key", "ghp_0123456789abcdefghijABCDEFGHIJ012345"],
  );

  it("and no other one of the same command", () =>
    fc.assert(
      fc.property(fc.array(secrets, { minLength: 1, maxLength: 3 }), secrets, (first, more) => {
        const before = ["serve", ...first.flat()];
        const looked = exceptions(before);
        expect(new Set(looked.map(({ part }) => part)).size).toBe(looked.length);
        expect(open(before, looked)).toEqual([]);
        expect(open([...before, ...more], looked).map(({ rule }) => rule)).toContain(
          "ecs-environment-secrets",
        );
      }),
      { numRuns: 1000 },
    ));

  it("by what does not depend on its value", () => {
    const parts = (password: string) =>
      exceptions(["serve", `postgres://app:${password}@db/shop`, "--password", password]).map(
        ({ part }) => part,
      );
    expect(parts("hunter2")).toEqual(parts("correct-horse9"));
    expect(parts("hunter2")).toHaveLength(2);
  });
});

it("has a part for each way to share the host's namespaces", () => {
  const task = (inputs: Fields) => madeUp(aws.taskDefinition, "web", inputs);
  const exceptions = [
    { rule: "ecs-privileged", resource: "web", part: "pidMode", reason: "a test", expires: "2027-01-01" },
  ];
  const severities = (inputs: Fields) =>
    check([task(inputs)], { exceptions }, { rules: taskHostRules, today: "2026-11-26" }).map(
      ({ part, severity }) => [part, severity],
    );
  expect(severities({ pidMode: "host" })).toEqual([["pidMode", "waived"]]);
  expect(severities({ pidMode: "host", ipcMode: "host" })).toEqual([
    ["ipcMode", "error"],
    ["pidMode", "waived"],
  ]);
});
