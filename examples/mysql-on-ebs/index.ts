import { entryOf } from "@ballast/contracts";
import * as ecs from "@ballast/ecs";
import { Network } from "@ballast/network";
import { RexrayEbs } from "@ballast/rexray-ebs";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  // A secret that you created with `aws secretsmanager create-secret`: its value never passes through the program.
  const rootPasswordArn = config.require("rootPasswordArn");
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "MySQL", httpsEgress: false });
  const hosts = new ecs.ClientGroup("hosts", { vpcId, description: "Container instances of MySQL" });
  const volume = new RexrayEbs("data", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/var/lib/mysql",
    sizeGiB: 20,
  });
  const cluster = new ecs.Cluster("main", {
    fargate: false,
    capacities: {
      mysql: {
        site,
        subnetIds,
        securityGroupIds: { hosts: hosts.securityGroupId },
        instanceTypes: ["t3.medium", "t3a.medium"],
        maximumSize: 2,
        parts: { volume: volume.instancePart },
      },
    },
  });
  const task = new ecs.TaskDefinition("mysql", {
    site,
    launchType: ecs.LaunchType.Ec2,
    containers: {
      mysql: {
        image: "public.ecr.aws/docker/library/mysql:8.4",
        cpu: 1024,
        memoryMiB: 2048,
        ports: [3306],
        // A folder of its own: the root of a new file system is not empty.
        command: ["--datadir=/var/lib/mysql/data"],
        secrets: { MYSQL_ROOT_PASSWORD: rootPasswordArn },
        mountPoints: [
          { sourceVolume: "run", containerPath: "/var/run/mysqld" },
          { sourceVolume: "tmp", containerPath: "/tmp" },
        ],
      },
    },
    volumes: { run: {}, tmp: {} },
    parts: { volume: volume.taskPart },
  });
  const capacityProviderName = entryOf(cluster.capacityProviderNames, "mysql", "capacityProviderNames");
  const service = new ecs.Service("mysql", {
    site,
    subnetIds,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: { mysql: { capacityProviderName } },
    parts: { volume: volume.servicePart },
  });
  const parts = { mysql: service.watchPart, cluster: cluster.watchPart, volume: volume.watchPart };
  new ecs.Watch("watch", { site, parts, subscribers: { team: "team@example.com" } });
  return { service: service.serviceName, volume: volume.volumeId };
}
