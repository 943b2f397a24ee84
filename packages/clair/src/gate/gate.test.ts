import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { golden } from "@ballast/testing";
import fc from "fast-check";
import ts from "typescript";
import { digest, report, strict } from "../testing/gateInputs.ts";
import { dataFault, judge, severities, table, type GatePolicy } from "./gate.ts";
import { gateProgram } from "./program.golden.ts";

const today = "2026-11-21";

const verdictOn = (given: unknown, policy: Partial<GatePolicy> = {}) =>
  judge(JSON.stringify(given), { ...strict, ...policy }, digest, today);

describe("the gate counts what klar counted: severity at the least, more than the threshold (F.2.13)", () => {
  it.each(severities.flatMap((minimum) => severities.map((severity) => [minimum, severity] as const)))(
    "with the minimum %s, one finding of severity %s",
    (minimumSeverity, severity) => {
      const { exitCode } = verdictOn(report({ name: "CVE-1", severity }), { minimumSeverity });
      expect(exitCode).toBe(severities.indexOf(severity) >= severities.indexOf(minimumSeverity) ? 1 : 0);
    },
  );

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
    expect(verdictOn(report(...flaws), { threshold }).exitCode).toBe(exitCode);
  });

  it("knows the severities in Clair's order, and nothing above Critical", () => {
    expect(severities).toEqual(["Unknown", "Negligible", "Low", "Medium", "High", "Critical"]);
    expect(verdictOn(report({ name: "CVE-1", severity: "Defcon1" })).exitCode).toBe(2);
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
});

describe("where a distribution ranks nothing, and Clair says Unknown", () => {
  const enrichment =
    "message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=https://example.com/cvss.json";
  const rated = (ratings: unknown, severity = "Unknown") => ({
    ...report({ name: "CVE-1", severity }),
    enrichments: { [enrichment]: [{ v0: ratings }] },
  });

  it.each([
    [[{ baseScore: 9.8 }], "Critical"],
    [[{ baseScore: 7 }], "High"],
    [[{ baseScore: 6.9 }], "Medium"],
    [[{ baseScore: 0.1 }], "Low"],
    [[{ baseScore: 0 }], "Negligible"],
    [[{ baseScore: 5 }, { baseScore: 8 }, { baseScore: 3 }], "High"],
    [[{ baseScore: "9.8" }, { baseScore: 11 }, null], "Unknown"],
    ["high", "Unknown"],
  ])("takes the gravest rating of the NVD: %j is %s", (ratings, severity) => {
    expect(verdictOn(rated(ratings)).findings[0]?.severity).toBe(severity);
  });

  it("leaves what a distribution did rank", () => {
    expect(verdictOn(rated([{ baseScore: 9.8 }], "Low")).findings[0]?.severity).toBe("Low");
  });

  it.each([[null], [[]], [{ [enrichment]: {} }], [{ other: [{ v0: [{ baseScore: 9 }] }] }]])(
    "stays Unknown without a rating: %j",
    (enrichments) => {
      const { findings } = verdictOn({ ...report({ name: "CVE-1", severity: "Unknown" }), enrichments });
      expect(findings[0]?.severity).toBe("Unknown");
    },
  );
});

describe("what may be let go (F.2.13)", () => {
  const flaw = { name: "CVE-1", severity: "Critical", package: "openssl" };
  const allowance = { vulnerability: "CVE-1", expires: "2026-12-31", reason: "we do not use this function" };

  it.each([
    ["an allowance that holds", [allowance], 0],
    ["one that holds for the last day", [{ ...allowance, expires: today }], 0],
    ["one that ended yesterday", [{ ...allowance, expires: "2026-11-20" }], 1],
    ["one for another vulnerability", [{ ...allowance, vulnerability: "CVE-11" }], 1],
    ["one for this package", [{ ...allowance, package: "openssl" }], 0],
    ["one for another package", [{ ...allowance, package: "curl" }], 1],
    ["one without a reason", [{ ...allowance, reason: " " }], 2],
    ["one without an end", [{ ...allowance, expires: "" }], 2],
    ["one with a day that does not exist", [{ ...allowance, expires: "2027-02-30" }], 2],
  ])("%s", (_what, allow, exitCode) => expect(verdictOn(report(flaw), { allow }).exitCode).toBe(exitCode));

  it("findings without a fix, if one says so", () => {
    const unfixed = report(flaw);
    expect(verdictOn(unfixed).exitCode).toBe(1);
    expect(verdictOn(unfixed, { ignoreUnfixed: true }).exitCode).toBe(0);
    expect(verdictOn(report({ ...flaw, fixedIn: "3.0.2" }), { ignoreUnfixed: true }).exitCode).toBe(1);
  });
});

