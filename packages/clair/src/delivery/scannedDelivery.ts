import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import { retentionOptions, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { GatePolicy } from "../gate/gate.ts";
import { gateProgram } from "../gate/program.golden.ts";
import { checkDelivery, type ClairGateArgs, type ScannedDeliveryArgs } from "./args.ts";
import { createBucket } from "./bucket.ts";
import { clairBuildspec, quarantineBuildspec, releaseBuildspec } from "./buildspec.ts";
import { notifyFailures } from "./notifications.ts";
import { pipelineStages } from "./pipeline.ts";
import {
  createRole,
  imageBuildStatements,
  pipelineStatements,
  releaseStatements,
  type Stores,
} from "./roles.ts";
import { createSource, type Source } from "./source.ts";

/**
 * A pipeline that ships an image only when its scan passes: sources, build, a push under a quarantine tag, the scan, the
 * gate, and only then a release tag and the deployment to one ECS service.
 *
 * The gate and its limits belong to the pipeline; sources cannot change them. The report of every scan is kept, also of
 * what was rejected.
 *
 * Costs CodePipeline by the minute of its actions, builds by the minute, one KMS key, and storage.
 */
export class ScannedDelivery extends pulumi.ComponentResource {
  readonly pipelineName: pulumi.Output<string>;
  /** Where people bring their sources: a Git URL, `owner/name`, or an object's address. */
  readonly sourceLocation: pulumi.Output<string>;
  /** Of a connection, which does nothing before its hand-shake in the console; empty for other sources. */
  readonly connectionArn: pulumi.Output<string>;
  /** Where the reports of Clair lie: `s3://…`. */
  readonly reportLocation: pulumi.Output<string>;
  /** Topic of failures. */
  readonly failuresTopicArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: ScannedDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    checkDelivery(name, args);
    super("ballast-clair:index:ScannedDelivery", name, {}, opts);
    const child = { parent: this };
    const { retention, site } = args;

    const key = createKey(name, site, child);
    const context = { kmsKeyArn: key.arn, retention };
    const artifacts = createBucket(`${name}-artifacts`, { ...context, expireDays: 30 }, child);
    const reports = createBucket(
      `${name}-reports`,
      { ...context, expireDays: args.reportDays ?? 365, expirePrefix: "reports/" },
      child,
    );
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-builds`,
      { retentionInDays: args.logRetentionDays ?? 90 },
      { ...child, ...retentionOptions(retention) },
    );
    const stores: Stores = { artifacts: artifacts.arn, reports: reports.arn, kmsKeyArn: key.arn };
    const source = createSource(name, args.source, context, child);

    const build = createImageBuild(name, args, { stores, logs, reports: reports.name }, child);
    const release =
      args.inspector && createRelease(name, args, { stores, logs, reports: reports.name }, child);
    const projects = [build, ...(release ? [release] : [])];
    const role = createRole(
      `${name}-pipeline`,
      `Moves releases of ${name} from their source to their service`,
      "codepipeline.amazonaws.com",
      site,
      pipelineStatements(
        args,
        stores,
        projects.map((project) => project.arn),
        source.statements,
      ),
      child,
    );
    const pipeline = new aws.codepipeline.Pipeline(
      `${name}-pipeline`,
      {
        pipelineType: "V2",
        // An older commit never overtakes a newer one.
        executionMode: "SUPERSEDED",
        roleArn: role.arn,
        artifactStores: [
          { type: "S3", location: artifacts.name, encryptionKey: { type: "KMS", id: key.arn } },
        ],
        stages: pipelineStages(args, source, { build: build.name, release: release?.name }),
      },
      { ...child, dependsOn: [role.policy] },
    );
    startOnChange(name, site, source, pipeline, child);

    this.pipelineName = pipeline.name;
    this.sourceLocation = source.location;
    this.connectionArn = source.connectionArn ?? pulumi.output("");
    this.reportLocation = pulumi.interpolate`s3://${reports.name}/reports`;
    this.failuresTopicArn = notifyFailures(
      name,
      { site, pipelineName: pipeline.name, kmsKeyArn: key.arn, subscribers: args.subscribers ?? {} },
      child,
    );
    this.logGroupName = logs.name;
    this.registerOutputs({
      pipelineName: this.pipelineName,
      sourceLocation: this.sourceLocation,
      connectionArn: this.connectionArn,
      reportLocation: this.reportLocation,
      failuresTopicArn: this.failuresTopicArn,
      logGroupName: this.logGroupName,
    });
  }
}

