import { createRepository } from "@ballast/ecs";
import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkKeyArn,
  checkWhole,
  type Faults,
  given,
  checkRetention,
  waiversOf,
  storeProtection,
  type Waivers,
} from "@ballast/contracts";
import type { TaskPart, Retention } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/**
 * Amazon ECR's own scans, a setting of the whole account and region. `basic` scans an image when it is pushed. With
 * `enhanced`, Amazon Inspector scans it then and again for new vulnerabilities.
 */
export const RegistryScan = {
  /** Scans when an image is pushed; free. */
  Basic: "basic",
  /** Amazon Inspector scans, and scans again for new vulnerabilities; charged per image. */
  Enhanced: "enhanced",
} as const;
export type RegistryScan = (typeof RegistryScan)[keyof typeof RegistryScan];

export interface ReleaseRepositoryArgs {
  /** Customer-managed key that encrypts the images. @default - Amazon ECR's own encryption */
  kmsKeyArn?: pulumi.Input<string>;
  /** Number of releases to keep, 1 to 1000. @default 50 */
  releases?: number;
  /**
   * Days after which images are deleted that other pipelines pushed as `quarantine-…` and did not release, 1 to 365.
   *
   * @default 14
   */
  quarantineDays?: number;
  /**
   * Turns on ECR's own scans for all repositories of the account and region. Only one stack can set this.
   *
   * @default - the account's setting
   */
  registryScan?: RegistryScan;
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
 * A repository with immutable tags for images that passed their scan; their tags are `release-…`.
 *
 * Pass `taskPart` to the task definition that runs the releases. Charges: the storage of the images per gigabyte.
 */
export class ReleaseRepository extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  readonly repositoryUrl: pulumi.Output<string>;
  /** For `ScannedDelivery.repositoryName`. */
  readonly repositoryName: pulumi.Output<string>;
  /** For `ScannedDelivery.repositoryArn`. */
  readonly repositoryArn: pulumi.Output<string>;
  /** Lets ECS pull the images that a pipeline deploys later, which the task definition does not name yet. */
  readonly taskPart: TaskPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ReleaseRepositoryArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "ReleaseRepository", name, args, check);
    super("ballast-clair:index:ReleaseRepository", name, {}, opts);
    const child = { parent: this };

    const repository = createRepository(
      name,
      { lifecycleRules: lifecycleRules(args), kmsKeyArn: args.kmsKeyArn, retention: args.retention },
      child,
    );
    if (args.registryScan) scanRegistry(`${name}-scanning`, args.registryScan, child);

    this.repositoryUrl = repository.url;
    this.repositoryName = repository.name;
    this.repositoryArn = repository.arn;
    this.taskPart = {
      executionStatements: [
        // The one action of ECR that knows no resource.
        { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
        {
          actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          resources: [repository.arn],
        },
      ],
    };
    this.waivers = waiversOf({
      "data-retention": { [`${name}-repository`]: storeProtection(args) },
      "ecr-scan": {
        [`${name}-repository`]: args.registryScan ? undefined : { enabled: false, reason: scanReason },
      },
    });
    this.registerOutputs({
      repositoryUrl: this.repositoryUrl,
      repositoryName: this.repositoryName,
      repositoryArn: this.repositoryArn,
      waivers: this.waivers,
    });
  }
}

const scanReason = "its pipeline scans each image before it is released, and only what is released runs";

function check(faults: Faults, args: ReleaseRepositoryArgs, name: string): void {
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name))
    faults.add("name", `${given(name)} also names the repository; use a–z, 0–9 and . _ - between them.`);
  checkWhole(faults, "releases", args.releases, { from: 1, to: 1000 });
  checkWhole(faults, "quarantineDays", args.quarantineDays, { from: 1, to: 365, unit: "days" });
  checkKeyArn(faults, "kmsKeyArn", args.kmsKeyArn);
  checkRetention(faults, args);
}

/**
 * A released image keeps its quarantine tag. It is safe from the second rule because the first one, of higher priority,
 * speaks of it too (user guide of Amazon ECR, "Automate the cleanup of images by using lifecycle policies").
 */
function lifecycleRules({ releases, quarantineDays }: ReleaseRepositoryArgs): object[] {
  const rule = (rulePriority: number, description: string, selection: object) => ({
    rulePriority,
    description,
    selection,
    action: { type: "expire" },
  });
  return [
    rule(1, "Older releases", {
      tagStatus: "tagged",
      tagPrefixList: ["release-"],
      countType: "imageCountMoreThan",
      countNumber: releases ?? 50,
    }),
    rule(2, "What was never released", {
      tagStatus: "tagged",
      tagPrefixList: ["quarantine-"],
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: quarantineDays ?? 14,
    }),
    rule(3, "What lost its tag", {
      tagStatus: "untagged",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: 1,
    }),
  ];
}

/** In the form of Amazon ECR's API. */
const scanTypes: Record<RegistryScan, { type: string; frequency: string }> = {
  basic: { type: "BASIC", frequency: "SCAN_ON_PUSH" },
  enhanced: { type: "ENHANCED", frequency: "CONTINUOUS_SCAN" },
};

function scanRegistry(name: string, scan: RegistryScan, child: pulumi.ComponentResourceOptions): void {
  new aws.ecr.RegistryScanningConfiguration(
    name,
    {
      scanType: scanTypes[scan].type,
      rules: [
        {
          scanFrequency: scanTypes[scan].frequency,
          repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }],
        },
      ],
    },
    child,
  );
}
