import type { Site } from "@ballast/contracts";
import { ClientGroup, Cluster, LaunchType, Service, TaskDefinition } from "@ballast/ecs";
import { RexrayEbs } from "@ballast/rexray-ebs";

const site: Site = { accountId: "111111111111", partition: "aws", region: "eu-central-1" };
const subnetIds = { a: "subnet-0123456789abcdef0" };

/** What examples/block-volume says in YAML. */
export default function blockVolume() {
  const instances = new ClientGroup("instances", {
    vpcId: "vpc-0123456789abcdef0",
    description: "Container instances",
  });
  const pg = new RexrayEbs("pg", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/var/lib/postgresql/data",
    sizeGiB: 20,
    retention: "discard",
  });
  const main = new Cluster("main", {
    fargate: false,
    capacities: {
      general: {
        site,
        subnetIds,
        securityGroupIds: { instances: instances.securityGroupId },
        instanceTypes: ["m7i.large"],
        maximumSize: 2,
        parts: { data: pg.instancePart },
      },
    },
  });
  const database = new TaskDefinition("database", {
    site,
    launchType: LaunchType.Ec2,
    containers: {
      database: { image: "public.ecr.aws/docker/library/postgres:17", cpu: 512, memoryMiB: 1024 },
    },
    parts: { data: pg.taskPart },
    retention: "discard",
  });
  const service = new Service("service", {
    site,
    clusterArn: main.clusterArn,
    taskDefinition: database,
    subnetIds,
    securityGroupIds: { instances: instances.securityGroupId },
    capacity: { general: { capacityProviderName: main.capacityProviderNames["general"] ?? "" } },
    parts: { data: pg.servicePart },
    retention: "discard",
  });
  return { volumeId: pg.volumeId, survives: pg.survives, serviceName: service.serviceName };
}
