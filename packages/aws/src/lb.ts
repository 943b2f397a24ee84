import type { Service } from "./resourceType.ts";

export const lb: Service = {
  withoutData: [
    "aws:lb/",
    "AWS::ElasticLoadBalancing::",
    "AWS::ElasticLoadBalancingV2::",
    "aws:alb/",
    "aws:elb/",
  ],
  types: {
    "aws:lb/listener:Listener": { replacedBy: { always: ["loadBalancerArn"] } },
    "aws:lb/loadBalancer:LoadBalancer": {
      replacedBy: {
        always: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"],
        sometimes: ["securityGroups", "subnetMappings", "subnets"],
      },
    },
    "aws:lb/targetGroup:TargetGroup": {
      replacedBy: {
        always: [
          "ipAddressType",
          "name",
          "namePrefix",
          "port",
          "protocol",
          "protocolVersion",
          "targetType",
          "vpcId",
        ],
      },
    },
  },
};
