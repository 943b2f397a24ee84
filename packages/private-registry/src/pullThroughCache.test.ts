import { join } from "node:path";
import { TaskDefinition } from "@ballast/ecs";
import { pullThroughCacheRule } from "@ballast/aws/services/values/files";
import { itIsAComponent, record } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { PullThroughCache, UpstreamRegistry, type PullThroughCacheArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const typical: PullThroughCacheArgs = { site, upstream: UpstreamRegistry.Quay, prefix: "quay" };
const build = (args: Partial<PullThroughCacheArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new PullThroughCache("cache", { ...typical, ...args }, opts);
const login = { credentials: { username: "robot", accessToken: pulumi.secret("hunter2") } };

const refusedTogether = (inputs: Record<string, unknown>) => [...pullThroughCacheRule(inputs)];

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "pullThroughCache.identity.txt"),
  grown: () => build(login),
  added: [
    "cache > aws:secretsmanager/secret:Secret cache-credentials",
    "cache > aws:secretsmanager/secretVersion:SecretVersion cache-credentials",
  ],
  refusals: {
    "an upstream that needs a login, without one": {
      build: () => build({ upstream: UpstreamRegistry.DockerHub }),
      paths: ["credentials"],
    },
    "two logins, one under a name that ECR does not look for": {
      build: () =>
        build({ ...login, secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hub-AbCdEf" }),
      paths: ["secretArn", "secretArn"],
    },
    "upstreams without what makes their address, or with what makes another one's": {
      build: () => build({ upstream: UpstreamRegistry.Azure, ...login, sourceRegion: "eu-central-1" }),
      paths: ["registryName", "sourceRegion"],
    },
    "an account and a region that do not exist, and a login that ECR does not ask for": {
      build: () =>
        build({
          upstream: UpstreamRegistry.Ecr,
          sourceAccountId: "12345",
          sourceRegion: "eu-centrl-1",
          ...login,
        }),
      paths: ["credentials", "sourceAccountId", "sourceRegion"],
    },
    "an upstream, a prefix and a period that do not exist": {
      build: () =>
        build({
          upstream: "hub" as UpstreamRegistry,
          prefix: "Q",
          expireAfterDays: 0,
          retention: "keep" as "retain",
        }),
      paths: ["retention", "prefix", "expireAfterDays", "upstream"],
    },
  },
});

it("caches under its prefix, in repositories that are encrypted and do not grow for ever (F.6.8)", async () => {
  const recording = await record(build);
  const template = recording.the("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate");
  const rule = recording.the("aws:ecr/pullThroughCacheRule:PullThroughCacheRule");
  expect(rule.inputs).toEqual({ ecrRepositoryPrefix: "quay", upstreamRegistryUrl: "quay.io" });
  expect(rule.dependsOn).toContain(template.urn);
  expect(template.inputs).toMatchObject({
    prefix: "quay",
    appliedFors: ["PULL_THROUGH_CACHE"],
    encryptionConfigurations: [{ encryptionType: "AES256" }],
  });
  expect(JSON.parse(template.inputs["lifecyclePolicy"] as string)).toMatchObject({
    rules: [{ selection: { countType: "sinceImagePushed", countNumber: 90 }, action: { type: "expire" } }],
  });
});

it.each<[Partial<PullThroughCacheArgs>, string]>([
  [{ upstream: UpstreamRegistry.Azure, registryName: "ballast", ...login }, "ballast.azurecr.io"],
  [{ upstream: UpstreamRegistry.Chainguard, ...login }, "cgr.dev"],
  [
    { upstream: UpstreamRegistry.Ecr, sourceAccountId: "210987654321", sourceRegion: "eu-west-1" },
    "210987654321.dkr.ecr.eu-west-1.amazonaws.com",
  ],
])("caches %j", async (args, url) => {
  const recording = await record(() => build(args));
  const { inputs } = recording.the("aws:ecr/pullThroughCacheRule:PullThroughCacheRule");
  expect(inputs["upstreamRegistryUrl"]).toBe(url);
  expect(refusedTogether(inputs)).toEqual([]);
});

it("keeps its login where ECR looks for it, secret all the way", async () => {
  const recording = await record(() =>
    build({ ...login, upstream: UpstreamRegistry.DockerHub, prefix: "hub/mirror", retention: "discard" }),
  );
  const secret = recording.the("aws:secretsmanager/secret:Secret");
  const version = recording.the("aws:secretsmanager/secretVersion:SecretVersion");
  expect(secret).toMatchObject({
    inputs: { namePrefix: "ecr-pullthroughcache/hub-mirror-", recoveryWindowInDays: 0 },
    protect: false,
  });
  expect(JSON.parse(version.inputs["secretString"] as string)).toEqual({
    username: "robot",
    accessToken: "hunter2",
  });
  expect(version.secrets).toEqual(["secretString"]);
  const rule = recording.the("aws:ecr/pullThroughCacheRule:PullThroughCacheRule");
  expect(rule.inputs["credentialArn"]).toBe(secret.state["arn"]);
  expect(rule.dependsOn).toContain(version.urn);
});

it("lets tasks pull from it, and have ECR fill it, without a login of their own (F.6.5, F.6.8)", async () => {
  const recording = await record(() => {
    const cache = build();
    new TaskDefinition("web", {
      site,
      containers: { web: { image: pulumi.interpolate`${cache.registry}/team/web:1` } },
      parts: { cache: cache.taskPart },
    });
  });
  const definition = recording.the("aws:ecs/taskDefinition:TaskDefinition").inputs[
    "containerDefinitions"
  ] as string;
  expect(JSON.parse(definition)).toMatchObject([
    { image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/quay/team/web:1" },
  ]);
  const { Statement } = JSON.parse(
    recording.the("aws:iam/rolePolicy:RolePolicy").inputs["policy"] as string,
  ) as {
    Statement: { Action: string[]; Resource: string[] }[];
  };
  expect(Statement.slice(1).map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [["ecr:GetAuthorizationToken"], ["*"]],
    [
      ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      ["arn:aws:ecr:eu-central-1:123456789012:repository/quay/team/web"],
    ],
    [
      ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
      ["arn:aws:ecr:eu-central-1:123456789012:repository/quay/*"],
    ],
  ]);
});
