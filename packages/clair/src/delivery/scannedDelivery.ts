import { createClosedBucket } from "@ballast/ecs";
import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  joinWatchParts,
  policyDocument,
  retentionOptions,
  waiversOf,
  storeProtection,
  type Waivers,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { checkDelivery, heldSecrets, type ScannedDeliveryArgs } from "./args.ts";
import type { Stores } from "./context.ts";
import { buildNameOf, platformsOf } from "./imageBuild.ts";
import { createKey, createSigningKey } from "./keys.ts";
import { projectsInCuratedImages } from "./machines.ts";
import { notifyFailures } from "./notifications.ts";
import { pipelineStages } from "./pipeline.ts";
import { pipelineStatements } from "./pipelineRole.ts";
import { createImageBuild, createRelease, createVerification, gateVariables } from "./projects.ts";
import { createQuarantine } from "./quarantine.ts";
import { hearInspector, rescanWhatRuns } from "./rescan.ts";
import { clientStatements, createRole } from "./roles.ts";
import { startOnChange, watchRules } from "./rules.ts";
import { createSource } from "./source.ts";

/**
 * A pipeline that deploys an image only if its scan passes. It builds the sources and pushes the image to a separate
 * repository, the quarantine. With another role, it then scans the image, evaluates the gate, signs the image and
 * copies it to the release repository. Finally it verifies the signature and deploys the digest to one ECS service.
 *
 * The gate and its limits are part of the pipeline, so sources cannot change them. The report of every scan is kept,
 * also for rejected images.
 *
 * What runs is judged again each day: pass `watchPart` to `Watch`.
 *
 * Charges: CodePipeline per minute of its actions, builds per minute, two KMS keys, and storage.
 */
