import { capacityProviderCharges, clusterCharges, serviceCharges } from "./charges/tasks.ts";
import { fields, list, text, containers } from "@ballast/model";
import { byArn, idFrom, lastPart } from "./computed.ts";
import type { Described } from "./described.ts";
import { charged, nameless, plain } from "./entries.ts";
import { listed, node, NodeKind, partOf, undrawn } from "./look.ts";
import { letters, naming } from "./naming.ts";
import { countsWithOthers } from "./quotas.ts";
import type { Service } from "./resourceType.ts";
import { accepting, sources } from "./values/sources.ts";
import { taskSurroundings } from "./values/taskNetworks.ts";
import { service, taskDefinition } from "./values/tasks.ts";
import { serviceVolume } from "./values/volumes.ts";

/** Names of clusters and services. */
export const ecsName = naming("name", 255, ...letters.underscored);

export const ecs: Service = {
  withoutData: ["AWS::ECS::"],
  types: {
    "aws:ecs/capacityProvider:CapacityProvider": plain({
      computed: byArn(({ arn, name }) => arn("ecs", `capacity-provider/${name}`)),
      replacedBy: {
        always: [
          "autoScalingGroupProvider.autoScalingGroupArn",
          "managedInstancesProvider.instanceLaunchTemplate.capacityOptionType",
        ],
      },
      look: partOf("autoScalingGroupProvider.autoScalingGroupArn"),
      name: naming(
        "name",
        255,
        /^(?!aws|ecs|fargate)[\w-]+$/i,
        `${letters.underscored[1]}, not starting with aws, ecs or fargate`,
      ),
      linkedRoles: [{ role: "ecs" }],
      charge: charged(
        "free; ECS Managed Instances per second and a management fee",
        "ecs",
        capacityProviderCharges,
      ),
    }),
    "aws:ecs/cluster:Cluster": plain({
      measuredBy: { "AWS/ECS": { ClusterName: "name" }, "ECS/ContainerInsights": { ClusterName: "name" } },
      computed: byArn(({ arn, name }) => arn("ecs", `cluster/${name}`)),
      look: undrawn,
      name: ecsName,
      linkedRoles: [{ role: "ecs" }],
      charge: charged("free; Container Insights per metric and per GB of logs", "cloudwatch", clusterCharges),
    }),
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": nameless({
      computed: idFrom("clusterName"),
      look: undrawn,
    }),
    "aws:ecs/service:Service": plain({
      measuredBy: { "AWS/ECS": { ServiceName: "name" }, "ECS/ContainerInsights": { ServiceName: "name" } },
      refusesTogether: [service, serviceVolume],
      words: "service",
      computed: byArn(({ arn, name, input }) => arn("ecs", `service/${lastPart(input("cluster"))}/${name}`)),
      replacedBy: {
        always: ["deploymentController.type"],
        // `capacityProviderStrategyCustomizeDiff` in terraform-provider-aws, internal/service/ecs/service.go, read in November 2026.
        when: {
          capacityProviderStrategies: (before, after) => {
            const counts = [before, after].map(({ capacityProviderStrategies: all }) => list(all).length);
            return after["forceNewDeployment"] !== true || counts.includes(0);
          },
        },
      },
      // `SuppressMissingOptionalConfigurationBlock` and `DiffSuppressFunc` in internal/service/ecs/service.go.
      keeps: ["alarms", "deploymentCircuitBreaker", "deploymentController"],
      same: { desiredCount: (_was, _is, { after }) => after["schedulingStrategy"] === "DAEMON" },
      // API reference, CreateService, `platformVersion`.
      fillsIn: {
        platformVersion: ({ launchType }) => (text(launchType) === "FARGATE" ? "LATEST" : undefined),
      },
      look: node(NodeKind.Compute),
      notes: ({ inputs }, parts) => [
        inputs["schedulingStrategy"] === "DAEMON"
          ? "one task per instance"
          : inputs["desiredCount"] === 0
            ? "no tasks yet"
            : tasks(inputs["desiredCount"]),
        inputs["launchType"] === "FARGATE" && "on Fargate",
        ...taskNotes(parts("aws:ecs/taskDefinition:TaskDefinition")[0]),
      ],
      name: ecsName,
      quotas: countsWithOthers("fargateOnDemand", "fargateSpot"),
      linkedRoles: [{ role: "ecs" }],
      charge: charged(
        "on AWS Fargate per vCPU, GiB and second of its tasks; on container instances free",
        "fargate",
        serviceCharges,
      ),
    }),
    "aws:ecs/taskDefinition:TaskDefinition": plain({
      accepts: accepting(sources.apiOfEcs, {
        "containerDefinitions.portMappings.containerPort": ["range", 0, 65_535],
        "containerDefinitions.portMappings.hostPort": ["range", 0, 65_535],
      }),
      refusesTogether: [taskDefinition, taskSurroundings],
      words: "manually started task",
      computed: ({ arn, generation: revision, input }) => ({
        // Revisions of one family exist at the same time.
        id: revision === 1 ? input("family") : `${input("family")}:${revision}`,
        state: {
          arn: arn("ecs", `task-definition/${input("family")}:${revision}`),
          arnWithoutRevision: arn("ecs", `task-definition/${input("family")}`),
          revision,
        },
      }),
      replacedBy: { always: ["*"], never: ["tags", "tagsAll", "skipDestroy", "trackLatest"] },
      look: { as: "used", kind: NodeKind.Compute },
      notes: (resource) => taskNotes(resource),
      name: naming("family", 255, ...letters.underscored),
    }),
  },
};

function taskNotes(task: Described | undefined): string[] {
  if (task === undefined) return [];
  const images = containers(task.inputs).map((container) => shortImage(text(container["image"])));
  const system = text(fields(task.inputs["runtimePlatform"])["operatingSystemFamily"]);
  return [listed([...new Set(images)]), system.startsWith("WINDOWS") ? "Windows" : ""];
}

/** The image name without registry: `httpd:2.4`. */
function shortImage(image: string): string {
  return image.split("/").at(-1)?.split("@")[0] ?? image;
}

function tasks(count: unknown): string {
  return typeof count === "number" ? `${count} ${count === 1 ? "task" : "tasks"}` : "tasks";
}
