import fc from "fast-check";
import { rexrayVolume } from "./index.ts";

function refusalOf(options: Record<string, string>): string[] {
  try {
    rexrayVolume(options);
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1);
  }
  return [];
}

describe("REX-Ray's volume options in terms of today (003d: driverOpts)", () => {
  it.each<[Record<string, string>, object]>([
    // The post's own.
    [
      { volumetype: "gp2", size: "5" },
      { sizeGiB: 5, volumeType: "gp2" },
    ],
    [{}, { sizeGiB: 16, throughput: 128 }],
    [{ size: "2000" }, { sizeGiB: 2000, iops: 6000, throughput: 250 }],
    [
      { volumeType: "gp2", type: "io1", iops: "500", size: "10" },
      { sizeGiB: 10, volumeType: "io1", iops: 500 },
    ],
    [
      { iops: "0", size: "10", type: "st1" },
      { sizeGiB: 10, volumeType: "st1" },
    ],
    [
      {
        encrypted: "true",
        encryptionKey: "arn:aws:kms:eu-central-1:123456789012:key/0",
        availabilityZone: "eu-central-1a",
      },
      {
        sizeGiB: 16,
        throughput: 128,
        kmsKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/0",
        availabilityZone: "eu-central-1a",
      },
    ],
  ])("%j", (options, args) => {
    expect(rexrayVolume(options)).toEqual(args);
  });

  it("are refused with what replaces them, all at once", () => {
    expect(
      refusalOf({
        newFsType: "ext4",
        fsType: "xfs",
        overwriteFS: "true",
        encrypted: "false",
        size: "1G",
        snapshot: "x",
      }),
    ).toEqual([
      "options.newFsType: is not needed: a blank volume is formatted with xfs; leave it out.",
      expect.stringMatching(/^options\.fsType: is not needed: .*ext4/),
      "options.overwriteFS: is not needed: only a blank volume is formatted; leave it out.",
      expect.stringMatching(/^options\.snapshot: is an unknown option; allowed: "size"/),
      'options.encrypted: "false" is refused: every volume here is encrypted. Leave it out.',
      'options.size: "1G" is not a whole number. Write it as digits.',
    ]);
  });

  it("lose nothing: each is in the arguments, or refused by its name", () => {
    const value = fc.constantFrom("1", "100", "gp3", "true", "false", "0", "x");
    const name = fc.constantFrom(
      ..."size volumetype type iops availabilityzone encrypted encryptionkey fstype newfstype overwritefs other".split(
        " ",
      ),
    );
    const argument: Record<string, string> = {
      size: "sizeGiB",
      iops: "iops",
      availabilityzone: "availabilityZone",
      encryptionkey: "kmsKeyArn",
    };
    fc.assert(
      fc.property(fc.dictionary(name, value), (options) => {
        const refused = refusalOf(options);
        for (const [option, given] of Object.entries(options)) {
          if (refused.some((line) => line.startsWith(`options.${option}: `))) continue;
          if (refused.length > 0 || option === "encrypted" || (option === "iops" && given === "0")) continue;
          const args = rexrayVolume(options) as unknown as Record<string, unknown>;
          if (option.endsWith("type"))
            expect(args["volumeType"]).toBe(options["type"] ?? options["volumetype"]);
          else expect(String(args[argument[option] ?? option])).toBe(given);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
