import {
  isUnknown,
  parseQuery,
  printQuery,
  verdictOf,
  type Query,
  type QueriedInstance,
} from "@ballast/placement";
import fc from "fast-check";
import { containerInstances } from "./ecs.ts";
import { filterInstances } from "./instances.ts";
import { attributesOf, idOf } from "./describedInstance.ts";
import { calls, pagesOf } from "./testing/standIn.ts";
import { Stage, type StageInstance } from "./testing/stage.ts";

/* The emulator answers a filter by a second implementation of the language, in Python (tools/aws-emulator/query.py). */
let stage: Stage;
const hosts: StageInstance[] = [];

beforeEach(async () => {
  stage = await Stage.open();
  await pagesOf(2);
  hosts.length = 0;
  hosts.push(
    await stage.instance("a", { color: "blue", rack: "9" }),
    await stage.instance("a", { color: "green", rack: "10" }),
    await stage.instance("b", { color: "blue", "disk-type": "ssd" }),
    await stage.instance("b"),
    await stage.instance("c", { rack: "100" }),
  );
  await stage.family("once");
  await stage.family("db");
  await stage.standalone("once", hosts[0] as StageInstance, { group: "database" });
  await stage.standalone("once", hosts[2] as StageInstance, { group: "service:web" });
  await stage.standalone("db", hosts[2] as StageInstance, { group: "database" });
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

const numbersOf = async (filter: string): Promise<number[]> => {
  const { of, instances } = await filterInstances(stage.aws, "main", filter);
  expect(of).toBe(hosts.length);
  return instances.map(({ id }) => hosts.findIndex(({ ec2InstanceId }) => ec2InstanceId === id)).sort();
};

describe("list-container-instances --filter on a cluster (F.1.15)", () => {
  it.each([
    ["attribute:color == blue", [0, 2]],
    ["task:group == database", [0, 2]],
    ["not(task:group == database)", [1, 3, 4]],
    ["attribute:rack > 9 and attribute:color !exists", [4]],
    ["attribute:ecs.availability-zone in [eu-central-1b, eu-central-1c]", [2, 3, 4]],
    ["attribute:color == red", []],
    ["(attribute:color =~ b.*)and(attribute:disk-type exists)", [2]],
    ["attribute:color =~ (blue|green)&&attribute:rack == 10", [1]],
    ["attribute:rack == 9.0", []],
  ])("%s", async (filter, expected) => {
    expect(await numbersOf(filter)).toEqual(expected);
  });

  it("says what each has and runs", async () => {
    const { instances } = await filterInstances(stage.aws, "main", "attribute:disk-type exists");
    expect(instances).toEqual([
      {
        id: hosts[2]?.ec2InstanceId,
        instanceType: expect.any(String),
        availabilityZone: "eu-central-1b",
        attributes: expect.objectContaining({ color: "blue", "disk-type": "ssd" }),
        taskGroups: expect.arrayContaining(["database", "service:web"]),
      },
    ]);
  });

  it("asks with the expression itself, and knows no cluster that is none", async () => {
    await expect(filterInstances(stage.aws, "mian", "task:group == x")).rejects.toThrow(
      "There is no cluster mian in eu-central-1; there are main.",
    );
  });
});

/** Queries over what these instances have, and what they do not. */
const comparison = fc.oneof(
  fc.record({
    subject: fc.constantFrom(
      "attribute:color",
      "attribute:ecs.availability-zone",
      "task:group",
      "attribute:rack",
    ),
    operator: fc.constantFrom("==", "!=", "in", "!in", "=~", "!~"),
    // Of patterns, only what Java and Python, in which the emulator is written, mean alike.
    value: fc.constantFrom(
      ...["blue", "green", "eu-central-1a", "database", "10", "9", "9.0", "1e1"],
      ...["service:.*", "b.*", "(blue|green)", "[bd].+", "eu-central-1[ab]", "9\\.0", "(b|g)(lue|reen)?"],
    ),
  }),
  fc.record({
    subject: fc.constantFrom("attribute:rack", "runningTasksCount"),
    operator: fc.constantFrom(">", ">=", "<", "<=", "==", "!="),
    value: fc.constantFrom("0", "1", "2", "9", "10", "99"),
  }),
  fc.record({
    subject: fc.constantFrom("attribute:color", "attribute:none", "attribute:disk-type"),
    operator: fc.constantFrom("exists", "!exists"),
    value: fc.constant(""),
  }),
);
const leaf = comparison.map(({ subject, operator, value }): Query => ({
  kind: "comparison",
  subject,
  operator: operator as "==",
  values: value === "" ? [] : [{ text: value }],
}));
const query = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie("query").map((inner): Query => ({ kind: "not", query: inner })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), tie("query"), tie("query"))
      .map(([kind, one, other]): Query => ({ kind, queries: [one, other] })),
  ),
})).query;

it("is what the offline evaluator says, for every query (003a)", async () => {
  const described = await containerInstances(stage.aws, "main");
  const groups: Record<string, string[]> = {
    [hosts[0]?.ec2InstanceId ?? ""]: ["database"],
    [hosts[2]?.ec2InstanceId ?? ""]: ["service:web", "database"],
  };
  const instances = described.map((one): QueriedInstance => ({
    ec2InstanceId: idOf(one),
    agentConnected: one.agentConnected ?? false,
    agentVersion: one.versionInfo?.agentVersion ?? "",
    registeredAt: one.registeredAt ?? new Date(),
    runningTasksCount: one.runningTasksCount ?? 0,
    attributes: attributesOf(one),
    taskGroups: groups[idOf(one)] ?? [],
  }));
  await pagesOf(100);
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(query, async (built) => {
      const text = printQuery(built);
      const verdicts = instances.map(
        (one) => [one.ec2InstanceId, verdictOf(one, parseQuery(text).query)] as const,
      );
      const offline = verdicts.filter(([, verdict]) => verdict === true).map(([id]) => id);
      // What AWS does not say, the emulator says somehow.
      const unknown = new Set(verdicts.filter(([, verdict]) => isUnknown(verdict)).map(([id]) => id));
      const online = (await filterInstances(stage.aws, "main", text)).instances
        .map(({ id }) => id)
        .filter((id) => !unknown.has(id));
      seen.add(offline.length);
      expect([text, online.sort()]).toEqual([text, offline.sort()]);
    }),
    { numRuns: 60 },
  );
  // Queries that none, some and all satisfy were generated.
  expect(seen.size).toBeGreaterThan(3);
});
