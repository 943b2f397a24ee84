import { regionalArn, StatementEffect, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { Restriction } from "./document.ts";
import { roleTakers, selfServed, services } from "./services.ts";
import { rolesUnder } from "./trust.ts";

/** The bucket and the key of a `StateBucket`. */
export interface State {
  bucketArn: pulumi.Input<string>;
  kmsKeyArn: pulumi.Input<string>;
}

/** Where roles lie, as policies name them. */
export interface Paths {
  /** The path of roles that stacks create: `/ballast/dev/`. */
  workload: string;
  /** The path of roles that the workflows assume: `/ballast-delivery/dev/`. */
  delivery: string;
}

export const inState = ({ bucketArn }: State): pulumi.Output<string> => pulumi.interpolate`${bucketArn}/*`;

/**
 * `pulumi preview` and `pulumi refresh --preview-only` read a bucket and write nothing there: they take no lock (pulumi
 * 3.255.0, pkg/backend/diy/backend.go).
 */
export function readState(state: State): Statement[] {
  return [
    { actions: ["s3:ListBucket"], resources: [state.bucketArn] },
    { actions: ["s3:GetObject"], resources: [inState(state)] },
    { actions: ["kms:Decrypt"], resources: [state.kmsKeyArn] },
  ];
}

/** Ends of the names of functions that components ship, before Pulumi's suffix. */
const ownFunctions = ["snapshot", "logins", "user-rotation", "drill-check"];

/** The calls of a refresh: they read settings, never contents. */
export function readSettings(site: Site): Statement[] {
  const read = Object.entries(services).flatMap(([service, reads]) =>
    reads.map((one) => `${service}:${one}`),
  );
  return [
    { actions: read, resources: ["*"] },
    // A refresh asks for a function with its code, which may be anything: only of those whose code is this project's.
    {
      actions: ["lambda:GetFunction"],
      resources: ownFunctions.map((role) => regionalArn(site, "lambda", `function:*-${role}-???????`)),
    },
  ];
}

/** Cloud Map developer guide, "AWS Cloud Map API permissions" (2026-11), of private namespaces, their services and instances. */
const privateZones = [
  "ChangeResourceRecordSets",
  "CreateHostedZone",
  "DeleteHostedZone",
  "GetHostedZone",
  "ListHostedZonesByName",
];

/** The actions with which stacks create and change resources. */
export function deployStatements(
  site: Site,
  state: State,
  paths: Paths,
  boundaryArn: pulumi.Input<string>,
): (Statement | Restriction)[] {
  const { iam: readRoles = [], ...regional } = services;
  return [
    { actions: ["s3:ListBucket"], resources: [state.bucketArn] },
    // An old version of a state is never the deployment's to delete.
    { actions: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], resources: [inState(state)] },
    { actions: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], resources: [state.kmsKeyArn] },
    {
      actions: Object.keys(regional).map((service) => `${service}:*`),
      resources: ["*"],
      conditions: { StringEquals: { "aws:RequestedRegion": [site.region] } },
    },
    // Cloud Map makes the hosted zone of a private DNS namespace in the deployer's name; Route 53 is in no region. The deployer itself
    // changes no zone (IAM user guide, "Forward access sessions": the key is on each call that a service makes so).
    {
      actions: privateZones.map((action) => `route53:${action}`),
      resources: ["*"],
      conditions: { Bool: { "aws:ViaAWSService": ["true"] } },
    },
    { actions: readRoles.map((read) => `iam:${read}`), resources: ["*"] },
    ...roleStatements(site, paths, boundaryArn),
    ...noWayAround(site, state, paths),
    {
      effect: StatementEffect.Deny,
      // A deployment needs neither a shell nor passwords.
      actions: [
        "ec2:GetPasswordData",
        "ecs:ExecuteCommand",
        "ssm:*MaintenanceWindow*",
        "ssm:ResumeSession",
        "ssm:SendAutomationSignal",
        "ssm:SendCommand",
        "ssm:Start*",
      ],
      resources: ["*"],
    },
    // State Manager runs a document on instances again and again: only one of this account's, which a stack has shown in its plan.
    {
      actions: ["ssm:CreateAssociation*", "ssm:UpdateAssociation"],
      onlyOn: [
        pulumi.interpolate`arn:${site.partition}:ec2:${site.region}:${site.accountId}:instance/*`,
        pulumi.interpolate`arn:${site.partition}:ssm:${site.region}:${site.accountId}:*`,
      ],
    },
  ];
}

/** Roles are made with the boundary or not at all, and only those under the path are changed or handed on. */
function roleStatements(site: Site, { workload }: Paths, boundaryArn: pulumi.Input<string>): Statement[] {
  const roles = rolesUnder(site, workload);
  const account = pulumi.interpolate`arn:${site.partition}:iam::${site.accountId}`;
  const principals = (names: string[]): string[] => names.map((name) => `${name}.amazonaws.com`);
  return [
    {
      actions: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ],
      resources: [roles],
      conditions: { StringEquals: { "iam:PermissionsBoundary": [boundaryArn] } },
    },
    {
      actions: [
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      resources: [roles],
    },
    {
      actions: ["iam:PassRole"],
      resources: [roles],
      conditions: { StringEquals: { "iam:PassedToService": principals(roleTakers) } },
    },
    {
      actions: [
        "iam:AddRoleToInstanceProfile",
        "iam:CreateInstanceProfile",
        "iam:DeleteInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:UntagInstanceProfile",
      ],
      resources: [pulumi.interpolate`${account}:instance-profile${workload}*`],
    },
    {
      actions: ["iam:CreateServiceLinkedRole"],
      resources: [pulumi.interpolate`${account}:role/aws-service-role/*`],
      conditions: { StringEquals: { "iam:AWSServiceName": principals(selfServed) } },
    },
  ];
}

/** Actions that would disable the delivery itself. */
function noWayAround(site: Site, state: State, paths: Paths): Statement[] {
  return [
    {
      effect: StatementEffect.Deny,
      actions: [
        "s3:BypassGovernanceRetention",
        "s3:DeleteBucket*",
        "s3:DeleteObjectVersion",
        "s3:PutBucket*",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        "s3:PutReplicationConfiguration",
      ],
      resources: [state.bucketArn, inState(state)],
    },
    {
      effect: StatementEffect.Deny,
      actions: ["Cancel", "Create", "Delete", "Disable", "Put", "Retire", "Revoke", "Schedule", "Update"].map(
        (verb) => `kms:${verb}*`,
      ),
      resources: [state.kmsKeyArn],
    },
    {
      effect: StatementEffect.Deny,
      actions: ["iam:*Role", "iam:*RolePolicy", "iam:*RolePermissionsBoundary", "iam:UpdateAssumeRolePolicy"],
      resources: [rolesUnder(site, paths.delivery)],
    },
  ];
}