describe("closes on whatever is no whole report (F.2.13)", () => {
  const whole = report({ name: "CVE-1", severity: "Low" });
  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["blank", "\n"],
    ["null", "null"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["a text", '"fine"'],
    ["cut off", JSON.stringify(whole).slice(0, -20)],
    ["two reports", `${JSON.stringify(whole)}\n${JSON.stringify(whole)}`],
    ["without its image", JSON.stringify({ ...whole, manifest_hash: undefined })],
    ["another image's", JSON.stringify({ ...whole, manifest_hash: `sha256:${"cd".repeat(32)}` })],
    ["without packages", JSON.stringify({ ...whole, packages: undefined })],
    ["with no package at all", JSON.stringify({ ...report(), packages: {} })],
    ["without vulnerabilities", JSON.stringify({ ...whole, vulnerabilities: null })],
    [
      "without the packages' vulnerabilities",
      JSON.stringify({ ...whole, package_vulnerabilities: undefined }),
    ],
    ["with a vulnerability of no package", JSON.stringify({ ...whole, package_vulnerabilities: {} })],
    [
      "with a vulnerability that is nowhere",
      JSON.stringify({ ...whole, package_vulnerabilities: { "1": ["v9"] } }),
    ],
    ["with a package that is nowhere", JSON.stringify({ ...whole, package_vulnerabilities: { x: ["v0"] } })],
    [
      "with a vulnerability without severity",
      JSON.stringify({ ...whole, vulnerabilities: { v0: { name: "CVE-1" } } }),
    ],
  ])("%s", (_what, text) => {
    const verdict = judge(text, strict, digest, today);
    expect(verdict.exitCode).toBe(2);
    expect(verdict.summary).toMatch(/^NOT JUDGED: .{10,}\.$|^NOT JUDGED: .*\?$/);
  });

  it("lets an image made from scratch through where one says so", () => {
    const empty = { ...report(), packages: {} };
    expect(verdictOn(empty, { allowNoPackages: true }).exitCode).toBe(0);
  });

  it.each([
    ["none", undefined],
    ["an unknown severity", { ...strict, minimumSeverity: "Defcon1" }],
    ["a negative threshold", { ...strict, threshold: -1 }],
    ["a threshold that is a text", { ...strict, threshold: "5" }],
    ["no list of allowances", { ...strict, allow: undefined }],
  ])("and on a policy that is broken: %s", (_what, policy) => {
    expect(judge(JSON.stringify(report()), policy as GatePolicy, digest, today).exitCode).toBe(2);
  });
});

describe("for every report and policy", () => {
  const flaws = fc.array(
    fc.record({
      name: fc.constantFrom("CVE-1", "CVE-2", "CVE-3", "CVE-4"),
      severity: fc.constantFrom(...severities),
      fixedIn: fc.constantFrom("", "2"),
      package: fc.constantFrom("openssl", "curl", "zlib"),
    }),
    { maxLength: 12 },
  );
  const policies = fc.record({
    minimumSeverity: fc.constantFrom(...severities),
    threshold: fc.nat(6),
    ignoreUnfixed: fc.boolean(),
  });

  it("rejects exactly when more findings count than may", () => {
    fc.assert(
      fc.property(flaws, policies, (some, policy) => {
        const { exitCode, findings } = verdictOn(report(...some), policy);
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
        expect(verdictOn(given, laxer).exitCode).toBeLessThanOrEqual(verdictOn(given, policy).exitCode);
      }),
    );
  });

  it("never passes a report of which the end is missing", () => {
    const text = JSON.stringify(report({ name: "CVE-1", severity: "Critical" }));
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        expect(judge(text.slice(0, length), { ...strict, threshold: 99 }, digest, today).exitCode).toBe(2);
      }),
    );
  });

  it("never passes what is no report", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(judge(JSON.stringify(value), { ...strict, threshold: 99 }, "", today).exitCode).toBe(2);
      }),
    );
  });
});

