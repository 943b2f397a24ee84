import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import {
  LaunchType,
  NetworkMode,
  Platform,
  TaskDefinition,
  TaskDefinitionOwner,
  type TaskDefinitionArgs,
} from "../index.ts";
import { documentIn, site } from "../testing.ts";
import { planTask } from "./taskPlan.ts";

const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";
const typical: TaskDefinitionArgs = {
  site,
  containers: { web: { image: "nginx:1.27", ports: [80], secrets: { PASSWORD: `${secretArn}:password::` } } },
};
const build = (args: Partial<TaskDefinitionArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new TaskDefinition("web", { ...typical, ...args }, opts);
const enterable = { enabled: false, reason: "people enter it to look at what is wrong" };
const withShell: Partial<TaskDefinitionArgs> = {
  executeCommand: true,
  containers: { web: { image: "nginx:1.27", readonlyRootFilesystem: enterable } },
};
const onInstances = { launchType: LaunchType.Ec2, cpu: 256, memoryMiB: 512 };

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () => build(withShell),
  added: ["web > aws:iam/rolePolicy:RolePolicy web-task"],
  refusals: {
    "a pair of cpu and memory that Fargate does not have": {
      build: () => build({ cpu: 256, memoryMiB: 4096 }),
      paths: ["memoryMiB"],
    },
    "a cpu size that Fargate does not have": { build: () => build({ cpu: 300 }), paths: ["cpu"] },
    "an image without a tag (F.0.18)": {
      build: () => build({ containers: { web: { image: "registry.example.com/web" } } }),
      paths: ["containers.web.image"],
    },
    "registry credentials for Amazon ECR (F.6.5)": {
      build: () =>
        build({
          containers: {
            web: {
              image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1",
              repositoryCredentials: secretArn,
            },
          },
        }),
      paths: ["containers.web.image"],
    },
    "a mount point without a volume (F.0.20)": {
      build: () =>
        build({
          containers: {
            web: { image: "nginx:1.27", mountPoints: [{ sourceVolume: "data", containerPath: "/data" }] },
          },
          parts: {
            disk: {
              mountPoints: { other: { sourceVolume: "other", containerPath: "/other", containers: ["db"] } },
            },
          },
        }),
      paths: [
        "containers.web.mountPoints[0].sourceVolume",
        "parts.disk.other.containers",
        "parts.disk.mountPoints.other.sourceVolume",
      ],
    },
    "a secret in the environment (F.0.3)": {
      build: () =>
        build({
          containers: {
            web: {
              image: "nginx:1.27",
              environment: { DB_PASSWORD: "x", API_KEY: "x", KEY: "x" },
              secrets: { KEY: secretArn },
            },
          },
        }),
      paths: [
        "containers.web.environment.DB_PASSWORD",
        "containers.web.environment.API_KEY",
        "containers.web.environment.KEY",
      ],
    },
    "Linux volumes for Windows tasks (F.3.7)": {
      build: () =>
        build({
          launchType: LaunchType.Ec2,
          platform: Platform.Windows2022Core,
          volumes: { files: { efsVolumeConfiguration: { fileSystemId: "fs-0123456789abcdef0" } } },
        }),
      paths: ["volumes.files"],
    },
    "Windows volumes for Linux tasks": {
      build: () =>
        build({
          launchType: LaunchType.Ec2,
          volumes: {
            share: {
              fsxWindowsFileServerVolumeConfiguration: {
                fileSystemId: "fs-0123456789abcdef0",
                rootDirectory: "data",
                authorizationConfig: { credentialsParameter: secretArn, domain: "example.com" },
              },
            },
          },
        }),
      paths: ["volumes.share"],
    },
    "tasks behind their instance on Fargate, which has none": {
      build: () => build({ networkMode: NetworkMode.Bridge }),
      paths: ["networkMode"],
    },
    "tasks behind their instance on Windows": {
      build: () =>
        build({
          networkMode: NetworkMode.Bridge,
          launchType: LaunchType.Ec2,
          platform: Platform.Windows2022Core,
        }),
      paths: ["networkMode"],
    },
    "placement on Fargate, and distinctInstance in a task definition": {
      build: () => build({ placementConstraints: [{ type: "distinctInstance" }] }),
      paths: ["placementConstraints", "placementConstraints[0]"],
    },
    "containers that cannot start": {
      build: () =>
        build({
          containers: {
            "web server": {
              image: "nginx:1.27",
              essential: false,
              dependsOn: { db: "READY", log: "HEALTHY" },
            },
            log: {
              image: "log:1",
              essential: false,
              ports: [0],
              stopTimeoutSeconds: 121,
              readonlyRootFilesystem: { enabled: false },
            },
          },
        }),
      paths: [
        "containers",
        "containers",
        "containers.web server.dependsOn.db",
        "containers.web server.dependsOn.db",
        "containers.web server.dependsOn.log",
        "containers.log.ports[0]",
        "containers.log.readonlyRootFilesystem",
        "containers.log.stopTimeoutSeconds",
      ],
    },
    "no container at all": { build: () => build({ containers: {} }), paths: ["containers", "containers"] },
    "what only container instances have, on Fargate": {
      build: () =>
        build({
          platform: Platform.Windows2022Core,
          ephemeralStorageGiB: 20,
          volumes: { host: { hostPath: "/data" } },
          containers: { web: { image: "nginx:1.27", gpus: 1, user: "app" } },
        }),
      paths: ["containers.web.user", "ephemeralStorageGiB", "volumes.host", "containers.web.gpus", "cpu"],
    },
    "what only Fargate has, on container instances": {
      build: () => build({ ...onInstances, ephemeralStorageGiB: 50, owner: "me" as TaskDefinitionOwner }),
      paths: ["ephemeralStorageGiB", "owner"],
    },
    "a name that IAM would not take": {
      build: () => new TaskDefinition("x".repeat(47), typical),
      paths: ["name"],
    },
  },
});

