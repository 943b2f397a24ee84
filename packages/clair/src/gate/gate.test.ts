import fc from "fast-check";
import { digest, inputsOf, report, reportOn, strict, verdictOn } from "../testing/gateInputs.ts";
import { judge } from "./gate.ts";
import { severities } from "./policy.ts";

const today = "2026-11-21";

describe("the gate counts what klar counted: severity at the least, more than the threshold (F.2.13)", () => {
  it.each(
    severities.flatMap((minimum) => severities.slice(1).map((severity) => [minimum, severity] as const)),
  )("with the minimum %s, one finding of severity %s", (minimumSeverity, severity) => {
    const { exitCode } = verdictOn(report({ name: "CVE-1", severity }), { policy: { minimumSeverity } });
    expect(exitCode).toBe(severities.indexOf(severity) >= severities.indexOf(minimumSeverity) ? 1 : 0);
  });

  it.each([
    [0, 0, 0],
    [1, 0, 1],
    [1, 1, 0],
    [3, 2, 1],
    [3, 3, 0],
  ])("%i findings, %i allowed: exit %i", (count, threshold, exitCode) => {
    const flaws = Array.from({ length: count }, (_, index) => ({
      name: `CVE-${index}`,
      severity: "Critical",
    }));
    expect(verdictOn(report(...flaws), { policy: { threshold } }).exitCode).toBe(exitCode);
  });

  it("counts one vulnerability of one package once, at its gravest, however many feeds name it", () => {
    const { findings } = verdictOn(
      report(
        { name: "CVE-1", severity: "Low" },
        { name: "CVE-1", severity: "Critical", fixedIn: "3.0.2" },
        { name: "CVE-1", severity: "High" },
        { name: "CVE-1", severity: "High", package: "curl" },
      ),
    );
    expect(findings.map((finding) => [finding.severity, finding.package, finding.fixedIn])).toEqual([
      ["Critical", "openssl", "3.0.2"],
      ["High", "curl", ""],
    ]);
  });

  it("says what it counted, and what no scan of Clair covers", () => {
    const { summary, notes } = verdictOn(report({ name: "CVE-1", severity: "Low" }));
    expect(summary).toEqual(["PASSED: 0 of 1 findings count (limit: 0 at High or above)."]);
    expect(notes.join()).toMatch(
      /^Clair cannot see: packages of Node\.js \(npm\), \.NET \(NuGet\), Rust \(Cargo\), /,
    );
  });
});

