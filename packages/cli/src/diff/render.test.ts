import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { differenceOf, type Acknowledgement } from "@ballast/plan";
import { golden } from "@ballast/testing";
import { plan, resource, urn } from "../../../plan/src/testing.ts";
import type { Differences } from "./differences.ts";
import { markdown } from "./markdown.ts";
import { table } from "./table.ts";
import { changeText } from "./values.ts";
import { refuses } from "@ballast/plan/words";

const types = {
  bucket: "aws:s3/bucket:Bucket",
  group: "aws:ec2/securityGroup:SecurityGroup",
  logs: "aws:cloudwatch/logGroup:LogGroup",
  rule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  service: "aws:ecs/service:Service",
  task: "aws:ecs/taskDefinition:TaskDefinition",
  volume: "aws:ebs/volume:Volume",
};
const kept = { protect: true, retainOnDelete: true };

const today = "2026-11-21";

function entryFor(lost: string, reason: string): Acknowledgement {
  return { urn: lost, operation: "delete", cause: ["removed"], reason, expires: today };
}

/** One difference with something of everything in it. */
function example(): Differences {
  const containers = (image: string) =>
    JSON.stringify([{ name: "web", image, environment: [{ name: "A", value: "`x` | <b> @team" }] }]);
  const before = plan(
    [
      resource(types.volume, "data", { availabilityZone: "eu-central-1a", size: 10 }, kept),
      resource(types.volume, "disk", { availabilityZone: "eu-central-1a", size: 100 }),
      resource(types.logs, "old-logs", { retentionInDays: 14 }),
      resource(types.bucket, "archive"),
      resource(types.bucket, "reports"),
      resource(types.group, "web", { description: "web", tags: { Name: "web" } }),
      resource(types.task, "web", { containerDefinitions: containers("nginx:1") }),
      resource(types.service, "web", { desiredCount: 1 }),
      resource("aws:tomorrow/fleet:Fleet", "jobs", { name: "jobs" }),
      resource(types.rule, "web-in", { cidrIpv4: "10.0.0.0/16", description: "a".repeat(200) }),
    ],
    {},
    { outputs: { url: "http://old" } },
  );
  const after = plan(
    [
      resource(types.volume, "data", { availabilityZone: "eu-central-1b", size: 10 }, kept),
      resource(types.volume, "disk", { availabilityZone: "eu-central-1a", size: 50 }),
      resource(types.logs, "new-logs", { retentionInDays: 14 }),
      resource(types.bucket, "papers", {}, { aliases: [urn(types.bucket, "archive")] }),
      resource(types.group, "web", { description: "the web", tags: {} }),
      resource(types.task, "web", { containerDefinitions: containers("nginx:2") }),
      resource(types.service, "web", { desiredCount: 2 }),
      resource("aws:tomorrow/fleet:Fleet", "jobs", { name: "work" }),
      resource(types.rule, "web-in", { cidrIpv4: "10.0.0.0/16", description: `${"a".repeat(100)}b` }),
    ],
    {},
    {
      outputs: { url: "http://new" },
      acknowledged: [
        entryFor(urn(types.bucket, "reports"), "written again every night"),
        entryFor(urn(types.bucket, "nothing"), "left from the change before"),
      ],
    },
  );
  const other = (stack: string) => plan([resource(types.bucket, "data")], {}, { stack });
  return {
    against: { ref: "main", commit: "0123456789abcdef0123456789abcdef01234567" },
    differences: [
      differenceOf(other("gone-dev"), undefined),
      differenceOf(undefined, other("new-dev")),
      differenceOf(other("same-dev"), other("same-dev")),
      differenceOf(before, after, { today }),
    ],
    costs: {},
    foundations: [],
    errors: [
      { stack: "bad-dev", side: "before", message: "out of paper\n\n  and `ink`" },
      { stack: "bad-dev", side: "after", message: "out of ink" },
    ],
    acknowledgementFaults: [
      {
        severity: "error",
        message: "ballast:acknowledged: the entry for *nobody* matches no loss of this change.",
      },
    ],
  };
}

it("is a table for people", () => {
  const text = `${stripVTControlCharacters(table(example(), "out", today))}\n`;
  expect(text).toBe(golden(join(__dirname, "table.golden.txt"), text));
});

it("is Markdown for pull requests", () => {
  const text = `${markdown(example(), { today })}\n`;
  expect(text).toBe(golden(join(__dirname, "markdown.golden.md"), text));
});

