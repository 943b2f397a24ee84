import { fields, type Fields } from "@ballast/model";
import { defined, renamed, shape, type Shapes } from "../shape.ts";

function build(given: Fields): Fields {
  const { logsConfig, source } = given;
  return defined({
    logsConfig: logsConfig && renamed(logsConfig, { cloudWatchLogs: "cloudwatchLogs" }),
    source: source && renamed(source, { buildSpec: "buildspec" }),
  });
}

export const toolShapes: Shapes = {
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
