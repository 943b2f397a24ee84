import { familyOf, pluginVolumes } from "./taskDefinition.ts";

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

it("knows a family by its ARN", () => {
  expect(familyOf("arn:aws:ecs:eu-central-1:0:task-definition/my-sql:12")).toBe("my-sql");
  expect(familyOf("my-sql")).toBe("my-sql");
});
