import { createHash } from "node:crypto";
import { join } from "node:path";
import type { WatchPart } from "@ballast/contracts";
import { itIsAComponent, record, type Recording } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import {
  gateProgram,
  ScannedDelivery,
  type BuildPlatform,
  type ClairGateArgs,
  type ScannedDeliveryArgs,
} from "../index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const clair: ClairGateArgs = {
  apiUrl: "http://clair.example.com:6060/",
  image: "quay.io/projectquay/clair:4.9.0",
  issuer: "ballast-delivery",
  pskSecretArn: arn("secretsmanager", "secret:psk-AbCdEf"),
};
const typical: ScannedDeliveryArgs = {
  site,
  vpcId: "vpc-1",
  subnetIds: { a: "subnet-a", b: "subnet-b" },
  securityGroupIds: { builds: "sg-builds" },
  source: { kind: "codecommit", repository: "site" },
  repositoryName: "site",
  repositoryArn: arn("ecr", "repository/site"),
  repositoryUrl: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site",
  target: {
    clusterName: "main",
    serviceName: "site",
    serviceArn: arn("ecs", "service/main/site"),
    containerName: "site",
    roleArns: { task: role("task"), execution: role("execution") },
  },
  clair,
};
const build = (args: Partial<ScannedDeliveryArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new ScannedDelivery("site", { ...typical, ...args }, opts);
const inspector = { clair: undefined, inspector: {} };

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "scannedDelivery.identity.txt"),
  grown: () => build({ subscribers: { team: "team@example.com" } }),
  added: ["site > aws:sns/topicSubscription:TopicSubscription site-failures-team"],
  refusals: {
    "no gate": { build: () => build({ clair: undefined }), paths: ["clair"] },
    "two gates": { build: () => build({ inspector: { high: -1 } }), paths: ["clair", "inspector.high"] },
    "sources that are none": {
      build: () => build({ source: { kind: "codeconnections", repository: "site", objectKey: "site.zip" } }),
      paths: ["source.objectKey", "source.repository"],
    },
    ...Object.fromEntries(
      ["", "site'] || [?name=='b", "$(id)", "a\nb", "a b"].map((containerName) => [
        `a container that is called ${JSON.stringify(containerName)}`,
        {
          build: () => build({ target: { ...typical.target, containerName } }),
          paths: ["target.containerName"],
        },
      ]),
    ),
    "a task definition that is none": {
      build: () =>
        build({ target: { ...typical.target, taskDefinitionArn: arn("ecs", "task-definition/web:1:2") } }),
      paths: ["target.taskDefinitionArn"],
    },
    "a policy that the gate would refuse": {
      build: () =>
        build({
          clair: {
            ...clair,
            image: "quay.io/coreos/clair:v2.0.3",
            minimumSeverity: "Defcon1" as "High",
            threshold: -1,
            allow: [{ vulnerability: " ", expires: "2027-02-30", reason: "", package: "" }],
            unrated: { severity: "Unknown", expires: "soon", reason: " " },
            unscanned: [{ ecosystem: "node", expires: "", reason: "" }],
          },
        }),
      paths: [
        "clair.image",
        "clair.threshold",
        "clair.allow[0].vulnerability",
        "clair.allow[0].package",
        "clair.allow[0].reason",
        "clair.allow[0].expires",
        "clair.unrated.severity",
        "clair.unrated.reason",
        "clair.unrated.expires",
        "clair.unscanned[0].ecosystem",
        "clair.unscanned[0].reason",
        "clair.unscanned[0].expires",
        "clair.minimumSeverity",
      ],
    },
    "a build of what nobody builds": {
      build: () =>
        build({
          build: {
            platforms: ["linux/mips"],
            dockerfile: "/etc/passwd",
            arguments: { DB_PASSWORD: "hunter2-hunter2" },
            registries: { own: { address: "http://x", secretArn: "hunter2" } },
          } as never,
        }),
      paths: [
        "build.platforms[0]",
        "build.dockerfile",
        "build.arguments.DB_PASSWORD",
        "build.registries.own.address",
        "build.registries.own.secretArn",
      ],
    },
    "an index for Amazon Inspector": {
      build: () =>
        build({
          clair: undefined,
          inspector: {},
          build: { platforms: ["linux/amd64", "linux/arm64"] },
        } as never),
      paths: ["build.platforms"],
    },
    "a build without a network, and addresses that are none": {
      build: () =>
        build({
          subnetIds: {},
          imageBuildSecurityGroupIds: {},
          subscribers: { team: "team" },
          buildTimeoutMinutes: 1,
          quarantineDays: 0,
        }),
      paths: [
        "subnetIds",
        "imageBuildSecurityGroupIds",
        "subscribers.team",
        "buildTimeoutMinutes",
        "quarantineDays",
      ],
    },
  },
});