it("says what a change does not reach, and in which order nothing fails", () => {
  const [before, after] = [urn(types.task, "web"), urn("aws:iam/role:Role", "web")];
  const unreached = {
    urn: urn(types.service, "web"),
    path: "taskDefinition",
    source: before,
    changes: ["cpu"],
  };
  const same = differenceOf(plan([]), plan([]));
  const all = (deleted: string[]): Differences => ({
    ...example(),
    differences: [{ ...same, unreached: [{ ...unreached, deleted }] }],
    errors: [],
    acknowledgementFaults: [],
  });
  expect(stripVTControlCharacters(table(all([]), undefined))).toContain(
    "  note Service web ignores changes of taskDefinition, so these changes of TaskDefinition web do not reach it: cpu.",
  );
  expect(stripVTControlCharacters(table(all([after]), undefined))).toMatch(
    /  error Service web ignores changes of .* uses Role web, which this change deletes: .*\n    1\. Deploy with retainOnDelete/,
  );
  expect(markdown(all([after]))).toMatch(
    /- \*\*error\*\* Service web ignores changes of .*\n  1\. Deploy with retainOnDelete/,
  );
  expect(all([]).differences.some(refuses)).toBe(false);
  expect(all([after]).differences.some(refuses)).toBe(true);
});

it("says little where nothing differs", () => {
  const same = plan([resource(types.bucket, "data")]);
  const all: Differences = {
    ...example(),
    differences: [differenceOf(same, same)],
    errors: [],
    acknowledgementFaults: [],
  };
  expect(stripVTControlCharacters(table(all, undefined)).split("\n").at(-2)).toMatch(/^│ web-dev │( +│){7}$/);
  expect(markdown(all).split("\n").at(-1)).toBe("| web-dev |  |  |  |  |  |  |  |");
});

it("lists no more than one can read", () => {
  const many = plan(Array.from({ length: 40 }, (_, index) => resource(types.group, `group-${index}`)));
  const wide = (value: string) =>
    plan([
      resource(
        types.group,
        "web",
        Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`p${index}`, value])),
      ),
    ]);
  const all = {
    ...example(),
    differences: [differenceOf(plan([]), many), differenceOf(wide("a"), wide("b"))],
  };
  const text = stripVTControlCharacters(table(all, undefined));
  expect(text).toContain("  and 10 more; --format json prints all");
  expect(text).toContain("      and 2 more");
});

describe("a comment", () => {
  const long = (): Differences => {
    const many = Array.from({ length: 500 }, (_, index) => resource(types.group, `group-${index}`));
    return { ...example(), differences: [...example().differences, differenceOf(plan([]), plan(many))] };
  };

  it.each([
    [undefined, "`npx ballast diff --against main` shows"],
    ["out", "`out/differences.md` contains"],
  ])("is cut at its end, and says where all of it is (written: %p)", (written, where) => {
    const text = markdown(long(), { limit: 6000, written });
    expect(text.length).toBeLessThanOrEqual(6000);
    expect(text).toMatch(
      /\n- \+ `SecurityGroup group-\d+`\n\n<\/details>\n\nShortened to the maximum length of a comment: /,
    );
    expect(text).toContain(`Shortened to the maximum length of a comment: ${where} the whole comparison.`);
    expect(text).toContain("**error** Volume data is replaced");
  });

  it("may be cut anywhere", () => {
    const whole = markdown(long());
    for (let limit = 200; limit < whole.length; limit += 611) {
      const text = markdown(long(), { limit });
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
      expect((text.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
    }
    expect(markdown(long(), { limit: whole.length })).toBe(whole);
  });
});

describe("a change", () => {
  it.each([
    [{ to: "new" }, "(none) → new"],
    [{ from: "old" }, "old → (none)"],
    [{ from: "", to: false }, '"" → false'],
    [{ from: 1, to: { a: [1] } }, '1 → {"a":[1]}'],
    [
      { from: `${"a".repeat(100)}1${"b".repeat(100)}`, to: `${"a".repeat(100)}2${"b".repeat(100)}` },
      `…${"a".repeat(24)}1${"b".repeat(24)}… → …${"a".repeat(24)}2${"b".repeat(24)}…`,
    ],
    [{ from: "one\ntwo\nthree", to: "one\n2\nthree" }, "one two three → one 2 three"],
    [{ from: "aaaa", to: "a".repeat(200) }, `aaaa → ${"a".repeat(80)}…`],
  ])("%p reads %p", (change, text) => expect(changeText(change)).toBe(text));
});
