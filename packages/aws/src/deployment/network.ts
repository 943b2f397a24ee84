import { has, never, of, type DeploymentNeeds } from "./terms.ts";

// What the provider of Terraform, on which Pulumi's is built, calls beyond CloudFormation's handlers: the permissions of its resources in
// github.com/JamesWoolfenden/pike at 085701b of 2026-08-21 (read 2026-11-26), and what people know of its code, which was not read. And
// which calls of the handlers are for properties that a resource may lack (AWS's service authorization reference and the schemas
// themselves, read on the same day).

const groupRules =
  "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress";

export const network: Readonly<Record<string, DeploymentNeeds>> = {
  // Before it deletes a security group or subnet, the provider waits for network interfaces that AWS Lambda
  // leaves behind.
  "aws:ec2/securityGroup:SecurityGroup": {
    calls: of("ec2", {
      create: groupRules,
      read: "DescribeSecurityGroups DescribeSecurityGroupRules",
      update: groupRules,
      delete:
        "DescribeNetworkInterfaces DetachNetworkInterface DeleteNetworkInterface RevokeSecurityGroupIngress",
    }),
  },
  "aws:ec2/subnet:Subnet": {
    calls: of("ec2", {
      delete: "DescribeNetworkInterfaces DetachNetworkInterface DeleteNetworkInterface",
    }),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    calls: of("ec2", {
      create: `DescribeSecurityGroups DescribeSecurityGroupRules CreateTags ${groupRules}`,
      read: "DescribeSecurityGroups DescribeSecurityGroupRules",
      update: `CreateTags DeleteTags ${groupRules}`,
    }),
  },
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {
    calls: of("ec2", {
      create:
        "DescribeNetworkAcls CreateNetworkAclEntry DeleteNetworkAclEntry ReplaceNetworkAclAssociation CreateTags",
      read: "DescribeNetworkAcls",
      update:
        "CreateNetworkAclEntry DeleteNetworkAclEntry ReplaceNetworkAclAssociation CreateTags DeleteTags",
    }),
  },
  "aws:ec2/defaultRouteTable:DefaultRouteTable": {
    calls: of("ec2", {
      create: "DescribeRouteTables DisableVgwRoutePropagation DeleteRoute CreateRoute CreateTags",
      read: "DescribeRouteTables",
      update: "CreateRoute ReplaceRoute DeleteRoute CreateTags DeleteTags",
    }),
  },
  "aws:ec2/defaultSubnet:DefaultSubnet": {
    calls: of("ec2", {
      create: "DescribeSubnets CreateDefaultSubnet ModifySubnetAttribute CreateTags",
      read: "DescribeSubnets",
      update: "ModifySubnetAttribute CreateTags DeleteTags",
      delete: "DeleteSubnet",
    }),
  },
  "aws:ec2/internetGateway:InternetGateway": {
    calls: of("ec2", {
      create: "AttachInternetGateway",
      update: "AttachInternetGateway DetachInternetGateway",
      delete: "DetachInternetGateway",
    }),
  },
  "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": {
    calls: of("ec2", {
      create: "DescribeRouteTables ReplaceRouteTableAssociation",
      read: "DescribeRouteTables",
      update: "ReplaceRouteTableAssociation",
      delete: "ReplaceRouteTableAssociation",
    }),
  },
  "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry": {
    calls: of("ec2", {
      create: "DescribeManagedPrefixLists ModifyManagedPrefixList GetManagedPrefixListEntries",
      read: "DescribeManagedPrefixLists GetManagedPrefixListEntries",
      update: "ModifyManagedPrefixList",
      delete: "ModifyManagedPrefixList",
    }),
  },
  "aws:ec2/networkAclAssociation:NetworkAclAssociation": {
    calls: of("ec2", {
      create: "DescribeNetworkAcls ReplaceNetworkAclAssociation",
      read: "DescribeNetworkAcls",
      delete: "DescribeNetworkAcls ReplaceNetworkAclAssociation",
    }),
  },
  "aws:ec2/networkAclRule:NetworkAclRule": { calls: of("ec2", { read: "DescribeNetworkAcls" }) },
  "aws:ec2/vpc:Vpc": {
    calls: of("ec2", {
      create: "DescribeVpcs DescribeVpcAttribute",
      read: "DescribeRouteTables DescribeVpcEncryptionControls",
    }),
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    calls: of("ec2", { read: "DescribePrefixLists" }),
    onlyWith: {
      "vpc-lattice:*": has("resourceConfigurationArn", "serviceNetworkArn"),
      "vpce:*": has("serviceRegion"),
    },
  },
  "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": {
    calls: of("ec2", {
      create: "ModifyVpcEndpoint DescribeVpcEndpoints",
      read: "DescribeVpcEndpoints",
      delete: "ModifyVpcEndpoint",
    }),
  },
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": {
    calls: of("ec2", {
      create: "AssociateVpcCidrBlock DescribeVpcs",
      read: "DescribeVpcs",
      delete: "DisassociateVpcCidrBlock",
    }),
  },
  "aws:ec2/flowLog:FlowLog": {
    passes: { iamRoleArn: "vpc-flow-logs" },
    onlyWith: {
      // A tag lookup of the CloudFormation handler, although the resource is not part of Auto Scaling.
      "autoscaling:*": never,
      "s3:*": ({ logDestinationType }) => logDestinationType === "s3",
    },
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    // The group that starts instances by it hands on the profile's role: Amazon EC2 Auto Scaling user guide, "Launch template support".
    passes: { "iamInstanceProfile.arn": "ec2", "iamInstanceProfile.name": "ec2" },
    calls: of("ec2", {
      read: "DescribeLaunchTemplateVersions",
      update: "DescribeLaunchTemplateVersions ModifyLaunchTemplate DeleteLaunchTemplateVersions",
    }),
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    calls: {
      read: "elasticloadbalancing:DescribeCapacityReservation",
      // The provider waits until a load balancer's network interfaces are deleted.
      delete: "ec2:DescribeNetworkInterfaces",
    },
    onlyWith: { "ec2:DescribeIpamPools": has("ipamPools") },
  },
  "aws:lb/listener:Listener": {
    onlyWith: { "cognito-idp:*": has("defaultActions.authenticateCognito") },
  },
  "aws:lb/listenerRule:ListenerRule": {
    onlyWith: { "cognito-idp:*": has("actions.authenticateCognito") },
  },
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": {
    calls: of("servicediscovery", { delete: "GetNamespace route53:DeleteHostedZone route53:GetHostedZone" }),
    onlyWith: {
      // The provider has no property for the TTL of the zone's SOA record.
      "route53:ChangeResourceRecordSets": never,
    },
  },
  "aws:servicediscovery/service:Service": {
    calls: of("servicediscovery", {
      update: "route53:ChangeResourceRecordSets route53:GetHostedZone",
      delete:
        "ListInstances DeregisterInstance GetOperation route53:ChangeResourceRecordSets route53:GetHostedZone",
    }),
    onlyWith: {
      // Service attributes are separate resources only in CloudFormation.
      "servicediscovery:DeleteServiceAttributes": never,
      "servicediscovery:GetServiceAttributes": never,
      "servicediscovery:UpdateServiceAttributes": never,
    },
  },
};
