import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, changed, madeUp, type Inputs } from "../testing/resources.ts";
import { deliveryRules } from "./delivery.ts";
import { aws } from "@ballast/aws";

const pipelineType = "aws:codepipeline/pipeline:Pipeline";
const good = () => [
  madeUp(aws.project, "build", {
    artifacts: { type: "CODEPIPELINE" },
    encryptionKey: arnOf("key"),
    environment: {
      privilegedMode: false,
      environmentVariables: [
        { name: "MODE", value: "prod" },
        { name: "REGISTRY_PASSWORD", value: "login", type: "SECRETS_MANAGER" },
      ],
    },
    logsConfig: { cloudwatchLogs: { groupName: "builds", status: "ENABLED" } },
  }),
  madeUp(pipelineType, "pipeline", {
    artifactStores: [{ location: "artifacts", type: "S3", encryptionKey: { id: arnOf("key"), type: "KMS" } }],
    pipelineType: "V2",
  }),
];
const project = (inputs: Inputs) => () => changed(good(), aws.project, inputs);
const pipeline = (inputs: Inputs) => () => changed(good(), pipelineType, inputs);

itShowsEachRule(deliveryRules, good, [
  ["codebuild-privileged", project({ environment: { privilegedMode: true } }), "builds in privileged mode"],
  ["codebuild-key", project({ encryptionKey: undefined }), "sets no encryption key"],
  ["codebuild-key", project({ artifacts: { encryptionDisabled: true } }), "does not encrypt artifacts"],
  ["codebuild-logs", project({ logsConfig: undefined }), "does not configure logs"],
  ["codebuild-logs", project({ logsConfig: { s3Logs: { status: "DISABLED" } } }), "does not configure logs"],
  ["codepipeline-type", pipeline({ pipelineType: undefined }), "does not have the type V2"],
  ["codepipeline-key", pipeline({ artifactStores: [{ type: "S3" }] }), "sets no encryption key"],
]);
