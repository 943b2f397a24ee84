import { dayAfter, dayOf } from "@ballast/contracts/plain";
import fc from "fast-check";
import { check, ExceptionError } from "./index.ts";
import { madeUp } from "./testing/resources.ts";

const today = "2026-11-21";
const logs = madeUp("aws:cloudwatch/logGroup:LogGroup", "logs");
const { urn } = logs;
const rule = "logs-retention";
const message = "never deletes its logs";
const exception = { rule, resource: "logs", reason: "an archive", expires: "2027-11-21" };

const found = (exceptions: unknown, outputs: Record<string, unknown> = {}, day = today) =>
  check([logs], { ...outputs, exceptions }, { today: day });

it.each(["logs", "aws:cloudwatch/logGroup:LogGroup::logs", urn])(
  "let go of a rule for %s, by a name, by type and name, or by a URN",
  (resource) => {
    expect(found([{ ...exception, resource }])).toEqual([
      { rule, urn, message, severity: "waived", reason: "an archive (until 2027-11-21)" },
    ]);
  },
);

it.each(["log", "ogs", "LogGroup", "LogGroup::logs", ":", "::logs", "urn:pulumi:test-dev::ballast::"])(
  "say nothing of %s, which is none of these",
  (resource) => {
    expect(found([{ ...exception, resource }])).toEqual([
      { rule, urn, message, severity: "error" },
      {
        rule: "exception-unused",
        severity: "warning",
        urn: "urn:pulumi:test-dev::ballast::pulumi:pulumi:Stack::ballast-test-dev",
        message: `has an exception from logs-retention for "${resource}", where the rule finds nothing`,
      },
    ]);
  },
);

it("are left behind where the rule finds nothing any more", () => {
  const kept = { ...logs, inputs: { retentionInDays: 30 } };
  expect(check([kept], { exceptions: [exception] }, { today })).toMatchObject([{ rule: "exception-unused" }]);
});

describe("the last day", () => {
  const waived = { rule, urn, message, severity: "waived", reason: "an archive (until 2027-11-21)" };

  it.each(["2027-10-22", "2027-11-21"])("is pointed at from 30 days before it on, as on %s", (day) => {
    expect(found([exception], {}, day)).toEqual([
      {
        rule: "exception-expiring",
        severity: "warning",
        urn,
        message: "has an exception that ends on 2027-11-21: an archive (logs-retention)",
      },
      waived,
    ]);
  });

  it("is nobody's concern before", () => expect(found([exception], {}, "2027-10-21")).toEqual([waived]));

  it("brings the finding back on the day after, and says since when", () => {
    expect(found([exception], {}, "2027-11-22")).toEqual([
      {
        rule,
        urn,
        severity: "error",
        message: "never deletes its logs; the exception for it ended on 2027-11-21: an archive",
      },
    ]);
  });

  it("ends a component's waiver alike", () => {
    const waivers = { [rule]: { logs: { reason: "an archive", expires: "2026-11-20" } } };
    expect(check([logs], { waivers }, { today })).toMatchObject([
      { severity: "error", message: expect.stringContaining("ended on 2026-11-20: an archive") as string },
    ]);
    expect(check([logs], { waivers }, { today: "2026-11-20" })).toMatchObject([
      { rule: "exception-expiring" },
      { severity: "waived", reason: "an archive (until 2026-11-20)" },
    ]);
  });

  it("is today's by default", () => {
    const severities = (expires: string) =>
      check([logs], { exceptions: [{ ...exception, expires }] }).map(({ severity }) => severity);
    expect(severities("2026-01-31")).toEqual(["error"]);
    expect(severities(dayAfter(dayOf(new Date()), 100))).toEqual(["waived"]);
  });
});

