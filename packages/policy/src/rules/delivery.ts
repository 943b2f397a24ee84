import { isTrue, fields, list, text } from "@ballast/model";
import { eachContainer, nameOf } from "../eachContainer.ts";
import type { Rule } from "../rule.ts";
import { aws } from "@ballast/aws";

const isPinned = (image: string): boolean => /@sha256:[0-9a-f]{64}$/.test(image);

/** `<host>/<repository>:<tag>`; the host contains a dot. */
const taggedImage =
  /^(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d+)?\/[a-z0-9]+(?:[._/-]+[a-z0-9]+)*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** Which Clair's program reads (github.com/quay/clair v4.9.0, cmd/clair). */
const clairVariables = ["CLAIR_CONF", "CLAIR_MODE"];

export const deliveryRules: Rule[] = [
  {
    id: "codebuild-privileged",
    severity: "error",
    sentence: "A build runs in privileged mode only for a stated reason.",
    why: "A privileged build is root on its host, and so is the source code that it builds.",
    fix: "Remove privilegedMode, or name what needs it, such as a Docker daemon.",
    covers: ["CKV_AWS_316"],
    types: [aws.project],
    *check(resource) {
      if (isTrue(fields(resource.inputs["environment"])["privilegedMode"])) yield "builds in privileged mode";
    },
  },
  {
    id: "codebuild-key",
    severity: "error",
    sentence: "A build encrypts its artifacts and caches with a named key.",
    why: "Artifacts and caches determine what is deployed next.",
    fix: "Set encryptionKey, and remove encryptionDisabled.",
    covers: ["AwsSolutions-CB4", "CKV_AWS_78", "CKV_AWS_147"],
    types: [aws.project],
    *check({ inputs }) {
      if (!inputs["encryptionKey"]) yield "sets no encryption key";
      const stores = [inputs["artifacts"], ...list(inputs["secondaryArtifacts"])].map(fields);
      if (stores.some(({ encryptionDisabled }) => isTrue(encryptionDisabled)))
        yield "does not encrypt artifacts";
    },
  },
  {
    id: "codebuild-image-digest",
    severity: "warning",
    sentence:
      "A build runs in an image that is named by its digest, and so are the images that its variables name.",
    why: "A principal that can move the tag of such an image can run programs with the permissions of the build.",
    fix: "Name the image by its digest, for example registry.example.com/build@sha256:….",
    types: [aws.project],
    *check({ inputs }) {
      const { image, environmentVariables } = fields(inputs["environment"]);
      if (!isPinned(text(image))) yield `runs in ${text(image)}, whose tag can be moved`;
      for (const { name, value, type } of list(environmentVariables).map(fields)) {
        // The value is not shown, because it may be something else in this form.
        if ((type === undefined || type === "PLAINTEXT") && taggedImage.test(text(value)))
          yield { part: text(name), message: `names an image by its tag, in the variable ${text(name)}` };
      }
    },
  },
  {
    id: "scanner-image-digest",
    severity: "error",
    sentence: "Clair, whose reports release images, runs from an image that is named by its digest.",
    why: "A principal that can move the tag can make the scanner report no vulnerabilities.",
    fix: "Name the image by its digest, for example quay.io/projectquay/clair@sha256:….",
    types: [aws.taskDefinition],
    check: eachContainer(function* (container) {
      const image = text(container["image"]);
      // A mirror may have another name; what Clair reads at its start has none.
      const isClair = list(container["environment"]).some((one) =>
        clairVariables.includes(text(fields(one)["name"])),
      );
      if (/(?:^|\/)clair(?::[^/@]+)?$/.test(image) || (isClair && image !== "" && !isPinned(image)))
        yield `container ${nameOf(container)} runs ${image}, whose tag can be moved`;
    }),
  },
  {
    id: "codebuild-logs",
    severity: "error",
    sentence: "A build writes a log.",
    why: "Without its build log nobody can explain how a release was built.",
    fix: "Configure cloudwatchLogs or s3Logs under logsConfig.",
    covers: ["CKV_AWS_314"],
    types: [aws.project],
    *check({ inputs }) {
      const { cloudwatchLogs, s3Logs } = fields(inputs["logsConfig"]);
      const kept = [cloudwatchLogs, s3Logs]
        .filter((log) => log !== undefined)
        .some((log) => text(fields(log)["status"]) !== "DISABLED");
      if (!kept) yield "does not configure logs";
    },
  },
  {
    id: "codepipeline-type",
    severity: "error",
    sentence: "A pipeline has the type V2.",
    why: "Only this type supports variables, triggers by path, and execution modes other than superseded.",
    fix: "Set pipelineType to V2.",
    types: [aws.pipeline],
    *check(resource) {
      if (resource.inputs["pipelineType"] !== "V2") yield "does not have the type V2";
    },
  },
  {
    id: "codepipeline-key",
    severity: "error",
    sentence: "A pipeline encrypts its artifacts with a named key.",
    why: "Whoever can write to the artifact store decides what is deployed.",
    fix: "Set encryptionKey for each artifactStore.",
    covers: ["CKV_AWS_219"],
    types: [aws.pipeline],
    *check(resource) {
      const stores = list(resource.inputs["artifactStores"]).map(fields);
      if (stores.some(({ encryptionKey }) => !fields(encryptionKey)["id"])) yield "sets no encryption key";
    },
  },
];
