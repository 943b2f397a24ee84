import type { Site } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** What the guides take as there: a VPC with subnets by zone, and a secret and a function of the team. */
export interface NetworkShape {
  site: Site;
  vpcId: pulumi.Input<string>;
  subnetIds: Record<string, pulumi.Input<string>>;
  publicSubnetIds: Record<string, pulumi.Input<string>>;
  secretArn: string;
  hookArn: string;
}
