import fc from "fast-check";
import { ratings, report, reportOn, updatesOf, verdictOn } from "../testing/gateInputs.ts";

// Whatever nobody has rated counts as the worst: a missing rating never makes a finding harmless.

const unrated = { name: "CVE-1", severity: "Unknown" };

describe("a finding without a rating counts as Critical (F.2.13)", () => {
  it.each([
    ["Unknown", "Unknown"],
    ["left out", undefined],
    ["empty", ""],
    ["null", null],
    ["spelled in another way", "low"],
    ["Clair 2's", "Defcon1"],
    ["a number", 2],
    ["inherited", "constructor"],
  ])("%s", (_what, severity) => {
    const verdict = verdictOn(report({ name: "CVE-1", severity }), {
      policy: { minimumSeverity: "Critical" },
    });
    expect(verdict.findings[0]).toMatchObject({ severity: "Unknown", countsAs: "Critical", ignored: "" });
    expect(verdict.exitCode).toBe(1);
  });

  it.each([
    [null],
    [undefined],
    [[]],
    [{}],
    ["enrichments"],
    [{ "enricher=clair.epss": [{ v0: [{ baseScore: 1 }] }] }],
    [{ "enricher=clair.cvss": { v0: [{ baseScore: 1 }] } }],
    [{ "enricher=clair.cvss": [{ v1: [{ baseScore: 1 }] }] }],
    [{ "enricher=clair.cvss": [null, 3, []] }],
    [{ "enricher=clair.cvss": [{ v0: [] }] }],
    [{ "enricher=clair.cvss": [{ v0: { baseScore: 1 } }] }],
  ])("and stays so with the enrichments %j", (enrichments) => {
    const verdict = verdictOn({ ...report(unrated), enrichments });
    expect(verdict.findings[0]?.countsAs).toBe("Critical");
    expect(verdict.exitCode).toBe(1);
  });

  it("109 findings of Alpine do not become 0 where nothing was rated", () => {
    const flaws = Array.from({ length: 109 }, (_, index) => ({ name: `CVE-${index}`, severity: "Unknown" }));
    for (const enrichments of [undefined, null, {}, { "enricher=clair.cvss": [{}] }]) {
      const verdict = verdictOn({ ...reportOn({ os: ["alpine320"], flaws }), enrichments });
      expect(verdict.summary).toEqual(["REJECTED: 109 of 109 findings count (limit: 0 at High or above)."]);
    }
  });
});

describe("the NVD's rating stands where the distribution gives none", () => {
  const rated = (list: unknown, severity: unknown = "Unknown") =>
    verdictOn({
      ...report({ name: "CVE-1", severity }),
      enrichments: { "x; enricher=clair.cvss y": [{ v0: list }] },
    });

  it.each([
    [[{ baseScore: 9.8 }], "Critical"],
    [[{ baseScore: 7 }], "High"],
    [[{ baseScore: 6.9 }], "Medium"],
    [[{ baseScore: 0.1 }], "Low"],
    [[{ baseScore: 0 }], "Negligible"],
    [[{ version: "2.0", baseScore: 9.3 }], "Critical"],
    [[{ version: "4.0", baseScore: 8.7, baseSeverity: "HIGH" }], "High"],
    [[{ baseScore: 0.98, baseSeverity: "CRITICAL" }], "Critical"],
    [[{ baseScore: 9.8, baseSeverity: "LOW" }], "Critical"],
    [[{ baseScore: 5 }, { baseScore: 8 }, { baseScore: 3 }], "High"],
    [[{ baseScore: 5 }, { baseScore: "9.8" }], "Unknown"],
    [[{ baseScore: 5, baseSeverity: "constructor" }], "Unknown"],
    [[{ baseScore: 11 }], "Unknown"],
    [[{ baseScore: -1 }], "Unknown"],
    [[{ baseScore: null }], "Unknown"],
    [[{ vectorString: "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L" }], "Unknown"],
    [[null], "Unknown"],
    ["high", "Unknown"],
  ])("%j is %s", (list, severity) => expect(rated(list).findings[0]?.severity).toBe(severity));

  it("and not where it does, nor where the report's own rating is damaged", () => {
    expect(rated([{ baseScore: 9.8 }], "Low").findings[0]?.severity).toBe("Low");
    expect(rated([{ baseScore: 1 }], "HIGH").findings[0]?.countsAs).toBe("Critical");
  });

  it("is needed, and must be fresh, where a distribution leaves ratings to it", () => {
    const stale = updatesOf(["clair.cvss"], "2026-11-01T00:00:00Z");
    for (const os of ["alpine320", "debian12"])
      for (const enrichments of [{}, stale, updatesOf(["clair.epss"]), "null", ""]) {
        const verdict = verdictOn(reportOn({ os: [os] }), { enrichments });
        expect(verdict.exitCode).toBe(2);
      }
    expect(verdictOn(reportOn({ os: ["ubuntu2204"] }), { enrichments: {} }).exitCode).toBe(0);
  });

  it("and wherever it decided how a finding counts", () => {
    const flawed = reportOn({ os: ["ubuntu2204"], flaws: [unrated] });
    const harmless = { ...flawed, enrichments: ratings({ v0: [2] }) };
    expect(verdictOn(harmless).exitCode).toBe(0);
    expect(verdictOn(harmless, { enrichments: {} }).exitCode).toBe(2);
    expect(verdictOn(flawed, { enrichments: {} }).exitCode).toBe(1);
  });
});

