import { fields, text } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { allowsAnyone } from "../statements.ts";
import { aws } from "@ballast/aws";

export const imageRules: Rule[] = [
  {
    id: "ecr-immutable-tags",
    severity: "error",
    sentence: "A tag of an image repository never moves.",
    why: "What was tested under a tag is what runs under it; otherwise a restart brings something else.",
    mend: "Set imageTagMutability to IMMUTABLE.",
    covers: ["CKV_AWS_51"],
    types: [aws.repository],
    *check(resource) {
      if (!text(resource.inputs["imageTagMutability"]).startsWith("IMMUTABLE")) yield "lets tags move";
    },
  },
  {
    id: "ecr-scan",
    severity: "warning",
    sentence: "An image is scanned when it is pushed.",
    why: "A known vulnerability should be met before the deployment, not after it.",
    mend: "Set imageScanningConfiguration.scanOnPush, or say who scans it instead.",
    covers: ["CKV_AWS_163"],
    types: [aws.repository],
    *check(resource, stack) {
      const own = fields(resource.inputs["imageScanningConfiguration"])["scanOnPush"] === true;
      // One setting of the account and region, for all its repositories.
      if (!own && stack.ofType(aws.registryScanning).length === 0) yield "takes images that nobody scans";
    },
  },
  {
    id: "ecr-lifecycle",
    severity: "warning",
    sentence: "An image repository lets go of images that nobody runs any more.",
    why: "Each push costs for ever, and old images with known holes stay at hand.",
    mend: "Give it a lifecycle policy.",
    types: [aws.repository],
    *check(resource, stack) {
      const policies = stack.referring(aws.repositoryLifecyclePolicy, "repository", resource);
      if (policies.length === 0) yield "keeps every image";
    },
  },
  {
    id: "ecr-public-policy",
    severity: "error",
    sentence: "A private image repository is open to named accounts alone.",
    why: "Images hold the program, its dependencies and their holes.",
    mend: "Name accounts or roles as principals.",
    covers: ["AwsSolutions-ECR1"],
    types: [aws.repositoryPolicy],
    *check(resource) {
      if (allowsAnyone(resource.inputs["policy"])) yield "opens the repository to every account";
    },
  },
];
