import type { RestoreDrill } from "@ballast/contracts";
import { record } from "@ballast/testing";
import { backUp, StoreKind, Watch } from "../../index.ts";
import { documentIn, site } from "../../testing.ts";
import { drillHandler } from "./handler.ts";

const functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:looks-at-data";
const lambda = "aws:lambda/function:Function";

const made = (drill: RestoreDrill, kind: StoreKind = StoreKind.Volume, stays = true) =>
  record(() => {
    const { watchPart, protections } = backUp(
      "db",
      { site, arn: "arn", kind, backup: { drill }, stays, protection: undefined, says: "database" },
      {},
    );
    new Watch("watch", { site, parts: { db: watchPart } });
    return Promise.resolve({ protections });
  });

const prefixes: Record<string, string> = { efs: "elasticfilesystem" };

/** Commands of the SDK that a part of the text loads, as actions of IAM. */
function called(text: string): string[] {
  const loads = /(?:import|const) \{([^}]+)\}(?: from | = await import\()"@aws-sdk\/client-([\w-]+)"/g;
  return [...text.matchAll(loads)].flatMap(([, names = "", client = ""]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name.endsWith("Command"))
      .map((name) => `${prefixes[client] ?? client}:${name.replace("Command", "")}`)
      .map((action) => (action === "lambda:Invoke" ? "lambda:InvokeFunction" : action)),
  );
}

/** What the text calls for a kind. */
function calledFor(kind: StoreKind): string[] {
  const kinds = Object.values(StoreKind);
  const [before = "", ...parts] = drillHandler.split(new RegExp(`\\n {2}async (?:${kinds.join("|")})\\(`));
  const names = [...drillHandler.matchAll(/\n {2}async (\w+)\(/g)].map(([, name]) => name);
  return [...called(before), ...called(parts[names.indexOf(kind)] ?? "")].sort();
}

it.each(Object.values(StoreKind))("may do what its text calls for %s, and no more (F.0.38)", async (kind) => {
  const recording = await made({ validate: { functionArn } }, kind);
  const policy = recording.ofType("aws:iam/rolePolicy:RolePolicy")["db-drill-check"];
  const actions = documentIn(policy?.inputs ?? {}, "policy").Statement.flatMap(
    ({ Action }) => Action as string[],
  );
  expect(actions.filter((one) => !one.startsWith("logs:")).sort()).toEqual(calledFor(kind));
});

it.each<[string, RestoreDrill, object | undefined, number | undefined]>([
  ["by default", {}, { validates: true, counts: true }, 1],
  ["with time for another function", { validate: { functionArn }, validationHours: 3 }, { functionArn }, 3],
  ["left to somebody else, and counted", { validationHours: 3 }, { validates: false, counts: true }, 3],
  ["every day, and not counted", { schedule: "cron(0 4 ? * * *)" }, { validates: true, counts: false }, 1],
  ["every day, left to somebody else", { schedule: "cron(0 4 ? * * *)", validationHours: 3 }, undefined, 3],
])("examines drills %s (F.0.38)", async (_how, drill, settings, hours) => {
  const recording = await made(drill);
  const check = recording.ofType(lambda)["db-drill-check"];
  const { variables = {} } = (check?.inputs["environment"] ?? {}) as { variables?: Record<string, string> };
  if (settings === undefined) expect(check).toBeUndefined();
  else expect(JSON.parse(variables["SETTINGS"] ?? "")).toMatchObject(settings);
  expect(
    recording.the("aws:backup/restoreTestingSelection:RestoreTestingSelection").inputs[
      "validationWindowHours"
    ],
  ).toBe(hours);
  const rule = recording.ofType("aws:cloudwatch/eventRule:EventRule")["db-drill-check"];
  const counts = (settings as { counts?: boolean } | undefined)?.counts ?? settings !== undefined;
  expect(rule?.inputs["scheduleExpression"]).toBe(counts ? "rate(12 hours)" : undefined);
  const alarms = Object.keys(recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"));
  expect(alarms.includes("watch-db-validation")).toBe(settings !== undefined);
  expect(alarms).toContain("watch-db-drills");
});

it("is called by events of its own drill's role, and by its rule alone (F.0.38)", async () => {
  const recording = await made({});
  const rule = recording.ofType("aws:cloudwatch/eventRule:EventRule")["db-drill-check"];
  const check = recording.the(lambda);
  expect(JSON.parse(String(rule?.inputs["eventPattern"]))).toEqual({
    source: ["aws.backup"],
    "detail-type": ["Restore Job State Change"],
    detail: {
      iamRoleArn: [recording.ofType("aws:iam/role:Role")["db-drill"]?.state["arn"]],
      status: ["COMPLETED"],
    },
  });
  expect(recording.the("aws:lambda/permission:Permission").inputs).toMatchObject({
    function: check.state["name"],
    principal: "events.amazonaws.com",
    sourceAccount: site.accountId,
    sourceArn: rule?.state["arn"],
  });
  expect(recording.ofType("aws:cloudwatch/eventTarget:EventTarget")["db-drill-check"]?.inputs["arn"]).toBe(
    check.state["arn"],
  );
});

it.each([
  [true, undefined],
  [false, "AWS Backup also has the results"],
])("keeps its log as the store (%s)", async (stays, reason) => {
  const recording = await made({}, StoreKind.Volume, stays);
  expect(recording.result.protections["db-drill-check"]?.reason).toBe(reason);
  expect(recording.ofType("aws:cloudwatch/logGroup:LogGroup")["db-drill-check"]?.retainOnDelete).toBe(stays);
});
