import fc from "fast-check";
import {
  allUpdaters,
  distributions,
  languages,
  reportOn,
  updatesOf,
  verdictOn,
  type Report,
} from "../testing/gateInputs.ts";

// What was not compared with data of its own, there and fresh, is not judged.

const updatersOf = (os: string[], of: string[] = []) => [
  ...os.flatMap((key) => distributions[key]?.updaters ?? []),
  ...of.map((name) => `osv/${name}`),
];
const fresh = "2026-11-21T06:00:00Z";
const stale = "2026-11-13T00:00:00Z";

describe("each distribution and language needs its own updater, there and fresh (F.2.13)", () => {
  it.each(Object.keys(distributions))("%s is judged by its own updaters alone", (os) => {
    const own = updatersOf([os]);
    const others = allUpdaters.filter((name) => !own.includes(name));
    const image = reportOn({ os: [os] });
    expect(verdictOn(image, { updates: updatesOf(own) }).summary[0]).toMatch(/^PASSED/);
    expect(verdictOn(image, { updates: updatesOf(others) }).exitCode).toBe(2);
  });

  it("one fresh updater does not vouch for another that is stale", () => {
    const updates = {
      ...updatesOf(allUpdaters, fresh),
      ...updatesOf(["debian/updater"], "2025-06-01T00:00:00Z"),
    };
    const { exitCode, summary } = verdictOn(reportOn({ os: ["debian12"] }), { updates });
    expect(exitCode).toBe(2);
    expect(summary[0]).toContain(
      "Debian 12: the scanner loaded the data of the updater debian/updater 538 days ago, and the policy allows 7.",
    );
  });

  it("data of one release does not vouch for another", () => {
    const updates = updatesOf(updatersOf(["alpine320"]));
    const { exitCode, summary } = verdictOn(reportOn({ os: ["alpine323"] }), { updates });
    expect(exitCode).toBe(2);
    expect(summary).toEqual([
      expect.stringContaining(
        "Alpine Linux 3.23: the scanner has no data of the updater alpine-main-v3.23-updater.",
      ),
      expect.stringContaining("alpine-community-v3.23-updater."),
    ]);
  });

  it("what is past of Oracle Linux may be old, and must be there", () => {
    const image = reportOn({ os: ["oracle9"] });
    const past = updatersOf(["oracle9"]).slice(0, -1);
    const updates = { ...updatesOf(past, "2020-01-01T00:00:00Z"), ...updatesOf(["oracle-2026-updater"]) };
    expect(verdictOn(image, { updates }).exitCode).toBe(0);
    expect(verdictOn(image, { updates: { ...updates, "oracle-2011-updater": [] } }).exitCode).toBe(2);
  });

  const images = fc.record({
    os: fc.uniqueArray(fc.constantFrom(...Object.keys(distributions).filter((key) => key !== "oracle9")), {
      minLength: 1,
      maxLength: 3,
    }),
    languages: fc.uniqueArray(fc.constantFrom(...Object.keys(languages)), { maxLength: 3 }),
  });

  it("removing any needed updater, making it stale or damaging it, changes PASSED into NOT JUDGED", () => {
    const damage = fc.constantFrom<unknown>(
      undefined,
      null,
      [],
      {},
      [null],
      [{}],
      [{ date: stale }],
      [{ date: "2026-11-14T11:59:59Z" }],
      [{ date: "2026-11-21T12:00:01Z" }],
      [{ date: "2126-11-21T12:00:00Z" }],
      [{ date: "2026" }],
      [{ date: "soon" }],
      [{ date: 1795219200000 }],
      [{ date: null }],
      [{ date: fresh, kind: "enrichment" }],
      [{ date: fresh, updater: "alpine-main-v3.3-updater" }],
      [{ date: fresh }, { date: "NaN" }],
    );
    fc.assert(
      fc.property(images, fc.nat(), damage, (image, position, damaged) => {
        const needed = updatersOf(image.os, image.languages);
        const updates = updatesOf(needed);
        expect(verdictOn(reportOn(image), { updates }).exitCode).toBe(0);
        const victim = needed[position % needed.length] ?? "";
        const { exitCode, summary } = verdictOn(reportOn(image), {
          updates: { ...updates, [victim]: damaged },
        });
        expect(exitCode).toBe(2);
        expect(summary.join("\n")).toContain(victim);
      }),
    );
  });

  it.each([
    ["nothing was answered", ""],
    ["null", "null"],
    ["no updates", "{}"],
    ["a page of an error", "<html>"],
    [
      "an updater twice, the second one fresh",
      `{"debian/updater":[{"date":"${stale}"}],"debian/updater":[{"date":"${fresh}"}]}`,
    ],
    ["inherited names", '{"__proto__":{"debian/updater":[{"date":"2026-11-21T06:00:00Z"}]}}'],
  ])("and closes where %s", (_what, updates) => {
    expect(verdictOn(reportOn({ os: ["debian12"] }), { updates }).exitCode).toBe(2);
  });
});

