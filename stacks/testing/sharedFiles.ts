import type { Site } from "@ballast/contracts";
import { ClientGroup, Cluster, Service, TaskDefinition } from "@ballast/ecs";
import { NatGateways, Network } from "@ballast/network";
import { RexrayEfs } from "@ballast/rexray-efs";

const site: Site = { accountId: "111111111111", partition: "aws", region: "eu-central-1" };

/** What examples/shared-files-yaml says in YAML. */
export default function sharedFiles() {
  const main = new Network("main", {
    site,
    cidrBlock: "10.30.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    natGateways: NatGateways.Single,
    retention: "discard",
  });
  const tasks = new ClientGroup("tasks", {
    vpcId: main.vpcId,
    description: "Tasks that share the files",
  });
  const files = new RexrayEfs("files", {
    site,
    vpcId: main.vpcId,
    subnetIds: main.privateSubnetIds,
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    containerPath: "/srv/shared",
    backup: { enabled: false, reason: "these files are an example" },
    retention: "discard",
  });
  const cluster = new Cluster("cluster", {});
  const editor = new TaskDefinition("editor", {
    site,
    containers: {
      editor: {
        image: "public.ecr.aws/docker/library/busybox:1.37",
        command: ["sh", "-c", "date >> /srv/shared/visits && sleep 3600"],
        user: "1000:1000",
      },
    },
    parts: { files: files.taskPart },
    retention: "discard",
  });
  const service = new Service("service", {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: editor,
    subnetIds: main.privateSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    parts: { files: files.servicePart },
    retention: "discard",
  });
  return { fileSystemId: files.fileSystemId, serviceName: service.serviceName };
}
