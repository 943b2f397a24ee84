import { itShowsEachRule } from "../testing/examples.ts";
import { arnOf, changed, madeUp, type Inputs } from "../testing/resources.ts";
import { deliveryRules } from "./delivery.ts";
import { aws } from "@ballast/aws";

const pipelineType = "aws:codepipeline/pipeline:Pipeline";
const pinned = (image: string) => `${image}@sha256:${"0a".repeat(32)}`;
const good = () => [
  madeUp(aws.project, "build", {
    artifacts: { type: "CODEPIPELINE" },
    encryptionKey: arnOf("key"),
    environment: {
      image: pinned("aws/codebuild/amazonlinux-x86_64-standard"),
      privilegedMode: false,
      environmentVariables: [
        { name: "MODE", value: "prod" },
        { name: "CLAIR_IMAGE", value: pinned("quay.io/projectquay/clair") },
        { name: "CLAIR_API", value: "http://clair.example.com:6060/" },
        { name: "PROJECT", value: "arn:aws:codebuild:eu-central-1:123456789012:project/site" },
        { name: "REPOSITORY_URL", value: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site" },
        { name: "REGISTRY_PASSWORD", value: "login", type: "SECRETS_MANAGER" },
      ],
    },
    logsConfig: { cloudwatchLogs: { groupName: "builds", status: "ENABLED" } },
  }),
  madeUp(pipelineType, "pipeline", {
    artifactStores: [{ location: "artifacts", type: "S3", encryptionKey: { id: arnOf("key"), type: "KMS" } }],
    pipelineType: "V2",
  }),
  madeUp(aws.taskDefinition, "clair", {
    containerDefinitions: JSON.stringify([
      { name: "clair", image: pinned("quay.io/projectquay/clair") },
      {
        ...{ name: "mirrored", image: pinned("mirror.example.com/projectquay-clair") },
        environment: [{ name: "CLAIR_MODE", value: "combo" }],
      },
      { name: "other", image: "quay.io/team/eclair:1", environment: [{ name: "MODE", value: "combo" }] },
    ]),
  }),
];
const project = (inputs: Inputs) => () => changed(good(), aws.project, inputs);
const pipeline = (inputs: Inputs) => () => changed(good(), pipelineType, inputs);

const told = (value: string, type?: string) => {
  const environmentVariables = [{ name: "CLAIR_IMAGE", value, ...(type !== undefined && { type }) }];
  return project({ environment: { image: pinned("build"), environmentVariables } });
};
const scanner = (image: string, variable?: string) => () =>
  changed(good(), aws.taskDefinition, {
    containerDefinitions: JSON.stringify([
      { name: "clair", image, ...(variable && { environment: [{ name: variable, value: "combo" }] }) },
    ]),
  });

itShowsEachRule(deliveryRules, good, [
  ["codebuild-privileged", project({ environment: { privilegedMode: true } }), "builds in privileged mode"],
  ["codebuild-key", project({ encryptionKey: undefined }), "sets no encryption key"],
  ["codebuild-key", project({ artifacts: { encryptionDisabled: true } }), "does not encrypt artifacts"],
  [
    "codebuild-image-digest (F.0.66)",
    project({ environment: { image: "aws/codebuild/amazonlinux-x86_64-standard:5.0" } }),
    "runs in aws/codebuild/amazonlinux-x86_64-standard:5.0, whose tag can be moved",
  ],
  [
    "codebuild-image-digest (F.0.66)",
    told("quay.io/projectquay/clair:4.9.0"),
    "names an image by its tag, in the variable CLAIR_IMAGE",
  ],
  [
    "codebuild-image-digest",
    told("registry.example.com:5000/team/clair:4", "PLAINTEXT"),
    "in the variable CLAIR_IMAGE",
  ],
  [
    "scanner-image-digest (F.0.66)",
    scanner("quay.io/projectquay/clair:4.9.0"),
    "container clair runs quay.io/projectquay/clair:4.9.0",
  ],
  ["scanner-image-digest", scanner("clair"), "container clair runs clair"],
  ...["CLAIR_CONF", "CLAIR_MODE"].map((variable): [string, () => ReturnType<typeof good>, string] => [
    "scanner-image-digest (F.0.66)",
    scanner("mirror.example.com/projectquay-clair:4.9.0", variable),
    "container clair runs mirror.example.com/projectquay-clair:4.9.0",
  ]),
  ["codebuild-logs", project({ logsConfig: undefined }), "does not configure logs"],
  ["codebuild-logs", project({ logsConfig: { s3Logs: { status: "DISABLED" } } }), "does not configure logs"],
  ["codepipeline-type", pipeline({ pipelineType: undefined }), "does not have the type V2"],
  ["codepipeline-key", pipeline({ artifactStores: [{ type: "S3" }] }), "sets no encryption key"],
]);
