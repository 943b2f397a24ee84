import { cloudstorVolume } from "@ballast/cloudstor-spot";
import { LaunchType, NetworkMode, Platform, Service } from "@ballast/ecs";
import { BlockMode, RexrayEbs } from "@ballast/rexray-ebs";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

// Every component accepts and refuses the same volumes: what AWS documents, written here a second time.

interface Volume {
  volumeType: string;
  sizeGiB: number;
  iops: number | undefined;
  throughput: number | undefined;
}

/**
 * Documentation of CreateVolume and of ServiceManagedEBSVolumeConfiguration in botocore 1.44.8; EBS user guide, "General Purpose SSD
 * volumes" (500 IOPS for each GiB, so 80,000 from 160 GiB on; a quarter of a MiB/s for each IOPS, so 2,000 MiB/s from 8,000 IOPS
 * on) and "Provisioned IOPS SSD volumes" (io1 50, io2 1,000 for each GiB), read 2026-11-26.
 */
function isAccepted({ volumeType, sizeGiB, iops, throughput }: Volume, byEcs: boolean): boolean {
  const tebibytes = (count: number) => count * 1024;
  const none = iops === undefined && throughput === undefined;
  switch (volumeType) {
    case "gp2":
      return none && sizeGiB >= 1 && sizeGiB <= tebibytes(16);
    case "st1":
    case "sc1":
      return none && sizeGiB >= 125 && sizeGiB <= tebibytes(16);
    case "io1":
      if (sizeGiB < 4 || sizeGiB > tebibytes(16) || iops === undefined || throughput !== undefined)
        return false;
      return iops >= 100 && iops <= 64_000 && iops / sizeGiB <= 50;
    case "io2":
      if (sizeGiB < 4 || sizeGiB > tebibytes(byEcs ? 16 : 64) || iops === undefined) return false;
      return throughput === undefined && iops >= 100 && iops <= 256_000 && iops / sizeGiB <= 1000;
    case "gp3": {
      if (sizeGiB < 1 || sizeGiB > tebibytes(byEcs ? 16 : 64)) return false;
      const own = iops ?? 3000;
      if (own < 3000 || own > (byEcs ? 16_000 : 80_000) || (own > 3000 && own / sizeGiB > 500)) return false;
      const speed = throughput ?? 125;
      return speed >= 125 && speed <= (byEcs ? 1000 : 2000) && speed * 4 <= own;
    }
    default:
      return false;
  }
}

/** Numbers at the edges of every range and ratio, and others. */
const near = (...edges: number[]) =>
  fc.oneof(
    fc.constantFrom(...edges).chain((edge) => fc.constantFrom(edge - 1, edge, edge + 1)),
    fc.integer({ min: Math.min(...edges), max: Math.max(...edges) }),
  );
const volume = fc
  .record({
    volumeType: fc.constantFrom(
      "gp3",
      "gp3",
      "gp3",
      "gp2",
      "io1",
      "io2",
      "st1",
      "sc1",
      "standard",
      "constructor",
    ),
    sizeGiB: near(1, 4, 6, 10, 32, 125, 160, 16_384, 65_536),
    iops: fc.option(near(100, 500, 3000, 3001, 4000, 10_000, 16_000, 64_000, 80_000, 256_000), {
      nil: undefined,
      freq: 1,
    }),
    throughput: fc.option(near(125, 750, 1000, 2000), { nil: undefined, freq: 1 }),
  })
  .filter(({ sizeGiB }) => sizeGiB > 0);

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const rexray = (mode: BlockMode, own: object) => (asked: Volume) =>
  void new RexrayEbs("data", {
    site,
    availabilityZone: "eu-central-1a",
    containerPath: "/data",
    mode,
    ...own,
    ...asked,
  });
const image = `registry.example.com/rexray@sha256:${"0".repeat(64)}`;