type Json = Record<string, unknown>;
const statementsOf = (recording: Recording<unknown>, name: string) =>
  (
    JSON.parse(recording.the("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"] as string) as {
      Statement: { Action: string[]; Resource: string[]; Condition?: Json }[];
    }
  ).Statement;
const stagesOf = (recording: Recording<unknown>) =>
  recording.the("aws:codepipeline/pipeline:Pipeline").inputs["stages"] as {
    name: string;
    actions: { name: string; provider: string; category: string; configuration: Record<string, string> }[];
  }[];
const environmentOf = (recording: Recording<unknown>, name = "site-release") =>
  recording.the("aws:codebuild/project:Project", name).inputs["environment"] as {
    privilegedMode: boolean;
    image: string;
    environmentVariables: { name: string; value: string; type?: string }[];
  };

it("builds each platform on a machine that has it, and judges what the last build joins (F.0.59)", async () => {
  const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:base-AbCdEf";
  const registries = { team: { address: "registry.example.com", secretArn } };
  const machines = async (platforms: BuildPlatform[]) => {
    const recording = await record(() => build({ build: { platforms, registries } }));
    const stage = stagesOf(recording).find(({ name }) => name === "Build");
    return (stage?.actions ?? []).map(({ configuration }) => {
      const [name = ""] =
        Object.entries(recording.ofType("aws:codebuild/project:Project")).find(
          ([, { state }]) => state["name"] === configuration["ProjectName"],
        ) ?? [];
      const { type, image, environmentVariables } = recording.the("aws:codebuild/project:Project", name)
        .inputs["environment"] as {
        type: string;
        image: string;
        environmentVariables: { name: string; value: string }[];
      };
      // The ARN, and not what it is of.
      expect(environmentVariables).toContainEqual({ name: "BASE_LOGIN_TEAM", value: secretArn });
      return [name, type, image];
    });
  };
  const arm = ["ARM_CONTAINER", "aws/codebuild/amazonlinux-aarch64-standard:3.0"];
  const x86 = ["LINUX_CONTAINER", "aws/codebuild/amazonlinux-x86_64-standard:5.0"];
  expect(await machines(["linux/arm64"])).toEqual([["site-build", ...arm]]);
  expect(await machines(["linux/amd64"])).toEqual([["site-build", ...x86]]);
  expect(await machines(["linux/amd64", "linux/arm64"])).toEqual([
    ["site-arm64-build", ...arm],
    ["site-build", ...x86],
  ]);
});

describe("images of builds and of the scanner (F.0.66)", () => {
  const digest = `sha256:${"0a".repeat(32)}`;
  const imagesOf = async (args: Partial<ScannedDeliveryArgs>) => {
    let waived: string[] = [];
    const recording = await record(() => {
      const { waivers } = build({ ...args });
      waived = Object.keys(waivers["codebuild-image-digest"] ?? {}).sort();
    });
    const projects = Object.entries(recording.ofType("aws:codebuild/project:Project")).map(
      ([name, { inputs }]) => [name, (inputs["environment"] as { image: string }).image],
    );
    return { waived, images: Object.fromEntries(projects) as Record<string, string> };
  };

  it("are named by their digests, to which a tag before it adds nothing", async () => {
    const buildImage = `public.ecr.aws/codebuild/amazonlinux-x86_64-standard:5.0@${digest}`;
    const { waived, images } = await imagesOf({ buildImage });
    expect(waived).toEqual([]);
    expect([...new Set(Object.values(images))]).toEqual([buildImage.replace(":5.0", "")]);
    const image = `registry.example.com:5000/projectquay/clair:4.9.0@${digest}`;
    const recording = await record(() => build({ clair: { ...clair, image } }));
    expect(environmentOf(recording).environmentVariables).toContainEqual({
      name: "CLAIR_IMAGE",
      value: image.replace(":4.9.0", ""),
    });
  });

  it("may have a tag, with the component's reason, where CodeBuild owns it alone", async () => {
    const platforms: BuildPlatform[] = ["linux/amd64", "linux/arm64"];
    const { waived, images } = await imagesOf({ build: { platforms } });
    expect(waived).toEqual(Object.keys(images).sort());
    const armBuildImage = `registry.example.com/build@${digest}`;
    const mixed = await imagesOf({
      buildImage: "registry.example.com/build:1",
      build: { platforms, armBuildImage },
    });
    expect(mixed.waived).toEqual([]);
    expect(mixed.images["site-arm64-build"]).toBe(armBuildImage);
  });
});

