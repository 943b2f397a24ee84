import type { Fields } from "./described.ts";

/** A quota of an account in a region. */
export interface Quota {
  /** Ballast's name: `vpcs`. */
  id: QuotaId;
  /** AWS's name. */
  name: string;
  service: string;
  code: string;
  /** Counted unit: `vCPU`, `GiB`. */
  unit: string;
  /** Number of Ballast's units in one AWS unit, such as 1024 for TiB. @default 1 */
  scale?: number;
}

/**
 * Service and code of each quota as AWS's Service Quotas lists them: docs/quotas.md of gruntwork-io/terraform-aws-utilities
 * (made from `ListAWSDefaultServiceQuotas`; commits 04f5883 and before); for vpc moto 5.2.5's copy of AWS's own list; for rds
 * the links in the table of AWS's page "Quotas and constraints for Amazon RDS"; for Fargate Spot several published answers of
 * `ListServiceQuotas`, which agree. All read on 21 November 2026. What a quota allows is not written here: AWS says what this
 * account has.
 */
const table = {
  vpcs: ["vpc", "L-F678F1CE", "VPCs", "VPCs per Region"],
  elasticIps: ["ec2", "L-0263D0A3", "addresses", "EC2-VPC Elastic IPs"],
  natGateways: ["vpc", "L-FE5A380F", "NAT gateways", "NAT gateways per Availability Zone"],
  securityGroupRules: ["vpc", "L-0EA8095F", "rules", "Inbound or outbound rules per security group"],
  standardOnDemand: [
    "ec2",
    "L-1216C47A",
    "vCPU",
    "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
  ],
  standardSpot: [
    "ec2",
    "L-34B43A08",
    "vCPU",
    "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests",
  ],
  graphicsOnDemand: ["ec2", "L-DB2E81BA", "vCPU", "Running On-Demand G and VT instances"],
  graphicsSpot: ["ec2", "L-3819A6DF", "vCPU", "All G and VT Spot Instance Requests"],
  fargateOnDemand: ["fargate", "L-3032A538", "vCPU", "Fargate On-Demand vCPU resource count"],
  fargateSpot: ["fargate", "L-36FBB829", "vCPU", "Fargate Spot vCPU resource count"],
  ebsGp3: ["ebs", "L-7A658B76", "GiB", "Storage for General Purpose SSD (gp3) volumes, in TiB", 1024],
  ebsGp2: ["ebs", "L-D18FCD1D", "GiB", "Storage for General Purpose SSD (gp2) volumes, in TiB", 1024],
  ebsSt1: ["ebs", "L-82ACEF56", "GiB", "Storage for Throughput Optimized HDD (st1) volumes, in TiB", 1024],
  efsFileSystems: ["elasticfilesystem", "L-848C634D", "file systems", "File systems per account"],
  fsxFileSystems: ["fsx", "L-5B89F9CE", "file systems", "Windows file systems"],
  fsxSsdStorage: ["fsx", "L-E43BDB2E", "GiB", "Windows SSD storage capacity"],
  fsxHddStorage: ["fsx", "L-84EAF187", "GiB", "Windows HDD storage capacity"],
  fsxThroughput: ["fsx", "L-FD89CA8A", "MB/s", "Windows throughput capacity"],
  dbInstances: ["rds", "L-7B6409FD", "DB instances", "DB instances"],
  dbClusters: ["rds", "L-952B80B8", "DB clusters", "DB clusters"],
} as const satisfies Record<
  string,
  [service: string, code: string, unit: string, name: string, scale?: number]
>;

export type QuotaId = keyof typeof table;

export function quotaOf(id: QuotaId): Quota {
  const [service, code, unit, name, scale] = table[id] as readonly [string, string, string, string, number?];
  return { id, name, service, code, unit, ...(scale !== undefined && { scale }) };
}

export const quotas: readonly Quota[] = (Object.keys(table) as QuotaId[]).map(quotaOf);

/** A resource's use of a quota. */
export interface QuotaUse {
  quota: QuotaId;
  /** Amount that one resource uses. @default 1 */
  amount?: (inputs: Fields) => number;
  /**
   * Whether the amount depends on other resources, such as the zone of a subnet or the size of a group.
   * @default false
   */
  isShared?: boolean;
}

/** Use by resources that count as one, or by an amount that depends only on their inputs. */
export const counts = (quota: QuotaId, amount?: QuotaUse["amount"]): QuotaUse =>
  amount === undefined ? { quota } : { quota, amount };

/** Use by resources whose amount depends on other resources. */
export const countsWithOthers = (...quotas: QuotaId[]): QuotaUse[] =>
  quotas.map((quota) => ({ quota, isShared: true }));