/** Everything that takes a volume, by what creates it. */
const users: Record<string, { byEcs: boolean; use(volume: Volume): void; without?: "throughput" }> = {
  host: { byEcs: false, use: rexray(BlockMode.Host, {}) },
  plugin: { byEcs: false, use: rexray(BlockMode.Plugin, { plugin: { image } }) },
  cloudstor: {
    byEcs: false,
    without: "throughput",
    use({ volumeType, sizeGiB, iops }) {
      const options = { backing: "relocatable", size: String(sizeGiB), ebstype: volumeType };
      cloudstorVolume({ ...options, ...(iops !== undefined && { iops: String(iops) }) });
    },
  },
  managed: { byEcs: true, use: rexray(BlockMode.Managed, { ephemeralReason: "scratch" }) },
  service: {
    byEcs: true,
    use(asked) {
      new Service("web", {
        site,
        clusterArn: "arn:aws:ecs:eu-central-1:123456789012:cluster/main",
        taskDefinition: {
          arn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:1",
          launchType: LaunchType.Fargate,
          platform: Platform.LinuxX86,
          networkMode: NetworkMode.Awsvpc,
          containerPorts: {},
          managedVolumes: ["scratch"],
        },
        subnetIds: { a: "subnet-a" },
        securityGroupIds: { web: "sg-web" },
        managedVolume: { volume: "scratch", ...asked },
      });
    },
  },
};

/** Whether it is accepted; a refusal must be one of arguments. */
function accepts(use: (volume: Volume) => void, asked: Volume): boolean {
  try {
    use(asked);
    return true;
  } catch (error) {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
    for (const { propertyPath } of error.errors)
      expect(propertyPath).toMatch(
        /^(managedVolume\.|options\.)?(volumeType|sizeGiB|iops|throughput|ebstype|size)$/,
      );
    return false;
  }
}

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
    call: () => ({}),
  }),
);

it.each(Object.entries(users))("%s accepts the volumes that AWS documents, and no other", (_name, user) => {
  const seen = { true: 0, false: 0 };
  fc.assert(
    fc.property(volume, (asked) => {
      const own = user.without === undefined ? asked : { ...asked, throughput: undefined };
      const expected = isAccepted(own, user.byEcs);
      seen[`${expected}`] += 1;
      expect([own, accepts((one) => user.use(one), own)]).toEqual([own, expected]);
    }),
    { numRuns: 300 },
  );
  // Both kinds were generated.
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(30);
});

it("says the path that the reader wrote, and what depends on what", () => {
  const faultsOf = (name: string, asked: Volume): string[] => {
    try {
      users[name]?.use(asked);
    } catch (error) {
      return (error as Error).message.split("\n  ").slice(1);
    }
    return [];
  };
  const slow = { volumeType: "gp3", sizeGiB: 10, iops: 6000, throughput: 1000 };
  expect(faultsOf("host", slow)).toEqual([
    "iops: 6000 is out of bounds for gp3. Use a whole number from 3000 to 5000, at most 500 for each of 10 GiB.",
  ]);
  expect(faultsOf("service", { ...slow, iops: 3500 })).toEqual([
    "managedVolume.throughput: 1000 is out of bounds for gp3. Use a whole number from 125 to 875 MiB/s, at most 0.25 for each of " +
      "3500 IOPS.",
  ]);
  expect(faultsOf("cloudstor", slow)).toEqual([
    'options.iops: "6000" is out of bounds for gp3. Use a whole number from 3000 to 5000, at most 500 for each of 10 GiB.',
  ]);
  expect(faultsOf("managed", { ...slow, volumeType: "gp9", sizeGiB: 0, iops: 1 })).toEqual([
    expect.stringContaining('volumeType: "gp9" is unknown; allowed: "gp3",'),
    "sizeGiB: 0 is out of bounds for any type. Use a whole number from 1 to 16384 GiB.",
    "iops: 1 is out of bounds for any type. Use a whole number from 100 to 256000.",
  ]);
});
