import { NatGateways, Network } from "@ballast/network";
import * as pulumi from "@pulumi/pulumi";

export default function program() {
  const config = new pulumi.Config();
  const site = { accountId: config.require("account"), partition: "aws", region: "eu-central-1" };
  const network = new Network("main", {
    site,
    cidrBlock: "10.20.0.0/16",
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    natGateways: NatGateways.OnePerZone,
    // Private access to ECR, without a way through the NAT gateways.
    interfaceEndpoints: ["ecr.api", "ecr.dkr"],
    // A later connection to the office must not overlap.
    connectedRanges: { office: "10.8.0.0/16" },
  });
  return {
    vpcId: network.vpcId,
    privateSubnetIds: network.privateSubnetIds,
    publicSubnetIds: network.publicSubnetIds,
  };
}
