import { mayCall, parsePolicy, type Call, type Context, type Policy } from "@ballast/analysis";
import { record } from "@ballast/testing";
import { BuildPlatform, ScannedDelivery, type ScannedDeliveryArgs } from "../index.ts";

// What the services ask IAM on behalf of the delivery's roles, by AWS's service authorization reference (2026-11), and what they must not be
// allowed: the same calls about somebody else's resources.

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const typical: ScannedDeliveryArgs = {
  site: { accountId: "123456789012", partition: "aws", region: "eu-central-1" },
  vpcId: "vpc-1",
  subnetIds: { a: "subnet-a" },
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
    taskDefinitionArn: arn("ecs", "task-definition/prod-site:7"),
  },
  inspector: {},
};

async function policyOf(name: string, args: Partial<ScannedDeliveryArgs> = {}): Promise<Policy> {
  const recording = await record(() => void new ScannedDelivery("site", { ...typical, ...args }));
  return parsePolicy(recording.the("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"] as string);
}

const asking = (...requests: [action: string, resource: string, context?: Context][]): Call => ({
  requests: requests.map(([action, resource, context = {}]) => ({ action, resource, context })),
});
const allowed = (policy: Policy, calls: Record<string, Call>) =>
  Object.keys(calls).filter((name) => mayCall([policy], calls[name] ?? { requests: [] }));

it("the pipeline deploys to its own service, and reads no other cluster's tasks", async () => {
  const policy = await policyOf("site-pipeline");
  const onCluster = (name: string) => ({ "ecs:cluster": arn("ecs", `cluster/${name}`) });
  const tagging = { "ecs:CreateAction": "RegisterTaskDefinition" };
  const needed = {
    register: asking(["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/prod-site:*")]),
    "register with tags": asking(
      ["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/prod-site:8")],
      ["ecs:TagResource", arn("ecs", "task-definition/prod-site:8"), tagging],
    ),
    "describe the definition": asking(["ecs:DescribeTaskDefinition", "*"]),
    update: asking(["ecs:UpdateService", arn("ecs", "service/main/site")]),
    list: asking(["ecs:ListTasks", arn("ecs", "container-instance/main/*"), onCluster("main")]),
    "describe a task": asking(["ecs:DescribeTasks", arn("ecs", "task/main/0a"), onCluster("main")]),
  };
  expect(allowed(policy, needed)).toEqual(Object.keys(needed));
  const others = {
    register: asking(["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/prod-site2:1")]),
    update: asking(["ecs:UpdateService", arn("ecs", "service/main/shop")]),
    list: asking(["ecs:ListTasks", arn("ecs", "container-instance/shop/*"), onCluster("shop")]),
    "describe a task": asking(["ecs:DescribeTasks", arn("ecs", "task/shop/0a"), onCluster("shop")]),
    tag: asking(["ecs:TagResource", arn("ecs", "task-definition/prod-site2:8"), tagging]),
  };
  expect(allowed(policy, others)).toEqual([]);
});

it("the pipeline registers revisions of any family where nothing names the service's", async () => {
  const { taskDefinitionArn: _arn, ...target } = typical.target;
  const policy = await policyOf("site-pipeline", { target });
  const register = asking(["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/any:1")]);
  expect(allowed(policy, { register })).toEqual(["register"]);
});

it("the pipeline calls the function that saves the volumes, and no other one (F.0.58)", async () => {
  const target = { ...typical.target, snapshotFunctionName: "site-snapshot" };
  const call = (name: string) => asking(["lambda:InvokeFunction", arn("lambda", `function:${name}`)]);
  const calls = { own: call("site-snapshot"), others: call("site-snapshots") };
  expect(allowed(await policyOf("site-pipeline", { target }), calls)).toEqual(["own"]);
  expect(allowed(await policyOf("site-pipeline"), calls)).toEqual([]);
});