it("has the service's volumes saved after the signature's check, and deploys after that (F.0.58)", async () => {
  const target = { ...typical.target, snapshotFunctionName: "site-snapshot" };
  const actions = stagesOf(await record(() => build({ target }))).at(-1)?.actions;
  expect(actions).toMatchObject([
    { name: "Verify", runOrder: 1 },
    {
      name: "Snapshot",
      category: "Invoke",
      provider: "Lambda",
      runOrder: 2,
      namespace: "Snapshot",
      configuration: {
        FunctionName: "site-snapshot",
        UserParameters: "#{codepipeline.PipelineExecutionId}",
      },
    },
    { name: "Deploy", runOrder: 3, inputArtifacts: ["Verified"] },
  ]);
});

it("goes from sources through build, scan and gate to one service (F.2.14, F.2.16, F.2.17)", async () => {
  const recording = await record(build);
  expect(recording.the("aws:codepipeline/pipeline:Pipeline").inputs).toMatchObject({ pipelineType: "V2" });
  expect(
    stagesOf(recording).map(({ name, actions }) => [name, actions.map(({ provider }) => provider)]),
  ).toEqual([
    ["Source", ["CodeCommit"]],
    ["Build", ["CodeBuild"]],
    ["Release", ["CodeBuild"]],
    ["Deploy", ["CodeBuild", "ECS"]],
  ]);
  expect(stagesOf(recording)[3]?.actions[1]?.configuration).toEqual({
    ClusterName: "main",
    ServiceName: "site",
    FileName: "imagedefinitions.json",
    DeploymentTimeout: "30",
  });
  const variables = environmentOf(recording).environmentVariables;
  expect(variables.find(({ name }) => name === "CONTAINER_NAME")?.value).toBe(typical.target.containerName);
});

describe("where sources come from (F.2.17)", () => {
  it("CodeCommit, whose commits on main start this pipeline and no other", async () => {
    const recording = await record(build);
    expect(stagesOf(recording)[0]?.actions[0]?.configuration).toEqual({
      RepositoryName: "site",
      BranchName: "main",
      PollForSourceChanges: "false",
    });
    const repository = recording.the("aws:codecommit/repository:Repository");
    expect(repository.protect).toBe(true);
    const rule = recording.the("aws:cloudwatch/eventRule:EventRule", "site-start");
    expect(JSON.parse(rule.inputs["eventPattern"] as string)).toMatchObject({
      source: ["aws.codecommit"],
      resources: [repository.state["arn"]],
      detail: { referenceName: ["main"] },
    });
    expect(statementsOf(recording, "site-start")).toEqual([
      {
        Effect: "Allow",
        Action: ["codepipeline:StartPipelineExecution"],
        Resource: [recording.the("aws:codepipeline/pipeline:Pipeline").state["arn"]],
      },
    ]);
  });

  it("GitHub, by a connection that waits for its hand-shake", async () => {
    const recording = await record(() =>
      build({ source: { kind: "codeconnections", repository: "team/site", branch: "release" } }),
    );
    const connection = recording.the("aws:codeconnections/connection:Connection");
    expect(connection.inputs["providerType"]).toBe("GitHub");
    expect(stagesOf(recording)[0]?.actions[0]).toMatchObject({
      provider: "CodeStarSourceConnection",
      configuration: {
        ConnectionArn: connection.state["arn"],
        FullRepositoryId: "team/site",
        BranchName: "release",
      },
    });
    expect(recording.ofType("aws:cloudwatch/eventRule:EventRule")).not.toHaveProperty("site-start");
  });

  it("a zip file in a bucket, which announces it", async () => {
    const recording = await record(() => build({ source: { kind: "s3" } }));
    const bucket = recording.the("aws:s3/bucket:Bucket", "site-source");
    expect(recording.the("aws:s3/bucketNotification:BucketNotification").inputs["eventbridge"]).toBe(true);
    expect(stagesOf(recording)[0]?.actions[0]?.configuration).toMatchObject({
      S3Bucket: bucket.state["bucket"],
      S3ObjectKey: "source.zip",
      PollForSourceChanges: "false",
    });
    const [lifecycle] = recording.the(
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      "site-source",
    ).inputs["rules"] as Json[];
    expect(lifecycle).not.toHaveProperty("expiration");
  });
});

