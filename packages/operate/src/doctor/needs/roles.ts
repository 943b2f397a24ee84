import { fields, list, text } from "@ballast/model";
import { ofType, type NeedyResource } from "./resource.ts";

/** A service-linked role: AWS's own, one an account, which a service acts by. */
export interface RoleNeed {
  /** `AWSServiceRoleForECS` */
  name: string;
  /** Whose it is: `ecs.amazonaws.com`. */
  service: string;
}

interface LinkedRole extends RoleNeed {
  types: string[];
  /** @default - always, if there is a resource of the types */
  where?: (resources: NeedyResource[]) => boolean;
}

/**
 * By the types of resources that call for them. Names and services are of each service's page on service-linked roles
 * in AWS's documentation (read in November 2026): Amazon ECS Developer Guide; EC2 Auto Scaling User Guide; Amazon EC2
 * User Guide, "Service-linked role for Spot Instance requests"; ELB User Guide; RDS User Guide; FSx for Windows User
 * Guide; EFS User Guide; AWS Backup Developer Guide; Application Auto Scaling User Guide; ECR User Guide.
 */
const linkedRoles: LinkedRole[] = [
  {
    name: "AWSServiceRoleForECS",
    service: "ecs.amazonaws.com",
    types: [
      "aws:ecs/cluster:Cluster",
      "aws:ecs/service:Service",
      "aws:ecs/capacityProvider:CapacityProvider",
    ],
  },
  {
    name: "AWSServiceRoleForAutoScaling",
    service: "autoscaling.amazonaws.com",
    types: ["aws:autoscaling/group:Group"],
  },
  {
    name: "AWSServiceRoleForEC2Spot",
    service: "spot.amazonaws.com",
    types: [
      "aws:autoscaling/group:Group",
      "aws:ec2/launchTemplate:LaunchTemplate",
      "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
    ],
    where: usesSpot,
  },
  {
    name: "AWSServiceRoleForElasticLoadBalancing",
    service: "elasticloadbalancing.amazonaws.com",
    types: ["aws:lb/loadBalancer:LoadBalancer", "aws:elb/loadBalancer:LoadBalancer"],
  },
  {
    name: "AWSServiceRoleForRDS",
    service: "rds.amazonaws.com",
    types: [
      "aws:rds/instance:Instance",
      "aws:rds/cluster:Cluster",
      "aws:rds/clusterInstance:ClusterInstance",
    ],
  },
  {
    name: "AWSServiceRoleForAmazonFSx",
    service: "fsx.amazonaws.com",
    types: ["aws:fsx/windowsFileSystem:WindowsFileSystem"],
  },
  {
    name: "AWSServiceRoleForAmazonElasticFileSystem",
    service: "elasticfilesystem.amazonaws.com",
    types: ["aws:efs/fileSystem:FileSystem"],
  },
  {
    name: "AWSServiceRoleForBackup",
    service: "backup.amazonaws.com",
    types: ["aws:efs/backupPolicy:BackupPolicy", "aws:backup/plan:Plan", "aws:backup/vault:Vault"],
    where: backsUp,
  },
  {
    name: "AWSServiceRoleForApplicationAutoScaling_ECSService",
    service: "ecs.application-autoscaling.amazonaws.com",
    types: ["aws:appautoscaling/target:Target"],
    where: (resources) =>
      ofType(resources, "aws:appautoscaling/target:Target").some(
        ({ inputs }) => inputs["serviceNamespace"] === "ecs",
      ),
  },
  {
    name: "AWSServiceRoleForECRPullThroughCache",
    service: "pullthroughcache.ecr.amazonaws.com",
    types: ["aws:ecr/pullThroughCacheRule:PullThroughCacheRule"],
  },
];

export function rolesOf(resources: NeedyResource[]): RoleNeed[] {
  const types = new Set(resources.filter(({ custom }) => custom).map(({ type }) => type));
  return linkedRoles
    .filter((role) => role.types.some((type) => types.has(type)) && (role.where?.(resources) ?? true))
    .map(({ name, service }) => ({ name, service }));
}

function usesSpot(resources: NeedyResource[]): boolean {
  const groups = ofType(resources, "aws:autoscaling/group:Group").some(({ inputs }) => {
    const { instancesDistribution } = fields(inputs["mixedInstancesPolicy"]);
    const share = fields(instancesDistribution)["onDemandPercentageAboveBaseCapacity"];
    return share !== undefined && Number(share) < 100;
  });
  const templates = ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate").some(
    ({ inputs }) => fields(inputs["instanceMarketOptions"])["marketType"] === "spot",
  );
  return (
    groups || templates || ofType(resources, "aws:ec2/spotInstanceRequest:SpotInstanceRequest").length > 0
  );
}

function backsUp(resources: NeedyResource[]): boolean {
  const policies = ofType(resources, "aws:efs/backupPolicy:BackupPolicy");
  const others = resources.some(({ type }) => /^aws:backup\/(plan|vault):/.test(type));
  return others || policies.some(({ inputs }) => backupStatus(inputs) === "ENABLED");
}

/** The provider takes one block, which some languages write as a list. */
function backupStatus({ backupPolicy }: Record<string, unknown>): string {
  return text(fields(list(backupPolicy)[0] ?? backupPolicy)["status"]);
}
