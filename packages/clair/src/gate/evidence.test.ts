import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import fc from "fast-check";
import { digest, inputsOf, reportOn, type Given, type Report } from "../testing/gateInputs.ts";
import { evidenceOf } from "./evidence.ts";
import { judge } from "./gate.ts";
import { purlOf } from "./purl.ts";
import { parseReport } from "./report.ts";

interface Sarif {
  runs: {
    invocations: { exitCode: number; executionSuccessful: boolean }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      suppressions?: { justification: string }[];
    }[];
    tool: { driver: { rules: { id: string }[] } };
  }[];
}
interface CycloneDx {
  components: { name: string; version: string; purl?: string }[];
}
interface Spdx {
  packages: { name: string; versionInfo: string; externalRefs?: { referenceLocator: string }[] }[];
}

/** Of a report, by the ends of the files' names. */
function evidence(report: unknown, given: Given = {}): Record<string, unknown> {
  const inputs = inputsOf(report, given);
  const files = evidenceOf(judge(inputs), inputs);
  return Object.fromEntries(
    Object.entries(files).map(([end, content]) => [end, JSON.parse(JSON.stringify(content()))]),
  );
}

/** The published schemas (testing/schemas/README.md). */
const published = (name: string) => {
  const text = readFileSync(join(__dirname, "..", "testing", "schemas", `${name}.json`), "utf8");
  // CycloneDX's copies refer to one another by the names that they have in its repository.
  const { $schema: _dialect, ...schema } = JSON.parse(text.replaceAll(".SNAPSHOT", "")) as Record<
    string,
    unknown
  >;
  return schema;
};
const validator = (name: string, ...others: string[]) => {
  const ajv = new Ajv({ schemaId: "auto", unknownFormats: ["iri-reference", "idn-email"], meta: true });
  for (const other of others) ajv.addSchema(published(other));
  return ajv.compile(published(name));
};
const validators: Record<string, ReturnType<typeof validator>> = {
  "sarif.json": validator("sarif-2.1.0"),
  "cdx.json": validator("cyclonedx-1.6", "spdx-licenses", "jsf-0.82"),
  "spdx.json": validator("spdx-2.3"),
};
const faultsOf = (end: string, content: unknown) => {
  const validate = validators[end];
  return validate?.(content) === true ? [] : (validate?.errors ?? ["no schema"]);
};

const names = fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).filter((name) => name.trim() !== "");
const flaws = fc.array(
  fc.record({
    name: names,
    severity: fc.constantFrom("Unknown", "Low", "Medium", "High", "Critical", undefined, 7),
    fixedIn: fc.string({ unit: "binary", maxLength: 20 }),
    package: names,
  }),
  { maxLength: 6 },
);
const reports = fc
  .record({
    os: fc.subarray(["debian12", "alpine320", "amazon2023", "sles15"], { maxLength: 2 }),
    languages: fc.subarray(["go", "maven", "pypi", "rubygems"]),
    flaws,
  })
  .map((image) => reportOn(image));

it("is what the published schemas of SARIF, CycloneDX and SPDX say, of any report (F.0.56)", () => {
  fc.assert(
    fc.property(reports, (report) => {
      const files = evidence(report);
      for (const [end, content] of Object.entries(files))
        expect([end, faultsOf(end, content)]).toEqual([end, []]);
      expect(files).toHaveProperty(["sarif.json"]);
    }),
    { numRuns: 200 },
  );
});

it("is told from what is not by those schemas", () => {
  const files = evidence(reportOn({ os: ["debian12"] })) as Record<string, Record<string, unknown>>;
  expect(Object.keys(files)).toEqual(Object.keys(validators));
  const broken = { "sarif.json": "runs", "cdx.json": "bomFormat", "spdx.json": "creationInfo" };
  for (const [end, key] of Object.entries(broken))
    expect(faultsOf(end, { ...files[end], [key]: 7 })).not.toEqual([]);
});

it("has a result for each finding, with the reason where it does not count (F.0.56)", () => {
  const report = reportOn({
    os: ["debian12"],
    flaws: [
      { name: "CVE-2026-1", severity: "Critical", fixedIn: "3.0.2" },
      { name: "CVE-2026-2", severity: "High" },
      { name: "CVE-2026-3", severity: "Medium" },
    ],
  });
  const allow = [{ vulnerability: "CVE-2026-2", expires: "2027-01-31", reason: "not reachable" }];
  const { "sarif.json": file } = evidence(report, { policy: { allow } }) as { "sarif.json": Sarif };
  const [run] = file.runs;
  expect(
    run?.results.map(({ ruleId, level, suppressions }) => [ruleId, level, suppressions?.[0]?.justification]),
  ).toEqual([
    ["CVE-2026-1", "error", undefined],
    ["CVE-2026-2", "error", "allowed until 2027-01-31: not reachable"],
    ["CVE-2026-3", "warning", "below High"],
  ]);
  expect(run?.results.map(({ ruleIndex }) => run.tool.driver.rules[ruleIndex]?.id)).toEqual(
    run?.results.map(({ ruleId }) => ruleId),
  );
  expect(run?.invocations).toMatchObject([{ exitCode: 1, executionSuccessful: true }]);
});