it("builds in the VPC, as root only where images are built, with no secret in the clear (F.2.8, F.2.15)", async () => {
  const recording = await record(build);
  const project = recording.the("aws:codebuild/project:Project", "site-release").inputs;
  const key = recording.the("aws:kms/key:Key", "site-key").state["arn"];
  expect(project).toMatchObject({
    encryptionKey: key,
    vpcConfig: { vpcId: "vpc-1", subnets: ["subnet-a", "subnet-b"], securityGroupIds: ["sg-builds"] },
    logsConfig: {
      cloudwatchLogs: {
        groupName: recording.the("aws:cloudwatch/logGroup:LogGroup", "site-judge").state["name"],
      },
    },
  });
  for (const name of ["site-builds", "site-judge"])
    expect(recording.the("aws:cloudwatch/logGroup:LogGroup", name).inputs["retentionInDays"]).toBe(90);
  const { privilegedMode, image, environmentVariables } = environmentOf(recording);
  expect([privilegedMode, image]).toEqual([true, "aws/codebuild/amazonlinux-x86_64-standard:5.0"]);
  expect(environmentVariables.filter(({ type }) => type !== undefined)).toEqual([
    { name: "CLAIR_PSK", value: clair.pskSecretArn, type: "SECRETS_MANAGER" },
  ]);
});

