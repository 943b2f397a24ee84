import {
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  type AutoScalingGroup,
} from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand, type Tag } from "@aws-sdk/client-ec2";
import { unless, type Aws } from "../aws.ts";
import { tagOf } from "../volumes/managed.ts";

export async function groupNamed(
  client: Aws["autoScaling"],
  name: string,
): Promise<AutoScalingGroup | undefined> {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  return (await client.send(command)).AutoScalingGroups?.[0];
}

/** The group of an instance. */
export interface GroupOf {
  /** Undefined where AWS has forgotten it. */
  name?: string;
  /** Whether the group has ended the instance, or is about to. */
  ended: boolean;
  /** Of an instance that its group has forgotten: the volume that it could attach, by its tag. */
  volume?: string;
  zone?: string;
}

/** @returns undefined if it is of none, and has not ended. */
export async function groupOf({ autoScaling, ec2 }: Aws, id: string): Promise<GroupOf | undefined> {
  const { AutoScalingInstances: [known] = [] } = await autoScaling.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [id] }),
  );
  if (known?.AutoScalingGroupName !== undefined)
    return {
      name: known.AutoScalingGroupName,
      ended: /^Terminat/.test(known.LifecycleState ?? "InService"),
    };
  // EC2 describes an instance for a while after it has ended, and forgets its tags within that.
  const answer = await unless(
    /^InvalidInstanceID/,
    ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] })),
  );
  const one = answer?.Reservations?.[0]?.Instances?.[0];
  const state = one?.State?.Name;
  if (one === undefined || (state !== "shutting-down" && state !== "terminated")) return undefined;
  const name = tagOf(one.Tags ?? [], "aws:autoscaling:groupName");
  const volume = volumeOf(one.Tags);
  const zone = one.Placement?.AvailabilityZone;
  return {
    ended: true,
    ...(name !== undefined && { name }),
    ...(volume !== undefined && { volume }),
    ...(zone !== undefined && { zone }),
  };
}

/** @returns the volume that an instance with these tags may attach. */
export function volumeOf(tags: Tag[] = []): string | undefined {
  const key = tags.find(({ Key }) => Key?.startsWith(attachesTag) === true)?.Key;
  return key?.slice(attachesTag.length);
}

/** With a volume's name: @ballast/rexray-ebs tags the instances that may attach it. */
const attachesTag = "ballast:attaches/";
