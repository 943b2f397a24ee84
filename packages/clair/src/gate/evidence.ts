import type { GateInputs, Verdict } from "./gate.ts";
import { parseReport } from "./report.ts";
import { sarif } from "./sarif.ts";
import { cycloneDx, spdx } from "./sbom.ts";

/** Media types of the lists of packages, by the end of their files' names. */
export const listTypes: Record<string, string> = {
  "cdx.json": "application/vnd.cyclonedx+json",
  "spdx.json": "application/spdx+json",
};

/** What is kept of a verdict, by the end of its file's name: SARIF, and the lists of packages where the report is whole. */
export function evidenceOf(verdict: Verdict, inputs: GateInputs): Record<string, () => object> {
  const { digest, now, report: text } = inputs;
  const results = { "sarif.json": () => sarif(digest, verdict) };
  // The report may be incomplete if the image was not judged.
  if (verdict.exitCode === 2) return results;
  const report = parseReport(text, digest);
  return {
    ...results,
    "cdx.json": () => cycloneDx(report, { digest, now }),
    "spdx.json": () => spdx(report, { digest, now }),
  };
}
