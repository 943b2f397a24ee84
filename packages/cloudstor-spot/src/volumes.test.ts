import { Faults } from "@ballast/contracts";
import fc from "fast-check";
import {
  checkDriver,
  cloudstorTaskVolume,
  cloudstorVolume,
  fanOut,
  gp3Instead,
  type CloudstorOptions,
} from "./index.ts";

/** The message of what is thrown. */
function refusalOf(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("Cloudstor's options (F.5.4)", () => {
  it.each<[CloudstorOptions, unknown]>([
    [
      { size: "10", backing: "relocatable" },
      { kind: "block", sizeGiB: 10, volumeType: "gp3", throughput: 128 },
    ],
    [
      { size: "2000", backing: "relocatable" },
      { kind: "block", sizeGiB: 2000, volumeType: "gp3", iops: 6000, throughput: 250 },
    ],
    [
      { size: "2000", backing: "relocatable", throughput: "1500" },
      { kind: "block", sizeGiB: 2000, volumeType: "gp3", iops: 6000, throughput: 1500 },
    ],
    [
      { size: "200", backing: "relocatable", ebstype: "gp3", iops: "80000", throughput: "2000" },
      { kind: "block", sizeGiB: 200, volumeType: "gp3", iops: 80_000, throughput: 2000 },
    ],
    [
      { size: "100", backing: "relocatable", ebstype: "io1", iops: "5000" },
      { kind: "block", sizeGiB: 100, volumeType: "io1", iops: 5000 },
    ],
    [
      { size: "65536", backing: "relocatable", ebstype: "io2", iops: "256000" },
      { kind: "block", sizeGiB: 65_536, volumeType: "io2", iops: 256_000 },
    ],
    [
      { size: "125", backing: "relocatable", ebstype: "st1" },
      { kind: "block", sizeGiB: 125, volumeType: "st1" },
    ],
    [{ backing: "shared" }, { kind: "fileSystem", perfmode: "regular", throughput: "bursting" }],
    [
      { backing: "shared", perfmode: "maxio" },
      { kind: "fileSystem", perfmode: "maxio", throughput: "elastic" },
    ],
    [
      { backing: "shared", perfmode: "maxio", throughput: "200" },
      { kind: "fileSystem", perfmode: "maxio", throughput: "provisioned", provisionedMiBps: 200 },
    ],
  ])("%j are %j", (options, volume) => {
    expect(cloudstorVolume(options)).toEqual(volume);
  });

  it.each<[CloudstorOptions, string[]]>([
    [
      { size: "10" } as CloudstorOptions,
      [
        'options.backing: is missing; allowed: "relocatable", "shared". Cloudstor\'s default was "shared" with EFS_SUPPORTED=1, ' +
          'else "relocatable".',
      ],
    ],
    [
      { size: "10", backing: "local" },
      [
        'options.backing: "local" is what early versions of Cloudstor called "relocatable". Use "relocatable".',
      ],
    ],
    [
      { size: "10", backing: "other" },
      ['options.backing: "other" is unknown; allowed: "relocatable", "shared".'],
    ],
    [{ backing: "relocatable" }, ['options: has no size. Write GiB as digits, for example "10".']],
    [
      { size: "10G", backing: "relocatable" },
      ['options.size: "10G" is not a whole number. Use a whole number from 1 to 65536 GiB.'],
    ],
    [
      { size: "10", backing: "relocatable", ebstype: "standard" },
      [
        'options.ebstype: "standard" is a previous generation of EBS. Leave it out, or use "st1" for rarely read data.',
      ],
    ],
    [
      { size: "10", backing: "relocatable", ebstype: "gp9" },
      ['options.ebstype: "gp9" is unknown; allowed: "gp3", "gp2", "io1", "io2", "st1", "sc1".'],
    ],
    [
      { size: "10", backing: "relocatable", throughput: "751" },
      [
        'options.throughput: "751" is out of bounds for gp3. Use a whole number from 125 to 750 MiB/s, at most 0.25 for each of ' +
          "3000 IOPS.",
      ],
    ],
    [
      { size: "124", backing: "relocatable", ebstype: "sc1" },
      ['options.size: "124" is out of bounds for sc1. Use a whole number from 125 to 16384 GiB.'],
    ],
    [
      { size: "16385", backing: "relocatable", ebstype: "gp2" },
      ['options.size: "16385" is out of bounds for gp2. Use a whole number from 1 to 16384 GiB.'],
    ],
    [
      { size: "3", backing: "relocatable", ebstype: "io1" },
      [
        'options.size: "3" is out of bounds for io1. Use a whole number from 4 to 16384 GiB.',
        "options.iops: is missing; type io1 requires it. Use a whole number from 100 to 64000.",
      ],
    ],
    [
      { size: "10", backing: "relocatable", ebstype: "io1", iops: "501" },
      [
        'options.iops: "501" is out of bounds for io1. Use a whole number from 100 to 500, at most 50 for each of 10 GiB.',
      ],
    ],
    [
      { size: "10", backing: "relocatable", ebstype: "io2", iops: "many" },
      [
        'options.iops: "many" is not a whole number. Use a whole number from 100 to 10000, at most 1000 for each of 10 GiB.',
      ],
    ],
    [
      { size: "10", backing: "relocatable", ebstype: "gp2", iops: "3000" },
      ["options.iops: cannot be set for type gp2. Leave it out, or use gp3, io1, io2."],
    ],
    [
      { size: "10", backing: "shared" },
      [
        'options.size: is "10", but a shared volume is a file system, which grows automatically; leave it out, or choose ' +
          'backing "relocatable".',
      ],
    ],
    [
      { backing: "shared", perfmode: "fast", throughput: "1.5" },
      [
        'options.perfmode: "fast" is unknown; allowed: "regular", "maxio".',
        'options.throughput: "1.5" is not a whole number. Use MiB/s as digits, at most the quota of your region, or leave it ' +
          "out: then a regular file system uses bursting throughput, and one of perfmode maxio elastic throughput.",
      ],
    ],
    [
      { backing: "relocatable", size: "10", perfmode: "maxio" },
      [
        'options.perfmode: is "maxio", but a relocatable volume is a block volume, which has no performance mode of EFS; leave ' +
          'it out, or choose backing "shared".',
      ],
    ],
    [
      { backing: "shared", mode: "0777" } as CloudstorOptions,
      [
        'options.mode: is an unknown option; allowed: "backing", "size", "ebstype", "iops", "perfmode", ' +
          '"throughput".',
      ],
    ],
  ])("%j are refused", (options, faults) => {
    expect(
      refusalOf(() => cloudstorVolume(options))
        .split("\n")
        .slice(1),
    ).toEqual(faults.map((fault) => `  ${fault}`));
  });
});

it.each([
  [10, { kind: "block", sizeGiB: 10, volumeType: "gp3", throughput: 128 }],
  [200, { kind: "block", sizeGiB: 200, volumeType: "gp3", throughput: 250 }],
  [2000, { kind: "block", sizeGiB: 2000, volumeType: "gp3", iops: 6000, throughput: 250 }],
  [16_000, { kind: "block", sizeGiB: 16_000, volumeType: "gp3", iops: 16_000, throughput: 250 }],
])("proposes for gp2 of %i GiB the gp3 that does no less (F.5.4)", (sizeGiB, proposal) => {
  expect(gp3Instead({ kind: "block", sizeGiB, volumeType: "gp2" })).toEqual(proposal);
  expect(gp3Instead({ kind: "block", sizeGiB, volumeType: "io2" })).toBeUndefined();
});

describe("Cloudstor itself", () => {
  it.each(["cloudstor:aws", "cloudstor", "docker4x/cloudstor:18.03.0-ce-aws1"])(
    "as the driver %s is refused, and says why (F.5.4)",
    (driver) => {
      const faults = new Faults("test");
      checkDriver(faults, "driver", driver);
      checkDriver(faults, "driver", driver, { reason: " " });
      expect(faults.found).toHaveLength(2);
      expect(faults.found[0]?.reason).toContain("is archived");
      expect(faults.found[0]?.reason).toContain("does not support NVMe devices or Nitro instances");
      expect(faults.found[0]?.reason).toContain('give { reason: "…" }');
    },
  );

  it("is taken for a reason; other drivers need none", () => {
    const faults = new Faults("test");
    checkDriver(faults, "driver", "cloudstor:aws", { reason: "instances of 2017 until March" });
    checkDriver(faults, "driver", "rexray/ebs");
    expect(faults.found).toEqual([]);
  });

  it("stands in a task definition as it did, for a reason (F.5.4)", () => {
    const options = { size: "10", backing: "relocatable" };
    expect(cloudstorTaskVolume(options, { reason: "instances of 2017 until March" })).toEqual({
      dockerVolumeConfiguration: {
        driver: "cloudstor:aws",
        scope: "shared",
        autoprovision: true,
        driverOpts: options,
      },
    });
    const newer = { ...options, ebstype: "gp3", throughput: "200" };
    expect(refusalOf(() => cloudstorTaskVolume(newer, { reason: "instances of 2017 until March" }))).toMatch(
      /options\.throughput: is newer than the plugin.*\n {2}options\.ebstype: is newer/,
    );
    expect(refusalOf(() => cloudstorTaskVolume({ size: "x", backing: "relocatable" }))).toMatch(
      /2 errors:\n {2}driver: .*archived.*\n {2}options\.size: /,
    );
  });
});

describe("one unit for each volume (F.5.5)", () => {
  it("has names of its own, by the volume's", () => {
    expect(
      fanOut("web", { "nginx-vol": { size: "10", backing: "relocatable" }, pages: { backing: "shared" } }),
    ).toEqual([
      {
        name: "nginx-vol",
        key: "nginxvol",
        component: "web-nginxvol",
        volume: { kind: "block", sizeGiB: 10, volumeType: "gp3", throughput: 128 },
        translation: expect.stringMatching(/^EBS gp3, 10 GiB/),
      },
      {
        name: "pages",
        key: "pages",
        component: "web-pages",
        volume: { kind: "fileSystem", perfmode: "regular", throughput: "bursting" },
        translation: expect.stringMatching(/^a separate file system/),
      },
    ]);
  });

  it("stays what it is when another comes or goes", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), { minLength: 1 }), (names) => {
        const volumes = Object.fromEntries(names.map((name) => [name, { backing: "shared" }]));
        const [first, ...others] = fanOut("web", volumes);
        const { [first?.name ?? ""]: _gone, ...rest } = volumes;
        expect(fanOut("web", rest)).toEqual(others);
      }),
    );
  });

  it("is refused with all the others, each by its name", () => {
    const message = refusalOf(() =>
      fanOut("web", { "a-b": { backing: "shared" }, ab: { backing: "x" }, "--": { backing: "shared" } }),
    );
    expect(message.split("\n")).toEqual([
      'The record of volumes for "web" is refused, and nothing of it was registered. 3 errors:',
      '  volumes.ab: "ab" and "a-b" are both "ab" in names; rename one.',
      '  volumes.ab.backing: "x" is unknown; allowed: "relocatable", "shared".',
      '  volumes.--: "--" becomes part of resource names; use letters or digits.',
    ]);
  });
});
