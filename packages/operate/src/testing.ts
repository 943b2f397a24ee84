import {
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  AttachVolumeCommand,
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  RunInstancesCommand,
  type Tag,
} from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeContainerInstancesCommand,
  PutAttributesCommand,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  StartTaskCommand,
  StopTaskCommand,
  UpdateServiceCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { CreateFileSystemCommand, CreateMountTargetCommand } from "@aws-sdk/client-efs";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Aws } from "./aws.ts";
import { tasksOfService } from "./ecs.ts";

/** A container instance of the emulated cluster. */
export interface StageInstance {
  arn: string;
  ec2InstanceId: string;
}

/**
 * An emulated account (moto), as a test needs it. Moto keeps what it is told and runs nothing: it has no scheduler, and
 * instances have no agents. Tests play both, by AWS's own API.
 */
export class Stage {
  readonly aws: Aws;
  readonly cluster = "main";

  private constructor(aws: Aws) {
    this.aws = aws;
  }

  /** Everything of earlier tests is gone. */
  static async open(): Promise<Stage> {
    await moto("reset");
    // By itself moto stops a task the second time that it is described.
    await moto("state-manager/set-transition", {
      model_name: "ecs::task",
      transition: { progression: "manual", times: 1_000_000 },
    });
    const stage = new Stage(await connect());
    await stage.aws.ecs.send(new CreateClusterCommand({ clusterName: stage.cluster }));
    return stage;
  }

  zone(letter: string): string {
    return `${this.aws.region}${letter}`;
  }

  /** An EC2 instance whose agent has registered it. */
  async instance(zone: string, attributes: Record<string, string> = {}): Promise<StageInstance> {
    const { Instances = [] } = await this.aws.ec2.send(
      new RunInstancesCommand({
        ImageId: await linuxImage(this.aws),
        InstanceType: "m5.xlarge",
        MinCount: 1,
        MaxCount: 1,
        Placement: { AvailabilityZone: this.zone(zone) },
      }),
    );
    return this.register(Instances[0]?.InstanceId ?? "", attributes);
  }

  /** What the agent does when it starts. */
  async register(ec2InstanceId: string, attributes: Record<string, string> = {}): Promise<StageInstance> {
    const { containerInstance } = await this.aws.ecs.send(
      new RegisterContainerInstanceCommand({
        cluster: this.cluster,
        instanceIdentityDocument: JSON.stringify({ instanceId: ec2InstanceId }),
      }),
    );
    const arn = containerInstance?.containerInstanceArn ?? "";
    for (const [name, value] of Object.entries(attributes)) {
      await this.aws.ecs.send(
        new PutAttributesCommand({ cluster: this.cluster, attributes: [{ name, value, targetId: arn }] }),
      );
    }
    return { arn, ec2InstanceId };
  }

  /** A service of one task, which runs on this instance. */
  async service(
    name: string,
    on: StageInstance | undefined,
    definition: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): Promise<void> {
    await this.family(name, definition);
    await this.#create(name, 0);
    if (on === undefined) return;
    await this.scale(name, 1);
    await this.start(name, on);
  }

  /** A service whose task is nowhere yet. */
  async waiting(name: string): Promise<void> {
    await this.#create(name, 1);
  }

