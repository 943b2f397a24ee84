import { isWide, matchesGlob } from "@ballast/analysis";
import { fields, list, text, valuesAt, type Resource } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { isOpenToAnyone } from "../statements.ts";
import { aws, typesWithAccess } from "@ballast/aws";

export const imageRules: Rule[] = [
  {
    id: "ecr-immutable-tags",
    severity: "error",
    sentence: "A tag of an image repository cannot be moved.",
    why: "A tag must always refer to the image that was tested; otherwise a restart can start another image.",
    fix: "Set imageTagMutability to IMMUTABLE.",
    covers: ["CKV_AWS_51"],
    types: [aws.repository],
    *check(resource) {
      const { imageTagMutability, imageTagMutabilityExclusionFilters } = resource.inputs;
      const isFixed = text(imageTagMutability).startsWith("IMMUTABLE");
      // IMMUTABLE_WITH_EXCLUSION excepts the tags that its filters match.
      const moving = isFixed ? list(imageTagMutabilityExclusionFilters).map(fields) : [];
      if (!isFixed || moving.some(({ filter }) => isWide(text(filter)))) yield "allows tags to be moved";
    },
  },
  {
    id: "ecr-scan",
    severity: "warning",
    sentence: "An image is scanned when it is pushed.",
    why: "Known vulnerabilities should be found before the deployment, not after it.",
    fix: "Set imageScanningConfiguration.scanOnPush, or name what scans the images instead.",
    covers: ["CKV_AWS_163"],
    types: [aws.repository],
    *check(resource, stack) {
      const own = text(fields(resource.inputs["imageScanningConfiguration"])["scanOnPush"]) === "true";
      if (!own && !stack.ofType(aws.registryScanning).some((one) => scans(one, resource)))
        yield "does not scan images on push";
    },
  },
  {
    id: "ecr-lifecycle",
    severity: "warning",
    sentence: "An image repository deletes images that are no longer used.",
    why: "Storage cost grows with each push, and old images with known vulnerabilities can still be deployed.",
    fix: "Add a lifecycle policy.",
    types: [aws.repository],
    *check(resource, stack) {
      const policies = stack.referring(aws.repositoryLifecyclePolicy, "repository", resource);
      if (policies.length === 0) yield "keeps every image";
    },
  },
  {
    id: "ecr-public-policy",
    severity: "error",
    sentence: "A private image repository allows access only to named accounts.",
    why: "Images contain the program, its dependencies and their vulnerabilities.",
    fix: "Name accounts or roles as principals.",
    covers: ["AwsSolutions-ECR1"],
    types: typesWithAccess("resourcePolicy").filter((type) => /^(aws:ecr\/|AWS::ECR::)/.test(type)),
    *check(resource) {
      if (isOpenToAnyone(resource)) yield "opens the repository to every account";
    },
  },
];

/**
 * Whether the registry's scanning configuration covers a repository. Its filters match parts of repository
 * names.
 */
function scans({ inputs }: Resource, repository: Resource): boolean {
  const filters = valuesAt(inputs, "rules.repositoryFilters.filter").map(text);
  return filters.length === 0
    ? inputs["rules"] === undefined
    : filters.some((filter) => isWide(filter) || matchesName(filter, repository));
}

function matchesName(filter: string, { state }: Resource): boolean {
  return matchesGlob(filter.includes("*") ? filter : `*${filter}*`, text(state["name"]));
}
