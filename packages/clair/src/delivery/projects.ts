import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { GatePolicy } from "../gate/policy.ts";
import { gateProgram } from "../gate/gateProgram.ts";
import { defaultDataAgeDays, type ClairGateArgs, type ScannedDeliveryArgs } from "./args.ts";
import type { BuildContext } from "./context.ts";
import { clairBuildspec, releaseBuildspec, verifyBuildspec } from "./buildspec.ts";
import { buildNameOf, BuildPlatform, platformsOf, secretVariable } from "./imageBuild.ts";
import { imageBuildspec } from "./imageBuildspec.ts";
import { byDigest } from "../scanner/args.ts";
import { machineOf, type Machine } from "./machines.ts";
import { limitsOf } from "./pipeline.ts";
import { createRole, imageBuildStatements, releaseStatements, verifyStatements } from "./roles.ts";

type Variable = aws.types.input.codebuild.ProjectEnvironmentEnvironmentVariable;
/** A variable with a known name, which other projects can also use. */
export type GateVariable = Variable & { name: string };

/**
 * The project that builds the image on one platform. Its role has access to the quarantine repository, but not to the
 * scan build.
 */
export function createImageBuild(
  name: string,
  platform: BuildPlatform,
  args: ScannedDeliveryArgs,
  context: BuildContext,
  child: pulumi.ComponentResourceOptions,
): aws.codebuild.Project {
  return createProject(buildNameOf(name, platform, args.build), args, context, child, {
    description: `Builds images of ${name}, and pushes them into the quarantine`,
    statements: imageBuildStatements(platform, args, context),
    securityGroupIds: args.imageBuildSecurityGroupIds ?? args.securityGroupIds,
    logs: context.buildLogs,
    // Required for Docker.
    privilegedMode: true,
    buildspec: imageBuildspec(args.build, platform),
    variables: Object.entries(args.build?.registries ?? {}).map(([key, { secretArn }]) => ({
      name: secretVariable(key),
      value: secretArn,
    })),
    machine: machineOf(platform, args),
  });
}

/** The scan build, which copies passed images to the release repository. */
export function createRelease(
  name: string,
  args: ScannedDeliveryArgs,
  context: BuildContext,
  gate: Variable[],
  child: pulumi.ComponentResourceOptions,
): aws.codebuild.Project {
  const limits = Object.entries(limitsOf(args.inspector ?? {})).map(([severity, limit]) => ({
    name: `LIMIT_${severity.toUpperCase()}`,
    value: String(limit),
  }));
  return createProject(`${name}-release`, args, context, child, {
    description: args.clair
      ? `Has images of ${name} scanned, judges them, and releases what passes`
      : `Releases images of ${name} that Amazon Inspector let through`,
    statements: releaseStatements(args, context),
    securityGroupIds: args.securityGroupIds,
    logs: context.judgeLogs,
    // Required to run clairctl in a container.
    privilegedMode: args.clair !== undefined,
    buildspec: args.clair ? clairBuildspec() : releaseBuildspec(),
    variables: [
      { name: "REPOSITORY_NAME", value: args.repositoryName },
      { name: "REPOSITORY_URL", value: args.repositoryUrl },
      { name: "CONTAINER_NAME", value: args.target.containerName },
      { name: "SIGNING_KEY", value: context.signingKeyArn },
      { name: "PLATFORMS", value: platformsOf(args.build).join() },
      ...gate,
      // `ballast scan-status` reads these: the limits, and the service that runs the released images.
      ...(args.inspector
        ? [
            ...limits,
            { name: "CLUSTER_NAME", value: args.target.clusterName },
            { name: "SERVICE_NAME", value: args.target.serviceName },
          ]
        : []),
    ],
  });
}

