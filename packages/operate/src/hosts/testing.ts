import {
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  RegisterImageCommand,
} from "@aws-sdk/client-ec2";
import { CreateCapacityProviderCommand, PutClusterCapacityProvidersCommand } from "@aws-sdk/client-ecs";
import { PutParameterCommand } from "@aws-sdk/client-ssm";
import { setDate, setHost } from "../testing/standIn.ts";
import type { Stage, StageInstance } from "../testing/stage.ts";

/** An Auto Scaling group that a test creates. */
export interface EmulatedGroup {
  /** The AMI with which its instances were launched. */
  image: string;
  /** The AMI that it launches now: an id, or `resolve:ssm:…`. @default - the same */
  current?: string;
  /** One instance for each zone; moto chooses each instance's zone randomly. @default - one in zone a */
  zones?: string[];
  /** @default - the number of zones */
  size?: number;
  tags?: Record<string, string>;
  /** AMIs of additional instance types. @default - none: no mixed instances policy */
  imagesByType?: Record<string, string>;
  /** Whether the group has a capacity provider. @default false */
  provider?: boolean;
  /** @default - ECS's default */
  warmupSeconds?: number;
}

export const patched = {
  "ballast:patch-age-days": "30",
  "ballast:patch-window": "cron(0 3 ? * SUN *)",
  "ballast:patch-time-zone": "UTC",
};

/** A cluster's hosts in the emulated account. Auto Scaling launches them; the test simulates agents and time. */
export class HostsWorld {
  readonly stage: Stage;
  readonly #now: Date;
  readonly #providers: string[] = [];

  constructor(stage: Stage, now: Date) {
    this.stage = stage;
    this.#now = now;
  }

  ago({ days = 0, minutes = 0 }: { days?: number; minutes?: number }): Date {
    return new Date(this.#now.getTime() - days * 86_400_000 - minutes * 60_000);
  }

  async image(name: string, ageDays: number): Promise<string> {
    const { ImageId = "" } = await this.stage.aws.ec2.send(new RegisterImageCommand({ Name: name }));
    await setDate(ImageId, this.ago({ days: ageDays }));
    return ImageId;
  }

  async parameter(name: string, Value: string): Promise<string> {
    await this.stage.aws.ssm.send(
      new PutParameterCommand({ Name: name, Value, Type: "String", Overwrite: true }),
    );
    return `resolve:ssm:${name}`;
  }

  async template(name: string, ImageId: string): Promise<string> {
    const { LaunchTemplate } = await this.stage.aws.ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: name,
        LaunchTemplateData: { ImageId, InstanceType: "m5.large" },
      }),
    );
    return LaunchTemplate?.LaunchTemplateId ?? "";
  }

  /** @returns the ids of the group's instances, which have not joined the cluster. */
  async group(name: string, group: EmulatedGroup): Promise<string[]> {
    const { aws } = this.stage;
    const { image, current = image, zones = ["a"], size = zones.length } = group;
    const { tags = {}, provider = true, warmupSeconds } = group;
    const id = await this.template(`${name}-template`, image);
    const latest = { LaunchTemplateId: id, Version: "$Latest" };
    const overrides = await Promise.all(
      Object.entries(group.imagesByType ?? {}).map(async ([type, own]) => ({
        InstanceType: type,
        LaunchTemplateSpecification: {
          LaunchTemplateId: await this.template(`${name}-${type}`, own),
          Version: "$Latest",
        },
      })),
    );
    await aws.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        ...(overrides.length === 0
          ? { LaunchTemplate: latest }
          : {
              MixedInstancesPolicy: {
                LaunchTemplate: { LaunchTemplateSpecification: latest, Overrides: overrides },
              },
            }),
        MinSize: 0,
        MaxSize: 20,
        DesiredCapacity: size,
        AvailabilityZones: [...new Set(zones)].map((zone) => this.stage.zone(zone)),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: false })),
      }),
    );
    await aws.ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateId: id,
        LaunchTemplateData: { ImageId: current, InstanceType: "m5.large" },
      }),
    );
    const { AutoScalingGroups: [made] = [] } = await aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
    );
    if (provider) await this.#provide(name, made?.AutoScalingGroupARN ?? "", warmupSeconds);
    return (made?.Instances ?? []).map(({ InstanceId = "" }) => InstanceId);
  }

  async #provide(name: string, autoScalingGroupArn: string, instanceWarmupPeriod?: number): Promise<void> {
    const { aws, cluster } = this.stage;
    const managedScaling = instanceWarmupPeriod === undefined ? {} : { instanceWarmupPeriod };
    await aws.ecs.send(
      new CreateCapacityProviderCommand({
        name: `${name}-provider`,
        autoScalingGroupProvider: { autoScalingGroupArn, managedScaling },
      }),
    );
    this.#providers.push(`${name}-provider`);
    await aws.ecs.send(
      new PutClusterCapacityProvidersCommand({
        cluster,
        capacityProviders: [...this.#providers, "FARGATE"],
        defaultCapacityProviderStrategy: [],
      }),
    );
  }

  /** Registers an instance as its agent does, with the group's capacity provider. */
  async join(id: string, group?: string): Promise<StageInstance> {
    const host = await this.stage.register(id);
    await setHost(host.arn, {
      versionInfo: { agentVersion: "1.101.0", dockerVersion: "DockerVersion: 25.0.8" },
      ...(group !== undefined && { capacityProviderName: `${group}-provider` }),
    });
    return host;
  }
}
