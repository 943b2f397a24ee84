import type { Fields } from "./described.ts";

/** A limit that AWS keeps for an account and region. */
export interface Quota {
  /** What we call it: `vpcs`. */
  id: QuotaId;
  /** AWS's own name for it. */
  name: string;
  service: string;
  code: string;
  /** What it counts: `vCPU`, `GiB`. */
  unit: string;
  /** AWS counts in this many of our units: TiB where we count GiB. @default 1 */
  scale?: number;
}

/**
 * Service and code of each quota as AWS's Service Quotas lists them: docs/quotas.md of gruntwork-io/terraform-aws-utilities
 * (made from `ListAWSDefaultServiceQuotas`; commits 04f5883 and before); for vpc moto 5.2.5's copy of AWS's own list; for rds
 * the links in the table of AWS's page "Quotas and constraints for Amazon RDS"; for Fargate Spot several published answers of
 * `ListServiceQuotas`, which agree. All read on 21 November 2026. What a quota allows is not written here: AWS says what this
 * account has.
 */
export const quotas = [
  { id: "vpcs", name: "VPCs per Region", service: "vpc", code: "L-F678F1CE", unit: "VPCs" },
  {
    id: "elasticIps",
    name: "EC2-VPC Elastic IPs",
    service: "ec2",
    code: "L-0263D0A3",
    unit: "addresses",
  },
  {
    id: "natGateways",
    name: "NAT gateways per Availability Zone",
    service: "vpc",
    code: "L-FE5A380F",
    unit: "NAT gateways",
  },
  {
    id: "securityGroupRules",
    name: "Inbound or outbound rules per security group",
    service: "vpc",
    code: "L-0EA8095F",
    unit: "rules",
  },
  {
    id: "standardOnDemand",
    name: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
    service: "ec2",
    code: "L-1216C47A",
    unit: "vCPU",
  },
  {
    id: "standardSpot",
    name: "All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests",
    service: "ec2",
    code: "L-34B43A08",
    unit: "vCPU",
  },
  {
    id: "graphicsOnDemand",
    name: "Running On-Demand G and VT instances",
    service: "ec2",
    code: "L-DB2E81BA",
    unit: "vCPU",
  },
  {
    id: "graphicsSpot",
    name: "All G and VT Spot Instance Requests",
    service: "ec2",
    code: "L-3819A6DF",
    unit: "vCPU",
  },
  {
    id: "fargateOnDemand",
    name: "Fargate On-Demand vCPU resource count",
    service: "fargate",
    code: "L-3032A538",
    unit: "vCPU",
  },
  {
    id: "fargateSpot",
    name: "Fargate Spot vCPU resource count",
    service: "fargate",
    code: "L-36FBB829",
    unit: "vCPU",
  },
  {
    id: "ebsGp3",
    name: "Storage for General Purpose SSD (gp3) volumes, in TiB",
    service: "ebs",
    code: "L-7A658B76",
    unit: "GiB",
    scale: 1024,
  },
  {
    id: "ebsGp2",
    name: "Storage for General Purpose SSD (gp2) volumes, in TiB",
    service: "ebs",
    code: "L-D18FCD1D",
    unit: "GiB",
    scale: 1024,
  },
  {
    id: "ebsSt1",
    name: "Storage for Throughput Optimized HDD (st1) volumes, in TiB",
    service: "ebs",
    code: "L-82ACEF56",
    unit: "GiB",
    scale: 1024,
  },
  {
    id: "efsFileSystems",
    name: "File systems per account",
    service: "elasticfilesystem",
    code: "L-848C634D",
    unit: "file systems",
  },
  {
    id: "fsxFileSystems",
    name: "Windows file systems",
    service: "fsx",
    code: "L-5B89F9CE",
    unit: "file systems",
  },
  {
    id: "fsxSsdStorage",
    name: "Windows SSD storage capacity",
    service: "fsx",
    code: "L-E43BDB2E",
    unit: "GiB",
  },
  {
    id: "fsxHddStorage",
    name: "Windows HDD storage capacity",
    service: "fsx",
    code: "L-84EAF187",
    unit: "GiB",
  },
  {
    id: "fsxThroughput",
    name: "Windows throughput capacity",
    service: "fsx",
    code: "L-FD89CA8A",
    unit: "MB/s",
  },
  { id: "dbInstances", name: "DB instances", service: "rds", code: "L-7B6409FD", unit: "DB instances" },
  { id: "dbClusters", name: "DB clusters", service: "rds", code: "L-952B80B8", unit: "DB clusters" },
] as const satisfies {
  id: string;
  name: string;
  service: string;
  code: string;
  unit: string;
  scale?: number;
}[];

export type QuotaId = (typeof quotas)[number]["id"];

export function quotaOf(id: QuotaId): Quota {
  const found = quotas.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no quota ${id}.`);
  return found;
}

/** That a resource counts against a quota. */
export interface QuotaUse {
  quota: QuotaId;
  /** How much of it one resource needs. @default 1 */
  amount?: (inputs: Fields) => number;
  /** True if other resources decide how much: the zone of a subnet, the size of a group. @default false */
  isShared?: boolean;
}

/** Resources that count one each, or an amount of their own. */
export const counts = (quota: QuotaId, amount?: QuotaUse["amount"]): QuotaUse =>
  amount === undefined ? { quota } : { quota, amount };

/** Resources of which others decide how much they count. */
export const countsWithOthers = (...quotas: QuotaId[]): QuotaUse[] =>
  quotas.map((quota) => ({ quota, isShared: true }));