it.each([
  ["Clair", {}],
  ["Amazon Inspector", { clair: undefined, inspector: {} }],
])("lets no value of a build into an action's configuration, with %s (F.0.45)", async (_gate, args) => {
  const actions = stagesOf(await record(() => build(args))).flatMap((stage) => stage.actions);
  expect(actions.filter((action) => "namespace" in action)).toEqual([]);
  const variables = JSON.stringify(actions).match(/#\{[^}]*\}/g) ?? [];
  expect([...new Set(variables)]).toEqual(["#{codepipeline.PipelineExecutionId}"]);
  for (const name of ["Build", "Release"]) {
    const { configuration } = actions.find((action) => action.name === name) ?? {};
    expect(JSON.parse(configuration?.["EnvironmentVariables"] ?? "null")).toEqual([
      { name: "DELIVERY_ID", value: "#{codepipeline.PipelineExecutionId}", type: "PLAINTEXT" },
    ]);
  }
});

it("keeps gate and policy apart from the sources, under the name of what they must be (F.2.12, F.2.13)", async () => {
  const allow = [{ vulnerability: "CVE-2026-1", expires: "2027-01-31", reason: "not reachable here" }];
  const recording = await record(() => build({ clair: { ...clair, threshold: 2, allow } }));
  const hash = createHash("sha256").update(gateProgram).digest("hex");
  const gate = recording.the("aws:s3/bucketObjectv2:BucketObjectv2", "site-gate").inputs;
  expect(gate).toMatchObject({ key: `gate/${hash}.mjs`, content: gateProgram });
  const variables = environmentOf(recording).environmentVariables;
  expect(variables.find(({ name }) => name === "GATE_SHA256")?.value).toBe(hash);
  const policy = recording.the("aws:s3/bucketObjectv2:BucketObjectv2", "site-policy").inputs;
  expect(JSON.parse(policy["content"] as string)).toEqual({
    minimumSeverity: "High",
    threshold: 2,
    ignoreUnfixed: false,
    allowNoPackages: false,
    maximumDataAgeDays: 7,
    allow,
  });
  expect(policy["key"]).toBe(
    `gate/${variables.find(({ name }) => name === "POLICY_SHA256")?.value ?? ""}.json`,
  );
  expect(variables.map(({ value }) => value).join("").length).toBeLessThan(5000);
});

it("lets the judge read the quarantine, release, and read the scanner's key, and no more (F.2.4, F.2.15)", async () => {
  const recording = await record(build);
  const statements = statementsOf(recording, "site-release");
  const quarantine = recording.the("aws:ecr/repository:Repository", "site-quarantine-repository").state[
    "arn"
  ];
  const about = (prefix: string) =>
    statements.filter(({ Action }) => Action.some((one) => one.startsWith(prefix)));
  expect(about("ecr:").map(({ Resource }) => Resource)).toEqual([
    ["*"],
    [quarantine],
    [typical.repositoryArn],
  ]);
  expect(about("secretsmanager:")).toEqual([
    { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [clair.pskSecretArn] },
  ]);
  const unlimited = statements
    .filter(({ Resource }) => Resource.includes("*"))
    .flatMap(({ Action }) => Action);
  expect(
    unlimited.filter((action) => !/^ec2:(Describe|(Create|Delete)NetworkInterface$)/.test(action)),
  ).toEqual(["ecr:GetAuthorizationToken"]);
  for (const name of ["site-build", "site-release", "site-pipeline"])
    expect(JSON.stringify(statementsOf(recording, name))).not.toMatch(/"[a-z0-9]+:\*"/);
  const readers = Object.entries(recording.ofType("aws:iam/rolePolicy:RolePolicy")).filter(([, { inputs }]) =>
    (inputs["policy"] as string).includes("secretsmanager:"),
  );
  expect(readers.map(([name]) => name).sort()).toEqual(["site-release", "site-rescan-build"]);
});

it("lets the pipeline update one service and hand on its two roles, to ECS tasks alone (F.2.16)", async () => {
  const statements = statementsOf(await record(build), "site-pipeline");
  expect(statements.filter(({ Action }) => Action.includes("iam:PassRole"))).toEqual([
    {
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [role("task"), role("execution")],
      Condition: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
    },
  ]);
  expect(statements.filter(({ Action }) => Action.includes("ecs:UpdateService"))).toEqual([
    {
      Effect: "Allow",
      Action: ["ecs:DescribeServices", "ecs:UpdateService"],
      Resource: [typical.target.serviceArn],
    },
  ]);
});

it("keeps artifacts and reports private, encrypted, versioned, by TLS, and not for ever (F.2.16, F.2.20)", async () => {
  const recording = await record(build);
  const key = recording.the("aws:kms/key:Key", "site-key");
  expect(key.inputs["enableKeyRotation"]).toBe(true);
  for (const name of ["site-artifacts", "site-reports"]) {
    expect(recording.the("aws:s3/bucket:Bucket", name)).toMatchObject({
      protect: true,
      retainOnDelete: true,
    });
    expect(
      recording.the("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name).inputs,
    ).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(
      recording.the(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        name,
      ).inputs["rules"],
    ).toEqual([
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.state["arn"] },
        bucketKeyEnabled: true,
      },
    ]);
    expect(
      recording.the("aws:s3/bucketVersioning:BucketVersioning", name).inputs["versioningConfiguration"],
    ).toEqual({ status: "Enabled" });
    expect(recording.the("aws:s3/bucketPolicy:BucketPolicy", name).inputs["policy"]).toContain(
      '"aws:SecureTransport":"false"',
    );
  }
  const filters = ["site-artifacts", "site-reports"].map(
    (name) =>
      (
        recording.the("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", name).inputs[
          "rules"
        ] as Json[]
      )[0],
  );
  expect(filters).toMatchObject([
    { filter: { prefix: "" }, expiration: { days: 30 } },
    { filter: { prefix: "reports/" }, expiration: { days: 365 } },
  ]);
});

it("tells people of every failed action, a rejected image among them (F.2.20)", async () => {
  const recording = await record(() => build({ subscribers: { team: "team@example.com" } }));
  const pipeline = recording.the("aws:codepipeline/pipeline:Pipeline").state["name"];
  const rule = recording.the("aws:cloudwatch/eventRule:EventRule", "site-failures");
  expect(JSON.parse(rule.inputs["eventPattern"] as string)).toEqual({
    source: ["aws.codepipeline"],
    "detail-type": ["CodePipeline Action Execution State Change"],
    detail: { pipeline: [pipeline], state: ["FAILED"] },
  });
  expect(recording.the("aws:sns/topic:Topic").inputs["kmsMasterKeyId"]).toBe(
    recording.the("aws:kms/key:Key", "site-key").state["arn"],
  );
  expect(recording.the("aws:sns/topicSubscription:TopicSubscription").inputs).toMatchObject({
    protocol: "email",
    endpoint: "team@example.com",
  });
});

