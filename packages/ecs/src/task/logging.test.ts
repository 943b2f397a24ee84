import { record, recordRefusal } from "@ballast/testing";
import fc from "fast-check";
import {
  LaunchType,
  LogDriver,
  LogRouterType,
  Platform,
  TaskDefinition,
  type ContainerArgs,
  type ContainerLogging,
  type TaskDefinitionArgs,
} from "../index.ts";
import { site } from "../testing.ts";

const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf";
const reason = "The security team reads them in Splunk.";
const splunk: ContainerLogging = {
  driver: LogDriver.Splunk,
  options: { "splunk-url": "https://splunk.example.com:8088" },
  secretOptions: { "splunk-token": secret },
  reason,
};
const firelens: ContainerLogging = {
  driver: LogDriver.Firelens,
  options: { Name: "http", Host: "logs.example.com" },
  reason,
};
const router: ContainerArgs = {
  image: "fluent-bit:3.2",
  memoryMiB: 64,
  logRouter: { type: LogRouterType.FluentBit, configFile: "/own.conf" },
};
const web: ContainerArgs = { image: "nginx:1.27", memoryMiB: 64 };
const onInstances: Partial<TaskDefinitionArgs> = { launchType: LaunchType.Ec2 };

const build = (containers: Record<string, ContainerArgs>, args: Partial<TaskDefinitionArgs> = {}) =>
  new TaskDefinition("web", { site, containers, ...args });

it("sends a container's logs to Splunk, with a token that only ECS may read, and says why", async () => {
  let waivers: unknown;
  const recording = await record(() => {
    waivers = build({ web: { ...web, logging: splunk } }).waivers;
  });
  const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
  expect(JSON.parse(inputs["containerDefinitions"] as string)).toMatchObject([
    {
      logConfiguration: {
        logDriver: "splunk",
        options: { "splunk-url": "https://splunk.example.com:8088" },
        secretOptions: [{ name: "splunk-token", valueFrom: secret }],
      },
    },
  ]);
  // Of the execution role: there is no other policy.
  expect(recording.the("aws:iam/rolePolicy:RolePolicy").inputs["policy"]).toContain(
    `{"Effect":"Allow","Action":["secretsmanager:GetSecretValue"],"Resource":["${secret}"]}`,
  );
  expect(waivers).toEqual({ "ecs-container-logs": { "web-task/web": { reason } } });
});

it.each([{}, onInstances])(
  "routes logs by FireLens, whose router keeps its own in the log group: %p",
  async (args) => {
    const recording = await record(() => build({ web: { ...web, logging: firelens }, router }, args));
    const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
    expect(JSON.parse(inputs["containerDefinitions"] as string)).toMatchObject([
      { name: "web", logConfiguration: { logDriver: "awsfirelens", options: { Host: "logs.example.com" } } },
      {
        name: "router",
        logConfiguration: { logDriver: "awslogs" },
        firelensConfiguration: {
          type: "fluentbit",
          options: {
            "enable-ecs-log-metadata": "true",
            "config-file-type": "file",
            "config-file-value": "/own.conf",
          },
        },
      },
    ]);
  },
);

it("takes no task whose logs nobody takes, or whose router nobody uses (generated)", async () => {
  const container = fc.record({ sends: fc.boolean(), routes: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(container, { minLength: 1, maxLength: 3 }), async (all) => {
      const containers = Object.fromEntries(
        all.map(({ sends, routes }, index) => [
          `c${index}`,
          {
            ...web,
            ...(sends && { logging: firelens }),
            ...(routes && { logRouter: { type: LogRouterType.Fluentd } }),
          },
        ]),
      );
      const routers = all.filter(({ routes }) => routes);
      const senders = all.filter(({ sends }) => sends);
      // One router, which does not send to itself, if and only if somebody sends.
      const isSound =
        senders.length === 0
          ? routers.length === 0
          : routers.length === 1 && routers.every(({ sends }) => !sends);
      const run = () => void build(containers);
      if (isSound) await record(run);
      else expect((await recordRefusal(run)).paths.length).toBeGreaterThan(0);
    }),
    { numRuns: 80 },
  );
});

it.each<[string, Record<string, ContainerArgs>, Partial<TaskDefinitionArgs>, string[]]>([
  ["Splunk's driver on instances", { web: { ...web, logging: splunk } }, onInstances, ["logging.driver"]],
  [
    "drivers of Linux on Windows",
    { web: { ...web, logging: splunk } },
    { ...onInstances, platform: Platform.Windows2022Core },
    ["logging.driver"],
  ],
  [
    "a token in clear text",
    {
      web: {
        ...web,
        logging: { ...splunk, options: { ...splunk.options, "splunk-token": "0123" }, secretOptions: {} },
      },
    },
    {},
    ["logging.options.splunk-token"],
  ],
  [
    "a secret by its name",
    { web: { ...web, logging: { ...splunk, secretOptions: { "splunk-token": "token" } } } },
    {},
    ["logging.secretOptions.splunk-token"],
  ],
  [
    "Splunk without an address or a token",
    { web: { ...web, logging: { driver: LogDriver.Splunk, reason } } },
    {},
    ["logging.options.splunk-url", "logging.secretOptions.splunk-token"],
  ],
  [
    "a driver of the host",
    { web: { ...web, logging: { ...splunk, driver: "json-file" as LogDriver } } },
    {},
    ["logging.driver"],
  ],
  ["no reason", { web: { ...web, logging: { ...splunk, reason: " " } } }, {}, ["logging.reason"]],
])("refuses %s", async (_what, containers, args, paths) => {
  const refusal = await recordRefusal(() => build(containers, args));
  expect(refusal.paths).toEqual(paths.map((path) => `containers.web.${path}`));
  expect(refusal.registered).toEqual([]);
});