describe("what may be let go (F.2.13)", () => {
  const flaw = { name: "CVE-1", severity: "Critical", package: "openssl" };
  const allowance = { vulnerability: "CVE-1", expires: "2026-12-31", reason: "we do not use this function" };

  it.each([
    ["an allowance that holds", [allowance], 0],
    ["one that holds for the last day", [{ ...allowance, expires: today }], 0],
    ["one that ended yesterday", [{ ...allowance, expires: "2026-11-20" }], 1],
    ["one that ended, and one that holds", [{ ...allowance, expires: "2026-11-20" }, allowance], 0],
    ["one for another vulnerability", [{ ...allowance, vulnerability: "CVE-11" }], 1],
    ["one for a part of its name", [{ ...allowance, vulnerability: "CVE-" }], 1],
    ["one in other letters", [{ ...allowance, vulnerability: "cve-1" }], 1],
    ["one for a pattern", [{ ...allowance, vulnerability: "CVE-*" }], 1],
    ["one for this package", [{ ...allowance, package: "openssl" }], 0],
    ["one for another package", [{ ...allowance, package: "curl" }], 1],
    ["one for a package whose name begins with this one's", [{ ...allowance, package: "openssl-libs" }], 1],
    ["one for an empty package", [{ ...allowance, package: "" }], 2],
    ["one for a package that is null", [{ ...allowance, package: null }], 2],
    ["one whose package is misspelled", [{ ...allowance, packages: "curl" }], 2],
    ["one without a reason", [{ ...allowance, reason: " " }], 2],
    ["one without an end", [{ ...allowance, expires: "" }], 2],
    ["one with a day that does not exist", [{ ...allowance, expires: "2027-02-30" }], 2],
    ["one with a time of the day", [{ ...allowance, expires: "2027-02-20T00:00" }], 2],
  ])("%s", (_what, allow, exitCode) =>
    expect(verdictOn(report(flaw), { policy: { allow } }).exitCode).toBe(exitCode),
  );

  const title = "CVE-2024-3094 on Ubuntu 22.04 LTS (jammy) - critical";
  const cve = { ...allowance, vulnerability: "CVE-2024-3094" };
  const another = { ...allowance, vulnerability: "CVE-2024-3095" };
  it.each([
    ["Ubuntu's title", title, [cve], 0],
    ["Ubuntu's title, by the title", title, [{ ...cve, vulnerability: title }], 0],
    ["Ubuntu's title, once it has ended", title, [{ ...cve, expires: "2026-11-20" }], 1],
    ["Ubuntu's title, in another package", title, [{ ...cve, package: "curl" }], 1],
    ["a title with a list", "RHSA-2024:1: xz (CVE-2024-3094)", [cve], 0],
    ["a title of two", "RHSA-2024:1: xz (CVE-2024-3094, CVE-2024-3095)", [cve], 1],
    [
      "a title of two, both of which are allowed",
      "RHSA-2024:1: xz (CVE-2024-3094, CVE-2024-3095)",
      [another, cve],
      0,
    ],
    ["a list of two, both of which are allowed", "CVE-2024-3094 CVE-2024-3095", [another, cve], 0],
    ...[
      "CVE-2024-3094, cve-2024-2222",
      "CVE-2024-3094/2222/3333",
      "CVE-2024-3094 through 3099",
      "CVE-2024-3094 CVE_2024_2222",
      "CVE-2024-3094 CVE\u20112024\u20112222",
      "CVE-2024-3094 CVE-2024-2222-1",
      "XSA-403 CVE-2024-3094, XSA-404",
      "GHSA-aaaa-bbbb-cccc CVE-2024-3094",
      "RHSA-2024:1234: incomplete fix for CVE-2024-3094 (CVE assigned later)",
      "RHSA-2024:1234: a fix for XSA-404 (CVE-2024-3094)",
      "ELSA-2024-1 security update (not CVE-2024-3094)",
      "CVE-2024-3094 on Ubuntu 22.04 LTS (jammy) - critical and XSA-404",
    ].map((name): [string, string, object[], number] => [`what may be more: ${name}`, name, [cve], 1]),
    ["a title of a longer id", "CVE-2024-30940 on Ubuntu 22.04 LTS", [cve], 1],
    ["a title of an id that ends so", "XCVE-2024-3094 on Ubuntu 22.04 LTS", [cve], 1],
    ["a title in other letters", "cve-2024-3094 on Ubuntu 22.04 LTS", [cve], 1],
    ["a title without an id", "ELSA-2024-1234: xz security update", [cve], 1],
    ["a title, by a part of the id", title, [{ ...cve, vulnerability: "CVE-2024" }], 1],
    ["a title, by another word of it", title, [{ ...cve, vulnerability: "Ubuntu" }], 1],
  ])("by a CVE: %s", (_what, name, allow, exitCode) =>
    expect(verdictOn(report({ ...flaw, name }), { policy: { allow } }).exitCode).toBe(exitCode),
  );

  it("an allowance excuses one vulnerability in one package, and no other of either", () => {
    const names = fc.constantFrom("CVE-1", "CVE-2", "constructor", "__proto__", "CVE-11");
    const packages = fc.constantFrom("openssl", "curl", "toString", "open", "openssl-libs");
    fc.assert(
      fc.property(names, packages, names, packages, (vulnerability, ofPackage, name, inPackage) => {
        const allow = [{ ...allowance, vulnerability, package: ofPackage }];
        const { exitCode } = verdictOn(report({ name, severity: "High", package: inPackage }), {
          policy: { allow },
        });
        expect(exitCode).toBe(name === vulnerability && inPackage === ofPackage ? 0 : 1);
      }),
    );
  });

  it("what has no fix, only if one says so", () => {
    const [unfixed, fixed] = [report(flaw), report({ ...flaw, fixedIn: "3.0.2" })];
    expect(verdictOn(unfixed, { policy: { ignoreUnfixed: true } }).exitCode).toBe(0);
    expect(verdictOn(fixed, { policy: { ignoreUnfixed: true } }).exitCode).toBe(1);
    expect(verdictOn(unfixed).exitCode).toBe(1);
  });
});

