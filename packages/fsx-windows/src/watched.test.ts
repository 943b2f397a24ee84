import { Watch } from "@ballast/ecs";
import { record } from "@ballast/testing";
import { DomainMembers, FsxWindows, type FsxWindowsArgs } from "./index.ts";
import { directory, loginSecretArn, site, subnetIds } from "./testing.ts";

const typical: FsxWindowsArgs = {
  site,
  vpcId: "vpc-0main",
  subnetIds,
  directory,
  clients: { hosts: { securityGroupId: "sg-0hosts" } },
  storageGiB: 2000,
  throughputMBps: 32,
  folder: "app-state",
  containerPath: "C:\\state",
  login: { secretArn: loginSecretArn },
};
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

const watched = (args: Partial<FsxWindowsArgs>) =>
  record(() => {
    const files = new FsxWindows("state", { ...typical, ...args });
    return new Watch("watch", { site, parts: { files: files.watchPart } });
  });
const audit = { enabled: false, reason: "a server with little throughput" };

it.each<[string, Partial<FsxWindowsArgs>, string[]]>([
  ["less than 32 MBps, of which AWS measures little", { throughputMBps: 8, audit }, ["space"]],
  ["credits", {}, ["disk", "network", "operations", "space", "throughput"]],
  ["no credits, because it has more than 256 MBps", { throughputMBps: 512 }, ["disk", "network", "space"]],
  [
    "HDD storage",
    { storageType: "hdd" },
    ["disk", "network", "operations", "space", "storage", "throughput"],
  ],
])("watches of a file system with %s what there is", async (_what, args, expected) => {
  const recording = await watched(args);
  const { id } = recording.the("aws:fsx/windowsFileSystem:WindowsFileSystem");
  const alarms = recording.ofType(alarm);
  expect(Object.keys(alarms).sort()).toEqual(expected.map((word) => `watch-files-${word}`));
  for (const { inputs } of Object.values(alarms))
    expect(inputs).toMatchObject({ namespace: "AWS/FSx", dimensions: { FileSystemId: id } });
  expect(alarms["watch-files-space"]?.inputs["threshold"]).toBe(200 * 1024 ** 3);
});

it("tells of an instance that does not become a member, by the associations of all groups", async () => {
  const recording = await record(() => {
    const members = new DomainMembers("members", {
      directory,
      autoScalingGroupNames: { windows: "main-windows", tools: "main-tools" },
    });
    new Watch("watch", { site, parts: { members: members.watchPart } });
  });
  const { "members-windows": windows, "members-tools": tools } = recording.ofType(
    "aws:ssm/association:Association",
  );
  const ids = [windows, tools].map((one) => one?.state["associationId"]);
  expect(ids).not.toContain(undefined);
  const { eventPattern } = recording.the("aws:cloudwatch/eventRule:EventRule").inputs;
  expect(JSON.parse(eventPattern as string)).toEqual({
    source: ["aws.ssm"],
    "detail-type": ["EC2 State Manager Instance Association State Change"],
    detail: { "association-id": ids, status: ["Failed", "TimedOut"] },
  });
});
