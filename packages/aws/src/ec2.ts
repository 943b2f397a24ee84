import { instanceCharges } from "./charges/instances.ts";
import { isTrue, fields } from "@ballast/model";
import { ec2Resource } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind, partOf, used } from "./look.ts";
import { naming } from "./naming.ts";
import { instanceStore } from "./discarding/instanceStores.ts";
import { onlyGrows } from "./refusals.ts";
import { type Service, unused } from "./resourceType.ts";
import { templateVolumeChanges } from "./volumeChanges.ts";
import { always, gone, no } from "./survival.ts";
import { instanceVolumes, launchTemplateVolumes } from "./values/volumes.ts";

export const ec2: Service = {
  withoutData: ["AWS::EC2::"],
  unknown: unused,
  types: {
    "aws:ec2/ami:Ami": { data: true },
    "aws:ec2/amiCopy:AmiCopy": { data: true },
    "aws:ec2/amiFromInstance:AmiFromInstance": { data: true },
    "aws:ec2/instance:Instance": {
      measuredBy: { "AWS/EC2": { InstanceId: "id" } },
      refusesTogether: [instanceVolumes],
      words: "instance",
      replacedBy: {
        always: ["enablePrimaryIpv6", "instanceMarketOptions", "secondaryNetworkInterfaces"],
        // Provider versions differ for these: they replaced the instance in 5.73 (October 2024), but not in
        // 5.100 (June 2025).
        sometimes: [
          "ebsBlockDevices.deleteOnTermination",
          "ebsBlockDevices.encrypted",
          "ebsBlockDevices.iops",
          "ebsBlockDevices.kmsKeyId",
          "ebsBlockDevices.throughput",
          "ebsBlockDevices.volumeSize",
          "ebsBlockDevices.volumeType",
          "ephemeralBlockDevices",
          "privateDnsNameOptions",
        ],
        when: {
          userData: (_before, { userDataReplaceOnChange }) => isTrue(userDataReplaceOnChange),
          userDataBase64: (_before, { userDataReplaceOnChange }) => isTrue(userDataReplaceOnChange),
        },
      },
      data: true,
      // EC2 user guide, "How instance termination works" and "Data persistence for Amazon EC2 instance store volumes" (November 2026).
      survival: {
        instanceLoss: always(
          no(
            "the instance itself is lost; its root volume is deleted too, unless deleteOnTermination is false",
          ),
        ),
        zoneLoss: always(no("an instance and its volumes are in one zone")),
        destroy: always(gone),
      },
      discards: instanceStore,
      charge: charged("per second, and its volumes per GB-month", "ec2", instanceCharges),
      refuses: {
        // EC2 API reference, ModifyVolume.
        "rootBlockDevice.volumeSize": onlyGrows("rootBlockDevice.volumeSize", "the size of a volume"),
      },
      look: node(NodeKind.Instances),
    },
    "aws:ec2/launchConfiguration:LaunchConfiguration": {
      replacedBy: { always: ["*"] },
      computedOnUpdate: [],
    },
    "aws:ec2/launchTemplate:LaunchTemplate": plain({
      refusesTogether: [launchTemplateVolumes],
      computed: ec2Resource("lt", "launch-template", ({ name }) => ({
        name,
        latestVersion: 1,
      })),
      computedOnUpdate: [
        {
          output: "latestVersion",
          unless: ["name", "namePrefix", "description", "defaultVersion", "updateDefaultVersion"],
        },
        { output: "defaultVersion", unless: ["name", "namePrefix", "description"] },
      ],
      look: used,
      // API reference, LaunchTemplate
      name: naming("name", 128, /^[\w.\-()/]{3,}$/, "3 or more letters, digits and ( ) . - / _"),
      linkedRoles: [
        {
          role: "spot",
          where: ({ instanceMarketOptions }) => fields(instanceMarketOptions)["marketType"] === "spot",
        },
      ],
    }),
    "aws:ec2/spotFleetRequest:SpotFleetRequest": {
      replacedBy: {
        always: ["*"],
        never: [
          "excessCapacityTerminationPolicy",
          "onDemandTargetCapacity",
          "tags",
          "targetCapacity",
          "terminateInstancesOnDelete",
          "waitForFulfillment",
        ],
      },
      computedOnUpdate: [],
    },
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": {
      data: true,
      replacedBy: { always: ["secondaryNetworkInterfaces"] },
      linkedRoles: [{ role: "spot" }],
    },
    "aws:ec2/volumeAttachment:VolumeAttachment": { look: partOf("volumeId") },
    "AWS::EC2::Instance": { data: true },
    "AWS::EC2::Volume": { data: true, refuses: templateVolumeChanges },
  },
};
