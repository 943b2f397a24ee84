import * as pulumi from "@pulumi/pulumi";

/**
 * Where a stack stands. `stacks/index.ts` makes it once; components take it instead of looking it up, so that
 * they construct without a cloud and work in every partition.
 */
export interface Site {
  /** Twelve digits. */
  accountId: pulumi.Input<string>;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: pulumi.Input<string>;
  /** For example `eu-central-1`. */
  region: pulumi.Input<string>;
}

/** An ARN in this site's region and account: `regionalArn(site, "logs", "log-group:/x")`. */
export function regionalArn(
  site: Site,
  service: string,
  resource: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.interpolate`arn:${site.partition}:${service}:${site.region}:${site.accountId}:${resource}`;
}

/** A policy that AWS itself owns: `managedPolicyArn(site, "AmazonSSMManagedInstanceCore")`. */
export function managedPolicyArn(site: Site, path: string): pulumi.Output<string> {
  return pulumi.interpolate`arn:${site.partition}:iam::aws:policy/${path}`;
}

/** The domain of a partition's services. */
export function domainOf(partition: string): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
