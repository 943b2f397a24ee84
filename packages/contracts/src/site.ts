import { partition } from "@aws-sdk/core/client";
export { domainOf, serviceDomains } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";
import type { Faults } from "./faults.ts";
import { given } from "./quoting.ts";

/**
 * Account, region and partition of a stack. `stacks/index.ts` creates it once. Components receive it as an argument and
 * do not look it up, so they can be constructed without AWS and work in every partition.
 */
export interface Site {
  /** Twelve digits. */
  accountId: pulumi.Input<string>;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  partition: pulumi.Input<string>;
  /** For example `eu-central-1`. */
  region: pulumi.Input<string>;
}

/** The arguments of every component that refers to its account's resources by name. */
export interface SiteArgs {
  /** Account, region and partition that the component is deployed to. */
  site: Site;
}

/** The arguments of every component that creates resources in a network. */
export interface VpcArgs {
  /** VPC in which its security groups are created, `vpc-…`. */
  vpcId: pulumi.Input<string>;
}

/** Checks what is known of a site when the program runs. */
export function checkSite(
  faults: Faults,
  path: string,
  { accountId, partition: stated, region }: Site,
): void {
  const account = typeof accountId === "string" ? accountIdFault(accountId) : undefined;
  if (account !== undefined) faults.add(`${path}.accountId`, account);
  if (typeof region !== "string") return;
  const unknown = regionFault(region);
  const expected = partitionOf(region);
  if (unknown !== undefined) faults.add(`${path}.region`, unknown);
  else if (typeof stated === "string" && stated !== expected)
    faults.add(
      `${path}.partition`,
      `${given(stated)} is not the partition of ${given(region)}. Use ${given(expected)}.`,
    );
}

/** The error in an account id; undefined if it is valid. */
export function accountIdFault(id: unknown): string | undefined {
  return typeof id === "string" && /^\d{12}$/.test(id)
    ? undefined
    : `${given(id)} is not an AWS account ID. Use its twelve digits, as a string.`;
}

/** The error in the name of a region; undefined if it is valid. */
export function regionFault(region: string): string | undefined {
  return partitionOf(region) === undefined
    ? `${given(region)} is not a region of AWS. Use a region's code, for example "eu-central-1".`
    : undefined;
}

/** @returns the partition of a region, by the list that AWS publishes with its SDK; undefined if no region has this code. */
export function partitionOf(region: string): string | undefined {
  // The SDK recognizes regions outside of its list only by a pattern. Pseudo-regions such as aws-global end in a word.
  const known = partition(region) as { name: string; description?: string };
  return known.description === undefined || !/-\d+$/.test(region) ? undefined : known.name;
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