describe("the policy may say how unrated findings count", () => {
  const excuse = { severity: "Medium", reason: "our Go advisories carry no ratings", expires: "2026-12-31" };
  const given = (over: object) => ({ policy: { unrated: { ...excuse, ...over } } });

  it.each([
    ["until its last day", {}, 0],
    ["on its last day", { expires: "2026-11-21" }, 0],
    ["not after it", { expires: "2026-11-20" }, 1],
    ["at the severity that it names", { severity: "High" }, 1],
    ["not as Unknown", { severity: "Unknown" }, 2],
    ["not without a reason", { reason: "" }, 2],
    ["not without an end", { expires: undefined }, 2],
    ["not with a key that nobody reads", { package: "openssl" }, 2],
  ])("%s", (_what, over, exitCode) =>
    expect(verdictOn(report(unrated), given(over)).exitCode).toBe(exitCode),
  );

  it("but not what is damaged, and only where the NVD's data is fresh", () => {
    const damaged = { ...report(unrated), enrichments: ratings({ v0: ["9.8"] }) };
    expect(verdictOn(damaged, given({})).exitCode).toBe(1);
    expect(verdictOn(report({ ...unrated, severity: "LOW" }), given({})).exitCode).toBe(1);
    const ubuntu = reportOn({ os: ["ubuntu2204"], flaws: [unrated] });
    expect(verdictOn(ubuntu, given({})).exitCode).toBe(0);
    expect(verdictOn(ubuntu, { ...given({}), enrichments: {} }).exitCode).toBe(2);
  });
});

it("removing or damaging enrichments never turns a rejection into a pass (F.2.13)", () => {
  const score = fc.oneof(fc.double({ min: 0, max: 10, noNaN: true }), fc.constantFrom(9.8, 7, 0));
  const damage = fc.constantFrom<(list: unknown[]) => unknown>(
    () => undefined,
    () => null,
    () => [],
    () => "none",
    (list) => [...list, null],
    (list) => list.map(() => ({ baseScore: "9.8" })),
    (list) => list.map(() => ({ baseScore: NaN })),
    (list) => ({ ...list }),
  );
  const flaws = fc.array(
    fc.record({
      severity: fc.constantFrom("Unknown", "Low", "High"),
      scores: fc.array(score, { maxLength: 3 }),
      damage,
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(flaws, fc.nat(4), fc.boolean(), (some, threshold, whole) => {
      const given = { policy: { threshold } };
      const image = report(...some.map(({ severity }, index) => ({ name: `CVE-${index}`, severity })));
      const enrichments = ratings(Object.fromEntries(some.map(({ scores }, index) => [`v${index}`, scores])));
      const [type = "", [message = {}] = []] =
        Object.entries(enrichments as Record<string, Record<string, unknown[]>[]>)[0] ?? [];
      const damaged = Object.fromEntries(
        Object.entries(message).map(([id, list], index) => [id, some[index]?.damage(list)]),
      );
      const before = verdictOn({ ...image, enrichments }, given).exitCode;
      const after = verdictOn(
        { ...image, enrichments: whole ? null : { [type]: [damaged] } },
        given,
      ).exitCode;
      expect(after).toBeGreaterThanOrEqual(before);
    }),
  );
});
