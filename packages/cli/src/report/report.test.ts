import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { spawnSync } from "node:child_process";
import { ballast } from "../testing.ts";

let out: string;
beforeEach(() => (out = mkdtempSync(join(tmpdir(), "report-"))));
afterEach(() => rmSync(out, { recursive: true }));

const page = (): string => readFileSync(join(out, "index.html"), "utf8");

it("shows the plan's table, writes the page, and says how to open it", async () => {
  const { status, stdout, stderr } = await ballast([
    "report",
    "private-registry-dev",
    "--out",
    out,
    "--no-cache",
  ]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/│ private-registry-dev │ +\d+ │ \d+ waived │/);
  expect(stdout).toContain(`  ${pathToFileURL(join(out, "index.html")).href}`);
  expect(stderr).toBe("planning private-registry-dev (1 of 1)\ndrawing private-registry-dev\n");
  expect(page()).toMatch(/^<!doctype html>/);
  expect(page()).toContain('id="private-registry-dev/resource/');
  expect(page()).not.toContain("stand-in-password");
});

it("shows a stack that cannot be planned, and fails", async () => {
  const { status, stdout, stderr } = await ballast(["report", "network-dev", "netwrok-dev", "--out", out]);
  expect(status).toBe(1);
  expect(stdout).toContain("cannot be planned");
  expect(stderr).toContain('There is no scenario for the stack "netwrok-dev"');
  expect(page()).toContain("There is no scenario for the stack &quot;netwrok-dev&quot;");
  expect(page()).toContain('id="network-dev/diagram"');
});

it("knows a wrong call when it sees one", async () => {
  const without = await ballast(["report"]);
  expect(without.status).toBe(2);
  expect(without.stderr).toContain("required option '-o, --out <directory>' not specified");
  const unknown = await ballast(["report", "network-dev", "--out", out, "--against", "no-such-commit"]);
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).toContain("no-such-commit");
});

it("helps", async () => {
  const { status, stdout } = await ballast(["report", "--help"]);
  expect(status).toBe(0);
  expect(stdout).toContain("Usage: ballast report [options] [stack...]");
  expect(stdout.replace(/\s+/g, " ")).toContain("the page is written anyway");
});

describe("compared with another commit", () => {
  const root = join(__dirname, "../../../..");
  let project: string;
  const program = (days: number, more = ""): string =>
    'import * as aws from "@pulumi/aws";\nexport default async () => {\n' +
    `  new aws.cloudwatch.LogGroup("logs", { retentionInDays: ${days} }, { protect: true, retainOnDelete: true });\n${more}};\n`;
  const kept = '  new aws.s3.Bucket("kept", {}, { protect: true, retainOnDelete: true });\n';
  const git = (...args: string[]): void => {
    const identity = [
      "-c",
      "user.name=Test",
      "-c",
      "user.email=test@example.com",
      "-c",
      "commit.gpgsign=false",
    ];
    const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: project, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "compared-"));
    writeFileSync(join(project, "Pulumi.yaml"), "name: demo\nmain: index.mjs\n");
    writeFileSync(join(project, "Pulumi.data-dev.yaml"), "config:\n  aws:region: eu-central-1\n");
    writeFileSync(join(project, "index.mjs"), program(7, kept));
    writeFileSync(join(project, ".gitignore"), "node_modules\n");
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "before");
    writeFileSync(join(project, "index.mjs"), program(30));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it("shows what changes, and fails where data would be lost", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, "packages/cli/bin/ballast.mjs"), "report", "--against", "HEAD", "--out", out],
      { cwd: project, encoding: "utf8", env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } },
    );
    expect(stderr).toContain("drawing data-dev");
    expect(stdout).toContain("The report is written to");
    expect(status).toBe(1);
    const reason = "data-dev: 1 × data loss without an acknowledgement.";
    expect(stderr).toContain(`exit status 1: ${reason}`);
    const text = page()
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ");
    expect(text).toContain("1 changed, 1 removed 1 would lose data");
    expect(text).toContain(reason);
    expect(text).toContain("retentionInDays Before 7 After 30");
  });
});
