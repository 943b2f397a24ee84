import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import type { PolicyResource } from "@pulumi/policy";
import fc from "fast-check";
import { check } from "../check.ts";
import { broken, together, without, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { alarmOn, metricAlarm } from "../testing/goodWatch.ts";
import { checkingUnknowns, given, root, run, unknown } from "../testing/pack.ts";
import { arnOf, madeUp, type Inputs } from "../testing/resources.ts";
import { watchedRules } from "./watched.ts";

const untold = (alarm: string): Breaking => broken(aws.metricAlarm, { alarmActions: [] }, alarm);

itShowsEachRule(watchedRules, goodStack, [
  ["data-watched", untold("disk-alarm"), "has no alarm that notifies a subscriber"],
  ["data-watched", broken(aws.metricAlarm, { actionsEnabled: false }, "server-alarm"), "has no alarm"],
  ["data-watched", without(aws.metricAlarm), "has no alarm that notifies a subscriber"],
  ["service-watched", untold("web-tasks"), "has no alarm on its running tasks or its targets"],
  [
    "service-watched",
    together(
      untold("web-tasks"),
      broken(aws.service, { schedulingStrategy: "DAEMON", desiredCount: undefined }),
    ),
    "has no alarm on its running tasks or its targets",
  ],
]);

const stores = {
  volume: madeUp(aws.volume, "vol-1"),
  "EFS file system": madeUp(aws.fileSystem, "fs-1"),
  "FSx file system": madeUp(aws.windowsFileSystem, "fs-2"),
  "database instance": madeUp(aws.databaseInstance, "one", { identifier: "shop" }, { id: "db-ABC" }),
  "database cluster": madeUp(aws.databaseCluster, "two", { clusterIdentifier: "shop" }),
};
const others = [
  madeUp(aws.volume, "vol-9"),
  madeUp(aws.fileSystem, "fs-9"),
  madeUp(aws.databaseInstance, "nine", { identifier: "other" }),
  // Of another kind, and of the same name.
  madeUp(aws.windowsFileSystem, "fs-1"),
  madeUp(aws.fileSystem, "fs-2"),
  madeUp(aws.databaseCluster, "ten", { clusterIdentifier: "shop-2" }),
];

type Spelling = (alarm: Resource) => Resource;

const queried: Spelling = ({ name, inputs }) => {
  const { namespace, metricName, dimensions, ...rest } = inputs;
  const metric = { namespace, metricName, dimensions, period: 60, stat: "Maximum" };
  const metricQueries = [
    { id: "m", metric },
    { id: "e", expression: "m * 2" },
  ];
  return madeUp(aws.metricAlarm, name, { ...rest, metricQueries });
};
const selected: Spelling = ({ name, inputs }) => {
  const { namespace, metricName, dimensions, ...rest } = inputs;
  const [[key, value] = ["", ""]] = Object.entries(dimensions as Record<string, string>);
  const expression = `SELECT MAX(${String(metricName)}) FROM SCHEMA("${String(namespace)}", ${key}) WHERE ${key} = '${value}'`;
  return madeUp(aws.metricAlarm, name, { ...rest, metricQueries: [{ id: "q", expression }] });
};
const spellings: Record<string, Spelling> = { plain: (alarm) => alarm, queried, selected };

const composite = (name: string, alarmRule: string, more: Inputs = {}): Resource =>
  madeUp(aws.compositeAlarm, name, { alarmName: name, alarmRule, alarmActions: [arnOf("topic")], ...more });
const mute = (alarm: Resource, more: Inputs = {}): Resource =>
  madeUp(aws.metricAlarm, alarm.name, { ...alarm.inputs, alarmActions: undefined, ...more });

/** Ways in which an alarm tells somebody. */
const telling: Record<string, (alarm: Resource) => Resource[]> = {
  "by actions of its own": (alarm) => [alarm],
  "by a composite alarm": (alarm) => [mute(alarm), composite("all", `ALARM("x") OR ALARM("${alarm.name}")`)],
  "by its ARN, without quotes": (alarm) => [mute(alarm), composite("all", `ALARM(${arnOf(alarm.name)})`)],
  "by not being well": (alarm) => [mute(alarm), composite("all", `NOT OK('${alarm.name}')`)],
  "with its own actions off": (alarm) => [
    madeUp(aws.metricAlarm, alarm.name, { ...alarm.inputs, actionsEnabled: "false" }),
    composite("all", `ALARM("${alarm.name}")`),
  ],
  "by a composite alarm of a composite alarm": (alarm) => [
    mute(alarm),
    composite("some", `ALARM("${alarm.name}") OR ALARM("all")`, { alarmActions: [] }),
    composite("all", 'ALARM( "some" )'),
  ],
};
/** Ways in which it does not. */
const silent: Record<string, (alarm: Resource) => Resource[]> = {
  "without actions": (alarm) => [mute(alarm)],
  "only when all is well": (alarm) => [mute(alarm, { okActions: [arnOf("topic")] })],
  "with its actions off": (alarm) => [
    madeUp(aws.metricAlarm, alarm.name, { ...alarm.inputs, actionsEnabled: false }),
  ],
  "in a composite alarm without actions": (alarm) => [
    mute(alarm),
    composite("all", `ALARM("${alarm.name}")`, { alarmActions: [] }),
  ],
  "in composite alarms that name one another": (alarm) => [
    mute(alarm),
    composite("a", `ALARM("${alarm.name}") OR ALARM("b")`, { alarmActions: [] }),
    composite("b", 'ALARM("a")', { alarmActions: [] }),
  ],
  "beside a composite alarm of another": (alarm) => [
    mute(alarm),
    composite("all", `ALARM("${alarm.name}-2")`),
  ],
};

const found = (resources: Resource[], rule: string, of: Resource): number =>
  check(resources, {}, { rules: watchedRules }).filter((one) => one.rule === rule && one.urn === of.urn)
    .length;
const anyOf = <Value>(all: Record<string, Value>) => fc.constantFrom(...Object.values(all));
const neighbours = fc.subarray(others).chain((some) =>
  fc.subarray(some).map((watched) => ({
    some,
    alarms: watched.map((one, index) => metricAlarm(`other-${index}`, alarmOn(one).inputs)),
  })),
);

it("takes a store for watched by any alarm that names it and tells somebody, whatever is beside it", () => {
  fc.assert(
    fc.property(
      anyOf(stores),
      anyOf(spellings),
      anyOf(telling),
      neighbours,
      (store, spelling, tell, around) => {
        const all = [store, ...around.some, ...around.alarms];
        expect(found(all, "data-watched", store)).toBe(1);
        expect(found([...all, ...tell(spelling(alarmOn(store)))], "data-watched", store)).toBe(0);
      },
    ),
  );
});

it("does not take a store for watched by an alarm that tells nobody", () => {
  fc.assert(
    fc.property(
      anyOf(stores),
      anyOf(spellings),
      anyOf(silent),
      neighbours,
      (store, spelling, way, around) => {
        const all = [store, ...around.some, ...around.alarms, ...way(spelling(alarmOn(store)))];
        expect(found(all, "data-watched", store)).toBe(1);
      },
    ),
  );
});

it("takes a database cluster for watched by an alarm on one of its instances, and a volume by one over all volumes", () => {
  const { "database cluster": cluster, volume } = stores;
  const member = madeUp(aws.databaseClusterInstance, "in", {
    identifier: "shop-1",
    clusterIdentifier: "shop",
  });
  const alarm = alarmOn(member, ["AWS/RDS", "FreeLocalStorage"]);
  expect(found([cluster, member, alarm], "data-watched", cluster)).toBe(0);
  expect(found([cluster, alarm], "data-watched", cluster)).toBe(1);
  const expression = 'SELECT MAX(VolumeStalledIOCheck) FROM SCHEMA("AWS/EBS", InstanceId, VolumeId)';
  const query = metricAlarm("any", { metricQueries: [{ id: "q", expression }] });
  expect(found([volume, query], "data-watched", volume)).toBe(0);
});

const cluster = madeUp(aws.cluster, "main");
const group = madeUp(aws.targetGroup, "web", { arnSuffix: "targetgroup/web/1" });
const service = (inputs: Inputs = {}): Resource =>
  madeUp(aws.service, "shop", {
    cluster: arnOf("main"),
    desiredCount: 1,
    loadBalancers: [{ targetGroupArn: arnOf("web") }],
    ...inputs,
  });
const tasks = (metricName: string, namespace: string, dimensions: Inputs): Resource =>
  metricAlarm("tasks", { namespace, metricName, dimensions });
const own = { ClusterName: "main", ServiceName: "shop" };

it.each<[string, Resource, Resource | undefined, number]>([
  ["RunningTaskCount", service(), tasks("RunningTaskCount", "ECS/ContainerInsights", own), 0],
  ["LiveTaskCount", service(), tasks("LiveTaskCount", "AWS/ECS", own), 0],
  [
    "its target group",
    service(),
    tasks("UnHealthyHostCount", "AWS/NetworkELB", { LoadBalancer: "x", TargetGroup: "targetgroup/web/1" }),
    0,
  ],
  [
    "the target group of another stack",
    service({
      loadBalancers: [{ targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/far/2" }],
    }),
    tasks("HealthyHostCount", "AWS/ApplicationELB", { LoadBalancer: "x", TargetGroup: "targetgroup/far/2" }),
    0,
  ],
  ["another metric", service(), tasks("CPUUtilization", "AWS/ECS", own), 1],
  ["another service", service(), tasks("LiveTaskCount", "AWS/ECS", { ...own, ServiceName: "other" }), 1],
  [
    "a service of the same name in another cluster",
    service(),
    tasks("LiveTaskCount", "AWS/ECS", { ...own, ClusterName: "other" }),
    1,
  ],
  [
    "another target group",
    service(),
    tasks("HealthyHostCount", "AWS/ApplicationELB", { TargetGroup: "t" }),
    1,
  ],
  ["nothing", service(), undefined, 1],
  ["nothing, of a daemon", service({ schedulingStrategy: "DAEMON", desiredCount: undefined }), undefined, 1],
  ["nothing, where no task is wanted", service({ desiredCount: 0 }), undefined, 0],
])("finds of a service with an alarm on %s: %#", (_what, one, alarm, findings) => {
  expect(found([cluster, group, one, ...(alarm ? [alarm] : [])], "service-watched", one)).toBe(findings);
});

describe("in a preview", () => {
  const { volume } = stores;
  const alarm = alarmOn(volume);
  const said = async (...resources: PolicyResource[]): Promise<string[]> =>
    (await run([root(), ...resources])).filter((one) => one.startsWith("data-watched"));

  it("says nothing of a store by an alarm whose dimension is not known yet", async () => {
    const dimensions = checkingUnknowns({ VolumeId: unknown });
    expect(await said(given(volume, { id: unknown }), given(alarm, { dimensions }))).toEqual([]);
    expect(await said(given(volume), given(alarm, { dimensions }))).toEqual([]);
  });

  it("says nothing by a composite alarm whose rule is not known yet", async () => {
    const around = given(composite("all", "ALARM(x)"), { alarmRule: unknown });
    expect(await said(given(volume), given(mute(alarm)), around)).toEqual([]);
  });

  it("says what is known: no alarm names a store that exists", async () => {
    const other = metricAlarm("other", { ...alarm.inputs, dimensions: { VolumeId: "vol-2" } });
    expect(await said(given(volume), given(other))).toEqual([
      "data-watched vol-1: has no alarm that notifies a subscriber",
    ]);
    expect(await said(given(volume), given(mute(alarm)))).toHaveLength(1);
  });
});
