import type { WatchPart } from "@ballast/contracts";
import { Watch } from "@ballast/ecs";
import { record } from "@ballast/testing";
import type { Unwrap } from "@pulumi/pulumi";
import { BlockMode, RexrayEbs, type RexrayEbsArgs } from "./index.ts";
import { plain } from "./testing/rights.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const typical: RexrayEbsArgs = {
  site,
  availabilityZone: "eu-central-1a",
  containerPath: "/data",
  sizeGiB: 20,
};
const image = `registry.example.com/rexray-ebs@sha256:${"0a".repeat(32)}`;
const plugin = { ...typical, mode: BlockMode.Plugin, plugin: { image } };

async function watched(args: RexrayEbsArgs) {
  const { result } = await record(async (): Promise<Unwrap<WatchPart>> => {
    const { watchPart } = new RexrayEbs("files", args);
    return plain(watchPart);
  });
  return result;
}

const volumeAlarms = ["operations", "stalled", "throughput"];
const snapshotAlarms = ["backup", "snapshot"];

it.each<[string, RexrayEbsArgs, string[]]>([
  ["mounts at boot", typical, [...volumeAlarms, ...snapshotAlarms, "host", "space"]],
  [
    "has credits",
    { ...typical, volumeType: "st1", sizeGiB: 500 },
    [...volumeAlarms, ...snapshotAlarms, "credits", "host", "space"],
  ],
  [
    "has no backup",
    { ...typical, backup: { enabled: false, reason: "copied every hour" } },
    [...volumeAlarms, "host", "space"],
  ],
  ["REX-Ray mounts", plugin, [...volumeAlarms, ...snapshotAlarms]],
  ["REX-Ray creates", { ...plugin, plugin: { image, autoprovision: true } }, []],
  ["ECS creates", { ...typical, mode: BlockMode.Managed, ephemeralReason: "a cache that fills itself" }, []],
])("watches of a volume that it %s what there is", async (_what, args, expected) => {
  const part = await watched(args);
  expect(Object.keys(part.alarms ?? {}).sort()).toEqual([...expected].sort());
  expect(Object.keys(part.events ?? {})).toEqual(expected.includes("backup") ? ["policy"] : []);
});

it("names its own volume and its own policy in everything that it watches", async () => {
  const recording = await record(async () => {
    const files = new RexrayEbs("files", { ...typical, volumeType: "gp2" });
    const other = new RexrayEbs("other", typical);
    new Watch("watch", { site, parts: { files: files.watchPart, other: other.watchPart } });
    await Promise.resolve();
  });
  const volumes = recording.ofType("aws:ebs/volume:Volume");
  const policies = recording.ofType("aws:dlm/lifecyclePolicy:LifecyclePolicy");
  const alarms = Object.entries(recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"));
  for (const name of ["files", "other"]) {
    const own = alarms.filter(([alarm]) => alarm.startsWith(`watch-${name}-`));
    expect(own.length).toBeGreaterThan(6);
    const ids = [volumes[`${name}-volume`]?.id, policies[`${name}-backup`]?.id].map(String);
    for (const [alarm, { inputs }] of own)
      expect([alarm, ids.filter((id) => JSON.stringify(inputs).includes(id)).length]).toEqual([alarm, 1]);
    const rule = recording.ofType("aws:cloudwatch/eventRule:EventRule")[`watch-${name}-policy`];
    expect(rule?.inputs["eventPattern"]).toContain(policies[`${name}-backup`]?.state["arn"]);
  }
  expect(
    recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm")["watch-files-stalled"]?.inputs,
  ).toMatchObject({
    metricQueries: [
      {
        expression: `SELECT MAX(VolumeStalledIOCheck) FROM SCHEMA("AWS/EBS", InstanceId, VolumeId) WHERE VolumeId = '${String(volumes["files-volume"]?.id)}'`,
        returnData: true,
      },
    ],
  });
});
