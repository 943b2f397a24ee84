import { domain, named } from "./computed.ts";
import { node, NodeKind, partOf, undrawn } from "./look.ts";
import { pricing, type Service, unused } from "./resourceType.ts";
import { always, emptied, yes } from "./survival.ts";

export const ecr: Service = {
  withoutData: ["aws:ecr/", "AWS::ECR::"],
  unknown: unused,
  types: {
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
      computed: ({ input, site }) => ({
        id: input("repository"),
        state: { registryId: site.accountId },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["*"] },
      data: false,
      look: partOf("repository"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
      words: "pull-through cache",
      computed: ({ input, site }) => ({
        id: input("ecrRepositoryPrefix"),
        state: { registryId: site.accountId },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["ecrRepositoryPrefix", "upstreamRegistryUrl", "upstreamRepositoryPrefix"] },
      data: false,
      look: node(NodeKind.Store),
      name: false,
      quotas: [],
      linkedRoles: [{ role: "pullThroughCache" }],
      charge: {
        by: "the gigabyte and month of the images that it keeps",
        prices: pricing("ecr"),
      },
    },
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
      computed: ({ site }) => ({
        id: site.accountId,
        state: { registryId: site.accountId },
      }),
      computedOnUpdate: [],
      replacedBy: { always: [] },
      data: false,
      look: node(NodeKind.Other),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:ecr/repository:Repository": {
      words: "image repository",
      computed: named(
        ({ arn, name }) => arn("ecr", `repository/${name}`),
        undefined,
        ({ name, site }) => ({
          id: name,
          state: {
            registryId: site.accountId,
            repositoryUrl: `${site.accountId}.dkr.ecr.${site.region}.${domain(site)}/${name}`,
          },
        }),
      ),
      computedOnUpdate: [],
      replacedBy: { always: ["encryptionConfigurations", "name"] },
      data: true,
      // docs.aws.amazon.com/AmazonECR/latest/userguide/disaster-recovery-resiliency.html
      survival: {
        zoneLoss: always(yes("ECR is a service of the region, over its zones")),
        destroy: ({ inputs }) => emptied(inputs["forceDelete"] === true, "repository that holds images"),
      },
      look: node(NodeKind.Store),
      name: { property: "name", maximum: 256 },
      unique: { kind: "repository", property: "name" },
      quotas: [],
      charge: { by: "the gigabyte and month of its images", prices: pricing("ecr") },
    },
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
      computed: ({ input, site }) => ({
        id: input("prefix"),
        state: { registryId: site.accountId },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["prefix"] },
      data: false,
      look: undrawn,
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:ecr/repositoryPolicy:RepositoryPolicy": {
      replacedBy: { always: ["repository"] },
      computedOnUpdate: [],
      look: partOf("repository"),
    },
    "AWS::ECR::PublicRepository": {
      data: true,
    },
    "AWS::ECR::Repository": {
      data: true,
    },
  },
};
