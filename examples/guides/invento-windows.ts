/** The code of packages/invento-windows/README.md, by regions. Tests plan it. */
import { entryOf } from "@ballast/contracts";
import {
  ClientGroup,
  Cluster,
  LaunchType,
  MachineImage,
  Platform,
  Service,
  TaskDefinition,
  Watch,
} from "@ballast/ecs";
import { ImageRepository, oneAtATime, RotationRestart, SqlServer } from "@ballast/invento-windows";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkShape } from "./shape.ts";

export default function guide({ site, vpcId, subnetIds }: NetworkShape) {
  const tasks = new ClientGroup("tasks", { vpcId, description: "The application", httpsEgress: false });
  const hosts = new ClientGroup("hosts", { vpcId, description: "Windows container instances" });
  const clients = { tasks: { securityGroupId: tasks.securityGroupId } };
  const cluster = new Cluster("main", {
    fargate: false,
    capacities: {
      windows: {
        site,
        subnetIds,
        securityGroupIds: { hosts: hosts.securityGroupId },
        instanceTypes: ["m5.large"],
        maximumSize: 2,
        machineImage: MachineImage.WindowsServer2022Core,
      },
    },
  });
  const capacityProviderName = entryOf(cluster.capacityProviderNames, "windows", "capacityProviderNames");

  //#region server
  const database = new SqlServer("database", {
    site,
    vpcId,
    subnetIds,
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    edition: "standard",
    engineVersion: "16.00",
    instanceClass: "db.m5.large",
    allocatedStorageGiB: 100,
  });
  //#endregion

  //#region images
  const images = new ImageRepository("app");
  //#endregion

  //#region task
  const task = new TaskDefinition("app", {
    site,
    launchType: LaunchType.Ec2,
    platform: Platform.Windows2022Core,
    containers: {
      app: {
        image: pulumi.interpolate`${images.repositoryUrl}:1.0.0`,
        cpu: 1024,
        memoryMiB: 2048,
        environment: {
          DB_HOST: database.host,
          DB_PORT: pulumi.interpolate`${database.port}`,
          DB_NAME: "app",
        },
      },
    },
    parts: { database: database.taskPart },
  });
  const service = new Service("app", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: { windows: { capacityProviderName } },
    parts: { application: oneAtATime() },
  });
  //#endregion

  //#region rotation
  const rotation = new RotationRestart("rotation", {
    site,
    secretArn: database.secretArn,
    clusterArn: cluster.clusterArn,
    serviceArn: service.serviceArn,
  });
  //#endregion

  //#region login
  new SqlServer("reports", {
    site,
    vpcId,
    subnetIds,
    clients,
    edition: "standard",
    engineVersion: "16.00",
    instanceClass: "db.m5.large",
    allocatedStorageGiB: 100,
    users: {
      shop: { database: "shop" },
      reports: { database: "shop", roles: ["db_datareader"], permissions: [] },
    },
    applicationUser: "shop",
  });
  //#endregion

  //#region files
  new SqlServer("legacy", {
    site,
    vpcId,
    subnetIds,
    clients,
    edition: "standard",
    engineVersion: "16.00",
    instanceClass: "db.m5.large",
    allocatedStorageGiB: 100,
    nativeBackup: {},
  });
  //#endregion

  //#region watch
  new Watch("watch", {
    site,
    parts: { app: service.watchPart, database: database.watchPart, rotation: rotation.watchPart },
    subscribers: { team: "team@example.com" },
  });
  //#endregion
}
