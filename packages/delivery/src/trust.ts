import { heldId, type IdForm, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Where GitHub's tokens come from; AWS knows one identity provider for each such address and account. */
export const issuer = "token.actions.githubusercontent.com";
export const audience = "sts.amazonaws.com";

/**
 * A repository on github.com. Its ids stay the same when it is renamed, and are never assigned to another repository.
 */
export interface GitHubRepository {
  /** The account or organization: the first half of `owner/name`. */
  owner: string;
  /** The second half of `owner/name`. */
  name: string;
  /** `gh api repos/{owner}/{repo} --jq .owner.id` */
  ownerId: pulumi.Input<string>;
  /** `gh api repos/{owner}/{repo} --jq .id` */
  id: pulumi.Input<string>;
}

/** Digits only: no wildcard of a policy, and no character that ends a part of the token's subject. */
export const gitHubNumberForm: IdForm = {
  what: "a number of GitHub's",
  pattern: /^[1-9]\d{0,18}$/,
  example: "123456789",
};

/** A job as GitHub's token describes it. */
export interface Job {
  repository: GitHubRepository;
  /** File in .github/workflows. */
  workflow: string;
  /** The branch from which the workflow's file is taken. */
  branch: string;
  /** GitHub environment of the job. */
  environment: string;
}

/**
 * Trust in one job: this environment of this workflow of this repository, with the workflow file of this branch.
 *
 * Every claim is compared whole. The subject has two forms: repositories made after 2026-07-15 carry their numbers in it
 * (docs.github.com, "OpenID Connect reference", immutable subject claims); the number alone is what both forms are held to.
 * AWS evaluates these claims of GitHub's since 2026-01 ("AWS STS now supports validation of select identity provider
 * specific claims").
 */
export function jobTrust(providerArn: pulumi.Input<string>, job: Job): pulumi.Output<string> {
  const { owner, name } = job.repository;
  const [ownerId, id] = (["ownerId", "id"] as const).map((key) =>
    heldId("The trust in GitHub", `repository.${key}`, job.repository[key], gitHubNumberForm),
  );
  const context = `environment:${job.environment}`;
  const claims = {
    aud: audience,
    sub: [
      `repo:${owner}/${name}:${context}`,
      pulumi.interpolate`repo:${owner}@${ownerId}/${name}@${id}:${context}`,
    ],
    repository_id: id,
    ref: `refs/heads/${job.branch}`,
    job_workflow_ref: `${owner}/${name}/.github/workflows/${job.workflow}@refs/heads/${job.branch}`,
  };
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: providerArn },
        Condition: {
          StringEquals: Object.fromEntries(
            Object.entries(claims).map(([claim, value]) => [`${issuer}:${claim}`, value]),
          ),
        },
      },
    ],
  });
}

/** Roles, by path: a pattern for policies. */
export function rolesUnder(site: Site, path: string): pulumi.Output<string> {
  return pulumi.interpolate`arn:${site.partition}:iam::${site.accountId}:role${path}*`;
}
