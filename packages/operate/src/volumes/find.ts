import { paginateDescribeVolumes, type Filter, type Volume } from "@aws-sdk/client-ec2";
import { paginateListTaskDefinitions, type Service } from "@aws-sdk/client-ecs";
import {
  DescribeMountTargetsCommand,
  paginateDescribeFileSystems,
  type FileSystemDescription,
  type MountTargetDescription,
} from "@aws-sdk/client-efs";
import type { Aws } from "../aws.ts";
import { requireCluster, serviceNames, services, TaskDefinitions, tasks } from "../ecs.ts";
import { familyOf, pluginVolumes } from "../taskDefinition.ts";
import { managedBy, tagOf } from "./managed.ts";
import { namedVolumes, namePatterns, volumeNamed, type NamedVolume } from "./names.ts";

/** Cloudstor's own tag, on the EBS volumes that it makes. */
const cloudstorTag = "CloudstorVolumeName";

/** A volume or file system that a plugin made. */
export interface FoundVolume {
  kind: "EBS" | "EFS";
  /** By which Docker knew it. */
  name: string;
  id: string;
  zones: string[];
  /** `gp3`; EFS has none. */
  type?: string;
  /** What it takes, by the class in which it lies: `gp3`, or EFS's `standard`, `infrequentAccess`, … */
  storage: { storageClass: string; gib: number }[];
  /** AWS's word: `available`, `in-use`, … */
  state: string;
  /** EC2 instances that have an EBS volume. */
  attachedTo: string[];
  mountTargets: { id: string; zone: string }[];
  encrypted: boolean;
  created?: Date;
  /** Since when the instance has it that has it now. AWS does not say when a volume last was attached. */
  attachedSince?: Date;
  /** Services of the cluster that want tasks, and whose task definition names it. */
  wantedBy: string[];
  /** AWS's name for all of it. @default - EC2 answers none in this region */
  arn?: string;
  /** AWS Backup backs it up by itself. */
  backedUp: boolean;
}

/** It bears such a name, but somebody else manages it. */
export interface LeftOut {
  id: string;
  name: string;
  owner: string;
  tag: string;
}

export interface Found {
  /** Families of task definitions that were read. */
  families: string[];
  volumes: FoundVolume[];
  leftOut: LeftOut[];
}

/**
 * What plugins made for the volumes of a cluster's task definitions, outside of any stack's state.
 *
 * @param families also these, which no service of the cluster uses any more.
 */
export async function findVolumes(aws: Aws, cluster: string, families: string[] = []): Promise<Found> {
  await requireCluster(aws, cluster);
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const running = await tasks(aws, cluster);
  const arns = [
    ...all.flatMap(({ taskDefinition, deployments = [] }) => [
      taskDefinition,
      ...deployments.map((deployment) => deployment.taskDefinition),
    ]),
    ...running.map(({ taskDefinitionArn }) => taskDefinitionArn),
  ].filter((arn) => arn !== undefined);
  const read = [...new Set([...arns.map(familyOf), ...families])].sort();
  const definitions = new TaskDefinitions(aws);
  const named = namedVolumes(await revisions(aws, read, definitions));
  const wanted = await wantedVolumes(all, definitions);
  const [disks, systems] = await Promise.all([ebs(aws, named, wanted), efs(aws, named, wanted)]);
  const found = [...disks, ...systems];
  return {
    families: read,
    volumes: found.flatMap((one) => ("volume" in one ? one.volume : [])).sort(byNameAndId),
    leftOut: found.flatMap((one) => ("leftOut" in one ? one.leftOut : [])),
  };
}

type OneFound = { volume: FoundVolume } | { leftOut: LeftOut };

function byNameAndId(one: FoundVolume, other: FoundVolume): number {
  return one.name.localeCompare(other.name) || one.id.localeCompare(other.id);
}

/** Every revision: a volume outlives the one that asked for it. */
async function revisions({ ecs }: Aws, families: string[], definitions: TaskDefinitions) {
  const arns: string[] = [];
  for (const familyPrefix of families) {
    for (const status of ["ACTIVE", "INACTIVE"] as const) {
      for await (const page of paginateListTaskDefinitions({ client: ecs }, { familyPrefix, status }))
        arns.push(...(page.taskDefinitionArns ?? []).filter((arn) => familyOf(arn) === familyPrefix));
    }
  }
  const read = [];
  // AWS limits how many are described at a time.
  for (let start = 0; start < arns.length; start += 5)
    read.push(...(await Promise.all(arns.slice(start, start + 5).map((arn) => definitions.get(arn)))));
  return read;
}

/** Services that want tasks, by the names of their volumes. */
async function wantedVolumes(all: Service[], definitions: TaskDefinitions): Promise<Map<string, string[]>> {
  const wanted = new Map<string, string[]>();
  for (const { serviceName = "", desiredCount = 0, taskDefinition } of all) {
    if (desiredCount === 0 || taskDefinition === undefined) continue;
    for (const { name } of pluginVolumes(await definitions.get(taskDefinition)))
      wanted.set(name, [...(wanted.get(name) ?? []), serviceName]);
  }
  return wanted;
}

