/** The code of packages/rexray-efs/README.md, by regions. Tests plan it. */
import { ClientGroup, Cluster, Service, TaskDefinition, Watch } from "@ballast/ecs";
import { RexrayEfs, Throughput } from "@ballast/rexray-efs";
import type { NetworkShape } from "./shape.ts";

export default function guide({ site, vpcId, subnetIds }: NetworkShape) {
  const image = "public.ecr.aws/docker/library/busybox:1.37";
  const cluster = new Cluster("main");
  //#region share
  const tasks = new ClientGroup("tasks", { vpcId, description: "Tasks that share the files" });
  const files = new RexrayEfs("files", {
    site,
    vpcId,
    subnetIds, // by zone: one mount target in each
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    containerPath: "/srv/shared",
  });
  const editor = new TaskDefinition("editor", {
    site,
    containers: { editor: { image } },
    parts: { files: files.taskPart },
  });
  const web = new TaskDefinition("web", {
    site,
    containers: { web: { image } },
    parts: { files: files.readerPart }, // cannot write
  });
  const service = new Service("web", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: web,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    parts: { files: files.servicePart },
  });
  //#endregion

  const clients = { tasks: { securityGroupId: tasks.securityGroupId } };
  //#region directory
  new RexrayEfs("uploads", {
    site,
    vpcId,
    subnetIds,
    clients,
    containerPath: "/srv/uploads",
    directory: { path: "/uploads", userId: 1001, groupId: 1001, permissions: "0750" },
  });
  //#endregion

  //#region performance
  new RexrayEfs("reserved", {
    site,
    vpcId,
    subnetIds,
    clients,
    containerPath: "/srv/files",
    throughput: Throughput.Provisioned,
    provisionedMiBps: 64,
  });
  //#endregion

  //#region backup
  new RexrayEfs("archive", {
    site,
    vpcId,
    subnetIds,
    clients,
    containerPath: "/srv/archive",
    backup: {
      schedule: "cron(0 2 ? * * *)",
      days: 35,
      copyTo: { region: "eu-west-1", days: 7 },
      drill: { schedule: "cron(0 4 1 * ? *)" },
    },
  });
  //#endregion

  //#region watch
  new Watch("watch", {
    site,
    parts: { web: service.watchPart, files: files.watchPart },
    subscribers: { team: "team@example.com" },
  });
  //#endregion
  return editor;
}