it("a build has network interfaces in its own subnets and groups alone", async () => {
  const policy = await policyOf("site-build");
  const ec2 = (resource: string) => arn("ec2", resource);
  const network = ec2("network-interface/eni-0");
  const create = (subnet: string, group: string) =>
    asking(
      ["ec2:CreateNetworkInterface", ec2("network-interface/*")],
      ["ec2:CreateNetworkInterface", ec2(`subnet/${subnet}`)],
      ["ec2:CreateNetworkInterface", ec2(`security-group/${group}`)],
    );
  const inSubnet = (id: string) => ({
    "ec2:Subnet": ec2(`subnet/${id}`),
    "ec2:AuthorizedService": "codebuild.amazonaws.com",
  });
  const needed = {
    create: create("subnet-a", "sg-builds"),
    permit: asking(["ec2:CreateNetworkInterfacePermission", network, inSubnet("subnet-a")]),
    delete: asking(["ec2:DeleteNetworkInterface", network, inSubnet("subnet-a")]),
    describe: asking(["ec2:DescribeSubnets", "*"], ["ec2:DescribeNetworkInterfaces", "*"]),
  };
  expect(allowed(policy, needed)).toEqual(Object.keys(needed));
  const others = {
    "create in another subnet": create("subnet-b", "sg-builds"),
    "create in another group": create("subnet-a", "sg-database"),
    delete: asking(["ec2:DeleteNetworkInterface", network, inSubnet("subnet-b")]),
  };
  expect(allowed(policy, others)).toEqual([]);
});

it.each(["codeconnections", "codestar-connections"])(
  "the pipeline uses its connection of %s, whichever name of the service IAM asks by",
  async (service) => {
    const source = { kind: "codeconnections" as const, repository: "me/site" };
    const policy = await policyOf("site-pipeline", {
      source: { ...source, connectionArn: arn(service, "connection/0a") },
    });
    const use = (name: string, id: string) =>
      asking([`${name}:UseConnection`, arn(name, `connection/${id}`)]);
    const needed = {
      today: use("codeconnections", "0a"),
      formerly: use("codestar-connections", "0a"),
      mixed: asking(["codestar-connections:UseConnection", arn("codeconnections", "connection/0a")]),
    };
    expect(allowed(policy, needed)).toEqual(Object.keys(needed));
    const others = { today: use("codeconnections", "0b"), formerly: use("codestar-connections", "0b") };
    expect(allowed(policy, others)).toEqual([]);
  },
);

