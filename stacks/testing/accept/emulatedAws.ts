import { AttachVolumeCommand, DeleteVolumeCommand, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { DeleteClusterCommand, DeleteServiceCommand, TagResourceCommand } from "@aws-sdk/client-ecs";
import { HostsWorld } from "../../../packages/operate/src/hosts/testing.ts";
import type { Stage, StageInstance } from "../../../packages/operate/src/testing/stage.ts";
import type { Follower } from "./pulumiServer.ts";

/** What stands of a stack in the emulator. */
export interface Deployed {
  stage: Stage;
  service: string;
  hosts: StageInstance[];
  volume: string;
}

export const stackTags = { Project: "ballast", Scenario: "rexray-ebs", Environment: "dev" };

/** Has the emulator follow what the engine deploys of rexray-ebs: a cluster, two hosts of a group, a service, a volume. */
export class EmulatedAws implements Follower {
  readonly stacks = new Map<string, Deployed>();
  /** Stays behind when the stack is destroyed. */
  forgotten: string | undefined;
  readonly #first: Stage;

  readonly #account: string;

  constructor(first: Stage, account: string) {
    this.#first = first;
    this.#account = account;
  }

  async up(stack: string, { clusterName, serviceName }: Record<string, unknown>): Promise<void> {
    if (this.stacks.has(stack)) return;
    const cluster = String(clusterName);
    const service = String(serviceName);
    const stage = await this.#first.beside(cluster);
    const { ecs } = stage.aws;
    const resourceArn = `arn:aws:ecs:eu-central-1:${this.#account}:cluster/${cluster}`;
    const tags = Object.entries(stackTags).map(([key, value]) => ({ key, value }));
    await ecs.send(new TagResourceCommand({ resourceArn, tags }));
    const world = new HostsWorld(stage, new Date());
    const group = `${stack}-group`;
    const image = await world.image(`${stack}-image`, 1);
    const ids = await world.group(group, { image, zones: ["a", "a"] });
    const hosts: StageInstance[] = [];
    for (const id of ids) hosts.push(await world.join(id, group));
    const [host] = hosts;
    await stage.service(service, host);
    const name = `${stack}-mysql`;
    const own = { ...stackTags, Name: name, "ballast:managed": "pulumi", "ballast:volume": name };
    const volume = await stage.volume("a", own);
    if (host)
      await stage.aws.ec2.send(
        new AttachVolumeCommand({ VolumeId: volume, InstanceId: host.ec2InstanceId, Device: "/dev/sdf" }),
      );
    this.stacks.set(stack, { stage, service, hosts, volume });
  }

  async destroyed(stack: string): Promise<void> {
    const found = this.stacks.get(stack);
    if (found === undefined) return;
    const { stage, service, hosts, volume } = found;
    const { ecs, ec2 } = stage.aws;
    await ec2.send(
      new TerminateInstancesCommand({ InstanceIds: hosts.map(({ ec2InstanceId }) => ec2InstanceId) }),
    );
    await stage.detach(volume);
    if (this.forgotten !== volume) await ec2.send(new DeleteVolumeCommand({ VolumeId: volume }));
    await ecs.send(new DeleteServiceCommand({ cluster: stage.cluster, service, force: true }));
    await ecs.send(new DeleteClusterCommand({ cluster: stage.cluster })).catch(() => undefined);
    this.stacks.delete(stack);
  }
}
