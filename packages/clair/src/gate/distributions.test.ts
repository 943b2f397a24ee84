import fc from "fast-check";
import {
  distributions,
  inputsOf,
  reportOn,
  updatesOf,
  verdictOn,
  type Report,
} from "../testing/gateInputs.ts";
import { judge } from "./gate.ts";

// An image names its own distribution: what Clair did not compare with data is not judged.

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
      "a package in a language's database",
      (report) =>
        (report.environments["base-alpine320"] = [
          { package_db: "nodejs:app", distribution_id: "alpine320", repository_ids: null },
        ]),
    ],
    [
      "a package of the system in the repository of a language",
      (report) => {
        report.repository["go"] = { name: "go", uri: "https://pkg.go.dev/" };
        report.environments["base-alpine320"] = [
          { package_db: "lib/apk/db/installed", distribution_id: "", repository_ids: ["go"] },
        ];
      },
    ],
    [
      "a package in no database",
      (report) =>
        (report.environments["base-alpine320"] = [{ package_db: "", distribution_id: "alpine320" }]),
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
      "a second database that is not known",
      (report) =>
        (report.environments["base-alpine320"] as unknown[]).push({
          package_db: "sqlite:var/lib/rpm",
          distribution_id: "",
        }),
    ],
    [
      "a second distribution that is not known",
      (report) => (report.distributions["x"] = { ...alpine, did: "gentoo" }),
    ],
    [
      "packages of a repository that is not known",
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
    // LTS until 2026-08-31, and no release yet.
    ["debian12", { version_id: "11", version: "11 (bullseye)" }],
    ["debian12", { version_id: "14", version: "14 (forky)" }],
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

  it.each([
    ["2028-06-30T23:59:59Z", 0],
    ["2028-07-01T00:00:00Z", 2],
  ])("Debian 12, which has LTS until 2028-06-30, ends with %s in exit code %d", (date, exitCode) => {
    const inputs = inputsOf(reportOn({ os: ["debian12"] }), {
      updates: updatesOf(["debian/updater"], date),
      enrichments: updatesOf(["clair.cvss"], date),
    });
    expect(judge({ ...inputs, now: Date.parse(date) }).exitCode).toBe(exitCode);
  });

  describe("packages of Red Hat's are judged where their repositories are known, and only there", () => {
    const known = {
      key: "rhel-cpe-repository",
      cpe: "cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*",
    };
    const catalogue = { key: "rhcc-container-repository", name: "Red Hat Container Catalog" };
    const redHat = (did: string, repository: object | undefined, database = "sqlite:var/lib/rpm") => {
      const report = structuredClone(reportOn({ os: ["debian12"] }));
      report.distributions = { r: { did, name: "Red Hat Enterprise Linux Server", version: "9" } };
      report.repository = repository === undefined ? {} : { cpe: repository };
      // Two of Clair's indexers list each database of rpm, and one of them knows whose it is.
      report.environments["base-debian12"] = [
        { package_db: database, distribution_id: "", repository_ids: null },
        { package_db: database, distribution_id: did && "r", repository_ids: repository ? ["cpe"] : [] },
      ];
      return verdictOn(report, { updates: updatesOf(["rhel-vex"]) }).exitCode;
    };

    it.each<[string, string, object | undefined, string | undefined, number]>([
      ["with its repository", "rhel", known, undefined, 0],
      ["of another distribution with its repository", "centos", known, undefined, 2],
      ["of no distribution with its repository", "", known, undefined, 2],
      ["without the repository's CPE", "rhel", { ...known, cpe: "" }, undefined, 2],
      ["with another repository", "rhel", { ...known, key: "" }, undefined, 2],
      ["without a repository", "rhel", undefined, undefined, 2],
      ["with the catalogue of containers alone", "rhel", catalogue, undefined, 2],
      [
        "that is a container alone, without what it holds",
        "rhel",
        catalogue,
        "root/buildinfo/Dockerfile-a-1-2",
        2,
      ],
    ])("%s", (_what, did, repository, database, exitCode) =>
      expect(redHat(did, repository, database)).toBe(exitCode),
    );
  });

  it.each<[string, string, string, RegExp]>([
    ["by its repository is judged", "ubi9/toolbox", "binary", /^PASSED/],
    ["by its own name alone is not judged", "toolbox-container", "binary", /knew no repository of Red Hat's/],
    ["as the source of another is judged by that one", "toolbox-container", "source", /^PASSED/],
  ])("a container of Red Hat's %s", (_what, name, kind, says) => {
    const report = structuredClone(reportOn({ os: ["debian12"] }));
    const [first] = Object.keys(report.packages);
    report.packages["container"] = {
      ...(report.packages[first ?? ""] as object),
      id: "container",
      name,
      kind,
      version: "9.4",
    };
    report.repository = { ...report.repository, catalogue: { key: "rhcc-container-repository" } };
    report.environments["container"] = [
      { package_db: "root/buildinfo/Dockerfile-a-1", distribution_id: "", repository_ids: ["catalogue"] },
    ];
    const { summary } = verdictOn(report, { updates: updatesOf(["debian/updater", "rhel-vex"]) });
    expect(summary.join("\n")).toMatch(says);
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