/** One key for artifacts, reports and notices; EventBridge, which publishes those, may use it too. */
function createKey(name: string, site: Site, child: pulumi.ComponentResourceOptions): aws.kms.Key {
  return new aws.kms.Key(
    `${name}-key`,
    {
      description: `Artifacts, reports and notices of ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Account",
            Effect: "Allow",
            Principal: { AWS: pulumi.interpolate`arn:${site.partition}:iam::${site.accountId}:root` },
            Action: "kms:*",
            Resource: "*",
          },
          // EventBridge says neither to KMS nor to SNS on whose behalf it comes, so no condition can ask for it.
          {
            Sid: "Notices",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
            Resource: "*",
          },
        ],
      }),
    },
    child,
  );
}

interface BuildContext {
  stores: Stores;
  logs: aws.cloudwatch.LogGroup;
  reports: pulumi.Output<string>;
}

type Variable = aws.types.input.codebuild.ProjectEnvironmentEnvironmentVariable;

function createImageBuild(
  name: string,
  args: ScannedDeliveryArgs,
  context: BuildContext,
  child: pulumi.ComponentResourceOptions,
): aws.codebuild.Project {
  return createProject(`${name}-build`, args, context, child, {
    description: `Builds images of ${name}${args.clair ? ", has them scanned, and releases what passes" : ""}`,
    statements: imageBuildStatements(args, context.stores, context.logs.arn),
    // It runs Docker.
    privilegedMode: true,
    buildspec: args.clair ? clairBuildspec() : quarantineBuildspec(),
    variables: args.clair ? gateVariables(name, args.clair, context, child) : [],
  });
}

function createRelease(
  name: string,
  args: ScannedDeliveryArgs,
  context: BuildContext,
  child: pulumi.ComponentResourceOptions,
): aws.codebuild.Project {
  return createProject(`${name}-release`, args, context, child, {
    description: `Releases images of ${name} that Amazon Inspector let through`,
    statements: releaseStatements(args, context.stores, context.logs.arn),
    privilegedMode: false,
    buildspec: releaseBuildspec(),
    variables: [],
  });
}

interface ProjectArgs {
  description: string;
  statements: Parameters<typeof createRole>[4];
  privilegedMode: boolean;
  buildspec: string;
  variables: Variable[];
}

function createProject(
  name: string,
  args: ScannedDeliveryArgs,
  { stores, logs }: BuildContext,
  child: pulumi.ComponentResourceOptions,
  project: ProjectArgs,
): aws.codebuild.Project {
  const role = createRole(
    name,
    project.description,
    "codebuild.amazonaws.com",
    args.site,
    project.statements,
    child,
  );
  return new aws.codebuild.Project(
    name,
    {
      description: project.description,
      serviceRole: role.arn,
      source: { type: "CODEPIPELINE", buildspec: project.buildspec },
      artifacts: { type: "CODEPIPELINE" },
      encryptionKey: stores.kmsKeyArn,
      buildTimeout: args.buildTimeoutMinutes ?? 60,
      environment: {
        type: "LINUX_CONTAINER",
        computeType: args.computeType ?? "BUILD_GENERAL1_SMALL",
        image: args.buildImage ?? "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        imagePullCredentialsType: "CODEBUILD",
        privilegedMode: project.privilegedMode,
        environmentVariables: [
          { name: "REPOSITORY_NAME", value: args.repositoryName },
          { name: "REPOSITORY_URL", value: args.repositoryUrl },
          { name: "CONTAINER_NAME", value: args.target.containerName },
          ...project.variables,
        ],
      },
      logsConfig: { cloudwatchLogs: { groupName: logs.name } },
      vpcConfig: {
        vpcId: args.vpcId,
        subnets: Object.values(args.subnetIds),
        securityGroupIds: Object.values(args.securityGroupIds),
      },
    },
    // CodeBuild tries the role's rights in the VPC as it makes the project.
    { ...child, dependsOn: [role.policy] },
  );
}

/** Where the build finds the gate, by what it must be; and the scanner, with the secret by its ARN alone. */
function gateVariables(
  name: string,
  clair: ClairGateArgs,
  { reports, stores }: BuildContext,
  child: pulumi.ComponentResourceOptions,
): Variable[] {
  const store = (
    role: string,
    content: string,
    extension: string,
    contentType: string,
  ): pulumi.Output<string> => {
    const hash = createHash("sha256").update(content).digest("hex");
    const stored = new aws.s3.BucketObjectv2(
      `${name}-${role}`,
      {
        bucket: reports,
        key: `gate/${hash}.${extension}`,
        content,
        contentType,
        kmsKeyId: stores.kmsKeyArn,
        serverSideEncryption: "aws:kms",
      },
      child,
    );
    return stored.id.apply(() => hash);
  };
  return [
    { name: "GATE_LOCATION", value: pulumi.interpolate`s3://${reports}/gate` },
    { name: "GATE_SHA256", value: store("gate", gateProgram, "mjs", "text/javascript") },
    {
      name: "POLICY_SHA256",
      value: store("policy", JSON.stringify(policyOf(clair), null, 2), "json", "application/json"),
    },
    { name: "REPORT_LOCATION", value: pulumi.interpolate`s3://${reports}/reports` },
    { name: "CLAIR_API", value: clair.apiUrl },
    { name: "CLAIR_IMAGE", value: clair.image },
    { name: "CLAIR_ISSUER", value: clair.issuer },
    { name: "CLAIR_PSK", value: clair.pskSecretArn, type: "SECRETS_MANAGER" },
  ];
}

function policyOf(clair: ClairGateArgs): GatePolicy {
  return {
    minimumSeverity: clair.minimumSeverity ?? "High",
    threshold: clair.threshold ?? 0,
    ignoreUnfixed: clair.ignoreUnfixed ?? false,
    allowNoPackages: clair.allowNoPackages ?? false,
    maximumDataAgeDays: clair.maximumDataAgeDays ?? 7,
    allow: clair.allow ?? [],
  };
}

/** EventBridge starts the pipeline, and nothing else, when its source changes. */
function startOnChange(
  name: string,
  site: Site,
  source: Source,
  pipeline: aws.codepipeline.Pipeline,
  child: pulumi.ComponentResourceOptions,
): void {
  if (source.eventPattern === undefined) return;
  const rule = new aws.cloudwatch.EventRule(
    `${name}-start`,
    { description: `Changed sources of ${name}`, eventPattern: source.eventPattern },
    child,
  );
  const role = createRole(
    `${name}-start`,
    `Starts the pipeline of ${name}`,
    "events.amazonaws.com",
    site,
    [{ actions: ["codepipeline:StartPipelineExecution"], resources: [pipeline.arn] }],
    child,
  );
  new aws.cloudwatch.EventTarget(
    `${name}-start`,
    { rule: rule.name, arn: pipeline.arn, roleArn: role.arn },
    { ...child, dependsOn: [role.policy] },
  );
}