/** The project that allows a deployment only if the image has the scan build's signature. */
export function createVerification(
  name: string,
  args: ScannedDeliveryArgs,
  context: BuildContext,
  gate: GateVariable[],
  child: pulumi.ComponentResourceOptions,
): aws.codebuild.Project {
  // A boundary of a deployer's roles lets pipelines start projects that are named as builds.
  return createProject(`${name}-verify-build`, args, context, child, {
    description: `Verifies the signature of what ${name} is about to deploy`,
    statements: verifyStatements(args, context),
    securityGroupIds: args.securityGroupIds,
    logs: context.judgeLogs,
    privilegedMode: false,
    buildspec: verifyBuildspec(),
    variables: [
      { name: "REPOSITORY_URL", value: args.repositoryUrl },
      { name: "CONTAINER_NAME", value: args.target.containerName },
      { name: "SIGNING_KEY", value: context.signingKeyArn },
      ...gate.filter((one) => one.name.startsWith("GATE_")),
    ],
  });
}

interface ProjectArgs {
  description: string;
  statements: Parameters<typeof createRole>[4];
  securityGroupIds: Record<string, pulumi.Input<string>>;
  logs: aws.cloudwatch.LogGroup;
  privilegedMode: boolean;
  buildspec: string;
  variables: Variable[];
  /** @default - x86 */
  machine?: Machine;
  /** Gets its source from the pipeline. @default true */
  isInPipeline?: boolean;
}

export function createProject(
  name: string,
  args: ScannedDeliveryArgs,
  { stores, quarantine }: BuildContext,
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
      ...(project.isInPipeline === false
        ? { source: { type: "NO_SOURCE", buildspec: project.buildspec }, artifacts: { type: "NO_ARTIFACTS" } }
        : {
            source: { type: "CODEPIPELINE", buildspec: project.buildspec },
            artifacts: { type: "CODEPIPELINE" },
          }),
      encryptionKey: stores.kmsKeyArn,
      buildTimeout: args.buildTimeoutMinutes ?? 60,
      environment: {
        ...(project.machine ?? machineOf(BuildPlatform.Amd64, args)),
        computeType: args.computeType ?? "BUILD_GENERAL1_SMALL",
        imagePullCredentialsType: "CODEBUILD",
        privilegedMode: project.privilegedMode,
        environmentVariables: [
          ...(project.isInPipeline === false
            ? []
            : [
                { name: "QUARANTINE_NAME", value: quarantine.name },
                { name: "QUARANTINE_URL", value: quarantine.url },
              ]),
          ...project.variables,
        ],
      },
      logsConfig: { cloudwatchLogs: { groupName: project.logs.name } },
      vpcConfig: {
        vpcId: args.vpcId,
        subnets: Object.values(args.subnetIds),
        securityGroupIds: Object.values(project.securityGroupIds),
      },
    },
    // CodeBuild tries the role's rights in the VPC as it makes the project.
    { ...child, dependsOn: [role.policy] },
  );
}

/** Environment of the scan build: locations and digests of the gate's files, the scanner, and the secret's ARN. */
export function gateVariables(
  name: string,
  { clair }: ScannedDeliveryArgs,
  { reports, stores }: BuildContext,
  child: pulumi.ComponentResourceOptions,
): GateVariable[] {
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
  const program: GateVariable[] = [
    { name: "GATE_LOCATION", value: pulumi.interpolate`s3://${reports}/gate` },
    { name: "GATE_SHA256", value: store("gate", gateProgram, "mjs", "text/javascript") },
  ];
  if (clair === undefined) return program;
  return [
    ...program,
    {
      name: "POLICY_SHA256",
      value: store("policy", JSON.stringify(policyOf(clair), null, 2), "json", "application/json"),
    },
    { name: "REPORT_LOCATION", value: pulumi.interpolate`s3://${reports}/reports` },
    { name: "CLAIR_API", value: clair.apiUrl },
    { name: "CLAIR_IMAGE", value: byDigest(clair.image) },
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
    maximumDataAgeDays: clair.maximumDataAgeDays ?? defaultDataAgeDays,
    allow: clair.allow ?? [],
    ...(clair.unrated && { unrated: clair.unrated }),
    ...(clair.unscanned && { unscanned: clair.unscanned }),
  };
}
