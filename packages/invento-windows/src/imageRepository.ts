import { createRepository } from "@ballast/ecs";
import schema from "#schema" with { type: "json" };
import type { Retention } from "@ballast/contracts";
import {
  checkArguments,
  checkWhole,
  type Faults,
  given,
  checkRetention,
  waiversOf,
  storeProtection,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

export interface ImageRepositoryArgs {
  /** Number of newest images to keep, 1 to 1000. Running images are kept only while they are among them. @default 20 */
  keepImages?: number;
  /** Whether the images remain when the stack is destroyed. @default "retain" */
  retention?: Retention;
  /**
   * Why `discard` is acceptable for the images. Waives the rule `data-retention`, for the images only.
   *
   * @default - none; the rule `data-retention` then reports `discard`
   */
  retentionReason?: string;
}

/**
 * An Amazon ECR repository with immutable tags, whose images are scanned when they are pushed. The account's registry
 * scans them: whether by basic or enhanced scanning is a setting for each account and region.
 *
 * Charges: storage per gigabyte and month.
 */
export class ImageRepository extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`, without a tag. */
  readonly repositoryUrl: pulumi.Output<string>;
  /** For policies that let a pipeline push images. */
  readonly repositoryArn: pulumi.Output<string>;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ImageRepositoryArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "ImageRepository", name, args, check);
    super("ballast-invento-windows:index:ImageRepository", name, {}, opts);
    const child = { parent: this };

    const expiry = {
      rulePriority: 1,
      description: "All but the newest images",
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: args.keepImages ?? 20 },
      action: { type: "expire" },
    };
    const repository = createRepository(
      name,
      { lifecycleRules: [expiry], scanOnPush: true, retention: args.retention },
      child,
    );

    this.repositoryUrl = repository.url;
    this.repositoryArn = repository.arn;
    this.waivers = waiversOf({ "data-retention": { [`${name}-repository`]: storeProtection(args) } });
    this.registerOutputs({
      repositoryUrl: this.repositoryUrl,
      repositoryArn: this.repositoryArn,
      waivers: this.waivers,
    });
  }
}

function check(faults: Faults, args: ImageRepositoryArgs, name: string): void {
  if (!/^[a-z0-9]+([._-][a-z0-9]+)*$/.test(name)) {
    faults.add(
      "name",
      `${given(name)} also names the repository; use a–z, 0–9 and single . _ - between them.`,
    );
  }
  checkWhole(faults, "keepImages", args.keepImages, { from: 1, to: 1000, unit: "images" });
  checkRetention(faults, args);
}
