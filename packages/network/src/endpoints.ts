import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import { given, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

function serviceName(site: Site, service: string): pulumi.Output<string> {
  return pulumi.interpolate`com.amazonaws.${site.region}.${service}`;
}

/** What is wrong with a service's full name, to which this component adds the region itself. @returns undefined for any other text. */
export function fullNameFault(service: string, { region }: Site): string | undefined {
  const [, named = "", last] =
    /^(?:cn\.)?com\.amazonaws\.(?:([a-z]+(?:-[a-z]+)+-\d)\.)?(.+)$/.exec(service) ?? [];
  if (last === undefined) return undefined;
  const elsewhere =
    named === "" || typeof region !== "string" || named === region
      ? ""
      : ` of another region, ${named}; an endpoint is for the services of ${region}`;
  return `${given(service)} is the full name of a service${elsewhere}. Use its last part, ${given(last)}.`;
}

/** S3 by the VPC's own routes: image layers come from there, and neither NAT nor its price is in the way. */
export function createGatewayEndpoint(
  name: string,
  site: Site,
  vpc: awsx.ec2.Vpc,
  child: pulumi.ComponentResourceOptions,
): void {
  new aws.ec2.VpcEndpoint(
    name,
    {
      vpcId: vpc.vpcId,
      vpcEndpointType: "Gateway",
      serviceName: serviceName(site, "s3"),
      routeTableIds: vpc.routeTables.apply((tables) => tables.map((table) => table.id)),
      tags: { Name: name },
    },
    child,
  );
}

export interface InterfaceEndpointsArgs {
  site: Site;
  vpcId: pulumi.Input<string>;
  cidrBlock: string;
  subnetIds: Record<string, pulumi.Input<string>>;
  /** @default - none */
  interfaceEndpoints?: string[];
}

/** One endpoint per service, in every zone, open on 443 to the VPC's own addresses and to nothing else. */
export function createInterfaceEndpoints(
  name: string,
  args: InterfaceEndpointsArgs,
  child: pulumi.ComponentResourceOptions,
): void {
  if (!args.interfaceEndpoints?.length) return;
  const group = new aws.ec2.SecurityGroup(
    `${name}-endpoints`,
    {
      vpcId: args.vpcId,
      description: "Interface endpoints of AWS services",
      tags: { Name: `${name}-endpoints` },
    },
    child,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-endpoints-from-vpc`,
    {
      securityGroupId: group.id,
      description: "HTTPS from the addresses of this VPC",
      cidrIpv4: args.cidrBlock,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
    child,
  );
  for (const service of args.interfaceEndpoints) {
    const endpointName = `${name}-endpoint-${service}`;
    new aws.ec2.VpcEndpoint(
      endpointName,
      {
        vpcId: args.vpcId,
        vpcEndpointType: "Interface",
        serviceName: serviceName(args.site, service),
        subnetIds: Object.values(args.subnetIds),
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
        tags: { Name: endpointName },
      },
      child,
    );
  }
}
