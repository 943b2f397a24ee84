import type { Service } from "./resourceType.ts";

export const ecr: Service = {
  withoutData: ["aws:ecr/", "AWS::ECR::"],
  types: {
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": { replacedBy: { always: ["*"] } },
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
      replacedBy: { always: ["ecrRepositoryPrefix", "upstreamRegistryUrl"] },
    },
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": { replacedBy: { always: [] } },
    "aws:ecr/repository:Repository": {
      replacedBy: { always: ["encryptionConfigurations", "name"] },
      data: true,
    },
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": { replacedBy: { always: ["prefix"] } },
    "AWS::ECR::Repository": { data: true },
    "AWS::ECR::PublicRepository": { data: true },
  },
};
