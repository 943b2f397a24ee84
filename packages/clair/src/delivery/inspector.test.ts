import fc from "fast-check";
import { parse } from "yaml";
import { Build, type Buildspec } from "../testing/build.ts";
import { releaseBuildspec } from "./buildspec.ts";

// The pipeline's own scan passes what it did not see; the release closes on that.

const spec = parse(releaseBuildspec()) as Buildspec;
const release = (
  variables: Record<string, string>,
): { status: unknown; images: string[]; output: string } => {
  const build = new Build("", variables);
  const { phases, images, output } = build.runAll(spec);
  build.close();
  return { status: phases.find(([name]) => name === "build")?.[1], images, output };
};
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const record = (code: string, reason: string, scanned = ago(0.01)) => `${code}\t${reason}\t${scanned}\n`;

describe("an image is released only where Amazon Inspector has really scanned it (F.2.19)", () => {
  it.each([
    ["is watched, and was scanned", { COVERAGE: record("ACTIVE", "SUCCESSFUL") }],
    ["was scanned as it was pushed", { COVERAGE: record("INACTIVE", "SCAN_FREQUENCY_SCAN_ON_PUSH") }],
    [
      "was scanned, as the AWS CLI 1 says it",
      { COVERAGE: record("ACTIVE", "SUCCESSFUL", `${Date.now() / 1000 - 60}`) },
    ],
    ["was scanned after a while", { PENDING: "5" }],
    ["has findings that may be", { SEVERITIES: "LOW\nMEDIUM\nINFORMATIONAL\n" }],
    ["has as many as may be", { SEVERITIES: "HIGH\nHIGH\n", LIMIT_HIGH: "2" }],
  ])("one that %s", (_what, variables) => {
    const { status, images, output } = release(variables);
    expect(output).toContain("PASSED: 0 findings of severity CRITICAL (limit: 0).");
    expect([status, images]).toEqual([0, ["site:release-0123456789ab-7"]]);
  });

  it.each([
    ["nothing is known of", { COVERAGE: "" }],
    ["is never scanned", { PENDING: "1000" }],
    ["has an operating system that it does not know", { COVERAGE: record("INACTIVE", "UNSUPPORTED_OS") }],
    ["has a form that it does not know", { COVERAGE: record("INACTIVE", "UNSUPPORTED_MEDIA_TYPE") }],
    ["it no longer looks at", { COVERAGE: record("INACTIVE", "SCAN_ELIGIBILITY_EXPIRED") }],
    ["it could not read", { COVERAGE: record("ACTIVE", "INTERNAL_ERROR") }],
    ["is successful and not watched", { COVERAGE: record("INACTIVE", "SUCCESSFUL") }],
    ["was scanned long ago", { COVERAGE: record("ACTIVE", "SUCCESSFUL", ago(8)) }],
    ["will be scanned", { COVERAGE: record("ACTIVE", "SUCCESSFUL", ago(-1)) }],
    ["was scanned at no time", { COVERAGE: record("ACTIVE", "SUCCESSFUL", "None") }],
    [
      "was scanned long ago, in seconds",
      { COVERAGE: record("ACTIVE", "SUCCESSFUL", `${Date.now() / 1000 - 8 * 86_400}`) },
    ],
    ["was scanned at a point", { COVERAGE: record("ACTIVE", "SUCCESSFUL", ".") }],
    ["has no time in its record", { COVERAGE: "ACTIVE\tSUCCESSFUL\t\n" }],
    ["has two records", { COVERAGE: record("ACTIVE", "SUCCESSFUL") + record("INACTIVE", "UNSUPPORTED_OS") }],
    ["has findings that it does not list", { SEVERITIES: "refused" }],
  ])("not one that %s", (_what, variables) => {
    const { status, images, output } = release(variables);
    expect(output).toContain("NOT JUDGED: Amazon Inspector");
    expect([status, images]).toEqual([2, []]);
  });

  it("nor one where it does not answer", () => {
    expect(release({ INSPECTOR_DOWN: "1" })).toMatchObject({ status: 254, images: [] });
  });

  it("counts what nobody has rated as critical, over all pages", () => {
    for (const unrated of ["UNTRIAGED", "None", "high", "NEW_WORD", " LOW", "LOW HIGH"]) {
      const { status, output } = release({ SEVERITIES: `LOW\nLOW\n${unrated}\n` });
      expect(output).toContain("REJECTED: 1 findings of severity CRITICAL (limit: 0).");
      expect(status).toBe(1);
    }
  });

  it("rejects exactly when more findings of a severity count than may", () => {
    const severities = fc.array(
      fc.constantFrom("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNTRIAGED"),
      { maxLength: 8 },
    );
    const limits = fc.record({ critical: fc.nat(2), high: fc.nat(2), medium: fc.nat(2), low: fc.nat(2) });
    fc.assert(
      fc.property(severities, limits, (some, { critical, high, medium, low }) => {
        const count = (...names: string[]) => some.filter((one) => names.includes(one)).length;
        const isRejected =
          count("CRITICAL", "UNTRIAGED") > critical ||
          count("HIGH") > high ||
          count("MEDIUM") > medium ||
          count("LOW") > low;
        const { status } = release({
          SEVERITIES: some.map((one) => `${one}\n`).join(""),
          ...{
            LIMIT_CRITICAL: String(critical),
            LIMIT_HIGH: String(high),
            LIMIT_MEDIUM: String(medium),
            LIMIT_LOW: String(low),
          },
        });
        expect(status).toBe(isRejected ? 1 : 0);
      }),
      { numRuns: 15 },
    );
  });
});
