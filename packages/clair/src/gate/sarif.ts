import type { Finding } from "./findings.ts";
import type { Verdict } from "./gate.ts";
import { printable } from "./columns.ts";

const levels: Record<string, "error" | "warning" | "note"> = {
  Critical: "error",
  High: "error",
  Medium: "warning",
};

/** The verdict on one image as SARIF 2.1.0: a result for each finding; one that does not count is suppressed, with the reason. */
export function sarif(digest: string, { exitCode, summary, notes, findings }: Verdict): object {
  const rules = new Map<string, number>();
  for (const { vulnerability } of findings)
    if (!rules.has(vulnerability)) rules.set(vulnerability, rules.size);
  const notification = (level: string) => (text: string) => ({ level, message: { text } });
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Clair",
            informationUri: "https://github.com/quay/clair",
            rules: [...rules.keys()].map((id) => ({ id })),
          },
        },
        invocations: [
          {
            executionSuccessful: exitCode !== 2,
            exitCode,
            toolExecutionNotifications: [
              ...summary.map(notification(exitCode === 2 ? "error" : "note")),
              ...notes.map(notification("note")),
            ],
          },
        ],
        results: findings.map((finding) => ({
          ruleId: finding.vulnerability,
          ruleIndex: rules.get(finding.vulnerability),
          level: levels[finding.countsAs] ?? "note",
          message: { text: messageOf(finding) },
          locations: [
            {
              logicalLocations: [
                { name: finding.package, fullyQualifiedName: `${digest}/${finding.package}`, kind: "module" },
              ],
            },
          ],
          ...(finding.ignored !== "" && {
            suppressions: [{ kind: "external", justification: finding.ignored }],
          }),
          properties: propertiesOf(finding),
        })),
        properties: { image: digest },
      },
    ],
  };
}

function messageOf({ vulnerability, severity, package: name, version, fixedIn }: Finding): string {
  const fix = fixedIn === "" ? "no fixed version is known" : `fixed in ${fixedIn}`;
  return printable(`${vulnerability} (${severity}) in ${name} ${version}: ${fix}.`, 1000);
}

const propertiesOf = ({ severity, version, fixedIn, layer }: Finding) => ({
  severity,
  version,
  fixedIn,
  layer,
});
