import {
  DescribeAddressesCommand,
  paginateDescribeInstances,
  paginateDescribeNatGateways,
  paginateDescribeSubnets,
  paginateDescribeVolumes,
  paginateDescribeVpcs,
  type Instance,
} from "@aws-sdk/client-ec2";
import {
  DescribeTasksCommand,
  paginateListClusters,
  paginateListTasks,
  type Task,
} from "@aws-sdk/client-ecs";
import { paginateDescribeFileSystems } from "@aws-sdk/client-efs";
import { paginateDescribeFileSystems as paginateWindowsFileSystems } from "@aws-sdk/client-fsx";
import { paginateDescribeDBClusters, paginateDescribeDBInstances } from "@aws-sdk/client-rds";
import { familyOf } from "../needs/quotas.ts";
import type { QuotaId } from "@ballast/aws";
import { every, type Account } from "./account.ts";
import { once } from "./ask.ts";

/** @returns how much of a quota is in use; `zone` where AWS counts by zone. */
export type Usage = (zone?: string) => Promise<number>;

/** Counted as AWS counts them: what exists now, in this account and region. */
export function usageOf(account: Account): Record<QuotaId, Usage> {
  const { ec2, efs, rds } = account;
  const instances = once(() =>
    every(
      paginateDescribeInstances(
        { client: ec2 },
        { Filters: [{ Name: "instance-state-name", Values: ["pending", "running"] }] },
      ),
      ({ Reservations = [] }) => Reservations.flatMap(({ Instances = [] }) => Instances),
    ),
  );
  const vCpus = async (family: ReturnType<typeof familyOf>, spot: boolean): Promise<number> =>
    (await instances())
      .filter(({ InstanceType = "", InstanceLifecycle }) => {
        return familyOf(InstanceType) === family && (InstanceLifecycle === "spot") === spot;
      })
      .reduce((sum, one) => sum + vCpusOf(one), 0);
  const volumes = once(() => every(paginateDescribeVolumes({ client: ec2 }, {}), ({ Volumes }) => Volumes));
  const storage = async (type: string): Promise<number> =>
    (await volumes())
      .filter(({ VolumeType }) => VolumeType === type)
      .reduce((sum, { Size = 0 }) => sum + Size, 0);
  const tasks = once(() => fargateTasks(account));
  const fargate = async (spot: boolean): Promise<number> =>
    (await tasks())
      .filter(({ capacityProviderName }) => (capacityProviderName === "FARGATE_SPOT") === spot)
      .reduce((sum, { cpu = "0" }) => sum + Number(cpu) / 1024, 0);
  const windows = once(() => windowsFileSystems(account));
  const sum = async (of: (one: WindowsFileSystem) => number): Promise<number> =>
    (await windows()).reduce((total, one) => total + of(one), 0);
  return {
    vpcs: async () => (await every(paginateDescribeVpcs({ client: ec2 }, {}), ({ Vpcs }) => Vpcs)).length,
    natGateways: (zone) => natGateways(account, zone),
    // Of one group, which is not there yet.
    securityGroupRules: () => Promise.resolve(0),
    elasticIps: async () => (await ec2.send(new DescribeAddressesCommand({}))).Addresses?.length ?? 0,
    standardOnDemand: () => vCpus("standard", false),
    standardSpot: () => vCpus("standard", true),
    graphicsOnDemand: () => vCpus("graphics", false),
    graphicsSpot: () => vCpus("graphics", true),
    fargateOnDemand: () => fargate(false),
    fargateSpot: () => fargate(true),
    ebsGp3: () => storage("gp3"),
    ebsGp2: () => storage("gp2"),
    ebsSt1: () => storage("st1"),
    efsFileSystems: async () =>
      (await every(paginateDescribeFileSystems({ client: efs }, {}), ({ FileSystems }) => FileSystems))
        .length,
    fsxFileSystems: () => sum(() => 1),
    fsxSsdStorage: () => sum(({ type, gib }) => (type === "SSD" ? gib : 0)),
    fsxHddStorage: () => sum(({ type, gib }) => (type === "HDD" ? gib : 0)),
    fsxThroughput: () => sum(({ throughput }) => throughput),
    dbInstances: async () =>
      (await every(paginateDescribeDBInstances({ client: rds }, {}), ({ DBInstances }) => DBInstances))
        .length,
    dbClusters: async () =>
      (await every(paginateDescribeDBClusters({ client: rds }, {}), ({ DBClusters }) => DBClusters)).length,
  };
}

function vCpusOf({ CpuOptions: { CoreCount = 0, ThreadsPerCore = 1 } = {} }: Instance): number {
  return CoreCount * ThreadsPerCore;
}

/** AWS counts those in the states pending, active and deleting. */
async function natGateways({ ec2 }: Account, zone: string | undefined): Promise<number> {
  const gateways = await every(
    paginateDescribeNatGateways(
      { client: ec2 },
      { Filter: [{ Name: "state", Values: ["pending", "available", "deleting"] }] },
    ),
    ({ NatGateways }) => NatGateways,
  );
  if (zone === undefined || gateways.length === 0) return gateways.length;
  const subnets = await every(
    paginateDescribeSubnets({ client: ec2 }, { Filters: [{ Name: "availability-zone", Values: [zone] }] }),
    ({ Subnets }) => Subnets,
  );
  const here = new Set(subnets.map(({ SubnetId }) => SubnetId));
  return gateways.filter(({ SubnetId }) => here.has(SubnetId)).length;
}

async function fargateTasks({ ecs }: Account): Promise<Task[]> {
  const clusters = await every(paginateListClusters({ client: ecs }, {}), ({ clusterArns }) => clusterArns);
  const tasks: Task[] = [];
  for (const cluster of clusters) {
    const arns = await every(
      paginateListTasks({ client: ecs }, { cluster, launchType: "FARGATE" }),
      ({ taskArns }) => taskArns,
    );
    // ECS describes a hundred at a time.
    for (let start = 0; start < arns.length; start += 100) {
      const page = await ecs.send(
        new DescribeTasksCommand({ cluster, tasks: arns.slice(start, start + 100) }),
      );
      tasks.push(...(page.tasks ?? []));
    }
  }
  return tasks;
}

interface WindowsFileSystem {
  type: string;
  gib: number;
  /** MB/s */
  throughput: number;
}

async function windowsFileSystems({ fsx }: Account): Promise<WindowsFileSystem[]> {
  const all = await every(paginateWindowsFileSystems({ client: fsx }, {}), ({ FileSystems }) => FileSystems);
  return all
    .filter(({ FileSystemType }) => FileSystemType === "WINDOWS")
    .map(({ StorageType = "SSD", StorageCapacity = 0, WindowsConfiguration }) => ({
      type: StorageType,
      gib: StorageCapacity,
      throughput: WindowsConfiguration?.ThroughputCapacity ?? 0,
    }));
}