describe("an image does not decide that it is not scanned (F.2.13)", () => {
  const alpine = distributions["alpine320"];
  const damaged = (change: (report: Report) => void, os = ["alpine320"]) => {
    const report = structuredClone(reportOn({ os }));
    change(report);
    return verdictOn(report);
  };

  it.each<[string, (report: Report) => void]>([
    [
      "no distribution, as with ID=wolfi over a database of apk",
      (report) => {
        report.distributions = {};
        report.environments = {
          "base-alpine320": [
            { package_db: "lib/apk/db/installed", distribution_id: "", repository_ids: null },
          ],
        };
      },
    ],
    [
      "a distribution that Clair has no data for",
      (report) => (report.distributions["alpine320"] = { ...alpine, did: "wolfi", name: "Wolfi" }),
    ],
    [
      "an inherited distribution",
      (report) => (report.distributions["alpine320"] = { ...alpine, did: "constructor" }),
    ],
    [
      "a pretty name of its own",
      (report) => (report.distributions["alpine320"] = { ...alpine, pretty_name: "My Linux v3.20" }),
    ],
    [
      "a pretty name of another release",
      (report) => (report.distributions["alpine320"] = { ...alpine, pretty_name: "Alpine Linux v3.23" }),
    ],
    ["a name of its own", (report) => (report.distributions["alpine320"] = { ...alpine, name: "My Linux" })],
    ["an unknown version", (report) => (report.distributions["alpine320"] = { ...alpine, version: "" })],
    ["a damaged version", (report) => (report.distributions["alpine320"] = { ...alpine, version: 3.2 })],
    [
      "another package manager's database",
      (report) =>
        (report.environments["base-alpine320"] = [
          { package_db: "var/lib/dpkg/status", distribution_id: "alpine320" },
        ]),
    ],
    [
      "a package that nothing is known of",
      (report) => (report.packages["curl"] = { id: "curl", name: "curl" }),
    ],
    ["a package without environments", (report) => (report.environments["base-alpine320"] = [])],
    ["an environment that is null", (report) => (report.environments["base-alpine320"] = [null])],
    [
      "a distribution that is nowhere",
      (report) => (report.environments["base-alpine320"] = [{ package_db: "", distribution_id: "toString" }]),
    ],
    [
      "a second database that nobody knows",
      (report) =>
        (report.environments["base-alpine320"] as unknown[]).push({
          package_db: "sqlite:var/lib/rpm",
          distribution_id: "",
        }),
    ],
    [
      "a second distribution that nobody knows",
      (report) => (report.distributions["x"] = { ...alpine, did: "gentoo" }),
    ],
    [
      "packages of a repository that nobody knows",
      (report) => {
        report.repository["x"] = { name: "npm", uri: "https://www.npmjs.com/" };
        report.packages["left-pad"] = { name: "left-pad", version: "1" };
        report.environments["left-pad"] = [
          { package_db: "nodejs:app", distribution_id: "", repository_ids: ["x"] },
        ];
      },
    ],
    [
      "a repository that is called Go's",
      (report) => {
        report.repository["x"] = { name: "go", uri: "https://example.com/" };
        report.packages["left-pad"] = { name: "left-pad", version: "1" };
        report.environments["left-pad"] = [
          { package_db: "go:app", distribution_id: "", repository_ids: ["x"] },
        ];
      },
    ],
  ])("%s is not judged", (_what, change) => expect(damaged(change).exitCode).toBe(2));

  it.each([
    ["debian12", { version_id: "10", version: "10 (buster)" }],
    ["debian12", { version: "12 (forky)" }],
    ["debian12", { version_id: "", version: "" }],
    ["ubuntu2204", { version: "22.04 (Noble)" }],
    ["ubuntu2204", { version_id: "22.99", version: "22.99 (Jammy)" }],
    ["amazon2023", { version_id: "2022" }],
    ["oracle9", { version: "10" }],
    ["photon3", { version: "5.0" }],
    ["sles15", { version: "15-SP6" }],
    ["leap156", { version: "Tumbleweed" }],
  ])("%s with %j is not judged", (os, fields) => {
    const change = (report: Report): void => {
      report.distributions[os] = { ...(report.distributions[os] as object), ...fields };
    };
    expect(damaged(change, [os]).exitCode).toBe(2);
  });

  it("packages of Red Hat's are judged where their repositories are known, and only there", () => {
    const redHat = (repository: object | undefined) => {
      const report = structuredClone(reportOn({ os: ["debian12"] }));
      report.distributions = { r: { did: "rhel", name: "Red Hat Enterprise Linux Server", version: "9" } };
      report.repository = repository === undefined ? {} : { cpe: repository };
      // Two of Clair's indexers list each database of rpm, and one of them knows whose it is.
      report.environments["base-debian12"] = [
        { package_db: "sqlite:var/lib/rpm", distribution_id: "", repository_ids: null },
        { package_db: "sqlite:var/lib/rpm", distribution_id: "r", repository_ids: repository ? ["cpe"] : [] },
      ];
      return verdictOn(report, { updates: updatesOf(["rhel-vex"]) }).exitCode;
    };
    const known = {
      key: "rhel-cpe-repository",
      cpe: "cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*",
    };
    expect(redHat(known)).toBe(0);
    expect(redHat({ ...known, cpe: "" })).toBe(2);
    expect(redHat({ ...known, key: "" })).toBe(2);
    expect(redHat(undefined)).toBe(2);
  });

  it("adding a package never makes a verdict better", () => {
    const flaw = fc.record({
      name: fc.constantFrom("CVE-1", "CVE-2"),
      severity: fc.constantFrom("Unknown", "Low", "High"),
      fixedIn: fc.constantFrom("", "2"),
    });
    const environment = fc.record({
      package_db: fc.constantFrom("lib/apk/db/installed", "var/lib/dpkg/status", "go:app", ""),
      distribution_id: fc.constantFrom("", "debian12", "alpine320"),
      repository_ids: fc.constantFrom(null, [], ["go"]),
    });
    const added = fc.record({
      name: fc.constantFrom("openssl", "curl"),
      flaws: fc.array(flaw, { maxLength: 3 }),
      environments: fc.array(environment, { maxLength: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(flaw, { maxLength: 3 }),
        added,
        fc.nat(2),
        fc.boolean(),
        (flaws, more, threshold, ignoreUnfixed) => {
          const given = { policy: { threshold, ignoreUnfixed } };
          const before = reportOn({ os: ["debian12", "alpine320"], languages: ["go"], flaws });
          const after = structuredClone(before);
          after.packages["added"] = { name: more.name, version: "3.0.1" };
          after.environments["added"] = more.environments;
          for (const [index, { name, ...rest }] of more.flaws.entries())
            after.vulnerabilities[`added${index}`] = {
              name,
              normalized_severity: rest.severity,
              fixed_in_version: rest.fixedIn,
            };
          after.package_vulnerabilities["added"] = more.flaws.map((_, index) => `added${index}`);
          expect(verdictOn(after, given).exitCode).toBeGreaterThanOrEqual(verdictOn(before, given).exitCode);
        },
      ),
      { numRuns: 300 },
    );
  });
});
