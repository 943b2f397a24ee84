import { entryOf, whenReady } from "@ballast/contracts";
import * as ecs from "@ballast/ecs";
import { Directory, DomainMembers, DomainUser, FsxWindows } from "@ballast/fsx-windows";
import { Network } from "@ballast/network";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const zones = ["eu-central-1a", "eu-central-1b"];
  const network = new Network("main", { site, cidrBlock: "10.20.0.0/16", availabilityZones: zones });
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const hosts = new ecs.ClientGroup("hosts", { vpcId, description: "Windows container instances" });
  const tasks = new ecs.ClientGroup("tasks", { vpcId, description: "Windows tasks", httpsEgress: false });
  const clients = { hosts: { securityGroupId: hosts.securityGroupId } };
  const domainName = "corp.example.com";
  const directory = new Directory("domain", { site, vpcId, domainName, managed: { subnetIds }, clients });
  // The account that opens the share. Its password is in the secret; create the user in the domain with it.
  const user = new DomainUser("app", { userName: "app" });
  const files = new FsxWindows("files", {
    site,
    vpcId,
    subnetIds,
    directory,
    clients,
    storageGiB: 100,
    throughputMBps: 32,
    folder: "app",
    containerPath: "C:\\files",
    login: { secretArn: user.secretArn },
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
        warmupSeconds: 1200,
        parts: { directory: directory.instancePart, files: files.instancePart },
      },
    },
  });
  const members = new DomainMembers("members", {
    directory,
    autoScalingGroupNames: cluster.autoScalingGroupNames,
  });
  const image = "mcr.microsoft.com/dotnet/framework/samples:aspnetapp-windowsservercore-ltsc2022";
  const web = new ecs.TaskDefinition("web", {
    site,
    launchType: ecs.LaunchType.Ec2,
    platform: ecs.Platform.Windows2022Core,
    containers: { web: { image, cpu: 1024, memoryMiB: 2048 } },
    parts: { files: files.taskPart },
  });
  const capacityProviderName = entryOf(cluster.capacityProviderNames, "windows", "capacityProviderNames");
  const service = new ecs.Service("web", {
    site,
    subnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    taskDefinition: web,
    // No task before its hosts can become members of the domain.
    clusterArn: whenReady(cluster.clusterArn, [members.ready]),
    capacity: { windows: { capacityProviderName } },
    steadyStateMinutes: 60,
  });
  const parts = { web: service.watchPart, files: files.watchPart, members: members.watchPart };
  new ecs.Watch("watch", { site, parts, subscribers: { team: "team@example.com" } });
  return { service: service.serviceName, share: files.sharePath };
}
