import { isTrue, fields, list, text } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { aws } from "@ballast/aws";

export const deliveryRules: Rule[] = [
  {
    id: "codebuild-privileged",
    severity: "error",
    sentence: "A build is privileged only for a reason.",
    why: "It is root on its host, which the sources that it builds then are too.",
    fix: "Take privilegedMode out, or say what needs it, such as a Docker daemon.",
    covers: ["CKV_AWS_316"],
    types: [aws.project],
    *check(resource) {
      if (isTrue(fields(resource.inputs["environment"])["privilegedMode"])) yield "builds as root";
    },
  },
  {
    id: "codebuild-key",
    severity: "error",
    sentence: "A build encrypts what it leaves behind with a named key.",
    why: "Its artifacts and caches are what is deployed next.",
    fix: "Set encryptionKey, and no encryptionDisabled.",
    covers: ["AwsSolutions-CB4", "CKV_AWS_78", "CKV_AWS_147"],
    types: [aws.project],
    *check({ inputs }) {
      if (!inputs["encryptionKey"]) yield "names no key";
      const stores = [inputs["artifacts"], ...list(inputs["secondaryArtifacts"])].map(fields);
      if (stores.some(({ encryptionDisabled }) => isTrue(encryptionDisabled)))
        yield "leaves artifacts in clear";
    },
  },
  {
    id: "codebuild-logs",
    severity: "error",
    sentence: "A build keeps a log.",
    why: "A release whose build log is gone cannot be explained.",
    fix: "Configure cloudwatchLogs or s3Logs under logsConfig.",
    covers: ["CKV_AWS_314"],
    types: [aws.project],
    *check({ inputs }) {
      const { cloudwatchLogs, s3Logs } = fields(inputs["logsConfig"]);
      const kept = [cloudwatchLogs, s3Logs]
        .filter((log) => log !== undefined)
        .some((log) => text(fields(log)["status"]) !== "DISABLED");
      if (!kept) yield "says not where it logs";
    },
  },
  {
    id: "codepipeline-type",
    severity: "error",
    sentence: "A pipeline is of the type V2.",
    why: "A superseded run, triggers by path and variables are of that type alone.",
    fix: "Set pipelineType to V2.",
    types: [aws.pipeline],
    *check(resource) {
      if (resource.inputs["pipelineType"] !== "V2") yield "is of an older type";
    },
  },
  {
    id: "codepipeline-key",
    severity: "error",
    sentence: "A pipeline keeps what it hands on encrypted with a named key.",
    why: "Who writes to the store decides what is deployed.",
    fix: "Set encryptionKey of each artifactStore.",
    covers: ["CKV_AWS_219"],
    types: [aws.pipeline],
    *check(resource) {
      const stores = list(resource.inputs["artifactStores"]).map(fields);
      if (stores.some(({ encryptionKey }) => !fields(encryptionKey)["id"])) yield "names no key";
    },
  },
];