async function ebs(aws: Aws, named: NamedVolume[], wanted: Map<string, string[]>): Promise<OneFound[]> {
  const volumes = new Map<string, Volume>();
  const patterns = namePatterns(named);
  // EC2 takes 200 values for a filter.
  for (let start = 0; start < patterns.length; start += 200) {
    const values = patterns.slice(start, start + 200);
    for (const one of await described(aws, [{ Name: "tag:Name", Values: values }]))
      volumes.set(one.VolumeId ?? "", one);
  }
  for (const one of await described(aws, [{ Name: "tag-key", Values: [cloudstorTag] }])) {
    const name = tagOf(one.Tags ?? [], cloudstorTag) ?? "";
    if (one.State === "available" || volumeNamed(name, named)) volumes.set(one.VolumeId ?? "", one);
  }
  return [...volumes.values()].flatMap((one): OneFound[] => {
    const tags = one.Tags ?? [];
    const cloudstor = tagOf(tags, cloudstorTag);
    const match = volumeNamed(cloudstor ?? tagOf(tags, "Name") ?? "", named);
    const name = match?.dockerName ?? cloudstor;
    if (name === undefined) return [];
    const id = one.VolumeId ?? "";
    const manager =
      managedBy(tags) ??
      (one.Operator?.Managed === true
        ? { owner: one.Operator.Principal ?? "AWS", tag: "operator" }
        : undefined);
    if (manager) return [{ leftOut: { id, name, ...manager } }];
    const attachments = (one.Attachments ?? []).filter(({ State }) => State !== "detached");
    const since = attachments[0]?.AttachTime;
    const type = one.VolumeType ?? "";
    return [
      {
        volume: {
          kind: "EBS",
          name,
          id,
          zones: one.AvailabilityZone === undefined ? [] : [one.AvailabilityZone],
          type,
          storage: [{ storageClass: type, gib: one.Size ?? 0 }],
          state: one.State ?? "",
          attachedTo: attachments.flatMap(({ InstanceId }) => InstanceId ?? []),
          mountTargets: [],
          encrypted: one.Encrypted ?? false,
          ...(one.CreateTime && { created: one.CreateTime }),
          ...(since && { attachedSince: since }),
          wantedBy: wanted.get(match?.volume.name ?? name) ?? [],
          backedUp: false,
        },
      },
    ];
  });
}

async function described({ ec2 }: Aws, Filters: Filter[]): Promise<Volume[]> {
  const volumes: Volume[] = [];
  for await (const page of paginateDescribeVolumes({ client: ec2 }, { Filters }))
    volumes.push(...(page.Volumes ?? []));
  return volumes;
}

async function efs(aws: Aws, named: NamedVolume[], wanted: Map<string, string[]>): Promise<OneFound[]> {
  if (named.length === 0) return [];
  const found: OneFound[] = [];
  for await (const page of paginateDescribeFileSystems({ client: aws.efs }, {})) {
    for (const one of page.FileSystems ?? []) {
      const tags = one.Tags ?? [];
      const match = volumeNamed(one.Name ?? tagOf(tags, "Name") ?? "", named);
      if (match === undefined) continue;
      const id = one.FileSystemId ?? "";
      const name = match.dockerName;
      const manager = managedBy(tags);
      if (manager) found.push({ leftOut: { id, name, ...manager } });
      else {
        const targets = await mountTargets(aws, id);
        found.push({ volume: fileSystem(one, name, targets, wanted.get(match.volume.name) ?? []) });
      }
    }
  }
  return found;
}

function fileSystem(
  one: FileSystemDescription,
  name: string,
  targets: MountTargetDescription[],
  wantedBy: string[],
): FoundVolume {
  const mounts = targets.map(({ MountTargetId = "", AvailabilityZoneName = "" }) => ({
    id: MountTargetId,
    zone: AvailabilityZoneName,
  }));
  const zones =
    one.AvailabilityZoneName === undefined ? mounts.map(({ zone }) => zone) : [one.AvailabilityZoneName];
  return {
    kind: "EFS",
    name,
    id: one.FileSystemId ?? "",
    zones: [...new Set(zones)].filter((zone) => zone !== "").sort(),
    storage: storageOf(one),
    state: one.LifeCycleState ?? "",
    attachedTo: [],
    mountTargets: mounts,
    encrypted: one.Encrypted ?? false,
    ...(one.CreationTime && { created: one.CreationTime }),
    wantedBy,
    ...(one.FileSystemArn !== undefined && { arn: one.FileSystemArn }),
    backedUp: tagOf(one.Tags ?? [], "aws:elasticfilesystem:default-backup") === "enabled",
  };
}

/** What EFS metered last. */
function storageOf({ SizeInBytes, AvailabilityZoneName }: FileSystemDescription): FoundVolume["storage"] {
  const oneZone = AvailabilityZoneName !== undefined;
  const { Value = 0, ValueInStandard, ValueInIA = 0, ValueInArchive = 0 } = SizeInBytes ?? {};
  const classes = [
    {
      storageClass: oneZone ? "oneZone" : "standard",
      bytes: ValueInStandard ?? Value - ValueInIA - ValueInArchive,
    },
    { storageClass: oneZone ? "oneZoneInfrequentAccess" : "infrequentAccess", bytes: ValueInIA },
    { storageClass: "archive", bytes: ValueInArchive },
  ];
  return classes
    .filter(({ bytes }, position) => position === 0 || bytes > 0)
    .map(({ storageClass, bytes }) => ({ storageClass, gib: bytes / 2 ** 30 }));
}

export async function mountTargets({ efs }: Aws, fileSystemId: string): Promise<MountTargetDescription[]> {
  const targets: MountTargetDescription[] = [];
  let marker: string | undefined;
  do {
    const page = await efs.send(
      new DescribeMountTargetsCommand({
        FileSystemId: fileSystemId,
        ...(marker !== undefined && { Marker: marker }),
      }),
    );
    targets.push(...(page.MountTargets ?? []));
    marker = page.NextMarker;
  } while (marker !== undefined);
  return targets;
}
