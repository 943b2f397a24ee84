import { fields, list, type Fields } from "@ballast/model";
import { byKey, defined, members, renamed, shape, type Shapes } from "../shape.ts";

function build(given: Fields): Fields {
  const { logsConfig, source } = given;
  return defined({
    logsConfig: logsConfig && renamed(logsConfig, { cloudWatchLogs: "cloudwatchLogs" }),
    source: source && renamed(source, { buildSpec: "buildspec" }),
  });
}

function alarm({ dimensions, metrics }: Fields): Fields {
  return defined({
    dimensions: dimensions === undefined ? undefined : named(dimensions),
    metricQueries: metrics === undefined ? undefined : members(metrics).map(query),
  });
}

function query({ metricStat, ...rest }: Fields): Fields {
  if (metricStat === undefined) return rest;
  const { metric, ...read } = fields(metricStat);
  const { dimensions, ...own } = fields(metric);
  return { ...rest, metric: { ...own, ...read, dimensions: named(dimensions) } };
}

/** Converts `[{ name, value }]` to an object. */
const named = (dimensions: unknown): Fields => byKey(list(dimensions), "name");

export const toolShapes: Shapes = {
  "AWS::CloudWatch::Alarm": shape(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    { alarmName: "name", metrics: "" },
    alarm,
  ),
  "AWS::CloudWatch::CompositeAlarm": shape("aws:cloudwatch/compositeAlarm:CompositeAlarm"),
  "AWS::CloudWatch::Dashboard": shape("aws:cloudwatch/dashboard:Dashboard"),
  "AWS::CodeBuild::Project": shape("aws:codebuild/project:Project", {}, build),
  "AWS::CodePipeline::Pipeline": shape(
    "aws:codepipeline/pipeline:Pipeline",
    { artifactStore: "" },
    ({ artifactStore, artifactStores }) => ({
      artifactStores:
        artifactStore === undefined
          ? (artifactStores as Fields[] | undefined)?.map((one) => fields(one["artifactStore"]))
          : [artifactStore],
    }),
  ),
  "AWS::Lambda::Function": shape("aws:lambda/function:Function", { functionName: "name" }),
  "AWS::Lambda::Permission": shape("aws:lambda/permission:Permission", { functionName: "function" }),
  "AWS::Events::Rule": shape("aws:cloudwatch/eventRule:EventRule", {}, ({ eventPattern }) =>
    typeof eventPattern === "object" ? { eventPattern: JSON.stringify(eventPattern) } : {},
  ),
  "AWS::SSM::Association": shape("aws:ssm/association:Association"),
  "AWS::SSM::Document": shape("aws:ssm/document:Document"),
};