describe("a build that runs what the source says, and the judge (F.0.45)", () => {
  const psk = arn("secretsmanager", "secret:psk-AbCdEf");
  const clair = {
    apiUrl: "http://clair.example.com:6060/",
    image: "quay.io/projectquay/clair:4.9.0",
    issuer: "ballast-delivery",
    pskSecretArn: psk,
  };
  const gates = { clair: { inspector: undefined, clair }, inspector: {} };
  const pull = ["BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"];
  const push = [
    "InitiateLayerUpload",
    "UploadLayerPart",
    "CompleteLayerUpload",
    "BatchCheckLayerAvailability",
    "PutImage",
  ];

  const scene = async (args: Partial<ScannedDeliveryArgs>) => {
    const recording = await record(() => void new ScannedDelivery("site", { ...typical, ...args }));
    const state = (type: string, name: string) => recording.the(type, name).state["arn"] as string;
    const policy = (name: string) =>
      parsePolicy(recording.the("aws:iam/rolePolicy:RolePolicy", name).inputs["policy"] as string);
    const [build, release] = [policy("site-build"), policy("site-release")];
    const bucket = (name: string) => state("aws:s3/bucket:Bucket", `site-${name}`);
    const on = (repository: string, actions: string[]) =>
      Object.fromEntries(actions.map((one) => [one, asking([`ecr:${one}`, repository])]));
    const quarantine = state("aws:ecr/repository:Repository", "site-quarantine-repository");
    const logs = (name: string) => `${state("aws:cloudwatch/logGroup:LogGroup", name)}:log-stream:0a`;
    return { build, release, bucket, on, quarantine, logs };
  };

  it.each(Object.entries(gates))(
    "with %s, the build pushes into the quarantine alone",
    async (_gate, args) => {
      const { build, on, quarantine, bucket, logs } = await scene(args);
      const needed = {
        ...on(quarantine, push),
        source: asking(["s3:GetObject", `${bucket("artifacts")}/site/Sources/0a`]),
        print: asking(["logs:PutLogEvents", logs("site-builds")]),
      };
      expect(allowed(build, needed)).toEqual(Object.keys(needed));
      const never = {
        ...on(typical.repositoryArn as string, [...push, ...pull, "BatchDeleteImage"]),
        "delete a tag": asking(["ecr:BatchDeleteImage", quarantine]),
        "let tags move": asking(["ecr:PutImageTagMutability", quarantine]),
        "read the key": asking(["secretsmanager:GetSecretValue", psk]),
        "read the gate": asking(["s3:GetObject", `${bucket("reports")}/gate/0a.mjs`]),
        "write a gate": asking(["s3:PutObject", `${bucket("reports")}/gate/0a.mjs`]),
        "write a report": asking(["s3:PutObject", `${bucket("reports")}/reports/1.json`]),
        "write what is deployed": asking(["s3:PutObject", `${bucket("artifacts")}/site/Release/0a`]),
        "exchange the sources": asking(["s3:PutObject", `${bucket("artifacts")}/site/Sources/0a`]),
        "say what the judge says": asking(["logs:PutLogEvents", logs("site-judge")]),
        "start the judge": asking(["codebuild:StartBuild", arn("codebuild", "project/site-release-1234567")]),
        deploy: asking(["ecs:UpdateService", arn("ecs", "service/main/site")]),
      };
      expect(allowed(build, never)).toEqual([]);
    },
  );

  it.each(Object.entries(gates))(
    "with %s, the judge reads the quarantine and writes releases",
    async (_gate, args) => {
      const { release, on, quarantine, bucket, logs } = await scene(args);
      const needed = {
        ...on(quarantine, [...pull, "DescribeImages"]),
        ...Object.fromEntries(
          push.map((one) => [`release ${one}`, asking([`ecr:${one}`, typical.repositoryArn as string])]),
        ),
        gate: asking(["s3:GetObject", `${bucket("reports")}/gate/0a.mjs`]),
        artifact: asking(["s3:PutObject", `${bucket("artifacts")}/site/Release/0a`]),
        print: asking(["logs:PutLogEvents", logs("site-judge")]),
      };
      expect(allowed(release, needed)).toEqual(Object.keys(needed));
      const never = {
        "push into the quarantine": asking(["ecr:PutImage", quarantine]),
        "write a gate": asking(["s3:PutObject", `${bucket("reports")}/gate/0a.mjs`]),
        "delete a release": asking(["ecr:BatchDeleteImage", typical.repositoryArn as string]),
        deploy: asking(["ecs:UpdateService", arn("ecs", "service/main/site")]),
      };
      expect(allowed(release, never)).toEqual([]);
    },
  );

  it.each(Object.entries(gates))(
    "with %s, a build reads its logins for base images and its caches, and the judge does not (F.0.59)",
    async (_gate, args) => {
      const login = arn("secretsmanager", "secret:base-AbCdEf");
      const key = arn("kms", "key/11111111-2222-3333-4444-555555555555");
      const build = {
        registries: { team: { address: "registry.example.com", secretArn: login, kmsKeyArn: key } },
        pullThroughPrefixes: ["hub"],
      };
      const { build: suspect, release: judge, on } = await scene({ ...args, build });
      const cached = (name: string) => arn("ecr", `repository/${name}`);
      const caching = [...pull, "BatchImportUpstreamImage", "CreateRepository"];
      const decrypt = (service: string) =>
        asking(["kms:Decrypt", key, { "kms:ViaService": `${service}.eu-central-1.amazonaws.com` }]);
      const needed = {
        ...on(cached("hub/library/nginx"), caching),
        login: asking(["secretsmanager:GetSecretValue", login]),
        decrypt: decrypt("secretsmanager"),
      };
      expect(allowed(suspect, needed)).toEqual(Object.keys(needed));
      expect(allowed(judge, needed)).toEqual([]);
      const never = {
        ...on(cached("hubs/nginx"), caching),
        "another login": asking(["secretsmanager:GetSecretValue", psk]),
        "fill the cache": asking(["ecr:PutImage", cached("hub/library/nginx")]),
        "decrypt something else": decrypt("s3"),
        "use the key itself": asking(["kms:Decrypt", key]),
      };
      expect(allowed(suspect, never)).toEqual([]);
      const plain = await scene(args);
      expect(allowed(plain.build, needed)).toEqual([]);
    },
  );

  it("only those that judge read the scanner's key, and are in the group that the scanner knows", async () => {
    const args = { ...gates.clair, imageBuildSecurityGroupIds: { images: "sg-images" } };
    const recording = await record(() => void new ScannedDelivery("site", { ...typical, ...args }));
    const readers = Object.entries(recording.ofType("aws:iam/rolePolicy:RolePolicy")).filter(
      ([, { inputs }]) =>
        mayCall([parsePolicy(inputs["policy"] as string)], asking(["secretsmanager:GetSecretValue", psk])),
    );
    expect(readers.map(([name]) => name).sort()).toEqual(["site-release", "site-rescan-build"]);
    const project = (name: string) => recording.the("aws:codebuild/project:Project", name).inputs;
    expect(project("site-build")["vpcConfig"]).toMatchObject({ securityGroupIds: ["sg-images"] });
    expect(project("site-release")["vpcConfig"]).toMatchObject({ securityGroupIds: ["sg-builds"] });
    const create = (group: string) =>
      asking(["ec2:CreateNetworkInterface", arn("ec2", `security-group/${group}`)]);
    const build = parsePolicy(
      recording.the("aws:iam/rolePolicy:RolePolicy", "site-build").inputs["policy"] as string,
    );
    expect(allowed(build, { own: create("sg-images"), scanner: create("sg-builds") })).toEqual(["own"]);
    expect(JSON.stringify(project("site-build"))).not.toMatch(/CLAIR|GATE|REPOSITORY|secretsmanager/);
  });

  it.each(Object.entries(gates))(
    "with %s, only the judge signs, and only another role verifies (F.0.57)",
    async (_gate, args) => {
      const recording = await record(() => void new ScannedDelivery("site", { ...typical, ...args }));
      const key = recording.the("aws:kms/key:Key", "site-signing-key").state["arn"] as string;
      const who = (action: string) =>
        Object.entries(recording.ofType("aws:iam/rolePolicy:RolePolicy"))
          .filter(([, { inputs }]) =>
            mayCall([parsePolicy(inputs["policy"] as string)], asking([action, key])),
          )
          .map(([name]) => name);
      expect([who("kms:Sign"), who("kms:Verify")]).toEqual([["site-release"], ["site-verify-build"]]);
      const policy = parsePolicy(
        recording.the("aws:iam/rolePolicy:RolePolicy", "site-verify-build").inputs["policy"] as string,
      );
      const releases = typical.repositoryArn as string;
      expect(allowed(policy, { read: asking(["ecr:BatchGetImage", releases]) })).toEqual(["read"]);
      const never = {
        push: asking(["ecr:PutImage", releases]),
        "read the scanner's key": asking(["secretsmanager:GetSecretValue", psk]),
        deploy: asking(["ecs:UpdateService", arn("ecs", "service/main/site")]),
      };
      expect(allowed(policy, never)).toEqual([]);
    },
  );

  const readingTasks = (cluster: string) => {
    const of = { "ecs:cluster": arn("ecs", `cluster/${cluster}`) };
    return {
      "list tasks": asking(["ecs:ListTasks", arn("ecs", `container-instance/${cluster}/*`), of]),
      "describe tasks": asking(["ecs:DescribeTasks", arn("ecs", `task/${cluster}/0a`), of]),
    };
  };

  it("what watches Amazon Inspector reads releases, tasks, coverage and findings, tells one topic, and changes nothing", async () => {
    const recording = await record(() => void new ScannedDelivery("site", typical));
    const policy = parsePolicy(
      recording.the("aws:iam/rolePolicy:RolePolicy", "site-rescan-build").inputs["policy"] as string,
    );
    const releases = typical.repositoryArn as string;
    const reports = recording.the("aws:s3/bucket:Bucket", "site-reports").state["arn"] as string;
    const topic = recording.the("aws:sns/topic:Topic").state["arn"] as string;
    const key = recording.the("aws:kms/key:Key", "site-key").state["arn"] as string;
    const needed = {
      coverage: asking(["inspector2:ListCoverage", "*"]),
      findings: asking(["inspector2:ListFindings", "*"]),
      gate: asking(["s3:GetObject", `${reports}/gate/0a.mjs`]),
      decrypt: asking(["kms:Decrypt", key]),
      encrypt: asking(["kms:GenerateDataKey", key]),
      login: asking(["ecr:GetAuthorizationToken", "*"]),
      digest: asking(["ecr:DescribeImages", releases]),
      manifest: asking(["ecr:BatchGetImage", releases]),
      service: asking(["ecs:DescribeServices", arn("ecs", "service/main/site")]),
      definition: asking(["ecs:DescribeTaskDefinition", "*"]),
      ...readingTasks("main"),
      tell: asking(["sns:Publish", topic]),
    };
    expect(allowed(policy, needed)).toEqual(Object.keys(needed));
    const never = {
      push: asking(["ecr:PutImage", releases]),
      "write a verdict": asking(["s3:PutObject", `${reports}/reports/running.json`]),
      "read a key": asking(["secretsmanager:GetSecretValue", psk]),
      "publish a metric": asking(["cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "Ballast" }]),
      "disable scans": asking(["inspector2:Disable", "*"]),
      ...readingTasks("other"),
    };
    expect(allowed(policy, never)).toEqual([]);
  });

  it("what judges again reads releases and its service, tells one topic, and changes nothing", async () => {
    const recording = await record(() => void new ScannedDelivery("site", { ...typical, ...gates.clair }));
    const policy = parsePolicy(
      recording.the("aws:iam/rolePolicy:RolePolicy", "site-rescan-build").inputs["policy"] as string,
    );
    const topic = recording.the("aws:sns/topic:Topic").state["arn"] as string;
    const releases = typical.repositoryArn as string;
    const reports = recording.the("aws:s3/bucket:Bucket", "site-reports").state["arn"] as string;
    const needed = {
      ...Object.fromEntries(pull.map((one) => [one, asking([`ecr:${one}`, releases])])),
      digest: asking(["ecr:DescribeImages", releases]),
      service: asking(["ecs:DescribeServices", arn("ecs", "service/main/site")]),
      definition: asking(["ecs:DescribeTaskDefinition", "*"]),
      ...readingTasks("main"),
      key: asking(["secretsmanager:GetSecretValue", psk]),
      tell: asking(["sns:Publish", topic]),
      "keep the verdict": asking(["s3:PutObject", `${reports}/reports/running.json`]),
      "keep it by its digest": asking([
        "s3:PutObject",
        `${reports}/reports/verdicts/${"ab".repeat(32)}.json`,
      ]),
    };
    expect(allowed(policy, needed)).toEqual(Object.keys(needed));
    const quarantine = recording.the("aws:ecr/repository:Repository").state["arn"] as string;
    const bucket = recording.the("aws:s3/bucket:Bucket", "site-artifacts").state["arn"] as string;
    const never = {
      ...Object.fromEntries(push.slice(-1).map((one) => [one, asking([`ecr:${one}`, releases])])),
      "read the quarantine": asking(["ecr:BatchGetImage", quarantine]),
      "read an artifact": asking(["s3:GetObject", `${bucket}/site/Release/0a`]),
      deploy: asking(["ecs:UpdateService", arn("ecs", "service/main/site")]),
      "tell another topic": asking(["sns:Publish", arn("sns", "others")]),
      ...readingTasks("other"),
      "stop a task": asking(["ecs:StopTask", arn("ecs", "task/main/0a")]),
    };
    expect(allowed(policy, never)).toEqual([]);
    const start = parsePolicy(
      recording.the("aws:iam/rolePolicy:RolePolicy", "site-rescan").inputs["policy"] as string,
    );
    const project = (name: string) =>
      asking([
        "codebuild:StartBuild",
        recording.the("aws:codebuild/project:Project", name).state["arn"] as string,
      ]);
    expect(allowed(start, { own: project("site-rescan-build"), build: project("site-build") })).toEqual([
      "own",
    ]);
  });
});

it("a build for several platforms reads the images' configurations in the quarantine, where it makes the index, and neither the others nor releases (F.0.59)", async () => {
  const clair = {
    apiUrl: "http://clair.internal:6060",
    issuer: "ballast",
    pskSecretArn: arn("secretsmanager", "secret:psk-AbCdEf"),
    image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/clair@sha256:${"0a".repeat(32)}`,
  };
  const reading = (name: string) => asking(["ecr:GetDownloadUrlForLayer", arn("ecr", `repository/${name}`)]);
  const mayRead = async (platforms: BuildPlatform[], name: string) => {
    const policy = await policyOf(name, { inspector: undefined, clair, build: { platforms } });
    const quarantine = policy.statements
      .filter(({ actions }) => actions.values.some((action) => /^ecr:putimage$/i.test(action)))
      .flatMap(({ resources }) => resources.values)
      .map((one) => one.split("repository/")[1] ?? "");
    return [...quarantine, "site"].map((one) => mayCall([policy], reading(one)));
  };
  expect(await mayRead([BuildPlatform.Amd64, BuildPlatform.Arm64], "site-build")).toEqual([true, false]);
  expect(await mayRead([BuildPlatform.Amd64, BuildPlatform.Arm64], "site-arm64-build")).toEqual([
    false,
    false,
  ]);
  expect(await mayRead([BuildPlatform.Amd64], "site-build")).toEqual([false, false]);
});
