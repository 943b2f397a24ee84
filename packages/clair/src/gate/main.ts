// The end of the gate's program, which a build runs: gate.ts before it, in one text.
// Usage: node gate.mjs <report.json> <policy.json> [sha256:…]
import { readFileSync } from "node:fs";
import { judge, table, type GatePolicy } from "./gate.ts";

const [, , reportPath = "", policyPath = "", digest = ""] = process.argv;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function policy(): GatePolicy | undefined {
  try {
    return JSON.parse(read(policyPath) ?? "") as GatePolicy;
  } catch {
    return undefined;
  }
}

const verdict = judge(
  read(reportPath),
  policy() as GatePolicy,
  digest,
  new Date().toISOString().slice(0, 10),
);
console.log(table(verdict.findings));
console.log(verdict.summary);
process.exitCode = verdict.exitCode;