describe("closed by default", () => {
  it("writes its containers so that they can change nothing but their volumes (F.0.4, F.0.17)", async () => {
    const recording = await record(build);
    const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
    expect(JSON.parse(inputs["containerDefinitions"] as string)).toEqual([
      {
        name: "web",
        image: "nginx:1.27",
        essential: true,
        portMappings: [{ containerPort: 80, hostPort: 80, protocol: "tcp" }],
        environment: [],
        secrets: [{ name: "PASSWORD", valueFrom: `${secretArn}:password::` }],
        mountPoints: [],
        dependsOn: [],
        stopTimeout: 30,
        readonlyRootFilesystem: true,
        linuxParameters: { initProcessEnabled: true },
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": recording.the("aws:cloudwatch/logGroup:LogGroup").state["name"],
            "awslogs-region": "eu-central-1",
            "awslogs-stream-prefix": "web",
          },
        },
      },
    ]);
    expect(inputs).toMatchObject({
      family: "test-dev-web",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      cpu: "256",
      memory: "512",
    });
  });

  it("has two roles that differ, trusted by ECS tasks of this account alone (F.0.1)", async () => {
    const recording = await record(build);
    const roles = recording.ofType("aws:iam/role:Role");
    const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
    expect(inputs["executionRoleArn"]).toBe(roles["web-execution"]?.state["arn"]);
    expect(inputs["taskRoleArn"]).toBe(roles["web-task"]?.state["arn"]);
    for (const role of Object.values(roles)) {
      expect(documentIn(role.inputs, "assumeRolePolicy").Statement).toEqual([
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-central-1:123456789012:*" },
          },
        },
      ]);
    }
  });

  it("lets ECS write its logs and read its secret, and the application do nothing (F.0.2)", async () => {
    const recording = await record(build);
    const logs = recording.the("aws:cloudwatch/logGroup:LogGroup");
    expect(Object.keys(recording.ofType("aws:iam/rolePolicy:RolePolicy"))).toEqual(["web-execution"]);
    expect(documentIn(recording.the("aws:iam/rolePolicy:RolePolicy").inputs, "policy").Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${logs.state["arn"] as string}:*`],
      },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [secretArn] },
    ]);
    expect(logs).toMatchObject({ inputs: { retentionInDays: 90 }, protect: true, retainOnDelete: true });
  });

  it("is registered after the policies that its tasks start with", async () => {
    const recording = await record(build);
    expect(recording.the("aws:ecs/taskDefinition:TaskDefinition").dependsOn).toContain(
      recording.the("aws:iam/rolePolicy:RolePolicy").urn,
    );
  });
});

it("pulls from Amazon ECR by what an output says", async () => {
  const recording = await record(() =>
    build({
      containers: { web: { image: pulumi.output("123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1") } },
    }),
  );
  const [, token, pull] = documentIn(
    recording.the("aws:iam/rolePolicy:RolePolicy").inputs,
    "policy",
  ).Statement;
  expect(token).toEqual({ Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] });
  expect(pull?.["Resource"]).toEqual(["arn:aws:ecr:eu-central-1:123456789012:repository/web"]);
});

it("opens a shell only where it is asked to (F.0.16)", async () => {
  const recording = await record(() => build(withShell));
  expect(
    documentIn(recording.the("aws:iam/rolePolicy:RolePolicy", "web-task").inputs, "policy").Statement,
  ).toEqual([
    {
      Effect: "Allow",
      Action: [
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      Resource: ["*"],
    },
  ]);
});

it("opens a shell where ECS Exec can, and refuses it where every root file system is read-only (F.0.16)", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.stringMatching(/^[a-z]{1,8}$/),
        fc.constantFrom(undefined, { enabled: true }, enterable),
        { minKeys: 1, maxKeys: 4 },
      ),
      fc.constantFrom(TaskDefinitionOwner.Program, TaskDefinitionOwner.Pipeline),
      fc.boolean(),
      (roots, owner, windows) => {
        const containers = Object.fromEntries(
          Object.entries(roots).map(([key, readonlyRootFilesystem]) => [
            key,
            {
              image: "nginx:1.27",
              memoryMiB: 64,
              ...(!windows && readonlyRootFilesystem && { readonlyRootFilesystem }),
            },
          ]),
        );
        const args: TaskDefinitionArgs = {
          site,
          containers,
          owner,
          executeCommand: true,
          launchType: LaunchType.Ec2,
          platform: windows ? Platform.Windows2022Core : Platform.LinuxX86,
        };
        const canBeEntered = windows || Object.values(roots).includes(enterable);
        if (canBeEntered) expect(() => planTask("web", args)).not.toThrow();
        else
          expect(() => planTask("web", args)).toThrow(
            /executeCommand: ECS Exec needs a container .* or leave executeCommand out/,
          );
        expect(() => planTask("web", { ...args, executeCommand: false })).not.toThrow();
      },
    ),
  );
});

it("says why a container may write to its root file system", async () => {
  const reason = "the image writes its pid file there";
  const recording = await record(() =>
    build({
      containers: { web: { image: "nginx:1.27", readonlyRootFilesystem: { enabled: false, reason } } },
    }),
  );
  expect(recording.the("ballast-ecs:index:TaskDefinition").outputs?.["waivers"]).toEqual({
    "ecs-readonly-root": { "web-task/web": { reason } },
  });
});

describe("for Windows", () => {
  const windows = { ...onInstances, platform: Platform.Windows2022Core };

  it("lands only on instances of the images' build (F.7.11)", async () => {
    const recording = await record(() => build(windows));
    expect(recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs).toMatchObject({
      runtimePlatform: { operatingSystemFamily: "WINDOWS_SERVER_2022_CORE", cpuArchitecture: "X86_64" },
      placementConstraints: [
        { type: "memberOf", expression: "attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE" },
      ],
      requiresCompatibilities: ["EC2"],
    });
  });

  it("sets none of the parameters that Windows does not have (F.0.17)", async () => {
    const recording = await record(() => build(windows));
    const [container = {}] = JSON.parse(
      recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs["containerDefinitions"] as string,
    ) as Record<string, unknown>[];
    expect(Object.keys(container)).not.toContain("readonlyRootFilesystem");
    expect(Object.keys(container)).not.toContain("linuxParameters");
  });
});

it("writes what a container can say, in ECS's words", async () => {
  const recording = await record(() =>
    build({
      ...onInstances,
      volumes: { data: {}, scratch: { configureAtLaunch: true } },
      containers: {
        web: {
          image: "registry.example.com/web:1",
          repositoryCredentials: secretArn,
          environment: { MODE: "prod" },
          command: ["serve"],
          entryPoint: ["/entry"],
          workingDirectory: "/app",
          user: "1000",
          mountPoints: [{ sourceVolume: "data", containerPath: "/data", readOnly: true }],
          healthCheck: { command: ["CMD-SHELL", "true"] },
          cpu: 128,
          memoryMiB: 256,
          memoryReservationMiB: 128,
          gpus: 1,
          startTimeoutSeconds: 120,
          stopTimeoutSeconds: 60,
          dependsOn: { log: "START" },
        },
        log: { image: "log:1", essential: false },
      },
    }),
  );
  const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
  const [container] = JSON.parse(inputs["containerDefinitions"] as string) as unknown[];
  expect(container).toMatchObject({
    repositoryCredentials: { credentialsParameter: secretArn },
    environment: [{ name: "MODE", value: "prod" }],
    command: ["serve"],
    entryPoint: ["/entry"],
    workingDirectory: "/app",
    user: "1000",
    mountPoints: [{ sourceVolume: "data", containerPath: "/data", readOnly: true }],
    healthCheck: { command: ["CMD-SHELL", "true"], interval: 30, timeout: 5, retries: 3, startPeriod: 0 },
    cpu: 128,
    memory: 256,
    memoryReservation: 128,
    resourceRequirements: [{ type: "GPU", value: "1" }],
    startTimeout: 120,
    stopTimeout: 60,
    dependsOn: [{ containerName: "log", condition: "START" }],
  });
  expect(inputs["volumes"]).toEqual([{ name: "data" }, { name: "scratch", configureAtLaunch: true }]);
});

it("tells services what they need to know", async () => {
  const { result } = await record(() =>
    build({
      ...onInstances,
      owner: TaskDefinitionOwner.Pipeline,
      volumes: { scratch: { configureAtLaunch: true } },
    }),
  );
  expect(result).toMatchObject({
    launchType: "ec2",
    platform: "linuxX86",
    containerPorts: { web: [80] },
    managedVolumes: ["scratch"],
    placementConstraints: [],
    executeCommand: false,
    owner: "pipeline",
  });
});

it("lets Docker pick the ports of tasks behind their instance", async () => {
  const recording = await record(() =>
    build({ networkMode: NetworkMode.Bridge, launchType: LaunchType.Ec2, cpu: 256, memoryMiB: 512 }),
  );
  const { inputs } = recording.the("aws:ecs/taskDefinition:TaskDefinition");
  expect(inputs["networkMode"]).toBe("bridge");
  const [container] = JSON.parse(inputs["containerDefinitions"] as string) as { portMappings: unknown[] }[];
  expect(container?.portMappings).toEqual([{ containerPort: 80, hostPort: 0, protocol: "tcp" }]);
});