describe("of two entries for the same", () => {
  const until = (expires: string, reason = expires) => ({ ...exception, expires, reason });

  it.each([
    [["2026-11-20", "2027-10-01"]],
    [["2027-10-01", "2026-11-20"]],
    [["2026-11-30", "2027-10-01"]],
    [["2027-10-01", "2026-11-30", "2026-01-01"]],
  ])("the one that ends later counts alone: %j", (days) => {
    expect(found(days.map((day) => until(day)))).toMatchObject([
      { severity: "waived", reason: "2027-10-01 (until 2027-10-01)" },
    ]);
  });

  it("the later one counts for nothing where it lasts too long", () => {
    expect(found([until("2027-10-01"), until("2099-01-01")])).toMatchObject([{ severity: "waived" }]);
    expect(found([until("2099-01-01")])).toMatchObject([
      {
        severity: "error",
        message:
          "never deletes its logs; the exception for it ends on 2099-01-01, but exceptions are limited to 366 days; " +
          "set an earlier day",
      },
    ]);
  });
});

it.each([
  [undefined, "2027-11-22", "waived"],
  [undefined, "2027-11-23", "error"],
  [30, "2026-12-21", "waived"],
  [30, "2026-12-22", "error"],
  [800, "2028-11-01", "waived"],
  [1e9, "2099-11-01", "waived"],
])(
  "hold for a year at the most, or for longestExceptionDays: %s",
  (longestExceptionDays, expires, severity) => {
    const outputs = longestExceptionDays === undefined ? {} : { longestExceptionDays };
    expect(found([{ ...exception, expires }], outputs).filter((one) => one.rule === rule)).toMatchObject([
      { severity },
    ]);
  },
);

describe("in a stack whose resources have a prefix", () => {
  const topic = "aws:sns/topic:Topic";
  const type = "aws:cloudwatch/logGroup:LogGroup";
  const findings = (names: string[], resource: string, outputs: Record<string, unknown> = {}) =>
    check(
      [madeUp(topic, "us-logs"), ...names.map((name) => madeUp(type, name))],
      { exceptionPrefix: "us-", exceptions: [{ ...exception, resource }], ...outputs },
      { today },
    ).filter((one) => one.rule === rule);
  const waivedOf = (...given: Parameters<typeof findings>) =>
    findings(...given)
      .filter(({ severity }) => severity === "waived")
      .map(({ urn: about }) => about.split("::").at(-1));

  it.each(["logs", "us-logs", `${type}::logs`, `${type}::us-logs`, madeUp(type, "us-logs").urn])(
    "count with and without it: %s",
    (resource) => expect(waivedOf(["us-logs"], resource)).toEqual(["us-logs"]),
  );

  it.each(["-logs", "s-logs", "us-us-logs", "eu-logs", `${topic}::logs`])("do not count for %s", (resource) =>
    expect(waivedOf(["us-logs"], resource)).toEqual([]),
  );

  it("do not count without the prefix where the stack has none", () =>
    expect(waivedOf(["us-logs"], "logs", { exceptionPrefix: undefined })).toEqual([]));

  it("count for neither resource where a name is that of two, and only a URN tells them apart", () => {
    const names = ["us-logs", "us-us-logs"];
    expect(waivedOf(names, "us-logs")).toEqual([]);
    const urnOf = (name: string): string => madeUp(type, name).urn;
    expect(findings(names, "us-logs").map(({ message: said }) => said)).toEqual(
      names.map(
        (name) =>
          `${message}; the exception for "us-logs" matches 2 resources; use ${
            name === "us-logs" ? `"${urnOf(name)}"` : `"${type}::us-us-logs"`
          }`,
      ),
    );
    expect(waivedOf(names, urnOf("us-logs"))).toEqual(["us-logs"]);
    expect(waivedOf(names, `${type}::us-us-logs`)).toEqual(["us-us-logs"]);
    // Without the prefix it is the name of one.
    expect(waivedOf(names, "logs")).toEqual(["us-logs"]);
  });
});

