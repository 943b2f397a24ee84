import { BootPhase, OperatingSystem, type InstancePart } from "@ballast/contracts";
import { Cluster, dockerPluginStep, MachineImage } from "@ballast/ecs";
import {
  Directory,
  DomainMembers,
  FsxWindows,
  ShareMode,
  type DirectoryArgs,
  type ShareMapping,
} from "@ballast/fsx-windows";
import { BlockMode, RexrayEbs } from "@ballast/rexray-ebs";

// Hosts that no stack has: kinds and numbers of parts, in any order, with steps of others.

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
const pluginImage = `registry.example.com/rexray@sha256:${"0a".repeat(32)}`;

export interface Generated {
  name: string;
  build: () => void;
}

function cluster(parts: Record<string, InstancePart>, machineImage: MachineImage, isSpot = false): Cluster {
  return new Cluster("main", {
    fargate: false,
    capacities: {
      hosts: {
        site,
        subnetIds,
        securityGroupIds: { hosts: "sg-0hosts" },
        instanceTypes: ["m5.large", "m5a.large"],
        maximumSize: 2,
        machineImage,
        parts,
        ...(isSpot && { spot: {} }),
      },
    },
  });
}

const volume = (name: string, mode: BlockMode): InstancePart => {
  const made = new RexrayEbs(name, {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: `/${name}`,
    sizeGiB: 10,
    mode,
    ...(mode === BlockMode.Plugin && { plugin: { image: pluginImage, alias: `rexray/${name}` } }),
  });
  return made.instancePart;
};

/** As others write steps: one that declares nothing, and one that waits for a volume and for the agent. */
const theirs = (): InstancePart => ({
  bootSteps: {
    theirs: {
      phase: BootPhase.BeforeAgent,
      operatingSystem: OperatingSystem.Linux,
      script: "mkdir -p /opt/theirs\n",
    },
    announce: {
      phase: BootPhase.AfterAgent,
      operatingSystem: OperatingSystem.Linux,
      waitsFor: ["agent"],
      script: "curl --fail --max-time 5 http://localhost:51678/v1/metadata\n",
    },
  },
});

const plugin = (name: string): InstancePart => ({
  bootSteps: { [name]: dockerPluginStep({ image: pluginImage, alias: name, settings: { A: "1" } }) },
});

export const linuxHosts: Generated[] = [false, true].flatMap((isSpot): Generated[] => {
  const host = (name: string, parts: () => Record<string, InstancePart>): Generated => ({
    name: `${name}${isSpot ? ", Spot" : ""}`,
    build: () => void cluster(parts(), MachineImage.AmazonLinux2023, isSpot),
  });
  return [
    host("no part", () => ({})),
    host("a volume", () => ({ one: volume("one", BlockMode.Host) })),
    host("a plugin", () => ({ one: volume("one", BlockMode.Plugin) })),
    host("two plugins", () => ({ one: plugin("first"), two: plugin("second") })),
    host("a volume, a plugin, steps of others", () => ({
      theirs: theirs(),
      one: volume("one", BlockMode.Host),
      two: plugin("second"),
    })),
    host("steps of others behind a volume", () => ({ one: volume("one", BlockMode.Host), theirs: theirs() })),
  ];
});

const domains: Record<string, Pick<DirectoryArgs, "existing" | "selfManaged">> = {
  "directory that exists": { existing: { directoryId: "d-0123456789", dnsIps: ["10.0.0.10", "10.0.1.10"] } },
  "self-managed domain": {
    selfManaged: {
      dnsIps: ["10.0.0.10", "10.0.1.10"],
      joinSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:join-AbCdEf",
    },
  },
};

function windowsHost(
  kind: string,
  shares: string[],
  isReversed: boolean,
  machineImage: MachineImage,
  scheduleMinutes?: number,
): void {
  const clients = { hosts: { securityGroupId: "sg-0hosts" } };
  const directory = new Directory("domain", {
    site,
    vpcId: "vpc-0main",
    domainName: "corp.example.com",
    ...domains[kind],
    clients,
  });
  const mappings: Record<string, ShareMapping> = {};
  const parts: [string, InstancePart][] = [["directory", directory.instancePart]];
  for (const driveLetter of shares) {
    const files = new FsxWindows(`share-${driveLetter.toLowerCase()}`, {
      site,
      vpcId: "vpc-0main",
      subnetIds,
      directory,
      clients,
      storageGiB: 32,
      throughputMBps: 32,
      mode: ShareMode.GlobalMapping,
      mapping: { userName: "CORP\\app-share", password: "hunter2-hunter2", driveLetter },
      folder: "app-state",
      containerPath: `C:\\${driveLetter}`,
    });
    if (files.mapping) mappings[driveLetter.toLowerCase()] = files.mapping;
    parts.push([`share${driveLetter}`, files.instancePart]);
  }
  const made = cluster(Object.fromEntries(isReversed ? parts.reverse() : parts), machineImage);
  new DomainMembers("members", {
    directory,
    autoScalingGroupNames: made.autoScalingGroupNames,
    shares: mappings,
    ...(scheduleMinutes !== undefined && { scheduleMinutes }),
  });
}

export const windowsHosts: Generated[] = [
  ...Object.keys(domains).flatMap((kind) =>
    [[], ["G"]].map((shares): Generated => ({
      name: `${kind}, ${shares.length} shares`,
      build: () => windowsHost(kind, shares, false, MachineImage.WindowsServer2022Core),
    })),
  ),
  {
    name: "a share before the domain",
    build: () => windowsHost("directory that exists", ["G"], true, MachineImage.WindowsServer2019Core),
  },
  {
    name: "the longest schedule that is allowed",
    build: () => windowsHost("self-managed domain", ["G"], false, MachineImage.WindowsServer2022Core, 40),
  },
  { name: "no part, Windows", build: () => void cluster({}, MachineImage.WindowsServer2025Full) },
];

export const mutantHosts = {
  domain: () => windowsHost("directory that exists", [], false, MachineImage.WindowsServer2019Core),
  share: () => windowsHost("directory that exists", ["G"], false, MachineImage.WindowsServer2019Core),
  linux: () =>
    void cluster(
      { theirs: theirs(), one: volume("one", BlockMode.Host), two: plugin("second") },
      MachineImage.AmazonLinux2023,
    ),
};
