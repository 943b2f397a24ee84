import type { GatePolicy } from "../gate/gate.ts";

// What the gate is given: a policy, and a report on an image.

export const strict: GatePolicy = {
  minimumSeverity: "High",
  threshold: 0,
  ignoreUnfixed: false,
  allowNoPackages: false,
  maximumDataAgeDays: 7,
  allow: [],
};

/** Of the image that reports are about. */
export const digest = `sha256:${"ab".repeat(32)}`;

export interface Flaw {
  name: string;
  severity: string;
  /** @default - no fix is known */
  fixedIn?: string;
  /** @default "openssl" */
  package?: string;
}

/** A report of Clair 4 that names these. */
export function report(...flaws: Flaw[]): Record<string, unknown> {
  const packages: Record<string, unknown> = { "1": { id: "1", name: "base-files", version: "12" } };
  const vulnerabilities: Record<string, unknown> = {};
  const vulnerabilitiesOf: Record<string, string[]> = {};
  for (const [index, flaw] of flaws.entries()) {
    const id = flaw.package ?? "openssl";
    packages[id] = { id, name: id, version: "3.0.1" };
    vulnerabilities[`v${index}`] = {
      id: `v${index}`,
      name: flaw.name,
      normalized_severity: flaw.severity,
      fixed_in_version: flaw.fixedIn ?? "",
    };
    (vulnerabilitiesOf[id] ??= []).push(`v${index}`);
  }
  return { manifest_hash: digest, packages, vulnerabilities, package_vulnerabilities: vulnerabilitiesOf };
}
