import { createClosedBucket } from "@ballast/ecs";
import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  decidedByAccount,
  retentionOptions,
  waiversOf,
  storeProtection,
  type Site,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { checkDelivery, heldGate, type ScannedDeliveryArgs } from "./args.ts";
import { notifyFailures } from "./notifications.ts";
import { pipelineStages } from "./pipeline.ts";
import { createImageBuild, createRelease } from "./projects.ts";
import { createRole, pipelineStatements, type Stores } from "./roles.ts";
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
  /** The pipeline in CodePipeline, to start or stop it. */
  readonly pipelineName: pulumi.Output<string>;
  /** Where people bring their sources: a Git URL, `owner/name`, or an object's address. */
  readonly sourceLocation: pulumi.Output<string>;
  /** Of a connection, which does nothing before its hand-shake in the console; empty for other sources. */
  readonly connectionArn: pulumi.Output<string>;
  /** Where the reports of Clair lie: `s3://…`. */
  readonly reportLocation: pulumi.Output<string>;
  /** Topic of failures. */
  readonly failuresTopicArn: pulumi.Output<string>;
  /** The log group of builds and scans. */
  readonly logGroupName: pulumi.Output<string>;
  /** Why protections are off, by rule and by the member that each is for. */
  readonly waivers: Waivers;

  constructor(name: string, args: ScannedDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "ScannedDelivery", name, args, checkDelivery);
    super("ballast-clair:index:ScannedDelivery", name, {}, opts);
    const child = { parent: this };
    const { retention, site } = args;

    const key = createKey(name, site, child);
    const context = { kmsKeyArn: key.arn, retention };
    const artifacts = createClosedBucket(
      () => `${name}-artifacts`,
      { ...context, lifecycle: { id: "expire", days: 30, current: true } },
      child,
    );
    const reports = createClosedBucket(
      () => `${name}-reports`,
      {
        ...context,
        lifecycle: { id: "expire", days: args.reportDays ?? 365, prefix: "reports/", current: true },
      },
      child,
    );
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-builds`,
      { retentionInDays: args.logRetentionDays ?? 90 },
      { ...child, ...retentionOptions(retention) },
    );
    const stores: Stores = { artifacts: artifacts.arn, reports: reports.arn, kmsKeyArn: key.arn };
    const source = createSource(name, args.source, context, child);

    const build = createImageBuild(
      name,
      heldGate(name, args),
      { stores, logs, reports: reports.name },
      child,
    );
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
    this.waivers = waiversOf({
      "codebuild-privileged": { [`${name}-build`]: { enabled: false, reason: privilegedReason } },
      "data-retention": Object.fromEntries(
        ["artifacts", "reports", "builds", "source"].map((role) => [
          `${name}-${role}`,
          storeProtection(args),
        ]),
      ),
    });
    this.registerOutputs({
      pipelineName: this.pipelineName,
      sourceLocation: this.sourceLocation,
      connectionArn: this.connectionArn,
      reportLocation: this.reportLocation,
      failuresTopicArn: this.failuresTopicArn,
      logGroupName: this.logGroupName,
      waivers: this.waivers,
    });
  }
}

const privilegedReason =
  "it builds images by a Docker daemon of its own, on a host that is thrown away, with a role that names what it may do";

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
          decidedByAccount(site),
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