  /** Of what it wants here, moto says that it is pending. */
  async #create(serviceName: string, desiredCount: number): Promise<void> {
    await this.aws.ecs.send(
      new CreateServiceCommand({
        cluster: this.cluster,
        serviceName,
        taskDefinition: serviceName,
        desiredCount,
      }),
    );
  }

  /** @returns the ARN of a new revision. */
  async family(
    family: string,
    definition: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): Promise<string> {
    const { taskDefinition } = await this.aws.ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        containerDefinitions: [{ name: "main", image: "busybox", cpu: 256, memory: 512 }],
        ...definition,
      }),
    );
    return taskDefinition?.taskDefinitionArn ?? "";
  }

  /** Moto then says that as many run. */
  async scale(service: string, desiredCount: number): Promise<void> {
    await this.aws.ecs.send(new UpdateServiceCommand({ cluster: this.cluster, service, desiredCount }));
  }

  async start(service: string, on: StageInstance): Promise<void> {
    await this.aws.ecs.send(
      new StartTaskCommand({
        cluster: this.cluster,
        taskDefinition: service,
        containerInstances: [on.arn],
        group: `service:${service}`,
      }),
    );
  }

  async stop(service: string): Promise<void> {
    for (const { taskArn = "" } of await tasksOfService(this.aws, this.cluster, service))
      await this.aws.ecs.send(new StopTaskCommand({ cluster: this.cluster, task: taskArn }));
  }

  async state({ arn }: StageInstance): Promise<string> {
    const { containerInstances = [] } = await this.aws.ecs.send(
      new DescribeContainerInstancesCommand({ cluster: this.cluster, containerInstances: [arn] }),
    );
    return containerInstances[0]?.status ?? "";
  }

  /** ECS's scheduler on an instance that drains: the service's task stops, and starts elsewhere. */
  async moveOnceDrained(service: string, from: StageInstance, to?: StageInstance): Promise<void> {
    await eventually(async () => (await this.state(from)) === "DRAINING");
    await sleep(300);
    await this.stop(service);
    await sleep(300);
    if (to) await this.start(service, to);
  }

  /** An Auto Scaling group with one instance in each of these zones. */
  async group(name: string, zones: string[]): Promise<void> {
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
        MinSize: 0,
        MaxSize: 4,
        DesiredCapacity: zones.length,
        AvailabilityZones: zones.map((zone) => this.zone(zone)),
      }),
    );
  }

  async volume(zone: string, tags: Record<string, string>, attachedTo?: StageInstance): Promise<string> {
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

  async attach(volumeId: string, { ec2InstanceId }: StageInstance): Promise<void> {
    await this.aws.ec2.send(
      new AttachVolumeCommand({ VolumeId: volumeId, InstanceId: ec2InstanceId, Device: "/dev/xvdf" }),
    );
  }

  /** A file system with a mount target in each of these zones. */
  async fileSystem(zones: string[], tags: Record<string, string>): Promise<string> {
    const { FileSystemId = "" } = await this.aws.efs.send(
      new CreateFileSystemCommand({
        CreationToken: JSON.stringify(tags) + String(Math.random()),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    for (const zone of zones) {
      const { Subnets = [] } = await this.aws.ec2.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: "availability-zone", Values: [this.zone(zone)] }] }),
      );
      await this.aws.efs.send(
        new CreateMountTargetCommand({ FileSystemId, SubnetId: Subnets[0]?.SubnetId ?? "" }),
      );
    }
    return FileSystemId;
  }
}

let image: Promise<string> | undefined;

/** Any that is Linux: moto has the same few each time. */
function linuxImage({ ec2 }: Aws): Promise<string> {
  image ??= ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] })).then(({ Images = [] }) => {
    const linux = Images.find(({ Platform, Architecture }) => !Platform && Architecture === "x86_64");
    return linux?.ImageId ?? "";
  });
  return image;
}

/** A task definition's volume that a plugin makes. */
export function pluginVolume(name: string, driver: string): Partial<RegisterTaskDefinitionCommandInput> {
  return {
    volumes: [{ name, dockerVolumeConfiguration: { driver, scope: "shared", autoprovision: true } }],
    containerDefinitions: [
      {
        name: "main",
        image: "busybox",
        cpu: 256,
        memory: 512,
        mountPoints: [{ sourceVolume: name, containerPath: "/data" }],
      },
    ],
  };
}

/** Moto's own API, which AWS has not. */
export async function moto(path: string, body: unknown = ""): Promise<void> {
  const answer = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/moto-api/${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`moto: ${path}: ${answer.status} ${await answer.text()}`);
}

export async function eventually(holds: () => Promise<boolean>): Promise<void> {
  // Starting the command takes its time on a busy machine.
  for (let tries = 0; tries < 1000; tries += 1) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error("It never came to that.");
}

function tagList(tags: Record<string, string>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
