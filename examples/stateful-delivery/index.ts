import { ReleaseRepository, ScannedDelivery } from "@ballast/clair";
import { entryOf } from "@ballast/contracts";
import * as ecs from "@ballast/ecs";
import { Network } from "@ballast/network";
import { RexrayEbs } from "@ballast/rexray-ebs";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const group = (name: string, description: string) =>
    new ecs.ClientGroup(name, { vpcId, description }).securityGroupId;
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "Tasks of the wiki", httpsEgress: false });
  const availabilityZone = "eu-central-1a";
  const volume = new RexrayEbs("data", { site, availabilityZone, containerPath: "/data", sizeGiB: 20 });
  const hosts = {
    site,
    subnetIds,
    securityGroupIds: { hosts: group("hosts", "Container instances of the wiki") },
    instanceTypes: ["t3.medium", "t3a.medium"],
    maximumSize: 2,
    parts: { volume: volume.instancePart },
  };
  const cluster = new ecs.Cluster("main", { fargate: false, capacities: { wiki: hosts } });
  const { repositoryName, repositoryArn, repositoryUrl, taskPart } = new ReleaseRepository("wiki");
  const task = new ecs.TaskDefinition("wiki", {
    site,
    launchType: ecs.LaunchType.Ec2,
    // Until the pipeline has delivered.
    containers: { wiki: { image: "public.ecr.aws/docker/library/busybox:1.37", memoryMiB: 1024 } },
    owner: ecs.TaskDefinitionOwner.Pipeline,
    parts: { releases: taskPart, volume: volume.taskPart },
  });
  const capacityProviderName = entryOf(cluster.capacityProviderNames, "wiki", "capacityProviderNames");
  const service = new ecs.Service("wiki", {
    site,
    subnetIds,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: { wiki: { capacityProviderName } },
    parts: { volume: volume.servicePart },
    deployment: { snapshotBefore: true },
  });
  const delivery = new ScannedDelivery("wiki", {
    site,
    vpcId,
    subnetIds,
    repositoryName,
    repositoryArn,
    repositoryUrl,
    securityGroupIds: { builds: group("builds", "Builds of the wiki") },
    source: { kind: "codeconnections", repository: "example/wiki", branch: "main" },
    target: {
      clusterName: cluster.clusterName,
      serviceName: service.serviceName,
      serviceArn: service.serviceArn,
      containerName: "wiki",
      roleArns: { execution: task.executionRoleArn, task: task.taskRoleArn },
      taskDefinitionArn: task.arn,
      // The pipeline saves the volume before it deploys, and does not deploy without.
      snapshotFunctionName: service.snapshotFunctionName,
    },
    inspector: {},
  });
  const parts = { wiki: service.watchPart, volume: volume.watchPart, delivery: delivery.watchPart };
  new ecs.Watch("watch", { site, parts, subscribers: { team: "team@example.com" } });
  return { pipeline: delivery.pipelineName, volume: volume.volumeId };
}