describe("with Amazon Inspector as its gate (F.2.19)", () => {
  it("scans in a stage of its own, by the four thresholds, between build and release", async () => {
    const recording = await record(() =>
      build({ clair: undefined, inspector: { critical: 0, high: 3, low: 10 } }),
    );
    expect(
      stagesOf(recording).map(({ name, actions }) => [name, actions.map(({ provider }) => provider)]),
    ).toEqual([
      ["Source", ["CodeCommit"]],
      ["Build", ["CodeBuild"]],
      ["Scan", ["InspectorScan"]],
      ["Release", ["CodeBuild"]],
      ["Deploy", ["CodeBuild", "ECS"]],
    ]);
    expect(stagesOf(recording)[2]?.actions[0]).toMatchObject({
      category: "Invoke",
      configuration: {
        InspectorRunMode: "ECRImageScan",
        ECRRepositoryName: recording.the("aws:ecr/repository:Repository").state["name"],
        ImageTag: "quarantine-#{codepipeline.PipelineExecutionId}",
        CriticalThreshold: "0",
        HighThreshold: "3",
        MediumThreshold: "100000",
        LowThreshold: "10",
      },
    });
  });

  it("releases by Amazon Inspector's own record, within the same limits, and may read no more (F.2.19)", async () => {
    const recording = await record(() =>
      build({ clair: undefined, inspector: { critical: 0, high: 3, low: 10 } }),
    );
    const { environmentVariables } = environmentOf(recording, "site-release");
    const limits = environmentVariables.filter(({ name }) => name.startsWith("LIMIT_"));
    expect(limits.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "LIMIT_CRITICAL=0",
      "LIMIT_HIGH=3",
      "LIMIT_MEDIUM=100000",
      "LIMIT_LOW=10",
    ]);
    const policy = recording.the("aws:iam/rolePolicy:RolePolicy", "site-release").inputs["policy"] as string;
    expect(policy.match(/inspector2:\w+/g)).toEqual(["inspector2:ListCoverage", "inspector2:ListFindings"]);
  });

  it("has nothing of Clair, and is root only where images are built (F.2.15)", async () => {
    const recording = await record(() => build(inspector));
    expect(environmentOf(recording, "site-build").privilegedMode).toBe(true);
    expect(environmentOf(recording, "site-release").privilegedMode).toBe(false);
    // The program of the gate does the copy; nothing else of it is used.
    const others = recording.resources.filter(({ type }) => type !== "aws:s3/bucketObjectv2:BucketObjectv2");
    expect(JSON.stringify(others.map(({ inputs }) => inputs))).not.toMatch(/clair/i);
    expect(Object.keys(recording.ofType("aws:s3/bucketObjectv2:BucketObjectv2"))).toEqual(["site-gate"]);
  });
});

