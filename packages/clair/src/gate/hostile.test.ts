import fc from "fast-check";
import { digest, inputsOf, report, reportOn, strict, verdictOn } from "../testing/gateInputs.ts";
import { judge } from "./gate.ts";
import { severities } from "./policy.ts";
import { oldestData, staleData, wholeStatus } from "./record.ts";
import { render, table } from "./table.ts";

const flaws = fc.array(
  fc.record({
    name: fc.constantFrom("CVE-1", "CVE-2", "constructor", "__proto__"),
    severity: fc.constantFrom(...severities),
    fixedIn: fc.constantFrom("", "2"),
    package: fc.constantFrom("openssl", "curl", "toString"),
  }),
  { maxLength: 12 },
);
const policies = fc.record({
  minimumSeverity: fc.constantFrom(...severities),
  threshold: fc.nat(6),
  ignoreUnfixed: fc.boolean(),
});

describe("for every report and policy (F.2.13)", () => {
  it("rejects exactly when more findings count than may", () => {
    fc.assert(
      fc.property(flaws, policies, (some, policy) => {
        const { exitCode, findings } = verdictOn(report(...some), { policy });
        const counted = findings.filter(({ ignored }) => ignored === "").length;
        expect(exitCode).toBe(counted > policy.threshold ? 1 : 0);
      }),
    );
  });

  it("never passes by a stricter policy what a laxer one rejects", () => {
    fc.assert(
      fc.property(flaws, policies, fc.nat(5), fc.nat(6), (some, policy, up, more) => {
        const rank = Math.min(5, severities.indexOf(policy.minimumSeverity) + up);
        const laxer = {
          minimumSeverity: severities[rank] ?? "Critical",
          threshold: policy.threshold + more,
          ignoreUnfixed: true,
        };
        const given = report(...some);
        const exitCode = (one: object) => verdictOn(given, { policy: one }).exitCode;
        expect(exitCode(laxer)).toBeLessThanOrEqual(exitCode(policy));
      }),
    );
  });

  it("never passes texts of which the end is missing", () => {
    const whole = inputsOf(report({ name: "CVE-1", severity: "Low" }));
    expect(judge(whole).exitCode).toBe(0);
    const keys = ["report", "policy", "updates", "enrichments"] as const;
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(), (key, length) => {
        const text = whole[key] ?? "";
        expect(judge({ ...whole, [key]: text.slice(0, length % text.length) }).exitCode).toBe(2);
      }),
      { numRuns: 300 },
    );
  });

  it("never passes what is something else, and never throws", () => {
    const keys = ["report", "policy", "updates", "enrichments", "sources", "digest"] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.oneof(
          fc.jsonValue().map((value) => JSON.stringify(value)),
          fc.string(),
        ),
        (key, text) => {
          fc.pre(key !== "sources" || text.replaceAll("\0", "") === "");
          expect(judge({ ...inputsOf(report()), [key]: text }).exitCode).toBe(2);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("never takes a damaged record of a fix for a vulnerability without one", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.constant(undefined)), (damaged) => {
        fc.pre(typeof damaged !== "string");
        const whole = report({ name: "CVE-1", severity: "Critical", fixedIn: "2" });
        (whole.vulnerabilities["v0"] as Record<string, unknown>)["fixed_in_version"] = damaged;
        expect(verdictOn(whole, { policy: { ignoreUnfixed: true } }).exitCode).toBe(2);
      }),
    );
  });

  it("never passes a report of which one part is replaced", () => {
    const whole = reportOn({ os: ["debian12"], flaws: [{ name: "CVE-1", severity: "Low" }] });
    const parts = [
      "manifest_hash",
      "packages",
      "distributions",
      "repository",
      "environments",
      "vulnerabilities",
      "package_vulnerabilities",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.jsonValue(), (part, value) => {
        // Debian's packages stand in no repository.
        fc.pre(part !== "repository" || typeof value !== "object" || value === null || Array.isArray(value));
        expect(verdictOn({ ...whole, [part]: value }).exitCode).toBe(2);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what is large or deep is judged like any other (F.2.13)", () => {
  it("130,000 findings", () => {
    const count = 130_000;
    const some = Array.from({ length: count }, (_, index) => index);
    const whole = report();
    whole.vulnerabilities = Object.fromEntries(
      some.map((index) => [
        `v${index}`,
        { name: `CVE-${index}`, normalized_severity: "High", fixed_in_version: "" },
      ]),
    );
    whole.package_vulnerabilities = { "base-debian12": some.map((index) => `v${index}`) };
    const verdict = verdictOn(whole);
    const { summary } = verdict;
    expect(summary).toEqual(["REJECTED: 130000 of 130000 findings count (limit: 0 at High or above)."]);
    const text = render(verdict);
    expect(text).toContain("… and 129000 more findings, which are in the report.");
    expect(text.split("\n").length).toBeLessThan(1010);
  });

  it("130,000 updates of one updater, ratings of one vulnerability, and packages", () => {
    const many = Array.from({ length: 130_000 }, () => ({ date: "2026-11-21T06:00:00Z", baseScore: 9.9 }));
    const enrichments = { "enricher=clair.cvss": [{ v0: many }] };
    const given = { ...report({ name: "CVE-1", severity: "Unknown" }), enrichments };
    for (const index of many.keys()) given.packages[`p${index}`] = { name: "p" };
    expect(
      verdictOn(
        {
          ...given,
          packages: report().packages,
          environments: report().environments,
          vulnerabilities: {},
          package_vulnerabilities: {},
        },
        { updates: { "debian/updater": many } },
      ).exitCode,
    ).toBe(0);
    expect(verdictOn(given).summary[0]).toMatch(/^NOT JUDGED: 130000 packages \(p, p, p, …\)/);
  });

  it("ten thousand levels, wherever they stand", () => {
    const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
    const whole = JSON.stringify(report({ name: "CVE-1", severity: "High" }));
    expect(verdictOn(deep).exitCode).toBe(2);
    expect(
      verdictOn(whole.replace('"enrichments":null', `"enrichments":{"enricher=clair.cvss":[{"v0":${deep}}]}`))
        .exitCode,
    ).toBe(1);
    expect(judge({ ...inputsOf(report()), policy: deep }).exitCode).toBe(2);
  });

  it("numbers that no number holds", () => {
    const given = JSON.stringify({ ...report({ name: "CVE-1", severity: "Unknown" }), enrichments: "E" });
    for (const score of ["1e999", "-1e999", "1e-999999", "99999999999999999999"]) {
      const text = given.replace('"E"', `{"enricher=clair.cvss":[{"v0":[{"baseScore":${score}}]}]}`);
      expect(verdictOn(text).exitCode).toBe(score === "1e-999999" ? 0 : 1);
    }
  });
});

it("shows the findings as a table, the gravest first, and nothing that steers a terminal", () => {
  const { findings } = verdictOn(
    report(
      { name: "CVE-2", severity: "Low" },
      { name: "CVE-1", severity: "High", fixedIn: "3.0.2" },
      { name: "CVE-3\u001b[2J", severity: "Unknown" },
    ),
    { policy: { ...strict, ignoreUnfixed: true } },
  );
  expect(table(findings)).toBe(
    [
      "SEVERITY               VULNERABILITY  PACKAGE  VERSION  FIXED IN  COUNTS",
      "Unknown (as Critical)  CVE-3?[2J      openssl  3.0.1    -         no, no fix is known",
      "High                   CVE-1          openssl  3.0.1    3.0.2     yes",
      "Low                    CVE-2          openssl  3.0.1    -         no, below High",
    ].join("\n"),
  );
  expect(table([])).toBe("No findings.");
  const hostile = verdictOn(report(), { sources: ["a\u001b[2J/yarn.lock"], digest });
  expect(render(hostile)).not.toContain("\u001b");
});

describe("what nobody wrote whole", () => {
  it.each([
    "2026-11-31T06:00:00Z",
    "2026-02-30T06:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T06:00:60Z",
    "2026-11-20T06:00:00+99:99",
    "2026-11-20 06:00:00Z",
  ])("is a record with the date %p, which is not in the calendar", (date) => {
    const updates = JSON.stringify({ "debian/updater": [{ date }] });
    const { exitCode, summary, ageless } = judge({ ...inputsOf(report()), updates });
    expect([exitCode, ageless]).toEqual([2, ["debian/updater"]]);
    expect(summary.join()).toContain("has a damaged record of the updater debian/updater");
  });

  it("is a verdict on an image with an age, an updater or a finding that is none", () => {
    const whole = { image: "a", exitCode: 0, data: [{ updater: "u", days: 9 }], ageless: ["v"], above: [] };
    const line = (more: object) => JSON.stringify({ ...whole, ...more });
    expect([wholeStatus(0, line({})), oldestData(line({})), staleData(line({}), 5)]).toEqual([
      ...[0, 1000],
      ["v: of an unknown age", "u: 9 days"],
    ]);
    for (const more of [
      ...[
        [null],
        [1],
        [{}],
        [{ updater: "u" }],
        [{ updater: "u", days: "x" }],
        [{ updater: 5, days: 1 }],
      ].map((data) => ({ data })),
      ...[[null], [5], "v"].map((ageless) => ({ ageless })),
      ...[[null], [5], { length: 1 }].map((above) => ({ above })),
    ]) {
      expect([more, wholeStatus(0, line(more))]).toEqual([more, 2]);
      expect([oldestData(line(more)), staleData(line(more), 5)]).toEqual([undefined, []]);
    }
  });

  it("names updaters in lines of their own, whatever their names", () => {
    const data = [{ updater: "u\nPASSED: 0 of 0", days: 9 }];
    const line = JSON.stringify({ image: "a", exitCode: 0, data, ageless: ["a\u2028b\u001b[2J"], above: [] });
    for (const one of staleData(line, 5)) expect(one).toMatch(/^[\x20-\x7e]+$/);
  });
});
