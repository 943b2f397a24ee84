import { rexrayFileSystem } from "./index.ts";

describe("REX-Ray's options of a file system in terms of today (003c: driverOpts)", () => {
  it.each<[Record<string, string>, string]>([
    [{}, "bursting"],
    [{ type: "maxIO" }, "elastic"],
    [{ volumeType: "MAXIO" }, "elastic"],
    [{ type: "generalPurpose" }, "bursting"],
  ])("%j", (options, throughput) => {
    expect(rexrayFileSystem(options)).toEqual({ throughput });
  });

  it("are refused with the reason, all at once", () => {
    expect(() =>
      rexrayFileSystem({ size: "5", iops: "100", encrypted: "true", availabilityZone: "a", tag: "x" }),
    ).toThrow(
      /5 errors:\n {2}options\.size: had no effect with REX-Ray: a file system grows by itself\. Leave it out\.\n[^]*options\.tag: is an unknown option/,
    );
  });
});
