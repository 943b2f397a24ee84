import { Faults } from "@ballast/contracts";
import fc from "fast-check";
import {
  checkCloudstorSettings,
  cloudstorSettings,
  cloudstorVolume,
  explainTranslation,
  gp3Instead,
  gp3Proposal,
  type CloudstorOptions,
} from "./index.ts";

/**
 * The most that a gp2 volume delivers, as AWS states it in other words than the product: throughput is the IOPS, 3,000 in a
 * burst, times 256 KiB, up to its limit (EBS user guide, "General Purpose SSD volumes", read 2026-11-26).
 */
function gp2(sizeGiB: number): { iops: number; throughput: number } {
  const sustained = sizeGiB < 34 ? 100 : sizeGiB >= 5334 ? 16_000 : sizeGiB * 3;
  const iops = sizeGiB < 1000 ? 3000 : sustained;
  return { iops, throughput: Math.min(sizeGiB > 170 ? 250 : 128, (iops * 256) / 1024) };
}

const text = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const anySets = fc
  .record({
    backing: text("relocatable", "relocatable", "shared", "local", "other"),
    size: fc.option(fc.integer({ min: 0, max: 20_000 }).map(String), { nil: undefined }),
    ebstype: text("gp2", "gp3", "io1", "io2", "st1", "sc1", "standard", "x"),
    iops: text("0", "100", "3000", "6000", "64000", "many"),
    throughput: text("1", "125", "250", "2000", "fast"),
    perfmode: text("regular", "maxio", "fast"),
    unknown: fc.option(fc.constant("1"), { nil: undefined, freq: 1 }),
  })
  .map((set) => Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined)))
  .map((set) => set as unknown as CloudstorOptions);

const usualSets: fc.Arbitrary<CloudstorOptions> = fc.oneof(
  fc.record(
    {
      backing: fc.constant("relocatable"),
      size: fc.integer({ min: 1, max: 16_384 }).map(String),
      ebstype: fc.constantFrom("gp2", "gp3"),
    },
    { requiredKeys: ["backing", "size"] },
  ),
  fc.record(
    {
      backing: fc.constant("shared"),
      perfmode: fc.constantFrom("regular", "maxio"),
      throughput: fc.constantFrom("1", "125"),
    },
    { requiredKeys: ["backing"] },
  ),
);
const optionSets = fc.oneof({ arbitrary: anySets, weight: 9 }, { arbitrary: usualSets, weight: 1 });

/** Whether a translation holds an option's meaning. */
const held: Record<string, (volume: Record<string, unknown>, value: string) => boolean> = {
  backing: ({ kind }, value) => kind === (value === "shared" ? "fileSystem" : "block"),
  size: ({ sizeGiB }, value) => sizeGiB === Number(value),
  ebstype: ({ volumeType }, value) => volumeType === value,
  iops: ({ iops }, value) => iops === Number(value),
  throughput: ({ throughput, provisionedMiBps }, value) => (provisionedMiBps ?? throughput) === Number(value),
  perfmode: ({ perfmode }, value) => perfmode === value,
};

/** Each refusal is of an option of the set, or of one that is missing, and says what to do. */
function expectExplained(message: string, set: object): void {
  const lines = message.split("\n").slice(1);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toMatch(/^ {2}options(\.\w+)?: .*([Uu]se|[Ll]eave it out|Write|allowed)/);
    const [, option] = /^ {2}options\.(\w+):/.exec(line) ?? [];
    if (option !== undefined && !Object.hasOwn(set, option)) expect(line).toContain("is missing");
  }
}

describe("every set of Cloudstor's options", () => {
  it("is translated without losing one, or refused with what to do (F.5.4, F.5.8)", () => {
    const seen = { translated: 0, refused: 0 };
    fc.assert(
      fc.property(optionSets, (set) => {
        let volume: Record<string, unknown>;
        try {
          volume = { ...cloudstorVolume(set) };
        } catch (error) {
          seen.refused += 1;
          return expectExplained((error as Error).message, set);
        }
        seen.translated += 1;
        for (const [option, value] of Object.entries(set) as [string, string][])
          expect([set, option, held[option]?.(volume, value)]).toEqual([set, option, true]);
      }),
      { numRuns: 5000 },
    );
    expect(seen.translated).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(1000);
  });

  it("gets at least what gp2 delivers, and pays for no more, where Cloudstor chose the type (F.5.12)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16_384 }), (size) => {
        for (const volume of [
          cloudstorVolume({ size: String(size), backing: "relocatable" }),
          gp3Instead({ kind: "block", sizeGiB: size, volumeType: "gp2" }),
        ]) {
          const { iops = 3000, throughput = 125 } = volume as { iops?: number; throughput?: number };
          expect([size, iops, throughput]).toEqual([size, gp2(size).iops, gp2(size).throughput]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it("explains each setting of the plugin, and ignores none (F.5.8)", () => {
  const installed = {
    CLOUD_PLATFORM: "AWS",
    EFS_ID_REGULAR: "fs-0",
    EFS_ID_MAXIO: "fs-1",
    AWS_REGION: "eu-central-1",
    EFS_SUPPORTED: "1",
    DEBUG: "1",
    AWS_STACK_ID: "mine",
  };
  expect(Object.keys(cloudstorSettings).sort()).toEqual(Object.keys(installed).sort());
  const faults = new Faults("test");
  checkCloudstorSettings(faults, "plugin", { ...installed, EFS_ID: "fs-2" });
  expect(faults.found.map(({ propertyPath }) => propertyPath)).toEqual(
    [...Object.keys(installed), "EFS_ID"].map((setting) => `plugin.${setting}`),
  );
  const reasons = faults.found.map(({ reason }) => reason);
  for (const reason of reasons.slice(0, -1))
    expect(reason).toMatch(/^is a setting of the plugin\. It is replaced by /);
  expect(reasons[2]).toContain("elastic or provisioned throughput");
  expect(reasons.at(-1)).toContain("is not a setting of Cloudstor; it had");
});

it("says what became of a volume, and why", () => {
  expect(explainTranslation({ backing: "shared", perfmode: "maxio" })).toBe(
    "a separate file system (EFS, General Purpose, elastic throughput), in place of the performance mode Max I/O: EFS " +
      "recommends General Purpose for every file system",
  );
  expect(explainTranslation({ backing: "shared", throughput: "20" })).toBe(
    "a separate file system (EFS, General Purpose, 20 MiB/s provisioned)",
  );
  expect(explainTranslation({ backing: "relocatable", size: "10" })).toBe(
    "EBS gp3, 10 GiB, 128 MiB/s: at least what gp2 delivers at this size (up to 3000 IOPS and 128 MiB/s)",
  );
  expect(gp3Proposal(cloudstorVolume({ backing: "shared" }))).toBeUndefined();
});
