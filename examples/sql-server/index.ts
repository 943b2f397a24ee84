import { entryOf } from "@ballast/contracts";
import * as ecs from "@ballast/ecs";
import { oneAtATime, RotationRestart, SqlServer } from "@ballast/invento-windows";
import { Network } from "@ballast/network";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const hosts = new ecs.ClientGroup("hosts", { vpcId, description: "Windows container instances" });
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "The application", httpsEgress: false });
  const securityGroupIds = { tasks: tasks.securityGroupId };
  const database = new SqlServer("database", {
    site,
    vpcId,
    subnetIds,
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    edition: "standard",
    engineVersion: "16.00",
    instanceClass: "db.m5.xlarge",
    allocatedStorageGiB: 100,
  });
  const cluster = new ecs.Cluster("main", {
    fargate: false,
    capacities: {
      windows: {
        site,
        subnetIds,
        securityGroupIds: { hosts: hosts.securityGroupId },
        maximumSize: 2,
        instanceTypes: ["m5.large", "m5a.large"],
        machineImage: ecs.MachineImage.WindowsServer2022Core,
      },
    },
  });
  const task = new ecs.TaskDefinition("app", {
    site,
    launchType: ecs.LaunchType.Ec2,
    platform: ecs.Platform.Windows2022Core,
    containers: {
      app: {
        image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1.0.0",
        cpu: 1024,
        memoryMiB: 2048,
        environment: { DB_HOST: database.host },
      },
    },
    // The database's user and password, as secrets of the containers.
    parts: { database: database.taskPart },
  });
  const capacityProviderName = entryOf(cluster.capacityProviderNames, "windows", "capacityProviderNames");
  const service = new ecs.Service("app", {
    site,
    subnetIds,
    securityGroupIds,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    capacity: { windows: { capacityProviderName } },
    parts: { application: oneAtATime() },
    steadyStateMinutes: 60,
  });
  // A task reads its secrets when it starts, so each rotation restarts it.
  const restart = new RotationRestart("rotation", {
    site,
    secretArn: database.secretArn,
    clusterArn: cluster.clusterArn,
    serviceArn: service.serviceArn,
  });
  const parts = { app: service.watchPart, database: database.watchPart, rotation: restart.watchPart };
  new ecs.Watch("watch", { site, parts, subscribers: { team: "team@example.com" } });
  return {
    service: service.serviceName,
    databaseHost: database.host,
  };
}
