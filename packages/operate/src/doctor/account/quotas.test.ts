import type { Needs } from "../needs/needs.ts";
import { checked, fault, type Answers } from "../testing.ts";

/* What moto cannot do: quotas other than those of VPCs. */

describe("quotas", () => {
  const allowed = (Value: number): Answers => ({ GetServiceQuota: () => ({ Quota: { Value } }) });

  it.each<[string, Needs["quotas"][number], number, Answers, string, string]>([
    [
      "instances that run, by what they pay",
      { quota: "standardOnDemand", need: 4 },
      8,
      {
        DescribeInstances: () => ({
          Reservations: [
            {
              Instances: [
                { InstanceType: "m5.large", CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 } },
                {
                  InstanceType: "m5.large",
                  InstanceLifecycle: "spot",
                  CpuOptions: { CoreCount: 8, ThreadsPerCore: 2 },
                },
                { InstanceType: "g4dn.xlarge", CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 } },
              ],
            },
          ],
        }),
      },
      "ok",
      "8 vCPU are allowed, 2 in use",
    ],
    [
      "Spot Instances",
      { quota: "graphicsSpot", need: 4 },
      4,
      {
        DescribeInstances: () => ({
          Reservations: [
            {
              Instances: [
                {
                  InstanceType: "g5.xlarge",
                  InstanceLifecycle: "spot",
                  CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
                },
              ],
            },
          ],
        }),
      },
      "missing",
      "4 vCPU are allowed, 4 in use, 4 needed (if the stack is already deployed, the amount in use includes its resources)",
    ],
    [
      "storage, which AWS allows in TiB",
      { quota: "ebsGp3", need: 500 },
      1,
      {
        DescribeVolumes: () => ({
          Volumes: [
            { VolumeType: "gp3", Size: 600 },
            { VolumeType: "gp2", Size: 900 },
          ],
        }),
      },
      "missing",
      "1024 GiB are allowed, 600 in use, 500 needed (if the stack is already deployed, the amount in use includes its resources)",
    ],
    [
      "tasks of Fargate, in all clusters",
      { quota: "fargateOnDemand", need: 1 },
      6,
      {
        ListClusters: () => ({ clusterArns: ["one", "two"] }),
        ListTasks: ({ cluster }) => ({ taskArns: cluster === "one" ? ["a", "b"] : [] }),
        DescribeTasks: () => ({
          tasks: [{ cpu: "2048" }, { cpu: "4096", capacityProviderName: "FARGATE_SPOT" }],
        }),
      },
      "ok",
      "6 vCPU are allowed, 2 in use",
    ],
    [
      "file systems of Windows",
      { quota: "fsxThroughput", need: 64 },
      100,
      {
        DescribeFileSystems: () => ({
          FileSystems: [
            { FileSystemType: "WINDOWS", WindowsConfiguration: { ThroughputCapacity: 32 } },
            { FileSystemType: "LUSTRE" },
          ],
        }),
      },
      "ok",
      "100 MB/s are allowed, 32 in use",
    ],
    [
      "databases",
      { quota: "dbInstances", need: 1 },
      1,
      { DescribeDBInstances: () => ({ DBInstances: [{}] }) },
      "missing",
      "1 DB instances are allowed, 1 in use, 1 needed (if the stack is already deployed, the amount in use includes its resources)",
    ],
  ])("count %s", async (_what, need, value, usage, status, found) => {
    expect(await checked({ quotas: [need] }, { ...allowed(value), ...usage })).toMatchObject({
      status,
      found,
    });
  });

  it("name the command that asks for what is needed, in AWS's own units", async () => {
    const volumes = { DescribeVolumes: () => ({ Volumes: [{ VolumeType: "st1", Size: 1024 }] }) };
    const { fix } = await checked(
      { quotas: [{ quota: "ebsSt1", need: 500 }] },
      { ...allowed(1), ...volumes },
    );
    expect(fix).toBe(
      "aws service-quotas request-service-quota-increase --service-code ebs --quota-code L-82ACEF56 --desired-value 2 " +
        "--region eu-central-1",
    );
  });

  it("are what everyone has, where nothing was granted to the account", async () => {
    const none = (): never => {
      throw fault("NoSuchResourceException");
    };
    const addresses = { DescribeAddresses: () => ({ Addresses: [{}, {}] }) };
    const needs: Partial<Needs> = { quotas: [{ quota: "elasticIps", need: 3 }] };
    expect(
      await checked(needs, {
        GetServiceQuota: none,
        GetAWSDefaultServiceQuota: ({ QuotaCode }) => ({
          Quota: { Value: QuotaCode === "L-0263D0A3" ? 5 : 0 },
        }),
        ...addresses,
      }),
    ).toMatchObject({ status: "ok", found: "5 addresses are allowed, 2 in use" });
    expect(
      await checked(needs, { GetServiceQuota: none, GetAWSDefaultServiceQuota: none, ...addresses }),
    ).toMatchObject({
      status: "unknown",
      found: "Service Quotas has no quota L-0263D0A3 of ec2 in eu-central-1.",
    });
  });

  it("of directories are Directory Service's own", async () => {
    const limits = (
      CloudOnlyMicrosoftADLimit: number,
      CloudOnlyMicrosoftADCurrentCount: number,
    ): Answers => ({
      GetDirectoryLimits: () => ({
        DirectoryLimits: { CloudOnlyMicrosoftADLimit, CloudOnlyMicrosoftADCurrentCount },
      }),
    });
    expect(await checked({ directories: 1 }, limits(2, 1))).toMatchObject({ status: "ok" });
    expect(await checked({ directories: 2 }, limits(2, 1))).toMatchObject({ status: "missing" });
    expect(await checked({ directories: 1 }, { GetDirectoryLimits: () => ({}) })).toMatchObject({
      status: "unknown",
    });
  });
});
