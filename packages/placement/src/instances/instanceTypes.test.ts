import data from "./instanceTypes.json" with { type: "json" };
import { awsvpcTaskLimit, closestInstanceTypes, instanceType, type InstanceType } from "./instanceTypes.ts";

function known(name: string): InstanceType {
  const type = instanceType(name);
  if (type === undefined) throw new Error(`${name} is not in instanceTypes.json.`);
  return type;
}

describe("instanceType", () => {
  it("reads the columns in the order in which they were written", () => {
    expect(data.columns).toEqual(Object.keys(known("c5.large")).filter((key) => key !== "name"));
  });

  it("knows vCPUs, memory, interfaces and architecture", () => {
    expect(known("c5.large")).toEqual({
      name: "c5.large",
      vCpus: 2,
      memoryMiB: 4096,
      gpus: 0,
      networkInterfaces: 3,
      branchInterfaces: 9,
      architecture: "x86_64",
    });
    expect(known("m6g.large").architecture).toBe("arm64");
  });

  it("takes a type that can run i386 too for x86_64", () => {
    expect(known("t2.micro").architecture).toBe("x86_64");
  });

  it("counts whole GPUs of NVIDIA", () => {
    expect(known("g4dn.xlarge").gpus).toBe(1);
    expect(known("p4d.24xlarge").gpus).toBe(8);
    expect(known("g6f.large").gpus).toBe(0);
    expect(known("inf1.xlarge").gpus).toBe(0);
  });

  it("has plausible numbers for every type", () => {
    const implausible = Object.keys(data.types).filter((name) => {
      const { vCpus, memoryMiB, gpus, networkInterfaces, branchInterfaces, architecture } = known(name);
      return !(
        [vCpus, memoryMiB, networkInterfaces].every((count) => Number.isInteger(count) && count > 0) &&
        [gpus, branchInterfaces].every((count) => Number.isInteger(count) && count >= 0) &&
        ["x86_64", "arm64"].includes(architecture)
      );
    });
    expect(implausible).toEqual([]);
  });

  it("is undefined for a name that is not a type, whatever objects have by that name", () => {
    for (const name of ["m5.lagre", "", "constructor", "toString", "mac2.metal"]) {
      expect(instanceType(name)).toBeUndefined();
    }
  });
});

describe("awsvpcTaskLimit", () => {
  // ECS developer guide, "Supported Amazon EC2 instance types": github.com/awsdocs/amazon-ecs-developer-guide,
  // doc_source/container-instance-eni.md at 021abe8ca185a054dea7bab21e631f9461e05bd6.
  it.each([
    ["a1.medium", 1, 10],
    ["a1.4xlarge", 7, 60],
    ["m5.large", 2, 10],
    ["m5.2xlarge", 3, 40],
    ["m5.16xlarge", 14, 120],
    ["m5zn.3xlarge", 7, 98],
    ["m6a.48xlarge", 14, 120],
    ["m6g.medium", 1, 4],
    ["m6i.8xlarge", 7, 90],
    ["m6in.24xlarge", 14, 120],
    ["m7g.xlarge", 3, 20],
    ["c5.large", 2, 10],
    ["c5.18xlarge", 14, 120],
    ["c5ad.12xlarge", 7, 60],
    ["c6gn.16xlarge", 14, 120],
    ["c6id.12xlarge", 7, 120],
    ["r5.12xlarge", 7, 60],
    ["r6gd.metal", 14, 120],
    ["x2iedn.xlarge", 3, 13],
    ["x2iezn.2xlarge", 3, 64],
    ["u-3tb1.56xlarge", 7, 12],
    ["i4i.xlarge", 3, 8],
    ["im4gn.4xlarge", 7, 60],
    ["is4gen.medium", 1, 4],
    ["g5.xlarge", 3, 6],
    ["g5.48xlarge", 6, 120],
    ["p4d.24xlarge", 59, 120],
    ["trn1.2xlarge", 3, 19],
    ["vt1.3xlarge", 3, 40],
  ])("is what the ECS developer guide says of %s", (name, without, withTrunking) => {
    expect(awsvpcTaskLimit(known(name), false)).toBe(without);
    expect(awsvpcTaskLimit(known(name), true)).toBe(withTrunking);
  });

  it("is the same with trunking where a type can have no trunk", () => {
    expect(known("t3.medium")).toMatchObject({ networkInterfaces: 3, branchInterfaces: 0 });
    expect(awsvpcTaskLimit(known("t3.medium"), true)).toBe(2);
    expect(awsvpcTaskLimit(known("t3.medium"), false)).toBe(2);
  });
});

describe("closestInstanceTypes", () => {
  it("looks in the family first", () => {
    expect(closestInstanceTypes("t3.lagre")[0]).toBe("t3.large");
    expect(closestInstanceTypes("C5.Large")[0]).toBe("c5.large");
    expect(closestInstanceTypes("m5.96xlarge")).toHaveLength(3);
    expect(closestInstanceTypes("m5.96xlarge").every((name) => name.startsWith("m5."))).toBe(true);
  });

  it("looks everywhere for a family that there is not", () => {
    expect(closestInstanceTypes("m5q.large")).toContain("m5.large");
  });

  it("has no idea what nothing means", () => {
    expect(closestInstanceTypes("")).toEqual([]);
    expect(closestInstanceTypes("%")).toEqual([]);
  });
});
