// Runs the original checks that rules say they cover, of cdk-nag and of checkov, on the examples of packages/policy/covers.json, and writes
// down which of them they flag: `node tools/covers.ts [folder of an earlier run]`. It installs both tools, so it needs a network, and minutes.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { format } from "prettier";

interface Original {
  /** A type of Terraform's AWS provider for checkov, or of CloudFormation for cdk-nag. */
  type: string;
  properties: Record<string, unknown>;
}

interface Row {
  rule: string;
  check: string;
  ballast: { type: string; inputs: Record<string, unknown> }[];
  original: Original[];
  flagged?: boolean;
}

interface Table {
  checked?: string;
  tools?: Record<string, string>;
  rows: Row[];
}

const versions = { checkov: "3.3.30", "cdk-nag": "3.0.2", "aws-cdk-lib": "2.276.0" };
const path = join(import.meta.dirname, "../packages/policy/covers.json");
const table = JSON.parse(readFileSync(path, "utf8")) as Table;
const folder = process.argv[2] ? resolve(process.argv[2]) : mkdtempSync(join(tmpdir(), "ballast-covers-"));
process.stdout.write(`Working in ${folder}\n`);

const isTemplate = ({ original }: Row): boolean => original.every(({ type }) => type.includes("::"));
const flagged = new Map([
  ...nagged(table.rows.filter(isTemplate)),
  ...checked(table.rows.filter((row) => !isTemplate(row))),
]);
const rows = table.rows.map((row) => ({ ...row, flagged: flagged.get(row) ?? false }));
const written: Table = { checked: new Date().toISOString().slice(0, 10), tools: versions, rows };
writeFileSync(path, await format(JSON.stringify(written), { parser: "json", printWidth: 110 }));
for (const { rule, check } of rows.filter((row) => !row.flagged))
  process.stdout.write(`${check} does not flag the example of ${rule}\n`);
process.exitCode = rows.every((row) => row.flagged) ? 0 : 1;

/** By cdk-nag's AwsSolutions pack, each template for itself. */
function nagged(some: Row[]): [Row, boolean][] {
  const nag = join(folder, "nag");
  if (!existsSync(join(nag, "node_modules/cdk-nag"))) {
    mkdirSync(nag, { recursive: true });
    writeFileSync(join(nag, "package.json"), JSON.stringify({ private: true }));
    const wanted = [
      `cdk-nag@${versions["cdk-nag"]}`,
      `aws-cdk-lib@${versions["aws-cdk-lib"]}`,
      "constructs@10",
    ];
    execFileSync("npm", ["install", "--no-audit", "--no-fund", ...wanted], { cwd: nag, stdio: "inherit" });
  }
  const program = `
    const { App, Stack, CfnResource } = require("aws-cdk-lib");
    const { AwsSolutionsChecks } = require("cdk-nag");
    const { CfnInclude } = require("aws-cdk-lib/cloudformation-include");
    const { writeFileSync } = require("node:fs");
    const answers = require("./templates.json").map((template, index) => {
      const file = "./template-" + index + ".json";
      writeFileSync(file, JSON.stringify(template));
      const stack = new Stack(new App(), "Example");
      new CfnInclude(stack, "Template", { templateFile: file });
      return new AwsSolutionsChecks(stack).validateScope(stack).violations
        .filter(({ description }) => !description.startsWith("Rule threw an error"))
        .map(({ ruleName }) => ruleName.split("[")[0]);
    });
    console.log(JSON.stringify(answers));`;
  const templates = some.map(({ original }) => ({
    Resources: Object.fromEntries(
      original.map(({ type, properties }, index) => [`R${index}`, { Type: type, Properties: properties }]),
    ),
  }));
  writeFileSync(join(nag, "templates.json"), JSON.stringify(templates));
  writeFileSync(join(nag, "nag.cjs"), program);
  const answers = JSON.parse(execFileSync("node", ["nag.cjs"], { cwd: nag, encoding: "utf8" })) as string[][];
  return some.map((row, index) => [row, answers[index]?.includes(row.check) ?? false]);
}

/** By checkov, all examples at once, each in a file of its own. */
function checked(some: Row[]): [Row, boolean][] {
  const python = join(folder, "venv/bin");
  if (!existsSync(join(python, "checkov"))) {
    execFileSync("python3", ["-m", "venv", join(folder, "venv")], { stdio: "inherit" });
    execFileSync(join(python, "pip"), ["install", "-q", `checkov==${versions.checkov}`], {
      stdio: "inherit",
    });
  }
  const examples = join(folder, "terraform");
  some.forEach(({ original }, index) => {
    // A folder for each: checkov joins the files of one.
    mkdirSync(join(examples, `example-${index}`), { recursive: true });
    writeFileSync(join(examples, `example-${index}/main.tf`), original.map(terraform).join("\n"));
  });
  const checks = [...new Set(some.map(({ check }) => check))].join(",");
  const { stdout } = spawnSync(
    join(python, "checkov"),
    ["-d", examples, "--framework", "terraform", "-c", checks, "-o", "json", "--compact", "--quiet"],
    { encoding: "utf8", maxBuffer: 1e9 },
  );
  const report = JSON.parse(stdout) as {
    results?: { failed_checks: { check_id: string; file_path: string }[] };
  };
  const failed = new Set(
    report.results?.failed_checks.map(({ check_id, file_path }) => `${check_id} ${file_path}`),
  );
  return some.map((row, index) => [row, failed.has(`${row.check} /example-${index}/main.tf`)]);
}

function terraform({ type, properties }: Original, index: number): string {
  const kind = type === "aws_iam_policy_document" ? "data" : "resource";
  return `${kind} "${type}" "r${index}" {\n${body(properties)}}\n`;
}

/** A list of objects is written as blocks. */
function body(properties: Record<string, unknown>): string {
  return Object.entries(properties)
    .map(([key, value]) =>
      Array.isArray(value) && value.some((one) => typeof one === "object")
        ? value.map((one) => `${key} {\n${body(one as Record<string, unknown>)}}\n`).join("")
        : `${key} = ${JSON.stringify(value)}\n`,
    )
    .join("");
}
