import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { InspectorGateArgs, ScannedDeliveryArgs } from "./args.ts";
import { architectureOf, type BuildPlatform } from "./imageBuild.ts";
import type { Source } from "./source.ts";

type Stage = aws.types.input.codepipeline.PipelineStage;
type Action = aws.types.input.codepipeline.PipelineStageAction;

export interface BuildProject {
  platform: BuildPlatform;
  name: pulumi.Input<string>;
}

/** Names of the CodeBuild projects. */
export interface Projects {
  /** Projects that run the source's Dockerfile, one for each platform, in this order. */
  builds: BuildProject[];
  /** The scan build, which also releases the image. */
  release: pulumi.Input<string>;
  /** Verifies the signature of the image to deploy. */
  verify: pulumi.Input<string>;
}

export function pipelineStages(
  args: ScannedDeliveryArgs,
  source: Source,
  quarantineName: pulumi.Input<string>,
  projects: Projects,
): Stage[] {
  return [
    { name: "Source", actions: [sourceAction(source)] },
    { name: "Build", actions: buildImages(projects) },
    ...(args.inspector ? [{ name: "Scan", actions: [inspect(quarantineName, args.inspector)] }] : []),
    { name: "Release", actions: [judgeAndRelease(projects)] },
    // In one stage: no other execution comes between them.
    { name: "Deploy", actions: inTurn([verifySignature(projects), ...saveVolumes(args), deploy(args)]) },
  ];
}

/** Actions that run one after the other. */
function inTurn(actions: Action[]): Action[] {
  return actions.map((action, index) => ({ ...action, runOrder: index + 1 }));
}

const sources = "Sources";
const releases = "Release";
const verified = "Verified";

function sourceAction({ action }: Source): Action {
  return {
    name: "Source",
    category: "Source",
    owner: "AWS",
    provider: action.provider,
    version: "1",
    outputArtifacts: [sources],
    configuration: action.configuration,
  };
}

/** CodePipeline's own word, the same for all actions and retries of an execution: no value of a build reaches a configuration. */
const executionId = "#{codepipeline.PipelineExecutionId}";

/** Which image of the quarantine is meant. */
const deliveryId = JSON.stringify([{ name: "DELIVERY_ID", value: executionId, type: "PLAINTEXT" }]);

const codeBuild = { category: "Build", owner: "AWS", provider: "CodeBuild", version: "1" };

/**
 * The image builds. They have no output artifacts, because no later action may read what the source's commands write.
 * The last build creates the index of the images that the earlier ones have pushed.
 */
function buildImages({ builds }: Projects): Action[] {
  const actions = builds.map(({ platform, name }, index) => ({
    ...codeBuild,
    name: index === builds.length - 1 ? "Build" : `Build-${architectureOf(platform)}`,
    inputArtifacts: [sources],
    configuration: { ProjectName: name, EnvironmentVariables: deliveryId },
  }));
  return actions.length > 1 ? inTurn(actions) : actions;
}

function inspect(quarantineName: pulumi.Input<string>, thresholds: InspectorGateArgs): Action {
  const { critical, high, medium, low } = limitsOf(thresholds);
  return {
    name: "Inspect",
    category: "Invoke",
    owner: "AWS",
    provider: "InspectorScan",
    version: "1",
    outputArtifacts: ["Report"],
    configuration: {
      InspectorRunMode: "ECRImageScan",
      ECRRepositoryName: quarantineName,
      ImageTag: `quarantine-${executionId}`,
      CriticalThreshold: String(critical),
      HighThreshold: String(high),
      MediumThreshold: String(medium),
      LowThreshold: String(low),
    },
  };
}

/** More findings than any image has. */
const anyNumber = 100_000;

/** How many findings of each severity may be. */
export function limitsOf(args: InspectorGateArgs): Record<"critical" | "high" | "medium" | "low", number> {
  const { critical = 0, high = 0, medium = anyNumber, low = anyNumber } = args;
  return { critical, high, medium, low };
}

function judgeAndRelease({ release }: Projects): Action {
  return {
    ...codeBuild,
    name: "Release",
    inputArtifacts: [sources],
    outputArtifacts: [releases],
    configuration: { ProjectName: release, EnvironmentVariables: deliveryId },
  };
}

function verifySignature({ verify }: Projects): Action {
  return {
    ...codeBuild,
    name: "Verify",
    inputArtifacts: [releases],
    outputArtifacts: [verified],
    configuration: { ProjectName: verify },
  };
}

/**
 * Saves the volumes as late as possible, because later writes are not saved. A retry of all actions of the stage
 * calls the function again, which reuses a snapshot of the last minutes. A retry of only the failed actions does not
 * call it if only the deployment failed.
 */
function saveVolumes({ target }: ScannedDeliveryArgs): Action[] {
  if (target.snapshotFunctionName === undefined) return [];
  return [
    {
      name: "Snapshot",
      category: "Invoke",
      owner: "AWS",
      provider: "Lambda",
      version: "1",
      namespace: "Snapshot",
      configuration: { FunctionName: target.snapshotFunctionName, UserParameters: executionId },
    },
  ];
}

function deploy({ target }: ScannedDeliveryArgs): Action {
  return {
    name: "Deploy",
    category: "Deploy",
    owner: "AWS",
    provider: "ECS",
    version: "1",
    inputArtifacts: [verified],
    configuration: {
      ClusterName: target.clusterName,
      ServiceName: target.serviceName,
      FileName: "imagedefinitions.json",
      DeploymentTimeout: "30",
    },
  };
}
