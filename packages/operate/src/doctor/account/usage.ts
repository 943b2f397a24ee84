import {
  DescribeAddressesCommand,
  paginateDescribeInstances,
  paginateDescribeNatGateways,
  paginateDescribeSubnets,
  paginateDescribeVolumes,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import {
  DescribeTasksCommand,
  paginateListClusters,
  paginateListTasks,
  type Task,
} from "@aws-sdk/client-ecs";
import { paginateDescribeFileSystems } from "@aws-sdk/client-efs";
import {
  paginateDescribeFileSystems as paginateWindowsFileSystems,
  type FileSystem,
} from "@aws-sdk/client-fsx";
import { paginateDescribeDBClusters, paginateDescribeDBInstances } from "@aws-sdk/client-rds";
import { familyOf } from "../needs/quotas.ts";
import type { QuotaId } from "@ballast/aws";
import { every, inBatches } from "../../aws.ts";
import type { Account } from "./account.ts";
import { once } from "./ask.ts";

/** @returns the current usage of a quota; `zone` for quotas per zone. */
export type Usage = (zone?: string) => Promise<number>;

/** Current usage in this account and region, counted as AWS counts. */
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
  const vCpus = (family: ReturnType<typeof familyOf>, spot: boolean): Promise<number> =>
    sum(instances(), ({ InstanceType = "", InstanceLifecycle, CpuOptions }) => {
      const isIts = familyOf(InstanceType) === family && (InstanceLifecycle === "spot") === spot;
      return isIts ? (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 1) : 0;
    });
  const volumes = once(() => every(paginateDescribeVolumes({ client: ec2 }, {}), ({ Volumes }) => Volumes));
  const storage = (type: string): Promise<number> =>
    sum(volumes(), ({ VolumeType, Size = 0 }) => (VolumeType === type ? Size : 0));
  const tasks = once(() => fargateTasks(account));
  const fargate = (spot: boolean): Promise<number> =>
    sum(tasks(), ({ capacityProviderName, cpu = "0" }) =>
      (capacityProviderName === "FARGATE_SPOT") === spot ? Number(cpu) / 1024 : 0,
    );
  const fileSystems = once(() =>
    every(paginateWindowsFileSystems({ client: account.fsx }, {}), ({ FileSystems }) => FileSystems),
  );
  const windows = (of: (one: FileSystem) => number): Promise<number> =>
    sum(fileSystems(), (one) => (one.FileSystemType === "WINDOWS" ? of(one) : 0));
  const windowsStorage = (type: string): Promise<number> =>
    windows(({ StorageType = "SSD", StorageCapacity = 0 }) => (StorageType === type ? StorageCapacity : 0));
  const count = async <Page>(pages: AsyncIterable<Page>, items: (page: Page) => unknown[] | undefined) =>
    (await every(pages, items)).length;
  return {
    vpcs: () => count(paginateDescribeVpcs({ client: ec2 }, {}), ({ Vpcs }) => Vpcs),
    natGateways: (zone) => natGateways(account, zone),
    // The quota is per security group, and the new group has no rules yet.
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
    efsFileSystems: () =>
      count(paginateDescribeFileSystems({ client: efs }, {}), ({ FileSystems }) => FileSystems),
    fsxFileSystems: () => windows(() => 1),
    fsxSsdStorage: () => windowsStorage("SSD"),
    fsxHddStorage: () => windowsStorage("HDD"),
    fsxThroughput: () => windows(({ WindowsConfiguration }) => WindowsConfiguration?.ThroughputCapacity ?? 0),
    dbInstances: () =>
      count(paginateDescribeDBInstances({ client: rds }, {}), ({ DBInstances }) => DBInstances),
    dbClusters: () => count(paginateDescribeDBClusters({ client: rds }, {}), ({ DBClusters }) => DBClusters),
  };
}

async function sum<T>(all: Promise<T[]>, of: (one: T) => number): Promise<number> {
  return (await all).reduce((total, one) => total + of(one), 0);
}

/** NAT gateways in the states pending, active and deleting count. */
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

async function fargateTasks({ ecs: client }: Account): Promise<Task[]> {
  const clusters = await every(paginateListClusters({ client }, {}), ({ clusterArns }) => clusterArns);
  const tasks: Task[] = [];
  for (const cluster of clusters) {
    const pages = paginateListTasks({ client }, { cluster, launchType: "FARGATE" });
    const arns = await every(pages, ({ taskArns }) => taskArns);
    const answers = await inBatches(arns, 100, (batch) =>
      client.send(new DescribeTasksCommand({ cluster, tasks: batch })),
    );
    tasks.push(...answers.flatMap((answer) => answer.tasks ?? []));
  }
  return tasks;
}