describe("it closes on a policy that is broken (F.2.13)", () => {
  const text = JSON.stringify(strict);
  it.each([
    ["none", undefined],
    ["an empty one", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["half of one", text.slice(0, 40)],
    [
      "a key twice, of which the second opens it",
      text.replace("{", '{"threshold":0,').replace(/}$/, ',"threshold":99}'),
    ],
    ["a key twice, spelled in another way", text.replace(/}$/, ',"thr\\u0065shold":99}')],
    ["a key that nobody reads", text.replace("{", '{"__proto__":{"threshold":9},')],
    ["an unknown severity", text.replace("High", "Defcon1")],
    ["an inherited severity", text.replace('"High"', '"constructor"')],
    ["a negative threshold", text.replace('"threshold":0', '"threshold":-1')],
    ["a threshold beyond all reason", text.replace('"threshold":0', '"threshold":1e308')],
    ["a threshold that is a text", text.replace('"threshold":0', '"threshold":"5"')],
    ["no list of allowances", text.replace('"allow":[]', '"allow":{}')],
    ["an allowance that is null", text.replace('"allow":[]', '"allow":[null]')],
    ["data of any age", text.replace('"maximumDataAgeDays":7', '"maximumDataAgeDays":1e999')],
    ["data of no age", text.replace('"maximumDataAgeDays":7', '"maximumDataAgeDays":0')],
    ["an answer that is a word", text.replace('"ignoreUnfixed":false', '"ignoreUnfixed":"no"')],
  ])("%s", (_what, policy) => {
    const verdict = judge({ ...inputsOf(report()), policy });
    expect(verdict.exitCode).toBe(2);
    expect(verdict.summary).toEqual([expect.stringMatching(/^NOT JUDGED: .{10,}[.?]$/)]);
  });
});

describe("it closes on a report that is not whole, or of another image (F.2.13)", () => {
  const whole = report({ name: "CVE-1", severity: "Critical" });
  it.each([
    ["none", undefined],
    ["an empty one", ""],
    ["white space", " \n"],
    ["null", "null"],
    ["a list", "[]"],
    ["a message of clairctl", "error: unexpected return status"],
    ["another image's", { ...whole, manifest_hash: `sha256:${"cd".repeat(32)}` }],
    ["nobody's", { ...whole, manifest_hash: undefined }],
    ["of an index that failed", { ...whole, state: "IndexError", success: false, err: "boom" }],
    ["of an index that goes on", { ...whole, state: "ScanLayers" }],
    ["of an index that did not succeed", { ...whole, success: false }],
    ["without packages", { ...whole, packages: null }],
    ["without package at all", { ...reportOn({}) }],
    ["without distributions", { ...whole, distributions: null }],
    ["without environments", { ...whole, environments: undefined }],
    ["without repositories", { ...whole, repository: [] }],
    ["without vulnerabilities", { ...whole, vulnerabilities: null }],
    ["without the packages' vulnerabilities", { ...whole, package_vulnerabilities: undefined }],
    ["with a vulnerability of no package", { ...whole, package_vulnerabilities: {} }],
    [
      "with a vulnerability that is nowhere",
      { ...whole, package_vulnerabilities: { openssl: ["v0", "v9"] } },
    ],
    [
      "with an inherited vulnerability",
      { ...whole, package_vulnerabilities: { openssl: ["v0", "constructor"] } },
    ],
    ["with an inherited package", { ...whole, package_vulnerabilities: { toString: ["v0"] } }],
    ["with a package that is nowhere", { ...whole, package_vulnerabilities: { x: ["v0"] } }],
    ["with a package without a name", { ...whole, packages: { ...whole.packages, x: { name: "" } } }],
    [
      "with a vulnerability without a name",
      { ...whole, vulnerabilities: { v0: { normalized_severity: "Low" } } },
    ],
    ["with a list that holds no texts", { ...whole, package_vulnerabilities: { openssl: [["v0"]] } }],
    [
      "with its vulnerabilities, and then with none",
      JSON.stringify(whole).replace(/}$/, ',"vulnerabilities":{},"package_vulnerabilities":{}}'),
    ],
  ])("%s", (_what, given) => {
    const verdict = verdictOn(given);
    expect(verdict.exitCode).toBe(2);
    expect(verdict.summary[0]).toMatch(/^NOT JUDGED: .{10,}[.?]$/);
  });

  it("and without the digest of the image that was pushed", () => {
    for (const given of ["", "None", digest.slice(0, -1)])
      expect(verdictOn(report(), { digest: given }).exitCode).toBe(2);
  });
});

it("lets an image made from scratch through where one says so, and nothing else with it", () => {
  const policy = { allowNoPackages: true };
  expect(verdictOn(reportOn({})).exitCode).toBe(2);
  expect(verdictOn(reportOn({}), { policy }).exitCode).toBe(0);
  expect(verdictOn(reportOn({ languages: ["go"] })).exitCode).toBe(2);
  expect(verdictOn(reportOn({ languages: ["go"] }), { policy }).exitCode).toBe(0);
  const emptied = { ...report(), packages: {}, environments: {} };
  expect(verdictOn(emptied, { policy }).summary.join()).toContain("Was its dpkg database removed?");
});
