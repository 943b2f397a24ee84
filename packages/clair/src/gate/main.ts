// The end of the gate's program, which a build runs: gate.ts before it, in one text.
// node gate.mjs token                                              the header with which the scanner is asked
// node gate.mjs judge <report> <policy> <updates> <sha256:…>       0, 1 or 2, and the findings
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { dataFault, judge, table, type GatePolicy } from "./gate.ts";

function read(path = ""): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parsePolicy(text: string | undefined): GatePolicy {
  try {
    return JSON.parse(text ?? "") as GatePolicy;
  } catch {
    return {} as GatePolicy;
  }
}

/** As clairctl signs its own requests: HS256, for a minute. */
function token(key: string, issuer: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const text = `${encode({ alg: "HS256" })}.${encode({ iss: issuer, iat: now, nbf: now - 60, exp: now + 60 })}`;
  return `${text}.${createHmac("sha256", Buffer.from(key, "base64")).update(text).digest("base64url")}`;
}

const [, , command, reportPath, policyPath, updatesPath, digest = ""] = process.argv;
if (command === "token") {
  const { CLAIR_PSK = "", CLAIR_ISSUER = "" } = process.env;
  console.log(`authorization: Bearer ${token(CLAIR_PSK, CLAIR_ISSUER)}`);
} else {
  const policy = parsePolicy(read(policyPath));
  const verdict = judge(read(reportPath), policy, digest, new Date().toISOString().slice(0, 10));
  const fault = verdict.exitCode === 2 ? undefined : dataFault(read(updatesPath), policy, Date.now());
  console.log(table(verdict.findings));
  console.log(fault === undefined ? verdict.summary : `NOT JUDGED: ${fault}`);
  process.exitCode = fault === undefined ? verdict.exitCode : 2;
}