describe("what the scanner knows must be there, and fresh (F.2.13)", () => {
  const now = Date.parse("2026-11-21T12:00:00Z");
  const learned = (date: string, kind = "vulnerability") => JSON.stringify({ debian: [{ kind, date }] });
  it.each([
    ["nothing was answered", undefined, "does not say"],
    ["an empty answer", "", "does not say"],
    ["null", "null", "knows of no vulnerabilities"],
    ["no updates", "{}", "knows of no vulnerabilities"],
    ["ratings alone", learned("2026-11-21T00:00:00Z", "enrichment"), "knows of no vulnerabilities"],
    ["no date", learned("soon"), "knows of no vulnerabilities"],
    ["an old update", learned("2026-11-13T00:00:00Z"), "8 days ago, and 7 may be"],
  ])("%s", (_what, updates, fault) => expect(dataFault(updates, strict, now)).toContain(fault));

  it("and one fresh update will do", () => {
    expect(dataFault(learned("2026-11-15T00:00:00Z"), strict, now)).toBeUndefined();
  });
});

it("shows the findings as a table, the gravest first, and nothing that steers a terminal", () => {
  const { findings } = judge(
    JSON.stringify(
      report(
        { name: "CVE-2", severity: "Low" },
        { name: "CVE-1", severity: "High", fixedIn: "3.0.2" },
        { name: "CVE-3\u001b[2J", severity: "Critical" },
      ),
    ),
    { ...strict, ignoreUnfixed: true },
    digest,
    today,
  );
  expect(table(findings)).toBe(
    [
      "SEVERITY  VULNERABILITY  PACKAGE  VERSION  FIXED IN  COUNTS",
      "Critical  CVE-3?[2J      openssl  3.0.1    -         no, no fix is known",
      "High      CVE-1          openssl  3.0.1    3.0.2     yes",
      "Low       CVE-2          openssl  3.0.1    -         no, below High",
    ].join("\n"),
  );
  expect(table([])).toBe("No findings.");
});

describe("as the program of a build", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gate-"));
    writeFileSync(join(folder, "gate.mjs"), gateProgram);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const fresh = JSON.stringify({ debian: [{ kind: "vulnerability", date: new Date().toISOString() }] });
  const run = (text: string | undefined, policy = JSON.stringify(strict), updates = fresh) => {
    const path = join(folder, "report.json");
    rmSync(path, { force: true });
    if (text !== undefined) writeFileSync(path, text);
    writeFileSync(join(folder, "policy.json"), policy);
    writeFileSync(join(folder, "updates.json"), updates);
    const files = [path, join(folder, "policy.json"), join(folder, "updates.json")];
    return spawnSync(process.execPath, [join(folder, "gate.mjs"), "judge", ...files, digest], {
      encoding: "utf8",
    });
  };

  it("is the gate that is tested here, in one text without its types", () => {
    const script = programText();
    const path = join(__dirname, "program.golden.ts");
    expect(script).toBe(golden(path, script));
  });

  it.each([
    ["a good image", JSON.stringify(report({ name: "CVE-1", severity: "Low" })), 0, "PASSED: 0 of 1"],
    ["a bad one", JSON.stringify(report({ name: "CVE-1", severity: "High" })), 1, "REJECTED: 1 of 1"],
    ["no report", undefined, 2, "NOT JUDGED: there is no report."],
    ["null", "null", 2, "NOT JUDGED: the report is null"],
  ])("answers %s by its exit code and in the log (F.2.13)", (_what, text, status, line) => {
    const outcome = run(text);
    expect(outcome.stderr).toBe("");
    expect(outcome.status).toBe(status);
    expect(outcome.stdout).toContain(line);
  });

  it("closes where the scanner knows nothing, although it finds nothing (F.2.13)", () => {
    const outcome = run(JSON.stringify(report()), JSON.stringify(strict), "{}");
    expect(outcome.status).toBe(2);
    expect(outcome.stdout).toContain("NOT JUDGED: the scanner knows of no vulnerabilities yet");
  });

  it("closes without a policy", () => {
    expect(run(JSON.stringify(report()), "").status).toBe(2);
  });
});

/** Both files without types, imports of one another, exports and comments. */
function programText(): string {
  const plain = (file: string): string =>
    ts.transpileModule(readFileSync(join(__dirname, file), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        removeComments: true,
        verbatimModuleSyntax: true,
      },
    }).outputText;
  const gate = plain("gate.ts").replaceAll(/^export /gm, "");
  const main = plain("main.ts").replace(/^import .* from "\.\/gate\.ts";\n/m, "");
  const lines = `${gate}${main}`.trimEnd().split("\n");
  return [
    "// What gate.ts and main.ts say, as plain JavaScript for a machine that has Node and nothing else. Made by gate.test.ts:",
    "// BALLAST_ACCEPT=1 npx jest packages/clair/src/gate",
    "export const gateProgram = [",
    ...lines.map((line) => `  ${JSON.stringify(line)},`),
    '  "",',
    '].join("\\n");',
    "",
  ].join("\n");
}
