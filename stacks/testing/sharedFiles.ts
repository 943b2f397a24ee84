import type { Site } from "@ballast/contracts";
import { ClientGroup } from "@ballast/ecs";
import { NatGateways, Network } from "@ballast/network";
import { RexrayEfs } from "@ballast/rexray-efs";

const site: Site = { accountId: "111111111111", partition: "aws", region: "eu-central-1" };

/** What packages/component-host/examples/shared-files says in YAML. */
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
  return { fileSystemId: files.fileSystemId, taskPart: files.taskPart };
}
