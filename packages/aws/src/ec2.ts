import type { Service } from "./resourceType.ts";

export const ec2: Service = {
  withoutData: ["aws:ec2/", "aws:vpc/", "AWS::EC2::"],
  types: {
    "aws:ec2/ami:Ami": { data: true },
    "aws:ec2/amiCopy:AmiCopy": { data: true },
    "aws:ec2/amiFromInstance:AmiFromInstance": { data: true },
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { replacedBy: { always: ["vpcId"] } },
    "aws:ec2/eip:Eip": {
      replacedBy: {
        always: ["address", "domain", "ipamPoolId", "networkBorderGroup", "publicIpv4Pool", "vpc"],
      },
    },
    "aws:ec2/flowLog:FlowLog": { replacedBy: { always: ["*"], never: ["tags", "tagsAll"] } },
    "aws:ec2/instance:Instance": {
      replacedBy: {
        always: [
          "ami",
          "associatePublicIpAddress",
          "availabilityZone",
          "cpuCoreCount",
          "cpuOptions.amdSevSnp",
          "cpuOptions.coreCount",
          "cpuOptions.threadsPerCore",
          "cpuThreadsPerCore",
          "ebsBlockDevices.deleteOnTermination",
          "ebsBlockDevices.deviceName",
          "ebsBlockDevices.encrypted",
          "ebsBlockDevices.iops",
          "ebsBlockDevices.kmsKeyId",
          "ebsBlockDevices.snapshotId",
          "ebsBlockDevices.throughput",
          "ebsBlockDevices.volumeSize",
          "ebsBlockDevices.volumeType",
          "ebsOptimized",
          "enablePrimaryIpv6",
          "enclaveOptions.enabled",
          "ephemeralBlockDevices",
          "hibernation",
          "hostId",
          "instanceMarketOptions",
          "ipv6Addresses",
          "keyName",
          "launchTemplate",
          "networkInterfaces.deleteOnTermination",
          "networkInterfaces.deviceIndex",
          "networkInterfaces.networkCardIndex",
          "networkInterfaces.networkInterfaceId",
          "placementGroup",
          "placementPartitionNumber",
          "privateDnsNameOptions",
          "privateIp",
          "rootBlockDevice.encrypted",
          "rootBlockDevice.kmsKeyId",
          "securityGroups",
          "subnetId",
          "tenancy",
        ],
      },
      data: true,
    },
    "aws:ec2/internetGateway:InternetGateway": { replacedBy: { always: [] } },
    "aws:ec2/launchTemplate:LaunchTemplate": {
      replacedBy: { always: ["name", "namePrefix"] },
      computedOnUpdate: [
        {
          output: "latestVersion",
          unless: ["name", "namePrefix", "description", "defaultVersion", "updateDefaultVersion"],
        },
        { output: "defaultVersion", unless: ["name", "namePrefix", "description", "latestVersion"] },
      ],
    },
    "aws:ec2/managedPrefixList:ManagedPrefixList": {
      replacedBy: { always: ["addressFamily"] },
      computedOnUpdate: [{ output: "version", when: ["entries"] }],
    },
    "aws:ec2/natGateway:NatGateway": {
      replacedBy: {
        always: [
          "allocationId",
          "connectivityType",
          "privateIp",
          "secondaryPrivateIpAddressCount",
          "subnetId",
        ],
      },
    },
    "aws:ec2/route:Route": {
      replacedBy: {
        always: [
          "destinationCidrBlock",
          "destinationIpv6CidrBlock",
          "destinationPrefixListId",
          "routeTableId",
        ],
      },
    },
    "aws:ec2/routeTable:RouteTable": { replacedBy: { always: ["vpcId"] } },
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
      replacedBy: { always: ["gatewayId", "subnetId"] },
    },
    "aws:ec2/securityGroup:SecurityGroup": {
      replacedBy: { always: ["description", "name", "namePrefix", "vpcId"] },
    },
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": { data: true },
    "aws:ec2/subnet:Subnet": {
      replacedBy: {
        always: ["availabilityZone", "availabilityZoneId", "cidrBlock", "ipv6Native", "outpostArn", "vpcId"],
      },
    },
    "aws:ec2/vpc:Vpc": { replacedBy: { always: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"] } },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
      replacedBy: { always: ["serviceName", "vpcEndpointType", "vpcId"] },
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
      replacedBy: { always: ["securityGroupId"] },
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
      replacedBy: { always: ["securityGroupId"] },
    },
    "AWS::EC2::Volume": { data: true },
    "AWS::EC2::Instance": { data: true },
  },
};
