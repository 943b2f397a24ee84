import * as aws from "@pulumi/aws";
import {
  decryptStatement,
  KeyService,
  policyDocument,
  regionalArn,
  trustDocument,
  type Site,
  type Statement,
} from "@ballast/contracts";
import { parseImage } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { ClairGateArgs, ScannedDeliveryArgs } from "./args.ts";
import type { BuildContext, Stores } from "./context.ts";
import { baseImageStatements, makesIndex, type BuildPlatform } from "./imageBuild.ts";

/** A role that one service takes on for this account, and its policy; ready once it may do what it says. */
export function createRole(
  name: string,
  description: string,
  service: string,
  site: Site,
  statements: Statement[],
  child: pulumi.ComponentResourceOptions,
): { arn: pulumi.Output<string>; policy: aws.iam.RolePolicy } {
  const role = new aws.iam.Role(
    name,
    { description, assumeRolePolicy: trustDocument(service, { site }) },
    child,
  );
  const policy = new aws.iam.RolePolicy(name, { role: role.name, policy: policyDocument(statements) }, child);
  return { arn: role.arn, policy };
}

/** The actions that CodeBuild asks for (user guide, "Encrypt build outputs using a customer managed key", read 2026-11-25). */
export function keyStatement({ kmsKeyArn }: Stores): Statement {
  return {
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    resources: [kmsKeyArn],
  };
}

/** @param actions Those that write, beside the ones that read. */
export function artifactStatement({ artifacts }: Stores, ...actions: string[]): Statement {
  return {
    actions: ["s3:GetObject", "s3:GetObjectVersion", ...actions],
    resources: [pulumi.interpolate`${artifacts}/*`],
  };
}

/** What every build needs: its log, and a network interface in the VPC. */
export function buildStatements(
  args: ScannedDeliveryArgs,
  logGroupArn: pulumi.Input<string>,
  securityGroupIds: Record<string, pulumi.Input<string>>,
): Statement[] {
  const { site } = args;
  const ec2 = (resource: pulumi.Input<string>) => regionalArn(site, "ec2", resource);
  const ids = (of: Record<string, pulumi.Input<string>>) => Object.values(of);
  const subnets = ids(args.subnetIds).map((id) => ec2(pulumi.interpolate`subnet/${id}`));
  return [
    {
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [pulumi.interpolate`${logGroupArn}:*`],
    },
    {
      actions: ["ec2:CreateNetworkInterface"],
      resources: [
        ec2("network-interface/*"),
        ...subnets,
        ...ids(securityGroupIds).map((id) => ec2(pulumi.interpolate`security-group/${id}`)),
      ],
    },
    {
      actions: ["ec2:DeleteNetworkInterface"],
      resources: [ec2("network-interface/*")],
      conditions: { ArnEquals: { "ec2:Subnet": subnets } },
    },
    // EC2 describes without a resource type.
    {
      actions: [
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
      ],
      resources: ["*"],
    },
    {
      actions: ["ec2:CreateNetworkInterfacePermission"],
      resources: [ec2("network-interface/*")],
      conditions: {
        // The service as this role trusts it: the same in every partition (aws-cdk-lib/aws-codebuild, Project).
        StringEquals: { "ec2:AuthorizedService": ["codebuild.amazonaws.com"] },
        ArnEquals: { "ec2:Subnet": subnets },
      },
    },
  ];
}

export const loginToRegistry: Statement = {
  // The one action of ECR that knows no resource.
  actions: ["ecr:GetAuthorizationToken"],
  resources: ["*"],
};

export const readActions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

export const pullActions = ["ecr:BatchCheckLayerAvailability", ...readActions];

const pushActions = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:CompleteLayerUpload",
  "ecr:InitiateLayerUpload",
  "ecr:PutImage",
  "ecr:UploadLayerPart",
];

/**
 * The project that runs commands from the source. An attacker who breaks out of its container has these permissions, so they end at the
 * quarantine: no release, no key, no report, and no artifact that a later action reads.
 */
export function imageBuildStatements(
  platform: BuildPlatform,
  args: ScannedDeliveryArgs,
  { stores, buildLogs, quarantine }: BuildContext,
): Statement[] {
  const groups = args.imageBuildSecurityGroupIds ?? args.securityGroupIds;
  return [
    ...buildStatements(args, buildLogs.arn, groups),
    artifactStatement(stores),
    keyStatement(stores),
    loginToRegistry,
    {
      // `docker buildx imagetools create` reads the configuration of each image for its platform (docker/buildx 0.32.1,
      // util/imagetools/create.go, loadPlatform).
      actions: makesIndex(platform, args.build)
        ? [...pushActions, "ecr:GetDownloadUrlForLayer"]
        : pushActions,
      resources: [quarantine.arn],
    },
    ...baseImageStatements(args.site, args.build ?? {}, pullActions),
  ];
}

