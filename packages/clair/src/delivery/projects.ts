import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { GatePolicy } from "../gate/policy.ts";
import { gateProgram } from "../gate/gateProgram.ts";
import type { ClairGateArgs, ScannedDeliveryArgs } from "./args.ts";
import { clairBuildspec, quarantineBuildspec, releaseBuildspec } from "./buildspec.ts";
import { limitsOf } from "./pipeline.ts";
import { createRole, imageBuildStatements, releaseStatements, type Stores } from "./roles.ts";

export interface BuildContext {
  stores: Stores;
  logs: aws.cloudwatch.LogGroup;
  reports: pulumi.Output<string>;
}

type Variable = aws.types.input.codebuild.ProjectEnvironmentEnvironmentVariable;
/** One whose name is known, for the environment of other projects too. */
type GateVariable = Variable & { name: string };

export function createImageBuild(
  name: string,
  args: ScannedDeliveryArgs,
  context: BuildContext,
  gate: Variable[],
  child: pulumi.ComponentResourceOptions,
): aws.codebuild.Project {
  return createProject(`${name}-build`, args, context, child, {
    description: `Builds images of ${name}${args.clair ? ", has them scanned, and releases what passes" : ""}`,
    statements: imageBuildStatements(args, context.stores, context.logs.arn),
    // It runs Docker.
    privilegedMode: true,
    buildspec: args.clair ? clairBuildspec() : quarantineBuildspec(),
    variables: gate,
  });
}

export function createRelease(
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
    variables: Object.entries(limitsOf(args.inspector ?? {})).map(([severity, limit]) => ({
      name: `LIMIT_${severity.toUpperCase()}`,
      value: String(limit),
    })),
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
export function gateVariables(
  name: string,
  clair: ClairGateArgs,
  { reports, stores }: Pick<BuildContext, "reports" | "stores">,
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
    ...(clair.unrated && { unrated: clair.unrated }),
    ...(clair.unscanned && { unscanned: clair.unscanned }),
  };
}
