import fc from "fast-check";
import {
  isUnknown,
  parseQuery,
  verdictOf,
  type Query,
  type QueriedInstance,
  type Verdict,
} from "../index.ts";

const instance: QueriedInstance = {
  ec2InstanceId: "i-abcd1234",
  agentConnected: true,
  agentVersion: "1.106.1",
  registeredAt: new Date("2026-08-01T12:00:00Z"),
  runningTasksCount: 2,
  attributes: { "ecs.instance-type": "g2.2xlarge", "ecs.availability-zone": "us-east-1a", rack: "10" },
  taskGroups: ["service:production", "database"],
};

it.each([
  ["attribute:ecs.instance-type == g2.2xlarge", true],
  ["attribute:ecs.instance-type =~ g2.*", true],
  ["attribute:ecs.instance-type =~ g2*", false],
  ["attribute:ecs.instance-type =~ g2", false],
  ["attribute:ecs.instance-type !~ p2.*", true],
  ["attribute:ecs.instance-type =~ (g2|p2).*", true],
  ["attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", true],
  ["attribute:ecs.availability-zone !in [us-east-1a, us-east-1b]", false],
  ["attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", true],
  ["attribute:rack > 9", true],
  ["attribute:rack <= 9", false],
  ["attribute:color == blue", false],
  ["attribute:color != blue", false],
  ["not(attribute:color == blue)", true],
  ["attribute:color > 1", false],
  ["attribute:color exists", false],
  ["attribute:color !exists", true],
  ["attribute:rack exists and not(attribute:rack == 11)", true],
  ["attribute:rack !exists", false],
  ["task:group == service:production", true],
  ["not(task:group == database)", false],
  ["task:group =~ service:.*", true],
  ["runningTasksCount == 2", true],
  ["runningTasksCount < 2 or runningTasksCount >= 2", true],
  ["agentVersion < 1.14.5", false],
  ["agentVersion >= 1.106.1", true],
  ["registeredAt < 2026-08-02", true],
  ["registeredAt > 2026-08-01T12:00:00", false],
  ["registeredAt == 2026-08-01T14:00:00+02:00", true],
  ["ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true],
  ["agentConnected == true", true],
  ["attribute:rack == 1e1", false],
  ["attribute:rack == 10.0", false],
  ["attribute:rack != 10.0", true],
  ["attribute:rack > 9.5", true],
  ["attribute:rack < 0x11", false],
  ["attribute:constructor exists", false],
  ["attribute:__proto__ exists", false],
  ["attribute:toString == x", false],
  ["attribute:hasOwnProperty !exists", true],
  ["attribute:ecs.instance-type =~ (g2|p2)[.]2xlarge", true],
  [String.raw`attribute:ecs.instance-type =~ \Qg2.2x\E\p{Alpha}+`, true],
  ["attribute:ecs.instance-type =~ [a-z0-9&&[^x]]+.*", true],
])("%s: %s", (text, expected) => {
  expect(verdictOf(instance, parseQuery(text).query)).toBe(expected);
});

it("knows most of Java's regular expressions, and says which not", () => {
  expect(verdictOf(instance, parseQuery("attribute:ecs.instance-type =~ (?i)G2.*").query)).toBe(true);
  expect(verdictOf(instance, parseQuery("attribute:rack =~ 1*+").query)).toEqual({
    unknown: ["a possessive quantifier in the pattern 1*+ is not simulated"],
  });
});

describe("what is not known (F.0.34)", () => {
  const planned: QueriedInstance = {
    ...instance,
    ec2InstanceId: undefined,
    agentVersion: undefined,
    registeredAt: undefined,
    possibleTaskGroups: ["service:maybe"],
    unknownAttribute: (name) =>
      name.startsWith("ecs.") ? { exists: name === "ecs.ami-id", why: "is not known" } : undefined,
  };
  const of = (text: string): boolean | "unknown" => {
    const verdict = verdictOf(planned, parseQuery(text).query);
    return isUnknown(verdict) ? "unknown" : verdict;
  };

  it.each([
    ["attribute:ecs.ami-id == ami-1", "unknown"],
    ["attribute:ecs.ami-id != ami-1", "unknown"],
    ["attribute:ecs.ami-id exists", true],
    ["attribute:ecs.ami-id !exists", false],
    ["attribute:ecs.trunk exists", "unknown"],
    ["not(attribute:ecs.trunk exists)", "unknown"],
    ["attribute:other exists", false],
    ["agentVersion > 1.0.0", "unknown"],
    ["ec2InstanceId == i-1", "unknown"],
    ["registeredAt > 2018-01-01", "unknown"],
    ["runningTasksCount < 5", "unknown"],
    ["task:group == service:production", true],
    ["task:group == service:maybe", "unknown"],
    ["task:group == service:other", false],
    ["attribute:rack == 10 or attribute:ecs.ami-id == ami-1", true],
    ["attribute:rack == 11 and attribute:ecs.ami-id == ami-1", false],
    ["attribute:rack == 11 or attribute:ecs.ami-id == ami-1", "unknown"],
    ["attribute:rack == 10 and attribute:ecs.ami-id == ami-1", "unknown"],
    ["attribute:rack =~ (?=1).*", "unknown"],
    ["attribute:rack !~ 1++", "unknown"],
  ])("%s: %s", (text, expected) => expect(of(text)).toBe(expected));

  it("stays unknown only where each way of being known would not give the same answer", () => {
    // Every leaf asks for one of three attributes; each way of knowing them is tried.
    const leaf = fc
      .record({
        subject: fc.constantFrom("attribute:ecs.a", "attribute:ecs.b", "attribute:ecs.c"),
        operator: fc.constantFrom("==", "!=", "exists", "!exists"),
      })
      .map(({ subject, operator }): Query => ({
        kind: "comparison",
        subject,
        operator: operator as "==",
        values: operator.endsWith("exists") ? [] : [{ text: "x" }],
      }));
    const query = fc.letrec<{ query: Query }>((tie) => ({
      query: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie("query").map((inner): Query => ({ kind: "not", query: inner })),
        fc
          .tuple(fc.constantFrom("and" as const, "or" as const), tie("query"), tie("query"))
          .map(([kind, one, other]): Query => ({ kind, queries: [one, other] })),
      ),
    })).query;
    const ways: Record<string, string>[] = [
      {},
      { "ecs.a": "x" },
      { "ecs.b": "x", "ecs.c": "y" },
      { "ecs.a": "y", "ecs.b": "y" },
    ];
    fc.assert(
      fc.property(query, (asked) => {
        const verdict: Verdict = verdictOf({ ...planned, attributes: {} }, asked);
        const known = ways.map((attributes) => verdictOf({ ...instance, attributes }, asked));
        if (!isUnknown(verdict)) expect(known.every((one) => one === verdict)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what AWS does not say of operators that deny (F.0.36)", () => {
  const on = (...taskGroups: string[]): QueriedInstance => ({ ...instance, taskGroups });
  const verdict = (one: QueriedInstance, text: string) => {
    const found = verdictOf(one, parseQuery(text).query);
    return isUnknown(found) ? "unknown" : found;
  };

  it.each([
    ["task:group != service:x", [], "unknown"],
    ["task:group !in [service:x]", [], "unknown"],
    ["task:group !~ service:.*", [], "unknown"],
    ["task:group != service:x", ["service:x"], false],
    ["task:group != service:x", ["service:y"], true],
    ["task:group != service:x", ["service:x", "service:y"], "unknown"],
    ["not(task:group == service:x)", [], true],
    ["not(task:group == service:x)", ["service:x", "service:y"], false],
  ])("%s on an instance with %j: %s", (text, groups, expected) => {
    expect(verdict(on(...groups), text)).toBe(expected);
  });

  it("is not a verdict on an attribute that is missing, except where a user saw one", () => {
    expect(verdict(instance, "attribute:missing != x")).toBe(false);
    expect(verdict(instance, "attribute:missing !in [x]")).toBe("unknown");
    expect(verdict(instance, "attribute:missing !~ x.*")).toBe("unknown");
    expect(verdict(instance, "not(attribute:missing in [x])")).toBe(true);
  });

  it("is known of an attribute that is one of several, where they agree", () => {
    const either: QueriedInstance = {
      ...instance,
      attributes: {},
      unknownAttribute: () => ({ exists: true, values: ["m5.large", "m5.xlarge"], why: "is one of two" }),
    };
    expect(verdict(either, "attribute:ecs.instance-type =~ m5.*")).toBe(true);
    expect(verdict(either, "attribute:ecs.instance-type =~ c5.*")).toBe(false);
    expect(verdict(either, "attribute:ecs.instance-type == m5.large")).toBe("unknown");
  });
});
