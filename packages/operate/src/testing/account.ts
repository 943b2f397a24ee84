import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateMicrosoftADCommand, DirectoryServiceClient } from "@aws-sdk/client-directory-service";
import { PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  AttachVolumeCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateFileSystemCommand, CreateMountTargetCommand } from "@aws-sdk/client-efs";
import type { Aws } from "../aws.ts";

/** An EC2 instance of the emulated account. */
export interface EmulatedInstance {
  ec2InstanceId: string;
}

/** Resources outside of the cluster in an emulated account (moto): instances, Auto Scaling groups and file systems. */
export class EmulatedAccount {
  readonly aws: Aws;

  protected constructor(aws: Aws) {
    this.aws = aws;
  }

  zone(letter: string): string {
    return `${this.aws.region}${letter}`;
  }

  async run(zone: string): Promise<EmulatedInstance> {
    const { Instances = [] } = await this.aws.ec2.send(
      new RunInstancesCommand({
        ImageId: await linuxImage(this.aws),
        InstanceType: "m5.xlarge",
        MinCount: 1,
        MaxCount: 1,
        Placement: { AvailabilityZone: this.zone(zone) },
      }),
    );
    return { ec2InstanceId: Instances[0]?.InstanceId ?? "" };
  }

  /** An Auto Scaling group with one instance in each of these zones. */
  async group(name: string, zones: string[], minimum = 0): Promise<void> {
    await this.aws.autoScaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: name,
        ImageId: await linuxImage(this.aws),
        InstanceType: "m5.xlarge",
      }),
    );
    await this.aws.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        LaunchConfigurationName: name,
        MinSize: minimum,
        MaxSize: 4,
        DesiredCapacity: zones.length,
        AvailabilityZones: zones.map((zone) => this.zone(zone)),
      }),
    );
  }

  groups() {
    return this.aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  }

  /** A directory of AWS Managed Microsoft AD. @returns its id. */
  async directory(Name: string): Promise<string> {
    const { Subnets = [] } = await this.aws.ec2.send(new DescribeSubnetsCommand({}));
    const [one, two] = [this.zone("a"), this.zone("b")].map((zone) =>
      Subnets.find(({ AvailabilityZone }) => AvailabilityZone === zone),
    );
    const VpcSettings = { VpcId: one?.VpcId, SubnetIds: [one?.SubnetId ?? "", two?.SubnetId ?? ""] };
    const client = new DirectoryServiceClient({});
    const created = await client.send(
      new CreateMicrosoftADCommand({ Name, Password: "for-Tests-1", VpcSettings }),
    );
    return created.DirectoryId ?? "";
  }

  async snapshot(volumeId: string, tags: Record<string, string> = {}): Promise<string> {
    const { SnapshotId = "" } = await this.aws.ec2.send(
      new CreateSnapshotCommand({
        VolumeId: volumeId,
        ...(Object.keys(tags).length > 0 && {
          TagSpecifications: [{ ResourceType: "snapshot", Tags: tagList(tags) }],
        }),
      }),
    );
    return SnapshotId;
  }

  async volume(zone: string, tags: Record<string, string>, attachedTo?: EmulatedInstance): Promise<string> {
    const { VolumeId = "" } = await this.aws.ec2.send(
      new CreateVolumeCommand({
        AvailabilityZone: this.zone(zone),
        Size: 20,
        VolumeType: "gp3",
        TagSpecifications: [{ ResourceType: "volume", Tags: tagList(tags) }],
      }),
    );
    if (attachedTo) await this.attach(VolumeId, attachedTo);
    return VolumeId;
  }

  async attach(volumeId: string, { ec2InstanceId }: EmulatedInstance): Promise<void> {
    await this.aws.ec2.send(
      new AttachVolumeCommand({ VolumeId: volumeId, InstanceId: ec2InstanceId, Device: "/dev/xvdf" }),
    );
  }

  async detach(volumeId: string): Promise<void> {
    const { Volumes = [] } = await this.aws.ec2.send(new DescribeVolumesCommand({ VolumeIds: [volumeId] }));
    for (const { InstanceId, Device } of Volumes[0]?.Attachments ?? [])
      await this.aws.ec2.send(new DetachVolumeCommand({ VolumeId: volumeId, InstanceId, Device }));
  }

  /** A file system with a mount target in each of these zones. */
  async fileSystem(zones: string[], tags: Record<string, string>): Promise<string> {
    const { FileSystemId = "" } = await this.aws.efs.send(
      new CreateFileSystemCommand({
        CreationToken: JSON.stringify(tags) + String(Math.random()),
        Tags: tagList(tags),
      }),
    );
    await this.mount(FileSystemId, zones);
    return FileSystemId;
  }

  /** Gives a file system a mount target in each of these zones. */
  async mount(FileSystemId: string, zones: string[]): Promise<void> {
    for (const zone of zones) {
      const { Subnets = [] } = await this.aws.ec2.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: "availability-zone", Values: [this.zone(zone)] }] }),
      );
      await this.aws.efs.send(
        new CreateMountTargetCommand({ FileSystemId, SubnetId: Subnets[0]?.SubnetId ?? "" }),
      );
    }
  }

  /** Sets CloudWatch's metric of a volume's writes in one minute. */
  async writes(volumeId: string, count: number, minutesAgo: number): Promise<void> {
    const metric = { namespace: "AWS/EBS", name: "VolumeWriteOps", dimensions: { VolumeId: volumeId } };
    await this.measure(metric, [[minutesAgo, count]]);
  }

  /** Sets CloudWatch's metric of a file system's client connections, one value per minute, newest last. */
  async connections(fileSystemId: string, ...counts: number[]): Promise<void> {
    const dimensions = { FileSystemId: fileSystemId };
    await this.measure(
      { namespace: "AWS/EFS", name: "ClientConnections", dimensions },
      counts.map((count, position) => [counts.length - position, count]),
    );
  }

  /** Sets values of a CloudWatch metric. */
  async measure(
    { namespace, name, dimensions }: Measured,
    values: [minutesAgo: number, value: number][],
  ): Promise<void> {
    await this.aws.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: namespace,
        MetricData: values.map(([minutesAgo, Value]) => ({
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value })),
          Timestamp: new Date(Date.now() - minutesAgo * 60_000),
          Value,
        })),
      }),
    );
  }
}

interface Measured {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

let image: Promise<string> | undefined;

/** The id of a Linux AMI; moto has the same few in each run. */
function linuxImage({ ec2 }: Aws): Promise<string> {
  image ??= ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] })).then(({ Images = [] }) => {
    const linux = Images.find(({ Platform, Architecture }) => !Platform && Architecture === "x86_64");
    return linux?.ImageId ?? "";
  });
  return image;
}

function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
