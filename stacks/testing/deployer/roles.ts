import { parsePolicy, type Policy } from "@ballast/analysis";
import { GitHubDelivery } from "@ballast/delivery";
import { standInSite } from "@ballast/recording/cloud";
import { record } from "@ballast/testing";

export const region = "eu-central-1";
export const site = standInSite(region);
export const environment = "prod";
export const stateBucketArn = "arn:aws:s3:::states";
export const stateKeyArn = ["arn", "aws", "kms", region, site.accountId, "key/states"].join(":");

/** An ARN of IAM's in the account of the roles. */
export const identityArn = (resource: string): string =>
  ["arn", "aws", "iam", "", site.accountId, resource].join(":");

export interface DeliveryRoles {
  deploy: Policy;
  drift: Policy;
  boundary: Policy;
  boundaryArn: string;
  /** Below which stacks create roles. */
  path: string;
}

/** What GitHubDelivery gives its roles, and those of stacks. */
export async function deliveryRoles(): Promise<DeliveryRoles> {
  const recording = await record(
    () =>
      new GitHubDelivery("delivery", {
        site,
        repository: { owner: "acme", name: "ballast", ownerId: "17", id: "4711" },
        environment,
        stateBucketArn,
        stateKeyArn,
      }),
  );
  const policyOf = (type: string, name: string): Policy =>
    parsePolicy(recording.the(type, name).inputs["policy"] as string);
  return {
    deploy: policyOf("aws:iam/rolePolicy:RolePolicy", "delivery-deploy"),
    drift: policyOf("aws:iam/rolePolicy:RolePolicy", "delivery-drift"),
    boundary: policyOf("aws:iam/policy:Policy", "delivery-boundary"),
    boundaryArn: recording.the("aws:iam/policy:Policy", "delivery-boundary").state["arn"] as string,
    path: `/ballast/${environment}/`,
  };
}
