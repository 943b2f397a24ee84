import { pluginVolumes, volumesAttachedOnce } from "./pluginVolumes.ts";

describe("volumes of plugins", () => {
  it.each([
    ["rexray/ebs", {}, "once"],
    ["rexray/efs", {}, "everywhere"],
    ["cloudstor:aws", { backing: "relocatable" }, "once"],
    ["cloudstor:aws", { backing: "shared" }, "everywhere"],
    ["rexray", {}, "unknown"],
  ])("%s %j attaches %s", (driver, driverOpts, attaches) => {
    const volumes = [
      { name: "data", dockerVolumeConfiguration: { driver, driverOpts, scope: "shared" as const } },
    ];
    const { backing = "" } = driverOpts as { backing?: string };
    expect(pluginVolumes({ volumes })).toEqual([
      { name: "data", driver, scope: "shared", backing, attaches },
    ]);
    expect(volumesAttachedOnce({ volumes })).toEqual(attaches === "once" ? ["data"] : []);
  });

  it("are neither Docker's own nor anything else", () => {
    expect(
      pluginVolumes({
        volumes: [
          { name: "own", dockerVolumeConfiguration: { driver: "local" } },
          { name: "default", dockerVolumeConfiguration: {} },
          { name: "host", host: { sourcePath: "/data" } },
          { name: "efs", efsVolumeConfiguration: { fileSystemId: "fs-1" } },
        ],
      }),
    ).toEqual([]);
  });
});
