import { fields, type Fields } from "@ballast/model";
import { defined, members, renamed, shape, type Shapes } from "../shape.ts";

const volumeNames = {
  host: "",
  fSxWindowsFileServerVolumeConfiguration: "fsxWindowsFileServerVolumeConfiguration",
};

/** A task definition's volume. The provider has the host path directly in the volume. */
function volume(given: Fields): Fields {
  const efs = given["efsVolumeConfiguration"];
  return defined({
    ...renamed(given, volumeNames),
    hostPath: fields(given["host"])["sourcePath"],
    efsVolumeConfiguration: efs && renamed(efs, { filesystemId: "fileSystemId" }),
  });
}

function serviceNetwork(given: Fields): Fields | undefined {
  if (given["networkConfiguration"] === undefined) return undefined;
  const network = fields(fields(given["networkConfiguration"])["awsvpcConfiguration"]);
  return { ...network, assignPublicIp: network["assignPublicIp"] === "ENABLED" };
}

export const containerShapes: Shapes = {
  "AWS::ECS::TaskDefinition": shape("aws:ecs/taskDefinition:TaskDefinition", {}, ({ volumes }) =>
    volumes === undefined ? {} : { volumes: members(volumes).map(volume) },
  ),
  "AWS::ECS::Service": shape(
    "aws:ecs/service:Service",
    {
      capacityProviderStrategy: "capacityProviderStrategies",
      deploymentConfiguration: "",
      serviceName: "name",
      placementStrategies: "orderedPlacementStrategies",
    },
    (given) => {
      const deployment = fields(given["deploymentConfiguration"]);
      return defined({
        networkConfiguration: serviceNetwork(given),
        deploymentCircuitBreaker: deployment["deploymentCircuitBreaker"],
        deploymentMaximumPercent: deployment["maximumPercent"],
        deploymentMinimumHealthyPercent: deployment["minimumHealthyPercent"],
      });
    },
  ),
  "AWS::ECS::TaskSet": shape("aws:ecs/taskSet:TaskSet", {}, (given) =>
    defined({ networkConfiguration: serviceNetwork(given) }),
  ),
  "AWS::Batch::JobDefinition": shape("aws:batch/jobDefinition:JobDefinition", { jobDefinitionName: "name" }),
  "AWS::ECS::Cluster": shape("aws:ecs/cluster:Cluster", {
    clusterSettings: "settings",
    clusterName: "name",
  }),
  "AWS::ECS::CapacityProvider": shape("aws:ecs/capacityProvider:CapacityProvider"),
  "AWS::ECS::ClusterCapacityProviderAssociations": shape(
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    { cluster: "clusterName", defaultCapacityProviderStrategy: "defaultCapacityProviderStrategies" },
  ),
  "AWS::ECR::Repository": (given, id) => [
    shape(
      "aws:ecr/repository:Repository",
      {
        repositoryName: "name",
        encryptionConfiguration: "",
        lifecyclePolicy: "",
        repositoryPolicyText: "",
      },
      ({ encryptionConfiguration }) =>
        defined({ encryptionConfigurations: encryptionConfiguration && [encryptionConfiguration] }),
    )(given, id),
    ...(given["lifecyclePolicy"] === undefined
      ? []
      : [
          {
            type: "aws:ecr/lifecyclePolicy:LifecyclePolicy",
            inputs: { repository: id, policy: fields(given["lifecyclePolicy"])["lifecyclePolicyText"] },
          },
        ]),
    ...(given["repositoryPolicyText"] === undefined
      ? []
      : [
          {
            type: "aws:ecr/repositoryPolicy:RepositoryPolicy",
            inputs: { repository: id, policy: given["repositoryPolicyText"] },
          },
        ]),
  ],
};
