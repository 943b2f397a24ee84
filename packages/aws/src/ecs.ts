import type { Service } from "./resourceType.ts";

export const ecs: Service = {
  withoutData: ["aws:ecs/", "AWS::ECS::"],
  types: {
    "aws:ecs/capacityProvider:CapacityProvider": {
      replacedBy: { always: ["autoScalingGroupProvider.autoScalingGroupArn", "name"] },
    },
    "aws:ecs/cluster:Cluster": { replacedBy: { always: ["name"] } },
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": { replacedBy: { always: ["clusterName"] } },
    "aws:ecs/service:Service": {
      replacedBy: {
        always: [
          "cluster",
          "deploymentController.type",
          "iamRole",
          "launchType",
          "name",
          "schedulingStrategy",
        ],
      },
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
      replacedBy: { always: ["*"], never: ["tags", "tagsAll", "skipDestroy", "trackLatest"] },
    },
  },
};
