import { containers, fields, list, text } from "@ballast/model";
import type { Described } from "./described.ts";
import { lastPart, named } from "./computed.ts";
import { listed, node, NodeKind, partOf, undrawn } from "./look.ts";
import { countsWithOthers } from "./quotas.ts";
import { pricing, type Service } from "./resourceType.ts";

export const ecs: Service = {
  withoutData: ["aws:ecs/", "AWS::ECS::"],
  types: {
    "aws:ecs/capacityProvider:CapacityProvider": {
      computed: named(
        ({ arn, name }) => arn("ecs", `capacity-provider/${name}`),
        ({ arn, name }) => arn("ecs", `capacity-provider/${name}`),
      ),
      computedOnUpdate: [],
      replacedBy: { always: ["autoScalingGroupProvider.autoScalingGroupArn", "name"] },
      data: false,
      look: partOf("autoScalingGroupProvider.autoScalingGroupArn"),
      name: { property: "name", maximum: 255 },
      quotas: [],
      linkedRoles: [{ role: "ecs" }],
      charge: false,
    },
    "aws:ecs/cluster:Cluster": {
      computed: named(
        ({ arn, name }) => arn("ecs", `cluster/${name}`),
        ({ arn, name }) => arn("ecs", `cluster/${name}`),
      ),
      computedOnUpdate: [],
      replacedBy: { always: ["name"] },
      data: false,
      look: undrawn,
      name: { property: "name", maximum: 255 },
      quotas: [],
      linkedRoles: [{ role: "ecs" }],
      charge: {
        by: "nothing itself; Container Insights by the metric and the gigabyte of logs",
        prices: pricing("cloudwatch"),
      },
    },
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
      computed: ({ input }) => ({
        id: input("clusterName"),
        state: {},
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["clusterName"] },
      data: false,
      look: undrawn,
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:ecs/service:Service": {
      words: "service",
      computed: named(
        ({ arn, name, input }) => arn("ecs", `service/${lastPart(input("cluster"))}/${name}`),
        ({ arn, name, input }) => arn("ecs", `service/${lastPart(input("cluster"))}/${name}`),
      ),
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "cluster",
          "deploymentController.type",
          "iamRole",
          "launchType",
          "name",
          "schedulingStrategy",
        ],
        // `capacityProviderStrategyCustomizeDiff` in terraform-provider-aws, internal/service/ecs/service.go, read in November 2026.
        when: {
          capacityProviderStrategies: (before, after) => {
            const counts = [before, after].map(({ capacityProviderStrategies: all }) => list(all).length);
            return after["forceNewDeployment"] !== true || counts.includes(0);
          },
        },
      },
      data: false,
      look: node(NodeKind.Compute),
      notes: ({ inputs }, parts) => [
        inputs["schedulingStrategy"] === "DAEMON"
          ? "one task an instance"
          : inputs["desiredCount"] === 0
            ? "no tasks yet"
            : tasks(inputs["desiredCount"]),
        inputs["launchType"] === "FARGATE" && "on Fargate",
        ...taskNotes(parts("aws:ecs/taskDefinition:TaskDefinition")[0]),
      ],
      name: { property: "name", maximum: 255 },
      quotas: countsWithOthers("fargateOnDemand", "fargateSpot"),
      linkedRoles: [{ role: "ecs" }],
      charge: {
        by: "on AWS Fargate the vCPU, the GiB and the second of its tasks; on container instances nothing itself",
        prices: pricing("fargate"),
      },
    },
    "aws:ecs/taskDefinition:TaskDefinition": {
      words: "task run by hand",
      computed: ({ arn, generation: revision, input }) => ({
        // Revisions of one family stand side by side.
        id: revision === 1 ? input("family") : `${input("family")}:${revision}`,
        state: {
          arn: arn("ecs", `task-definition/${input("family")}:${revision}`),
          arnWithoutRevision: arn("ecs", `task-definition/${input("family")}`),
          revision,
        },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["*"], never: ["tags", "tagsAll", "skipDestroy", "trackLatest"] },
      data: false,
      look: { as: "used", kind: NodeKind.Compute },
      notes: (resource) => taskNotes(resource),
      name: { property: "family", maximum: 255 },
      quotas: [],
      charge: false,
    },
  },
};

function taskNotes(task: Described | undefined): string[] {
  if (task === undefined) return [];
  const images = containers(task.inputs).map((container) => shortImage(text(container["image"])));
  const system = text(fields(task.inputs["runtimePlatform"])["operatingSystemFamily"]);
  return [listed([...new Set(images)]), system.startsWith("WINDOWS") ? "Windows" : ""];
}

/** Without its registry: `httpd:2.4`. */
function shortImage(image: string): string {
  return image.split("/").at(-1)?.split("@")[0] ?? image;
}

function tasks(count: unknown): string {
  return typeof count === "number" ? `${count} ${count === 1 ? "task" : "tasks"}` : "tasks";
}