export class ScannedDelivery extends pulumi.ComponentResource {
  /** Name of the pipeline in CodePipeline, to start or stop it. */
  readonly pipelineName: pulumi.Output<string>;
  /** Where to push or upload the sources: a Git URL, `owner/name`, or the URL of an object. */
  readonly sourceLocation: pulumi.Output<string>;
  /** ARN of the connection, which works only after its handshake in the console; empty for other sources. */
  readonly connectionArn: pulumi.Output<string>;
  /** Location of Clair's reports: `s3://…`. */
  readonly reportLocation: pulumi.Output<string>;
  /** ARN of the SNS topic for failures. */
  readonly failuresTopicArn: pulumi.Output<string>;
  /** Log group of builds, with the output of the source's commands. */
  readonly logGroupName: pulumi.Output<string>;
  /** Log group of scans and verdicts, to which no build can write. */
  readonly judgeLogGroupName: pulumi.Output<string>;
  /** Repository of the built images; they are deleted after `quarantineDays`, released or not. */
  readonly quarantineRepositoryName: pulumi.Output<string>;
  /**
   * Environment variables for other CodeBuild projects that use the same scanner and gate with the buildspec
   * `clientBuildspec`. `CLAIR_PSK` is an ARN, for a variable of type `SECRETS_MANAGER`. Empty without `clair`.
   */
  readonly clientEnvironment: Record<string, pulumi.Output<string>>;
  /** JSON policy with the additional permissions that the role of such a project needs; undefined without `clair`. */
  readonly clientPolicy: pulumi.Output<string> | undefined;
  /**
   * ARN of the KMS key that signs images that passed. Its public key verifies a release anywhere, with cosign or KMS.
   */
  readonly signingKeyArn: pulumi.Output<string>;
  /** For `Watch`: monitors that the deployed image was scanned again and passed. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ScannedDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "ScannedDelivery", name, args, checkDelivery);
    super("ballast-clair:index:ScannedDelivery", name, {}, opts);
    const child = { parent: this };
    const { retention, site } = args;

    const key = createKey(name, site, child);
    const signingKey = createSigningKey(name, site, child);
    const kept = { kmsKeyArn: key.arn, retention };
    const artifacts = createClosedBucket(
      () => `${name}-artifacts`,
      { ...kept, lifecycle: { id: "expire", days: 30, current: true } },
      child,
    );
    const reports = createClosedBucket(
      () => `${name}-reports`,
      {
        ...kept,
        lifecycle: { id: "expire", days: args.reportDays ?? 365, prefix: "reports/", current: true },
      },
      child,
    );
    const logs = new aws.cloudwatch.LogGroup(
      `${name}-builds`,
      { retentionInDays: args.logRetentionDays ?? 90 },
      { ...child, ...retentionOptions(retention) },
    );
    const judgeLogs = new aws.cloudwatch.LogGroup(
      `${name}-judge`,
      { retentionInDays: args.logRetentionDays ?? 90 },
      { ...child, ...retentionOptions(retention) },
    );
    const stores: Stores = { artifacts: artifacts.arn, reports: reports.arn, kmsKeyArn: key.arn };
    const source = createSource(name, args.source, kept, child);
    const quarantine = createQuarantine(name, args, child);

    const held = heldSecrets(name, args);
    const context = {
      stores,
      quarantine,
      buildLogs: logs,
      judgeLogs,
      reports: reports.name,
      signingKeyArn: signingKey.arn,
    };
    const gate = gateVariables(name, held, context, child);
    const builds = platformsOf(held.build).map((platform) => ({
      platform,
      project: createImageBuild(name, platform, held, context, child),
    }));
    const release = createRelease(name, held, context, gate, child);
    const verify = createVerification(name, held, context, gate, child);
    const role = createRole(
      `${name}-pipeline`,
      `Moves releases of ${name} from their source to their service`,
      "codepipeline.amazonaws.com",
      site,
      pipelineStatements(
        args,
        context,
        [...builds.map(({ project }) => project.arn), release.arn, verify.arn],
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
        stages: pipelineStages(args, source, quarantine.name, {
          builds: builds.map(({ platform, project }) => ({ platform, name: project.name })),
          release: release.name,
          verify: verify.name,
        }),
      },
      { ...child, dependsOn: [role.policy] },
    );
    const startRule = startOnChange(name, site, source, pipeline, child);

    this.pipelineName = pipeline.name;
    this.sourceLocation = source.location;
    this.connectionArn = source.connectionArn ?? pulumi.output("");
    this.reportLocation = pulumi.interpolate`s3://${reports.name}/reports`;
    const failures = notifyFailures(
      name,
      { site, pipelineName: pipeline.name, kmsKeyArn: key.arn, subscribers: args.subscribers ?? {} },
      child,
    );
    this.failuresTopicArn = failures.topicArn;
    this.watchPart = joinWatchParts([
      rescanWhatRuns(name, held, context, gate, this.failuresTopicArn, child),
      ...(held.inspector ? [hearInspector(name, held)] : []),
      watchRules(name, startRule, failures.ruleName),
    ]);
    this.logGroupName = logs.name;
    this.judgeLogGroupName = judgeLogs.name;
    this.quarantineRepositoryName = quarantine.name;
    this.signingKeyArn = signingKey.arn;
    this.clientEnvironment = Object.fromEntries(
      (held.clair ? gate : [])
        .filter(({ name }) => name !== "REPORT_LOCATION")
        .map(({ name, value }) => [name, pulumi.output(value)]),
    );
    this.clientPolicy = held.clair && policyDocument(clientStatements(site, held.clair, stores));
    this.waivers = waiversOf({
      "codebuild-privileged": {
        ...Object.fromEntries(
          builds.map(({ platform }) => [
            buildNameOf(name, platform, held.build),
            { enabled: false, reason: privilegedReason },
          ]),
        ),
        [`${name}-release`]: held.clair && { enabled: false, reason: judgeReason },
        [`${name}-rescan-build`]: held.clair && { enabled: false, reason: judgeReason },
      },
      "codebuild-image-digest": Object.fromEntries(
        projectsInCuratedImages(name, held).map((project) => [
          project,
          { enabled: false, reason: curatedReason },
        ]),
      ),
      "ecr-scan": { [`${name}-quarantine-repository`]: { enabled: false, reason: quarantineReason } },
      "data-retention": Object.fromEntries(
        ["artifacts", "reports", "builds", "judge", "source", "quarantine-repository"].map((role) => [
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
      judgeLogGroupName: this.judgeLogGroupName,
      quarantineRepositoryName: this.quarantineRepositoryName,
      signingKeyArn: this.signingKeyArn,
      clientEnvironment: this.clientEnvironment,
      clientPolicy: this.clientPolicy,
      waivers: this.waivers,
    });
  }
}

const privilegedReason =
  "the build runs its own Docker daemon on a temporary host, and its role can push only to the quarantine repository";
const curatedReason =
  "only AWS can move the tags of the images that CodeBuild provides; AWS also runs the build hosts, and publishes no digests of these images";
const judgeReason =
  "the build runs clairctl with its own Docker daemon on a temporary host, and executes nothing from the source or the image";
const quarantineReason = "the pipeline scans each image in it before it is released, and nothing in it runs";
