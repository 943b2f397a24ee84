import type { MergedInstancePart } from "@ballast/contracts";
import { MachineImage, machineImageFacts, pinnedImageId, releasedTag, usedSubnets } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { ElastigroupArgs } from "./elastigroupArgs.ts";

export interface ElastigroupFacts {
  part: MergedInstancePart;
  /** Base64. */
  userData: pulumi.Input<string>;
  instanceProfileArn: pulumi.Input<string>;
}

/** The vendor's type, as its publisher registers it with CloudFormation. */
export const elastigroupType = "Spot::Elastigroup::Group";

/** In the template. */
export const groupLogicalId = "Group";

/**
 * The template of a CloudFormation stack with one Elastigroup. Its properties are those of the schema that the vendor
 * registered as version 1.0.5; version 1.0.3 knows neither metadataOptions nor gp3.
 */
export function elastigroupTemplate(
  name: string,
  args: ElastigroupArgs,
  { part, userData, instanceProfileArn }: ElastigroupFacts,
): pulumi.Output<string> {
  const image = machineImageFacts(args.machineImage ?? MachineImage.AmazonLinux2023);
  const tag = (tagKey: string, tagValue: string) => ({ tagKey, tagValue });
  return pulumi.jsonStringify({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: `Container instances of ${name}, which Elastigroup of Spot brings`,
    Parameters: {
      // Resolved whenever the stack is made or changed.
      ImageId: args.pinnedImage
        ? { Type: "AWS::EC2::Image::Id", Default: pinnedImageId("Elastigroup", name, args.pinnedImage) }
        : { Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: image.parameter },
    },
    Resources: {
      [groupLogicalId]: {
        Type: elastigroupType,
        Properties: {
          credentials: { accountId: args.spotAccountId, accessToken: tokenReference(args) },
          group: {
            name,
            description: `Container instances of ${name}`,
            region: args.site.region,
            capacity: {
              minimum: args.minimumSize ?? 0,
              // The type has no shouldUpdateTargetCapacity, and its update handler sends what the template says.
              target: args.initialTarget,
              maximum: args.maximumSize,
              unit: "instance",
            },
            strategy: {
              risk: 100 - (args.onDemandPercentage ?? 0),
              availabilityVsCost: "balanced",
              // On-Demand while no Spot Instance is available.
              fallbackToOd: true,
              drainingTimeout: args.drainingSeconds ?? 300,
            },
            compute: {
              product: "Linux/UNIX",
              instanceTypes: { onDemand: args.instanceTypes[0], spot: args.instanceTypes },
              availabilityZones: usedSubnets(args, part).map(([zone, subnetId]) => ({
                name: pulumi.interpolate`${args.site.region}${zone}`,
                subnetIds: [subnetId],
              })),
              launchSpecification: {
                imageId: { Ref: "ImageId" },
                iamRole: { arn: instanceProfileArn },
                securityGroupIds: [
                  ...Object.values(args.securityGroupIds),
                  ...Object.values(part.securityGroupIds),
                ],
                userData,
                monitoring: true,
                metadataOptions: {
                  httpTokens: "required",
                  // One hop ends at the instance: a task that runs on it cannot take the instance's role.
                  httpPutResponseHopLimit: 1,
                  instanceMetadataTags: "disabled",
                },
                blockDeviceMappings: [
                  {
                    deviceName: image.rootDevice,
                    ebs: {
                      volumeType: "gp3",
                      volumeSize: args.rootVolumeGiB ?? image.usualRootGiB,
                      encrypted: true,
                      deleteOnTermination: true,
                    },
                  },
                ],
                healthCheckType: "ECS_CLUSTER_INSTANCE",
                healthCheckGracePeriod: image.warmupSeconds,
                tags: Object.entries({
                  Name: name,
                  AmazonECSManaged: "true",
                  ...part.tags,
                  // For the rule `pinned-image-age`; CloudFormation has no tags for the group itself.
                  ...(args.pinnedImage && { [releasedTag]: args.pinnedImage.released }),
                }).map(([key, value]) => tag(key, value)),
              },
            },
            thirdPartiesIntegration: {
              ecs: { clusterName: args.clusterName, autoScale: autoScale(args, part) },
            },
          },
        },
      },
    },
    Outputs: { GroupId: { Value: { Ref: groupLogicalId } } },
  });
}

/** A dynamic reference, which CloudFormation replaces by the token only when it uses it. */
function tokenReference({ tokenSecretArn, tokenField }: ElastigroupArgs): pulumi.Output<string> {
  const field = tokenField === undefined ? "" : `:SecretString:${tokenField}`;
  return pulumi.interpolate`{{resolve:secretsmanager:${tokenSecretArn}${field}}}`;
}

function autoScale({ headroom, attributes }: ElastigroupArgs, part: MergedInstancePart) {
  const custom = Object.entries({ ...attributes, ...part.attributes });
  return {
    isEnabled: true,
    isAutoConfig: headroom === undefined,
    headroom: headroom && {
      cpuPerUnit: headroom.cpu,
      memoryPerUnit: headroom.memoryMiB,
      numOfUnits: headroom.units,
    },
    // So that it starts instances for tasks whose constraints name what only a running instance would show.
    attributes: custom.length > 0 ? custom.map(([key, value]) => ({ key, value })) : undefined,
  };
}