/** The build project that runs the gate: it reads the quarantine, and copies images that pass into the release repository. */
export function releaseStatements(
  args: ScannedDeliveryArgs,
  { stores, judgeLogs, quarantine, signingKeyArn }: BuildContext,
): Statement[] {
  return [
    ...buildStatements(args, judgeLogs.arn, args.securityGroupIds),
    artifactStatement(stores, "s3:PutObject"),
    keyStatement(stores),
    loginToRegistry,
    // The gate resolves the tag to a digest, then pulls the image by digest. For Clair, it gets download URLs of the layers
    // (clairctl of Clair 4.9.0, manifest.go).
    { actions: ["ecr:DescribeImages", ...pullActions], resources: [quarantine.arn] },
    { actions: pushActions, resources: [args.repositoryArn] },
    { actions: ["kms:Sign"], resources: [signingKeyArn] },
    ...judgeStatements(args, stores),
  ];
}

/** What a build needs to judge an image: the scanner, its reports and the last verdict, or Amazon Inspector's coverage and findings. */
export function judgeStatements({ clair, site }: ScannedDeliveryArgs, stores: Stores): Statement[] {
  return clair
    ? [
        ...scannerStatements(site, clair, stores),
        { actions: ["s3:PutObject"], resources: [pulumi.interpolate`${stores.reports}/reports/*`] },
        lastVerdictStatement(stores),
      ]
    : [gateStatement(stores), coverageStatement];
}

const coverageStatement: Statement = {
  // Amazon Inspector lets nobody name a resource for these.
  actions: ["inspector2:ListCoverage", "inspector2:ListFindings"],
  resources: ["*"],
};

/** The project that verifies what is about to be deployed: it reads releases, and can sign none. */
export function verifyStatements(
  args: ScannedDeliveryArgs,
  { stores, judgeLogs, signingKeyArn }: BuildContext,
): Statement[] {
  return [
    ...buildStatements(args, judgeLogs.arn, args.securityGroupIds),
    artifactStatement(stores, "s3:PutObject"),
    keyStatement(stores),
    loginToRegistry,
    // Listing referrers asks for ecr:BatchGetImage (botocore 1.44.8, ecr, ListImageReferrers).
    { actions: readActions, resources: [args.repositoryArn] },
    gateStatement(stores),
    { actions: ["kms:Verify"], resources: [signingKeyArn] },
  ];
}

/** Allows reading the last verdict: the running image's findings above the policy. */
function lastVerdictStatement({ reports }: Stores): Statement {
  return { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${reports}/reports/running.json`] };
}

function gateStatement({ reports }: Stores): Statement {
  return { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${reports}/gate/*`] };
}

/** Clair's image where it is a copy in Amazon ECR, the key of its requests, and the gate. */
function scannerStatements(site: Site, { image, pskSecretArn }: ClairGateArgs, stores: Stores): Statement[] {
  const mirror = parseImage(image);
  return [
    ...(mirror?.ecr
      ? [
          {
            actions: pullActions,
            resources: [
              pulumi.interpolate`arn:${site.partition}:ecr:${mirror.ecr.region}:${mirror.ecr.accountId}:repository/${mirror.repository}`,
            ],
          },
        ]
      : []),
    { actions: ["secretsmanager:GetSecretValue"], resources: [pskSecretArn] },
    gateStatement(stores),
  ];
}

/** ECS lists tasks by their cluster (developer guide, "Identity-based policy examples for Amazon ECS", 2026-11). */
export function tasksOf(site: Site, clusterName: pulumi.Input<string>): Statement[] {
  const ecs = (resource: pulumi.Input<string>) => regionalArn(site, "ecs", resource);
  return [
    {
      actions: ["ecs:ListTasks"],
      resources: ["*"],
      conditions: { ArnEquals: { "ecs:cluster": [ecs(pulumi.interpolate`cluster/${clusterName}`)] } },
    },
    { actions: ["ecs:DescribeTasks"], resources: [ecs(pulumi.interpolate`task/${clusterName}/*`)] },
  ];
}

/** Another team's build: the scanner and the gate, and of this delivery nothing else. */
export function clientStatements(site: Site, clair: ClairGateArgs, stores: Stores): Statement[] {
  return [
    ...scannerStatements(site, clair, stores),
    decryptStatement(site, KeyService.Objects, stores.kmsKeyArn),
  ];
}
