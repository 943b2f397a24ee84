import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { golden } from "@ballast/testing";
import ts from "typescript";
import { digest, report, strict, updatesOf } from "../testing/gateInputs.ts";
import { gateProgram } from "./gateProgram.ts";

describe("the gate as the program of a build", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gate-"));
    writeFileSync(join(folder, "gate.mjs"), gateProgram);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const today = new Date().toISOString();
  const whole = {
    report: JSON.stringify(report({ name: "CVE-1", severity: "Low" })),
    policy: JSON.stringify(strict),
    updates: JSON.stringify(updatesOf(["debian/updater"], today)),
    enrichments: JSON.stringify(updatesOf(["clair.cvss"], today)),
    sources: "./Dockerfile\0",
  };
  const run = (given: Partial<Record<keyof typeof whole, string | undefined>> = {}, words = [digest]) => {
    const paths = Object.entries({ ...whole, ...given }).map(([name, text]) => {
      const path = join(folder, name);
      rmSync(path, { force: true });
      if (text !== undefined) writeFileSync(path, text);
      return path;
    });
    return spawnSync(process.execPath, [join(folder, "gate.mjs"), "judge", ...paths, ...words], {
      encoding: "utf8",
    });
  };

  it("is the gate that is tested here, in one text without its types", () => {
    const script = programText();
    const path = join(__dirname, "gateProgram.ts");
    expect(script).toBe(golden(path, script));
  });

  it.each([
    ["a good image", {}, 0, "PASSED: 0 of 1"],
    [
      "a bad one",
      { report: JSON.stringify(report({ name: "CVE-1", severity: "High" })) },
      1,
      "REJECTED: 1 of 1",
    ],
    ["no report", { report: undefined }, 2, "NOT JUDGED: the report is missing."],
    ["null", { report: "null" }, 2, "NOT JUDGED: the report is null."],
    ["a scanner that knows nothing", { updates: "{}" }, 2, "NOT JUDGED: Debian 12: the scanner has no data"],
    ["a scanner that does not answer", { updates: undefined }, 2, "list of vulnerability updates is missing"],
    ["a scanner without ratings", { enrichments: "{}" }, 2, "come from the NVD: the scanner has no data"],
    ["a source that nobody listed", { sources: undefined }, 2, "NOT JUDGED: the list of the source's files"],
    ["a source with packages of npm", { sources: "./web/yarn.lock\0" }, 2, "the source uses Node.js (npm)"],
    ["no policy", { policy: undefined }, 2, "NOT JUDGED: the policy is missing."],
  ])("answers %s by its exit code and in the log (F.2.13)", (_what, given, status, line) => {
    const outcome = run(given);
    expect(outcome.stderr).toBe("");
    expect(outcome.stdout).toContain(line);
    expect(outcome.status).toBe(status);
  });

  it("closes where it is not told which image it judges", () => {
    expect(run({}, []).status).toBe(2);
  });
});

/** The files in the order of their imports, without types, imports of one another, exports and comments. */
function programText(): string {
  const names = [
    "json",
    "sources",
    "policy",
    "report",
    "findings",
    "updaters",
    "coverage",
    "gate",
    "columns",
    "packages",
    "table",
    "record",
    "registry",
    "attestations",
    "images",
    "referrers",
    "signature",
    "deployed",
    "tasks",
    "purl",
    "sbom",
    "sarif",
    "evidence",
    "main",
  ];
  const texts = names.map((name) => {
    const { outputText } = ts.transpileModule(readFileSync(join(__dirname, `${name}.ts`), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        removeComments: true,
        verbatimModuleSyntax: true,
      },
    });
    return outputText.replaceAll(/^import [^;]* from "\.\/\w+\.ts";\n/gm, "").replaceAll(/^export /gm, "");
  });
  return [
    "// What main.ts and the files that it imports say, as plain JavaScript for a machine that has Node and nothing else. Made by",
    "// program.test.ts: BALLAST_ACCEPT=1 npx jest packages/clair/src/gate",
    "export const gateProgram = [",
    ...texts
      .join("")
      .trimEnd()
      .split("\n")
      .map((line) => `  ${JSON.stringify(line)},`),
    '  "",',
    '].join("\\n");',
    "",
  ].join("\n");
}
