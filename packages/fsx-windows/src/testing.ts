import { output, type Unwrap } from "@pulumi/pulumi";
import type { InstancePart } from "@ballast/contracts";
import { Cluster, MachineImage } from "@ballast/ecs";
import { Directory, DomainMembers, FsxWindows, ShareMode } from "./index.ts";
import type { DirectoryShape } from "./directory/shape.ts";

// What the tests of this package build with; no component uses it.

export const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
export const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
export const loginSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:share-AbCdEf";
export const joinSecretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:join-AbCdEf";
export const kmsKeyArn = "arn:aws:kms:eu-central-1:123456789012:key/0";

export const directory: DirectoryShape = {
  domainName: "corp.example.com",
  directoryId: "d-0123456789",
  dnsIps: ["10.0.0.10", "10.0.1.10"],
  prefixListId: "pl-0controllers",
};

/** What is inside an output, as the engine would see it. */
export function plain<T>(value: T): Promise<Unwrap<T>> {
  return (output(value) as unknown as { promise(): Promise<Unwrap<T>> }).promise();
}

const clients = { hosts: { securityGroupId: "sg-0hosts" } };

function domain(): Directory {
  return new Directory("domain", {
    site,
    vpcId: "vpc-0main",
    domainName: "corp.example.com",
    existing: { directoryId: "d-0123456789", dnsIps: ["10.0.0.10", "10.0.1.10"] },
    clients,
  });
}

function windowsCluster(parts: Record<string, InstancePart> | undefined): Cluster {
  return new Cluster("main", {
    fargate: false,
    capacities: {
      windows: {
        site,
        subnetIds,
        securityGroupIds: { hosts: "sg-0hosts" },
        instanceTypes: ["m5.large"],
        maximumSize: 2,
        machineImage: MachineImage.WindowsServer2022Core,
        ...(parts && { parts }),
      },
    },
  });
}

/** Hosts as a stack composes them: members that map a share. */
export function hosts(): void {
  const directory = domain();
  const files = new FsxWindows("state", {
    site,
    vpcId: "vpc-0main",
    subnetIds,
    directory,
    clients,
    storageGiB: 32,
    throughputMBps: 32,
    mode: ShareMode.GlobalMapping,
    mapping: { userName: "CORP\\app-share", password: "hunter2-hunter2" },
    folder: "app-state",
    containerPath: "C:\\state",
  });
  const cluster = windowsCluster({ directory: directory.instancePart, files: files.instancePart });
  new DomainMembers("members", {
    directory,
    autoScalingGroupNames: cluster.autoScalingGroupNames,
    shares: files.mapping ? { state: files.mapping } : {},
  });
}

/** Hosts that are in no domain, for tasks with credential specifications. */
export function gmsaHosts(isTold: boolean): void {
  const directory = domain();
  windowsCluster(isTold ? { gmsa: directory.gmsaPart } : undefined);
}
