import { fields, type Fields } from "@ballast/model";
import { byKey, defined, members, renamed, shape, userData, type Shapes } from "../shape.ts";

/** A block device of an instance; the provider has no `ebs` object in it. */
function disk(given: Fields): Fields {
  return { ...renamed(given, { ebs: "" }), ...fields(given["ebs"]) };
}

const card = (given: Fields): Fields =>
  renamed(given, { groupSet: "securityGroups", groups: "securityGroups" });

function templateData(given: Fields): Fields {
  const data = fields(given["launchTemplateData"]);
  return defined({
    ...renamed(data, { securityGroupIds: "vpcSecurityGroupIds" }),
    networkInterfaces: data["networkInterfaces"] && members(data["networkInterfaces"]).map(card),
    userData: userData(data["userData"]),
  });
}

/**
 * In resources other than launch templates, the provider uses other names for `LaunchTemplateId` and
 * `LaunchTemplateName`.
 */
const launchTemplateNames = { launchTemplateId: "id", launchTemplateName: "name" };

export const serverShapes: Shapes = {
  "AWS::EC2::Instance": shape(
    "aws:ec2/instance:Instance",
    { imageId: "ami", securityGroupIds: "vpcSecurityGroupIds", blockDeviceMappings: "", userData: "" },
    (given) =>
      defined({
        ebsBlockDevices: members(given["blockDeviceMappings"]).map(disk),
        userDataBase64: userData(given["userData"]),
        networkInterfaces: members(given["networkInterfaces"]).map(card),
        launchTemplate: given["launchTemplate"] && renamed(given["launchTemplate"], launchTemplateNames),
      }),
  ),
  "AWS::EC2::LaunchTemplate": shape(
    "aws:ec2/launchTemplate:LaunchTemplate",
    { launchTemplateData: "", launchTemplateName: "name" },
    templateData,
  ),
  "AWS::AutoScaling::LaunchConfiguration": shape(
    "aws:ec2/launchConfiguration:LaunchConfiguration",
    {
      blockDeviceMappings: "",
      userData: "",
      instanceMonitoring: "enableMonitoring",
      launchConfigurationName: "name",
    },
    (given) =>
      defined({
        ebsBlockDevices: members(given["blockDeviceMappings"]).map(disk),
        userDataBase64: userData(given["userData"]),
      }),
  ),
  "AWS::AutoScaling::AutoScalingGroup": shape(
    "aws:autoscaling/group:Group",
    {
      vpcZoneIdentifier: "vpcZoneIdentifiers",
      autoScalingGroupName: "name",
      newInstancesProtectedFromScaleIn: "protectFromScaleIn",
      launchConfigurationName: "launchConfiguration",
    },
    (given) =>
      defined({
        launchTemplate: given["launchTemplate"] && renamed(given["launchTemplate"], launchTemplateNames),
      }),
  ),
  "AWS::EC2::SpotFleet": (given) => {
    const data = fields(given["spotFleetRequestConfigData"]);
    const launchSpecifications = members(data["launchSpecifications"]).map((one) =>
      defined({
        ...renamed(one, { imageId: "ami", blockDeviceMappings: "", securityGroups: "vpcSecurityGroupIds" }),
        ebsBlockDevices: members(one["blockDeviceMappings"]).map(disk),
        userData: userData(one["userData"]),
      }),
    );
    return {
      type: "aws:ec2/spotFleetRequest:SpotFleetRequest",
      inputs: { ...data, launchSpecifications },
    };
  },
  "AWS::EC2::EC2Fleet": shape("aws:ec2/fleet:Fleet"),
  "AWS::EC2::Volume": shape("aws:ebs/volume:Volume", { volumeType: "type" }),
  "AWS::DLM::LifecyclePolicy": shape("aws:dlm/lifecyclePolicy:LifecyclePolicy", {}, ({ policyDetails }) => {
    const details = fields(policyDetails);
    return { policyDetails: { ...details, targetTags: byKey(details["targetTags"]) } };
  }),
};
