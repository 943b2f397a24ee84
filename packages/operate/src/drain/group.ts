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

/** The Auto Scaling group of an instance. */
export interface GroupOf {
  /** Undefined if AWS no longer reports the group of a terminated instance. */
  name?: string;
  /** Whether the group has terminated the instance, or is terminating it. */
  ended: boolean;
  /** The volume that the instance could attach, from its tag; set only if the group no longer contains the instance. */
  volume?: string;
  zone?: string;
}

/** @returns undefined if the instance runs and does not belong to a group. */
export async function groupOf({ autoScaling, ec2 }: Aws, id: string): Promise<GroupOf | undefined> {
  const { AutoScalingInstances: [known] = [] } = await autoScaling.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [id] }),
  );
  if (known?.AutoScalingGroupName !== undefined)
    return {
      name: known.AutoScalingGroupName,
      ended: /^Terminat/.test(known.LifecycleState ?? "InService"),
    };
  // EC2 describes a terminated instance for a while, but can drop its tags before that.
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

/** The tag key, followed by a volume's name, that @ballast/rexray-ebs sets on instances that may attach the volume. */
const attachesTag = "ballast:attaches/";
