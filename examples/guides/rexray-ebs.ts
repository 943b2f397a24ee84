/** The code of packages/rexray-ebs/README.md, by regions. Tests plan it. */
import { entryOf } from "@ballast/contracts";
import { ClientGroup, Cluster, LaunchType, Service, TaskDefinition, Watch } from "@ballast/ecs";
import { BlockMode, RexrayEbs } from "@ballast/rexray-ebs";
import type { NetworkShape } from "./shape.ts";

export default function guide({ site, vpcId, subnetIds }: NetworkShape) {
  const tasks = new ClientGroup("tasks", { vpcId, description: "Database", httpsEgress: false });
  const hosts = new ClientGroup("hosts", { vpcId, description: "Container instances of the database" });
  //#region host
  const volume = new RexrayEbs("data", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/var/lib/mysql",
    sizeGiB: 100,
  });
  const cluster = new Cluster("main", {
    fargate: false,
    capacities: {
      mysql: {
        site,
        subnetIds,
        securityGroupIds: { hosts: hosts.securityGroupId },
        instanceTypes: ["t3.medium"],
        maximumSize: 2,
        parts: { volume: volume.instancePart },
      },
    },
  });
  const task = new TaskDefinition("mysql", {
    site,
    launchType: LaunchType.Ec2,
    containers: { mysql: { image: "public.ecr.aws/docker/library/mysql:8.4", cpu: 1024, memoryMiB: 2048 } },
    parts: { volume: volume.taskPart },
  });
  const capacityProviderName = entryOf(cluster.capacityProviderNames, "mysql", "capacityProviderNames");
  const service = new Service("mysql", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: { mysql: { capacityProviderName } },
    parts: { volume: volume.servicePart },
  });
  //#endregion

  //#region performance
  new RexrayEbs("fast", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/var/lib/mysql",
    sizeGiB: 500,
    volumeType: "gp3",
    iops: 6000,
    throughput: 250,
  });
  //#endregion

  //#region backup
  const backedUp = new RexrayEbs("ledger", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/var/lib/ledger",
    sizeGiB: 100,
    // Daily snapshots, kept for 30 days instead of 7, with copies in another region.
    backupDays: 30,
    backup: { copyTo: { region: "eu-west-1", days: 7 } },
  });
  //#endregion

  //#region restore
  new RexrayEbs("restored", {
    site,
    availabilityZone: "eu-central-1b",
    containerPath: "/var/lib/mysql",
    sizeGiB: 100,
    snapshotId: "snap-0123456789abcdef0",
  });
  //#endregion

  //#region managed
  const scratch = new RexrayEbs("scratch", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/scratch",
    sizeGiB: 50,
    mode: BlockMode.Managed,
    ephemeralReason: "temporary files of an import, which are worthless once its task has ended",
  });
  //#endregion

  //#region watch
  new Watch("watch", {
    site,
    parts: { mysql: service.watchPart, volume: volume.watchPart, ledger: backedUp.watchPart },
    subscribers: { team: "team@example.com" },
  });
  //#endregion
  return scratch;
}
