import type { Fields } from "./described.ts";

/** A service-linked role, which AWS creates once in each account for a service. */
export interface LinkedRole {
  /** `AWSServiceRoleForECS` */
  name: string;
  /** The service that uses it: `ecs.amazonaws.com`. */
  service: string;
}

/**
 * Names and services are of each service's page on service-linked roles in AWS's documentation (read in November 2026): Amazon ECS
 * Developer Guide; EC2 Auto Scaling User Guide; Amazon EC2 User Guide, "Service-linked role for Spot Instance requests"; ELB User
 * Guide; RDS User Guide; FSx for Windows User Guide; EFS User Guide; AWS Backup Developer Guide; Application Auto Scaling User Guide;
 * ECR User Guide; Inspector User Guide.
 */
export const linkedRoles = {
  ecs: { name: "AWSServiceRoleForECS", service: "ecs.amazonaws.com" },
  autoScaling: { name: "AWSServiceRoleForAutoScaling", service: "autoscaling.amazonaws.com" },
  spot: { name: "AWSServiceRoleForEC2Spot", service: "spot.amazonaws.com" },
  loadBalancing: {
    name: "AWSServiceRoleForElasticLoadBalancing",
    service: "elasticloadbalancing.amazonaws.com",
  },
  rds: { name: "AWSServiceRoleForRDS", service: "rds.amazonaws.com" },
  fsx: { name: "AWSServiceRoleForAmazonFSx", service: "fsx.amazonaws.com" },
  efs: { name: "AWSServiceRoleForAmazonElasticFileSystem", service: "elasticfilesystem.amazonaws.com" },
  backup: { name: "AWSServiceRoleForBackup", service: "backup.amazonaws.com" },
  restoreTesting: {
    name: "AWSServiceRoleForBackupRestoreTesting",
    service: "restore-testing.backup.amazonaws.com",
  },
  ecsScaling: {
    name: "AWSServiceRoleForApplicationAutoScaling_ECSService",
    service: "ecs.application-autoscaling.amazonaws.com",
  },
  pullThroughCache: {
    name: "AWSServiceRoleForECRPullThroughCache",
    service: "pullthroughcache.ecr.amazonaws.com",
  },
  repositoryTemplate: { name: "AWSServiceRoleForECRTemplate", service: "ecr.amazonaws.com" },
  inspector: { name: "AWSServiceRoleForAmazonInspector2", service: "inspector2.amazonaws.com" },
} as const satisfies Record<string, LinkedRole>;
export type LinkedRoleId = keyof typeof linkedRoles;

export interface LinkedRoleUse {
  role: LinkedRoleId;
  /** Whether a resource with these inputs needs the role. @default true */
  where?: (inputs: Fields) => boolean;
  /** The service-linked role whose policy lets its service create this one. @default - the one who deploys the resource creates it */
  createdBy?: LinkedRoleId;
}
