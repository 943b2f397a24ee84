import * as aws from "@pulumi/aws";
import type { MergedInstancePart } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { Ec2CapacityArgs } from "./capacityArgs.ts";
import { pinnedImageId, releasedTag } from "../patch/patchArgs.ts";
import { userDataOf } from "./instances.ts";
import { MachineImage, machineImageFacts } from "./machineImages.ts";

export interface LaunchTemplateArgs extends Ec2CapacityArgs {
  part: MergedInstancePart;
  instanceProfileArn: pulumi.Input<string>;
}

export function createLaunchTemplate(
  name: string,
  args: LaunchTemplateArgs,
  child: pulumi.ComponentResourceOptions,
): aws.ec2.LaunchTemplate {
  const facts = machineImageFacts(args.machineImage ?? MachineImage.AmazonLinux2023);
  return new aws.ec2.LaunchTemplate(
    `${name}-template`,
    {
      // AWS resolves a parameter at each launch: no AMI id to look up or to see withdrawn.
      imageId: args.pinnedImage
        ? pinnedImageId("Ec2Capacity", name, args.pinnedImage)
        : `resolve:ssm:${facts.parameter}`,
      instanceType: args.instanceTypes[0],
      iamInstanceProfile: { arn: args.instanceProfileArn },
      userData: userDataOf({ ...args, spotDraining: args.spot !== undefined }),
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        // One hop ends at the instance: a task that runs on it cannot take the instance's role.
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      monitoring: { enabled: true },
      networkInterfaces: [
        {
          associatePublicIpAddress: "false",
          deleteOnTermination: "true",
          securityGroups: [
            ...Object.values(args.securityGroupIds),
            ...Object.values(args.part.securityGroupIds),
          ],
        },
      ],
      blockDeviceMappings: [
        {
          deviceName: facts.rootDevice,
          ebs: {
            volumeType: "gp3",
            volumeSize: args.rootVolumeGiB ?? facts.usualRootGiB,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      // A boot that failed powers the instance off; its group then replaces it instead of keeping it stopped.
      instanceInitiatedShutdownBehavior: "terminate",
      updateDefaultVersion: true,
      tags: args.pinnedImage && { [releasedTag]: args.pinnedImage.released },
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({
        resourceType,
        tags: { Name: name, ...(resourceType === "instance" && args.part.tags) },
      })),
    },
    child,
  );
}
