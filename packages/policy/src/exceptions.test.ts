import { check, ExceptionError } from "./index.ts";
import { madeUp } from "./testing/resources.ts";

const today = "2026-11-21";
const logs = madeUp("aws:cloudwatch/logGroup:LogGroup", "logs");
const { urn } = logs;
const rule = "logs-retention";
const message = "keeps its logs for ever";
const exception = { rule, resource: "logs", reason: "an archive", expires: "2027-11-21" };

const found = (exceptions: unknown, outputs: Record<string, unknown> = {}, day = today) =>
  check([logs], { ...outputs, exceptions }, { today: day });

it.each(["logs", "aws:cloudwatch/logGroup:LogGroup::logs", "LogGroup::lo", "urn:pulumi:test-dev::ballast::"])(
  "let go of a rule for %s, by a name or by a part of a URN",
  (resource) => {
    expect(found([{ ...exception, resource }])).toEqual([
      { rule, urn, message, severity: "waived", reason: "an archive (until 2027-11-21)" },
    ]);
  },
);

it.each(["log", "ogs", "LogGroup"])("say nothing of %s, which is neither", (resource) => {
  expect(found([{ ...exception, resource }])).toEqual([
    { rule, urn, message, severity: "error" },
    {
      rule: "exception-unused",
      severity: "warning",
      urn: "urn:pulumi:test-dev::ballast::pulumi:pulumi:Stack::ballast-test-dev",
      message: `has an exception from logs-retention for "${resource}", where the rule finds nothing`,
    },
  ]);
});

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
        message: "keeps its logs for ever; the exception for it ended on 2027-11-21: an archive",
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
    expect(severities("9999-12-31")).toEqual(["waived"]);
  });
});

it.each([
  [
    [{ ...exception, rule: "logs-retentoin" }],
    '[0].rule: "logs-retentoin" is no rule; near it: logs-retention',
  ],
  [[{ ...exception, rule: "nonsense" }], '[0].rule: "nonsense" is no rule; packages/policy names them all'],
  [
    [{ ...exception, expires: "2027-02-29" }],
    '[0].expires: "2027-02-29" is no day; give year, month and day',
  ],
  [[{ ...exception, reason: "" }], '[0].reason: is ""; an exception says its rule, its resource, its reason'],
  [[{ ...exception, expires: undefined }], "[0].expires: is missing; an exception says"],
  ["all", ': is "all"; expected: a list of { rule, resource, part?, reason, expires }'],
])("are refused when they make no sense: %j", (exceptions, fault) => {
  expect(() => found(exceptions)).toThrow(ExceptionError);
  expect(() => found(exceptions)).toThrow(`These exceptions cannot be followed:\n  exceptions${fault}`);
});