describe("what runs is judged again (F.0.45)", () => {
  it("every day, by a project without a source, whose failed builds are an alarm", async () => {
    let part: WatchPart | undefined;
    const recording = await record(() => void (part = build().watchPart));
    const project = recording.the("aws:codebuild/project:Project", "site-rescan-build");
    expect(project.inputs).toMatchObject({
      source: { type: "NO_SOURCE" },
      artifacts: { type: "NO_ARTIFACTS" },
    });
    const rule = recording.the("aws:cloudwatch/eventRule:EventRule", "site-rescan").inputs;
    expect(rule["scheduleExpression"]).toBe("rate(24 hours)");
    const target = recording.the("aws:cloudwatch/eventTarget:EventTarget", "site-rescan").inputs;
    expect(target["arn"]).toBe(project.state["arn"]);
    expect(Object.keys(part?.alarms ?? {}).sort()).toEqual([
      "data-age",
      "failure-undelivered",
      "rescan",
      "rescan-overdue",
      "start-undelivered",
    ]);
    const hourly = await record(() => build({ rescanHours: 1 }));
    expect(hourly.the("aws:cloudwatch/eventRule:EventRule", "site-rescan").inputs["scheduleExpression"]).toBe(
      "rate(1 hour)",
    );
  });

  it("by Amazon Inspector, which says what it finds in releases, at the limited ratings", async () => {
    const patterns: unknown[] = [];
    await record(() => {
      const { events = {} } = build({ ...inspector, inspector: { high: 3, low: 10 } }).watchPart;
      for (const { pattern } of Object.values(events))
        (pattern as pulumi.Output<string>).apply((text) => patterns.push(JSON.parse(text)));
    });
    expect(patterns).toEqual([
      {
        source: ["aws.inspector2"],
        "detail-type": ["Inspector2 Finding"],
        detail: {
          status: ["ACTIVE"],
          severity: ["CRITICAL", "HIGH", "LOW", "UNTRIAGED"],
          resources: { details: { awsEcrContainerImage: { repositoryName: ["site"] } } },
        },
      },
    ]);
  });

  it.each([
    [7, 24, 5],
    [30, 24, 28],
    [3, 24, 1],
    [7, 6, 5.75],
    [1, 1, 0.45],
    [2, 12, 0.5],
  ])("warns in time of data that may be %p days old, measured every %p hours", async (days, hours, most) => {
    let part: WatchPart | undefined;
    await record(
      () =>
        void (part = build({ clair: { ...clair, maximumDataAgeDays: days }, rescanHours: hours }).watchPart),
    );
    const { threshold } = part?.alarms?.["data-age"] ?? {};
    expect(threshold).toBe(most);
    // The last measurement before the alarm, and the next one: what was just below it is told before the gate closes.
    expect(Number(threshold) + hours / 24).toBeLessThanOrEqual(days - Math.min(1, days / 2));
    expect(part?.alarms?.["rescan-overdue"]?.evaluationPeriods).toBe(2 * hours + 2);
  });

  it.each([
    [1, 24, 3],
    [2, 24, 3],
    [1, 12, 2],
  ])(
    "refuses data of %p days, which leave no time for an alarm, measured every %p hours",
    async (days, hours, least) => {
      const args = { clair: { ...clair, maximumDataAgeDays: days }, rescanHours: hours };
      await expect(record(() => build(args))).rejects.toThrow(
        `clair.maximumDataAgeDays: ${days} leaves no time for its alarm, as its age is measured every ${hours} h. Use at least ${least}`,
      );
    },
  );

  it("refuses hours that no schedule has, and ages of scans that are none", async () => {
    await expect(record(() => build({ rescanHours: 25 }))).rejects.toThrow("rescanHours");
    for (const maximumScanAgeDays of [0, 366, 1.5])
      await expect(record(() => build({ ...inspector, inspector: { maximumScanAgeDays } }))).rejects.toThrow(
        "inspector.maximumScanAgeDays",
      );
  });

  it("also with Amazon Inspector: whether it still scans what runs, without a daemon, by two alarms", async () => {
    let part: WatchPart | undefined;
    const args = { ...inspector, inspector: { high: 3, maximumScanAgeDays: 60 }, rescanHours: 6 };
    const recording = await record(() => void (part = build(args).watchPart));
    const { privilegedMode, environmentVariables } = environmentOf(recording, "site-rescan-build");
    expect(privilegedMode).toBe(false);
    const variables = Object.fromEntries(environmentVariables.map(({ name, value }) => [name, value]));
    expect(variables).toMatchObject({
      ...{ CLUSTER_NAME: "main", SERVICE_NAME: "site", CONTAINER_NAME: "site", REPOSITORY_NAME: "site" },
      ...{ RESCAN_HOURS: "6", SCAN_DAYS: "60", LIMIT_CRITICAL: "0", LIMIT_HIGH: "3" },
      TOPIC_ARN: recording.the("aws:sns/topic:Topic").state["arn"],
    });
    const rule = recording.the("aws:cloudwatch/eventRule:EventRule", "site-rescan").inputs;
    expect(rule["scheduleExpression"]).toBe("rate(6 hours)");
    expect(Object.keys(part?.alarms ?? {}).sort()).toEqual([
      "failure-undelivered",
      "rescan",
      "rescan-overdue",
      "start-undelivered",
    ]);
    // The commands find by these variables what a service runs, in one project.
    expect(
      environmentOf(recording, "site-release").environmentVariables.map(({ name }) => name),
    ).not.toContain("SERVICE_NAME");
  });
});
