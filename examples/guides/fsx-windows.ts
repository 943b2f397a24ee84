/** The code of packages/fsx-windows/README.md, by regions. Tests plan it. */
import {
  ClientGroup,
  Cluster,
  LaunchType,
  MachineImage,
  Platform,
  TaskDefinition,
  Watch,
} from "@ballast/ecs";
import { Directory, DomainMembers, DomainUser, FsxWindows, PasswordRenewal } from "@ballast/fsx-windows";
import type { NetworkShape } from "./shape.ts";

export default function guide({ site, vpcId, subnetIds, secretArn }: NetworkShape) {
  //#region directory
  const hosts = new ClientGroup("hosts", { vpcId, description: "Windows container instances" });
  const clients = { hosts: { securityGroupId: hosts.securityGroupId } };
  const directory = new Directory("domain", {
    site,
    vpcId,
    domainName: "corp.example.com",
    managed: { subnetIds },
    clients,
  });
  //#endregion

  //#region share
  const login = new DomainUser("login", { userName: "app-share" });
  const renewal = new PasswordRenewal("renewal", {
    site,
    directoryId: directory.directoryId!, // known of a directory that AWS runs
    userName: login.userName,
    secretArn: login.secretArn,
  });
  const files = new FsxWindows("state", {
    site,
    vpcId,
    subnetIds,
    directory,
    clients,
    storageGiB: 200,
    throughputMBps: 64,
    folder: "app-state",
    containerPath: "C:\\state",
    login: { secretArn: login.secretArn },
  });
  //#endregion

  //#region hosts
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
        warmupSeconds: 1200,
        parts: { directory: directory.instancePart, files: files.instancePart, gmsa: directory.gmsaPart },
      },
    },
  });
  const members = new DomainMembers("members", {
    directory,
    autoScalingGroupNames: cluster.autoScalingGroupNames,
  });
  //#endregion

  //#region task
  new TaskDefinition("web", {
    site,
    launchType: LaunchType.Ec2,
    platform: Platform.Windows2022Core,
    containers: {
      web: {
        image: "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022",
        cpu: 1024,
        memoryMiB: 2048,
        environment: { APP_STATE: files.folderPath },
      },
    },
    parts: { files: files.taskPart },
  });
  //#endregion

  //#region gmsa
  // With directory.gmsaPart among the parts of the capacity.
  new TaskDefinition("reports", {
    site,
    launchType: LaunchType.Ec2,
    platform: Platform.Windows2022Core,
    containers: {
      reports: {
        image: "mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2022",
        cpu: 1024,
        memoryMiB: 2048,
        credentialSpec: { fileArn: "arn:aws:s3:::specs/reports.json", secretArn },
      },
    },
  });
  //#endregion

  //#region own
  new Directory("own", {
    site,
    vpcId,
    domainName: "ad.example.com",
    clients,
    selfManaged: { dnsIps: ["10.0.0.10", "10.0.1.10"], joinSecretArn: secretArn },
  });
  //#endregion

  //#region watch
  new Watch("watch", {
    site,
    parts: { files: files.watchPart, members: members.watchPart, password: renewal.watchPart },
    subscribers: { team: "team@example.com" },
  });
  //#endregion
}
