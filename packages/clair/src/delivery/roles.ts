import * as aws from "@pulumi/aws";
import {
  decryptStatement,
  fromComputed,
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

export interface Stores {
  artifacts: pulumi.Output<string>;
  reports: pulumi.Output<string>;
  kmsKeyArn: pulumi.Output<string>;
}

/** The actions that CodeBuild asks for (user guide, "Encrypt build outputs using a customer managed key", read 2026-11-25). */
function keyStatement({ kmsKeyArn }: Stores): Statement {
  return {
    actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    resources: [kmsKeyArn],
  };
}

function artifactStatement({ artifacts }: Stores): Statement {
  return {
    actions: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
    resources: [pulumi.interpolate`${artifacts}/*`],
  };
}

/** What every build needs: its log, its artifacts, and a network interface in the VPC. */
function buildStatements(
  args: ScannedDeliveryArgs,
  stores: Stores,
  logGroupArn: pulumi.Input<string>,
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
    artifactStatement(stores),
    keyStatement(stores),
    {
      actions: ["ec2:CreateNetworkInterface"],
      resources: [
        ec2("network-interface/*"),
        ...subnets,
        ...ids(args.securityGroupIds).map((id) => ec2(pulumi.interpolate`security-group/${id}`)),
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

const loginToRegistry: Statement = {
  // The one action of ECR that knows no resource.
  actions: ["ecr:GetAuthorizationToken"],
  resources: ["*"],
};

/** The project that builds images: it pushes to one repository, and reads the key of the scanner's requests. */
export function imageBuildStatements(
  args: ScannedDeliveryArgs,
  stores: Stores,
  logGroupArn: pulumi.Input<string>,
): Statement[] {
  const { clair, site } = args;
  return [
    ...buildStatements(args, stores, logGroupArn),
    loginToRegistry,
    {
      actions: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      resources: [args.repositoryArn],
    },
    ...(clair
      ? [
          ...scannerStatements(site, clair, stores),
          // The digest of what was pushed, and for Clair the addresses of its layers (clairctl of Clair 4.9.0, manifest.go).
          { actions: ["ecr:DescribeImages", "ecr:GetDownloadUrlForLayer"], resources: [args.repositoryArn] },
          { actions: ["s3:PutObject"], resources: [pulumi.interpolate`${stores.reports}/reports/*`] },
        ]
      : []),
  ];
}

/** Clair's image where it is a copy in Amazon ECR, the key of its requests, and the gate. */
function scannerStatements(
  site: Site,
  { image, pskSecretArn }: ClairGateArgs,
  { reports }: Stores,
): Statement[] {
  const mirror = parseImage(image);
  return [
    ...(mirror?.ecr
      ? [
          {
            actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            resources: [
              pulumi.interpolate`arn:${site.partition}:ecr:${mirror.ecr.region}:${mirror.ecr.accountId}:repository/${mirror.repository}`,
            ],
          },
        ]
      : []),
    { actions: ["secretsmanager:GetSecretValue"], resources: [pskSecretArn] },
    { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${reports}/gate/*`] },
  ];
}

/** Another team's build: the scanner and the gate, and of this delivery nothing else. */
export function clientStatements(site: Site, clair: ClairGateArgs, stores: Stores): Statement[] {
  return [
    ...scannerStatements(site, clair, stores),
    decryptStatement(site, KeyService.Objects, stores.kmsKeyArn),
  ];
}

/** The project that releases what Amazon Inspector let through: it names an image that is there. */
export function releaseStatements(
  args: ScannedDeliveryArgs,
  stores: Stores,
  logGroupArn: pulumi.Input<string>,
): Statement[] {
  return [
    ...buildStatements(args, stores, logGroupArn),
    { actions: ["ecr:BatchGetImage", "ecr:DescribeImages", "ecr:PutImage"], resources: [args.repositoryArn] },
    // Amazon Inspector lets nobody name a resource for these.
    { actions: ["inspector2:ListCoverage", "inspector2:ListFindings"], resources: ["*"] },
  ];
}

/** The pipeline: its source, its builds, and one service; it hands on the two roles of that service's tasks. */
export function pipelineStatements(
  args: ScannedDeliveryArgs,
  stores: Stores,
  projectArns: pulumi.Input<string>[],
  source: Statement[],
): Statement[] {
  const { target, inspector, site } = args;
  const ecs = (resource: pulumi.Input<string>) => regionalArn(site, "ecs", resource);
  const revisions = target.taskDefinitionArn
    ? fromComputed(pulumi.output(target.taskDefinitionArn), (arn) => arn.replace(/(:\d+)?$/, ":*"))
    : ecs("task-definition/*");
  return [
    ...source,
    { actions: ["s3:GetBucketVersioning", "s3:GetBucketLocation"], resources: [stores.artifacts] },
    artifactStatement(stores),
    keyStatement(stores),
    { actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"], resources: projectArns },
    { actions: ["ecs:DescribeServices", "ecs:UpdateService"], resources: [target.serviceArn] },
    // ECS describes task definitions without a resource type, and lists tasks by their cluster (developer guide, "Identity-based
    // policy examples for Amazon ECS", 2026-11).
    { actions: ["ecs:DescribeTaskDefinition"], resources: ["*"] },
    {
      actions: ["ecs:ListTasks"],
      resources: ["*"],
      conditions: { ArnEquals: { "ecs:cluster": [ecs(pulumi.interpolate`cluster/${target.clusterName}`)] } },
    },
    {
      actions: ["ecs:DescribeTasks"],
      resources: [ecs(pulumi.interpolate`task/${target.clusterName}/*`)],
    },
    { actions: ["ecs:RegisterTaskDefinition"], resources: [revisions] },
    {
      actions: ["ecs:TagResource"],
      resources: [revisions],
      conditions: { StringEquals: { "ecs:CreateAction": ["RegisterTaskDefinition"] } },
    },
    {
      actions: ["iam:PassRole"],
      resources: Object.values(target.roleArns),
      conditions: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
    },
    ...(inspector ? inspectorStatements(args) : []),
  ];
}

/** User guide of AWS CodePipeline, "Amazon Inspector InspectorScan invoke action reference" (2026-11). */
function inspectorStatements({ repositoryArn, site }: ScannedDeliveryArgs): Statement[] {
  return [
    // It knows no resource: what it scans is the list of packages that the action sends it.
    { actions: ["inspector-scan:ScanSbom"], resources: ["*"] },
    loginToRegistry,
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [repositoryArn],
    },
    {
      actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [
        regionalArn(site, "logs", "log-group:/aws/codepipeline/*"),
        regionalArn(site, "logs", "log-group:/aws/codepipeline/*:*"),
      ],
    },
  ];
}
