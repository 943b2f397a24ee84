import * as aws from "@pulumi/aws";
import {
  AlarmComparison,
  MissingData,
  silence,
  type Statement,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { defaultDataAgeDays, defaultScanAgeDays, type ScannedDeliveryArgs } from "./args.ts";
import { alarmDays, defaultRescanHours } from "./dataAge.ts";
import { ageMetric, coverageBuildspec, rescanBuildspec } from "./rescanBuildspec.ts";
import type { BuildContext } from "./context.ts";
import { limitsOf } from "./pipeline.ts";
import { createProject, limitVariables, type GateVariable } from "./projects.ts";
import {
  buildStatements,
  judgeStatements,
  loginToRegistry,
  pullActions,
  readActions,
  tasksOf,
} from "./roles.ts";
import { createTarget } from "./rules.ts";

type Alarms = NonNullable<WatchPart["alarms"]>;

/** A project that judges the running images on a schedule, and the notices and alarms if one does not pass. */
export function rescanWhatRuns(
  name: string,
  args: ScannedDeliveryArgs,
  context: BuildContext,
  gate: GateVariable[],
  topicArn: pulumi.Output<string>,
  child: pulumi.ComponentResourceOptions,
): WatchPart {
  const { target } = args;
  const hours = args.rescanHours ?? defaultRescanHours;
  const days = args.clair?.maximumDataAgeDays ?? defaultDataAgeDays;
  const mostDays = alarmDays(days, hours);
  // A boundary of a deployer's roles lets services start projects that are named as builds.
  const project = createProject(`${name}-rescan-build`, args, context, child, {
    description: `Judges again what the service of ${name} runs`,
    statements: rescanStatements(args, context, topicArn),
    securityGroupIds: args.securityGroupIds,
    logs: context.judgeLogs,
    // Required to run clairctl in a container.
    privilegedMode: args.clair !== undefined,
    buildspec: args.clair ? rescanBuildspec() : coverageBuildspec(),
    isInPipeline: false,
    variables: [
      { name: "REPOSITORY_NAME", value: args.repositoryName },
      { name: "REPOSITORY_URL", value: args.repositoryUrl },
      { name: "CLUSTER_NAME", value: target.clusterName },
      { name: "SERVICE_NAME", value: target.serviceName },
      { name: "CONTAINER_NAME", value: target.containerName },
      { name: "TOPIC_ARN", value: topicArn },
      { name: "RESCAN_HOURS", value: String(hours) },
      ...(args.inspector
        ? [
            { name: "SCAN_DAYS", value: String(args.inspector.maximumScanAgeDays ?? defaultScanAgeDays) },
            ...limitVariables(args.inspector),
          ]
        : [{ name: "STALE_DAYS", value: String(mostDays) }]),
      ...gate,
    ],
  });
  const rule = new aws.cloudwatch.EventRule(
    `${name}-rescan`,
    {
      description: `Judges again what the service of ${name} runs`,
      scheduleExpression: hours === 1 ? "rate(1 hour)" : `rate(${hours} hours)`,
    },
    child,
  );
  createTarget(
    `${name}-rescan`,
    rule,
    {
      arn: project.arn,
      action: "codebuild:StartBuild",
      description: `Starts the project that judges again what the service of ${name} runs`,
    },
    args.site,
    child,
  );
  const builds = (metric: string): WatchMetric => ({
    namespace: "AWS/CodeBuild",
    name: metric,
    dimensions: { ProjectName: project.name },
    statistic: "Sum",
  });
  const dataAge: Alarms = {
    "data-age": {
      says: `The scanner's data that the service of ${name} needs is more than ${mostDays} days old, or of an unknown age (1000)`,
      action: `Read the last message of the topic of failures: it names the updaters. The scanner's log says why; after ${days} days nothing ships`,
      reason:
        "A feed that rests needs a larger maximumDataAgeDays; one that cannot be loaded leaves this long to repair it",
      metrics: {
        age: { ...ageMetric, dimensions: { ProjectName: project.name }, statistic: "Maximum" },
      },
      comparison: AlarmComparison.Above,
      threshold: mostDays,
      periodSeconds: 3600,
      // The interval between two builds. Missing data has a separate alarm.
      evaluationPeriods: hours + 1,
      datapointsToAlarm: 1,
      missingData: MissingData.NotBreaching,
    },
  };
  return {
    alarms: {
      ...(args.clair && dataAge),
      "rescan-overdue": silence(
        { passed: builds("SucceededBuilds") },
        {
          says: `No build that judges again what the service of ${name} runs has passed for ${2 * hours + 2} hours`,
          action:
            "See by ballast scan-status whether they fail or none starts; then read the log of the judge, or look at the schedule and its role",
          reason: `they come every ${hours} hours, and one may fail; the image of a new service has no release until its first delivery`,
          periodSeconds: 3600,
          // Two builds and their durations, wherever in a period they end.
          evaluationPeriods: 2 * hours + 2,
        },
      ),
      rescan: {
        says: `What the service of ${name} runs has findings above the policy, or was not judged again`,
        action:
          "Read the last message of the topic of failures, or the log of the judge: it names the images. Release one with the fixed versions",
        reason: `each of the builds, one in ${hours} hours, fails while that is so`,
        metrics: { failed: builds("FailedBuilds") },
        comparison: AlarmComparison.AtLeast,
        threshold: 1,
        periodSeconds: 3600,
        // From one failed build to the next.
        evaluationPeriods: hours + 1,
        datapointsToAlarm: 1,
        missingData: MissingData.NotBreaching,
      },
    },
  };
}

/** Severities of Amazon Inspector's findings that have limits. */
const ratings = ["critical", "high", "medium", "low"] as const;

/**
 * Receives Amazon Inspector's findings. With enhanced scanning it scans again automatically, and the event's detail
 * is a finding (user guide, "Amazon EventBridge event schema for Amazon Inspector events", read 2026-11-27; botocore
 * 1.44.8, inspector2, Finding).
 */
export function hearInspector(name: string, args: ScannedDeliveryArgs): WatchPart {
  const limits = limitsOf(args.inspector ?? {});
  const limited = ratings.filter((rating) => limits[rating] < 100_000).map((rating) => rating.toUpperCase());
  return {
    events: {
      finding: {
        says: `Amazon Inspector found a vulnerability in a released image of ${name}`,
        action: "Release an image with the fixed version, where the service runs this one",
        pattern: pulumi.jsonStringify({
          source: ["aws.inspector2"],
          "detail-type": ["Inspector2 Finding"],
          detail: {
            status: ["ACTIVE"],
            // UNTRIAGED findings are rated later.
            severity: [...limited, "UNTRIAGED"],
            resources: { details: { awsEcrContainerImage: { repositoryName: [args.repositoryName] } } },
          },
        }),
        details: {
          finding: "$.detail.title",
          severity: "$.detail.severity",
          image: "$.detail.resources[0].id",
          vulnerability: "$.detail.packageVulnerabilityDetails.vulnerabilityId",
          fixed: "$.detail.packageVulnerabilityDetails.vulnerablePackages[0].fixedInVersion",
        },
      },
    },
  };
}

/** The project that judges again what runs: it reads releases and the service, and tells people. */
function rescanStatements(
  args: ScannedDeliveryArgs,
  { stores, judgeLogs }: BuildContext,
  topicArn: pulumi.Input<string>,
): Statement[] {
  const { clair, site, target } = args;
  return [
    ...buildStatements(args, judgeLogs.arn, args.securityGroupIds),
    loginToRegistry,
    {
      // Amazon Inspector has scanned the layers, so only manifests and configurations are read.
      actions: ["ecr:DescribeImages", ...(clair ? pullActions : readActions)],
      resources: [args.repositoryArn],
    },
    ...judgeStatements(args, stores),
    ...(clair
      ? [
          {
            // A metric is not a resource.
            actions: ["cloudwatch:PutMetricData"],
            resources: ["*"],
            conditions: { StringEquals: { "cloudwatch:namespace": [ageMetric.namespace] } },
          },
        ]
      : []),
    { actions: ["ecs:DescribeServices"], resources: [target.serviceArn] },
    { actions: ["ecs:DescribeTaskDefinition"], resources: ["*"] },
    ...tasksOf(site, target.clusterName),
    { actions: ["sns:Publish"], resources: [topicArn] },
    // For the gate, the report and the message.
    { actions: ["kms:Decrypt", "kms:GenerateDataKey*"], resources: [stores.kmsKeyArn] },
  ];
}