it.each<[string, unknown]>([
  ["no report", undefined],
  ["null", "null"],
  [
    "a report of another image",
    { ...reportOn({ os: ["debian12"] }), manifest_hash: `sha256:${"cd".repeat(32)}` },
  ],
])("lists no packages by %s, and says that nothing was judged (F.0.56)", (_what, report) => {
  const files = evidence(report) as { "sarif.json": Sarif };
  expect(Object.keys(files)).toEqual(["sarif.json"]);
  expect(files["sarif.json"].runs[0]?.invocations).toMatchObject([
    { exitCode: 2, executionSuccessful: false },
  ]);
});

it("lists the packages that were judged, and no others (F.0.56)", () => {
  fc.assert(
    fc.property(reports, (report) => {
      const files = evidence(report) as { "cdx.json"?: CycloneDx; "spdx.json"?: Spdx };
      const [first, second] = [files["cdx.json"], files["spdx.json"]];
      if (first === undefined || second === undefined) return;
      const judged = Object.values(report.packages as Record<string, { name: string; version: string }>);
      const expected = judged.map(({ name, version }) => [name, version]).sort();
      expect(first.components.map(({ name, version }) => [name, version]).sort()).toEqual(expected);
      const [image, ...packages] = second.packages;
      expect(image?.versionInfo).toBe(digest);
      expect(packages.map(({ name, versionInfo }) => [name, versionInfo]).sort()).toEqual(expected);
      expect(packages.map(({ externalRefs }) => externalRefs?.[0]?.referenceLocator)).toEqual(
        first.components.map(({ purl }) => purl),
      );
    }),
    { numRuns: 100 },
  );
});

describe("package URLs (F.0.56)", () => {
  const urlOf = (image: Parameters<typeof reportOn>[0], fields: Record<string, string>, environment = {}) => {
    const report: Report = reportOn(image);
    const [id = ""] = Object.keys(report.packages);
    Object.assign(report.packages[id] as object, fields);
    Object.assign((report.environments[id] as object[])[0] ?? {}, environment);
    const parsed = parseReport(JSON.stringify(report), digest);
    const one = parsed.packages.get(id);
    return one && purlOf(one, parsed.environments.get(id) ?? [], parsed);
  };
  const os = (key: string) => ({ os: [key] });
  const of = (key: string) => ({ languages: [key] });

  // By the rules and examples of github.com/package-url/purl-spec (types/*-definition.md), read 2026-11-28.
  it.each<[Parameters<typeof reportOn>[0], Record<string, string>, string]>([
    [
      os("debian12"),
      { name: "attr", version: "1:2.4.47-2", arch: "amd64" },
      "pkg:deb/debian/attr@1:2.4.47-2?arch=amd64&distro=debian-12",
    ],
    [
      os("alpine323"),
      { name: "curl", version: "7.83.0-r0", arch: "x86" },
      "pkg:apk/alpine/curl@7.83.0-r0?arch=x86&distro=alpine-3.23",
    ],
    [
      os("sles15"),
      { name: "curl", version: "2:7.50.3-1", arch: "i386" },
      "pkg:rpm/sles/curl@7.50.3-1?arch=i386&distro=sles-15&epoch=2",
    ],
    [
      os("debian12"),
      { name: "libstdc++6", version: "12.2.0-14" },
      "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14?distro=debian-12",
    ],
    [
      of("go"),
      { name: "google.golang.org/genproto", version: "v0.1.0" },
      "pkg:golang/google.golang.org/genproto@v0.1.0",
    ],
    [
      of("maven"),
      { name: "org.apache.xmlgraphics:batik-anim", version: "1.9.1" },
      "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1",
    ],
    [of("pypi"), { name: "Django_Allauth", version: "12.23" }, "pkg:pypi/django-allauth@12.23"],
    [
      of("rubygems"),
      { name: "ruby-advisory-db-check", version: "0.12.4" },
      "pkg:gem/ruby-advisory-db-check@0.12.4",
    ],
  ])("%#: of %j with %j is %s", (image, fields, url) => {
    expect(urlOf(image, fields)).toBe(url);
  });

  it("are none where Clair does not say what the package is", () => {
    expect(urlOf(os("debian12"), {}, { package_db: "opt/unknown" })).toBeUndefined();
    expect(urlOf(os("debian12"), {}, { distribution_id: "" })).toBeUndefined();
  });

  it.each(["batik", "a:b:c", ":batik", "org.apache:", ":", "a::b"])(
    "are none of Maven's %j, which is not a group and an artifact",
    (name) => {
      expect(urlOf(of("maven"), { name })).toBeUndefined();
    },
  );

  it("have a sign in place of half a character", () => {
    expect(urlOf(of("pypi"), { name: "a\ud800b\u{1f600}", version: "\udc00" })).toBe(
      "pkg:pypi/a%EF%BF%BDb%F0%9F%98%80@%EF%BF%BD",
    );
  });
});
