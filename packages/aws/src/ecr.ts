import { assumed } from "./charges/terms.ts";
import { valuesAt, isTrue, domainOf } from "@ballast/model";
import { named } from "./computed.ts";
import { charged, nameless } from "./entries.ts";
import { node, NodeKind, partOf, undrawn } from "./look.ts";
import { naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { imageExpiryBeyond } from "./discarding/ecrExpiry.ts";
import { always, emptied, yes } from "./survival.ts";
import { pullThroughCacheRule } from "./values/files.ts";

// docs.aws.amazon.com/AmazonECR/latest/userguide/disaster-recovery-resiliency.html
const zoneLoss = always(yes("ECR is a regional service that spans zones"));

const repositoryWord = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";

export const ecr: Service = {
  withoutData: ["AWS::ECR::"],
  unknown: unused,
  types: {
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": nameless({
      computed: ({ input, site }) => ({
        id: input("repository"),
        state: { registryId: site.accountId },
      }),
      replacedBy: { always: ["*"] },
      discards: { policy: (before, after) => imageExpiryBeyond(before["policy"], after["policy"]) },
      look: partOf("repository"),
    }),
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": nameless({
      refusesTogether: [pullThroughCacheRule],
      words: "pull-through cache",
      computed: ({ input, site }) => ({
        id: input("ecrRepositoryPrefix"),
        state: { registryId: site.accountId },
      }),
      look: node(NodeKind.Store),
      linkedRoles: [{ role: "pullThroughCache" }],
      charge: charged(
        "the images that it stores, per GB-month",
        "ecr",
        assumed("ecr.storage", "imageGigabytes"),
      ),
    }),
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": nameless({
      computed: ({ site }) => ({
        id: site.accountId,
        state: { registryId: site.accountId },
      }),
      linkedRoles: [{ role: "inspector", where: ({ scanType }) => scanType === "ENHANCED" }],
      look: node(NodeKind.Other),
    }),
    "aws:ecr/repository:Repository": {
      measuredBy: { "AWS/ECR": { RepositoryName: "name" } },
      keyedBy: "encryptionConfigurations.kmsKey",
      words: "image repository",
      computed: named(
        ({ arn, name }) => arn("ecr", `repository/${name}`),
        undefined,
        ({ name, site }) => ({
          id: name,
          state: {
            registryId: site.accountId,
            repositoryUrl: `${site.accountId}.dkr.ecr.${site.region}.${domainOf(site.partition)}/${name}`,
          },
        }),
      ),
      // `SuppressMissingOptionalConfigurationBlock` in internal/service/ecr/repository.go; API reference, CreateRepository.
      keeps: ["encryptionConfigurations", "imageScanningConfiguration"],
      fillsIn: { "encryptionConfigurations.encryptionType": "AES256" },
      data: true,
      survival: {
        zoneLoss,
        destroy: ({ inputs }) => emptied(isTrue(inputs["forceDelete"]), "repository that holds images"),
      },
      look: node(NodeKind.Store),
      name: naming(
        "name",
        256,
        new RegExp(`^(?=..)${repositoryWord}(?:/${repositoryWord})*$`),
        "lower-case letters and digits, with . _ or hyphens between them, in parts separated by /",
      ),
      unique: { kind: "repository", property: "name" },
      quotas: [],
      charge: charged("its images, per GB-month", "ecr", assumed("ecr.storage", "imageGigabytes")),
    },
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": nameless({
      computed: ({ input, site }) => ({
        id: input("prefix"),
        state: { registryId: site.accountId },
      }),
      linkedRoles: [{ role: "repositoryTemplate" }],
      look: undrawn,
    }),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": { look: partOf("repository") },
    "AWS::ECR::PublicRepository": { data: true },
    "AWS::ECR::Repository": {
      data: true,
      survival: { zoneLoss },
      discards: {
        LifecyclePolicy: (before, after) => {
          const [old, now] = [before, after].map(
            (one) => valuesAt(one, "LifecyclePolicy.LifecyclePolicyText")[0],
          );
          return imageExpiryBeyond(old, now);
        },
      },
    },
  },
};
