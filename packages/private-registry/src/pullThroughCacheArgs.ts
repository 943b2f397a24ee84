import type { Retention, SiteArgs } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Registries that Amazon ECR can cache: user guide, "Sync an upstream registry", and API reference,
 * CreatePullThroughCacheRule, whose older list does not contain Chainguard (2026-11-26).
 */
export const UpstreamRegistry = {
  /** `registry-1.docker.io`. Requires credentials. */
  DockerHub: "dockerHub",
  /** `ghcr.io`. Requires credentials. */
  GitHub: "gitHub",
  /** `registry.gitlab.com`. Requires credentials. */
  GitLab: "gitLab",
  /** `quay.io`, without credentials. */
  Quay: "quay",
  /** `registry.k8s.io`, without credentials. */
  Kubernetes: "kubernetes",
  /** `public.ecr.aws`, without credentials. */
  EcrPublic: "ecrPublic",
  /** `<registryName>.azurecr.io`. Requires credentials. */
  Azure: "azure",
  /** `cgr.dev`. Requires credentials. */
  Chainguard: "chainguard",
  /** Amazon ECR of another account or region: `sourceAccountId` and `sourceRegion`. */
  Ecr: "ecr",
} as const;
export type UpstreamRegistry = (typeof UpstreamRegistry)[keyof typeof UpstreamRegistry];

/** A login to an upstream registry. */
export interface UpstreamCredentials {
  /** User to whom the access token belongs. */
  username: pulumi.Input<string>;
  /** Access token with read permission only. */
  accessToken: pulumi.Input<string>;
}

export interface PullThroughCacheArgs extends SiteArgs {
  /** The registry that is cached. */
  upstream: UpstreamRegistry;
  /**
   * Repositories of the cache are named `<prefix>/<upstream repository>`. 2 to 30 of a–z, 0–9 and . _ - /. An official image of
   * Docker Hub is `<prefix>/library/<name>`.
   */
  prefix: string;
  /** Azure: the name before `.azurecr.io`. @default - none; required for Azure */
  registryName?: string;
  /** Amazon ECR: the account of the upstream repositories. @default - none; required for Amazon ECR */
  sourceAccountId?: pulumi.Input<string>;
  /** Amazon ECR: the region of the upstream repositories. @default - none; required for Amazon ECR */
  sourceRegion?: string;
  /**
   * Amazon ECR: the role with which ECR pulls from another account; required for another account.
   *
   * @default - none, for another region of the same account
   */
  customRoleArn?: pulumi.Input<string>;
  /** Credentials that the component stores in a new secret. @default - none */
  credentials?: UpstreamCredentials;
  /**
   * Full ARN of a secret of this account and region whose name starts with `ecr-pullthroughcache/`, with JSON that
   * contains `username` and `accessToken`.
   *
   * @default - none; Docker Hub, GitHub, GitLab, Azure and Chainguard require this or `credentials`
   */
  secretArn?: pulumi.Input<string>;
  /** Days after which a cached image is deleted, 1 to 365. The next pull caches it again. @default 90 */
  expireAfterDays?: number;
  /**
   * With `discard`, `pulumi destroy` deletes the secret immediately. With `retain`, the secret is protected, and after
   * its deletion it can be restored for 30 days. Only with `credentials`.
   *
   * @default "retain"
   */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for a secret that the component creates. Waives the rule `data-retention`, for that
   * secret only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}