it("say so where they name a resource of another stack by its URN", () => {
  const resource = urn.replace(":test-dev:", ":test_us-dev:");
  expect(found([{ ...exception, resource }])).toContainEqual(
    expect.objectContaining({
      rule: "exception-unused",
      message:
        `has an exception from logs-retention for "${resource}", where the rule finds nothing; ` +
        "it names a resource of the stack test_us-dev, not of test-dev. Write the resource's name, or its type and name",
    }),
  );
});

it("count for exactly the resource that they name, and for none where they fit two", () => {
  const types = [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  ];
  const names = ["a", "a-b", "b"];
  const one = fc.record({
    type: fc.constantFrom(...types),
    name: fc.constantFrom(...names),
    parent: fc.constantFrom("", "x:y:Z$"),
  });
  const spelling = fc.constantFrom("name", "type", "urn", "part of a urn", "part of a name");
  fc.assert(
    fc.property(
      fc.uniqueArray(one, { minLength: 1, maxLength: 6, selector: (value) => JSON.stringify(value) }),
      fc.array(fc.tuple(fc.nat(), spelling, fc.constantFrom(-1, 0, 60, 366, 367)), { maxLength: 5 }),
      (given, wanted) => {
        const resources = given.map(({ type, name, parent }) => ({
          ...madeUp(type, name),
          urn: `urn:pulumi:test-dev::ballast::${parent}${type}::${name}`,
        }));
        const named = wanted.map(([index, how, days]) => {
          const target = resources[index % resources.length] ?? fail();
          const texts = {
            name: target.name,
            type: `${target.type}::${target.name}`,
            urn: target.urn,
            "part of a urn": `::${target.name}`,
            "part of a name": target.name.slice(0, -1),
          };
          return { resource: texts[how], days };
        });
        const exceptions = named
          .filter(({ resource }) => resource !== "")
          .map(({ resource, days }) => ({
            ...{ rule: "ec2-rule-description", resource, reason: "because" },
            expires: dayAfter(today, days),
          }));
        const findings = check(resources, { exceptions }, { today });
        for (const resource of resources) {
          // By counting, as the README says it: names, types with names, and URNs that are the resource's alone.
          const count = (text: string, of: (one: (typeof resources)[number]) => string) =>
            of(resource) === text && resources.filter((each) => of(each) === text).length === 1;
          const waived = exceptions.some(
            ({ resource: text, expires }) =>
              expires >= today &&
              expires <= dayAfter(today, 366) &&
              (count(text, (each) => each.name) ||
                count(text, (each) => `${each.type}::${each.name}`) ||
                count(text, (each) => each.urn)),
          );
          expect(
            findings.find(
              ({ rule: id, urn: about }) => id === "ec2-rule-description" && about === resource.urn,
            )?.severity,
          ).toBe(waived ? "waived" : "error");
        }
      },
    ),
    { numRuns: 2000 },
  );
});

it.each([
  [
    [{ ...exception, rule: "logs-retentoin" }],
    '[0].rule: "logs-retentoin" is not a rule; similar ids: logs-retention',
  ],
  [
    [{ ...exception, rule: "nonsense" }],
    '[0].rule: "nonsense" is not a rule; packages/policy/README.md lists all rules',
  ],
  [
    [{ ...exception, expires: "2027-02-29" }],
    '[0].expires: "2027-02-29" is not a day; give year, month and day',
  ],
  [[{ ...exception, reason: "" }], '[0].reason: is ""; an exception says its rule, its resource, its reason'],
  [[{ ...exception, expires: undefined }], "[0].expires: is missing; an exception says"],
  ["all", ': is "all"; expected: a list of { rule, resource, part?, reason, expires }'],
])("are refused when they make no sense: %j", (exceptions, fault) => {
  expect(() => found(exceptions)).toThrow(ExceptionError);
  expect(() => found(exceptions)).toThrow(`These exceptions are invalid:\n  exceptions${fault}`);
});
