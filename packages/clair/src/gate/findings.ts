import { entriesOf, isFields, textOf } from "./json.ts";
import { severities, type Allowance, type GatePolicy } from "./policy.ts";
import type { Report } from "./report.ts";

export interface Finding {
  vulnerability: string;
  /** As rated by its feed, otherwise by the NVD; Unknown if neither rates it. */
  severity: string;
  /** The severity that is compared with the policy. An unrated finding counts as the worst unless the policy sets another severity. */
  countsAs: string;
  package: string;
  version: string;
  /** Empty where no fix is known. */
  fixedIn: string;
  /** Digest of the layer that brought the package; empty where Clair does not say it. */
  layer: string;
  /** Why it does not count; empty if it does. */
  ignored: string;
}

export interface Findings {
  findings: Finding[];
  /** Whether a rating of the NVD, or its absence, decided how one counts. */
  needNvd: boolean;
}

/** One per vulnerability and package: feeds that overlap name the same one twice, and the graver one stands. */
export function findingsOf(report: Report, policy: GatePolicy, today: string): Findings {
  const ratings = nvdSeverities(report.enrichments);
  const found = new Map<string, Finding>();
  let needNvd = false;
  for (const [id, ids] of report.vulnerabilitiesOf) {
    const { name, version } = report.packages.get(id) ?? { name: "", version: "" };
    const [{ layer } = { layer: "" }] = report.environments.get(id) ?? [];
    for (const one of ids) {
      const entry = report.vulnerabilities.get(one) ?? {};
      const { severity, countsAs, byNvd } = severityOf(
        entry["normalized_severity"],
        ratings.get(one),
        policy,
        today,
      );
      needNvd ||= byNvd;
      const finding: Finding = {
        vulnerability: textOf(entry["name"]),
        severity,
        countsAs,
        package: name,
        version,
        fixedIn: textOf(entry["fixed_in_version"]),
        layer,
        ignored: "",
      };
      const key = JSON.stringify([finding.vulnerability, finding.package, finding.version]);
      const other = found.get(key);
      if (other === undefined || rank(finding) > rank(other))
        found.set(key, other && finding.fixedIn === "" ? { ...finding, fixedIn: other.fixedIn } : finding);
      else if (other.fixedIn === "") other.fixedIn = finding.fixedIn;
    }
  }
  const findings = [...found.values()].sort(byGravity);
  for (const finding of findings) finding.ignored = whyIgnored(finding, policy, today);
  return { findings, needNvd };
}

/**
 * @param given As the report rates it; whatever is neither a severity nor left out is damaged, and counts as the worst.
 * @param rating The NVD's; "" if it is damaged, undefined if there is none.
 */
function severityOf(
  given: unknown,
  rating: string | undefined,
  { unrated }: GatePolicy,
  today: string,
): { severity: string; countsAs: string; byNvd: boolean } {
  if (rankOf(textOf(given)) > 0) return { severity: textOf(given), countsAs: textOf(given), byNvd: false };
  const isLeftOut = given === "Unknown" || given === "" || given === null || given === undefined;
  if (isLeftOut && rating) return { severity: rating, countsAs: rating, byNvd: true };
  const isExcused = isLeftOut && rating === undefined && unrated !== undefined && today <= unrated.expires;
  return { severity: "Unknown", countsAs: isExcused ? unrated.severity : "Critical", byNvd: isExcused };
}

/**
 * Alpine rates nothing, and Debian little: Clair then says Unknown, and adds what the NVD says (clair.cvss), by the id of
 * the vulnerability. Of several ratings the gravest stands. A damaged one may have been the gravest, so it spoils all of
 * its vulnerability.
 *
 * @returns the severity by id; "" where a rating is damaged.
 */
function nvdSeverities(enrichments: unknown): Map<string, string> {
  const found = new Map<string, string>();
  for (const [type, messages] of entriesOf(enrichments)) {
    if (!/(^|[ ;])enricher=clair\.cvss($|[ ;])/.test(type) || !Array.isArray(messages)) continue;
    for (const message of messages) {
      for (const [id, ratings] of entriesOf(message)) {
        for (const rating of Array.isArray(ratings) ? (ratings as unknown[]) : [undefined]) {
          const severity = nvdSeverity(rating);
          const other = found.get(id);
          if (severity === undefined) found.set(id, "");
          else if (other === undefined || (other !== "" && rankOf(severity) > rankOf(other)))
            found.set(id, severity);
        }
      }
    }
  }
  return found;
}

/**
 * The bands of CVSS 3 and 4 (specification, "Qualitative Severity Rating Scale"); those of CVSS 2 end at High, so they
 * are never graver. Where the rating also has a word, the graver of both stands.
 */
function nvdSeverity(rating: unknown): string | undefined {
  if (!isFields(rating)) return undefined;
  const { baseScore: score, baseSeverity: word } = rating;
  if (typeof score !== "number" || !(score >= 0 && score <= 10)) return undefined;
  const band =
    score >= 9 ? "Critical" : score >= 7 ? "High" : score >= 4 ? "Medium" : score > 0 ? "Low" : "Negligible";
  if (word === undefined) return band;
  const said = words.get(textOf(word).toUpperCase());
  return said === undefined ? undefined : rankOf(said) > rankOf(band) ? said : band;
}

const words = new Map([
  ["NONE", "Negligible"],
  ["LOW", "Low"],
  ["MEDIUM", "Medium"],
  ["HIGH", "High"],
  ["CRITICAL", "Critical"],
]);

function rankOf(severity: string): number {
  return severities.indexOf(severity);
}

function rank(finding: Finding): number {
  return rankOf(finding.countsAs);
}

function byGravity(one: Finding, other: Finding): number {
  return (
    rank(other) - rank(one) ||
    compare(one.vulnerability, other.vulnerability) ||
    compare(one.package, other.package)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

// Ubuntu's and Red Hat's titles, and no other text: what else a title says may be another vulnerability.
const ubuntuTitle =
  /^(?<cve>CVE-\d{4}-\d{4,}) on Ubuntu \d{2}\.\d{2}(?: LTS)?(?: \([a-z]+\))?(?: - (?:negligible|low|medium|high|critical|untriaged))?\.?$/;
const redHatTitle = /^RH[BES]A-\d{4}:\d+: (?:(?!CVE|XSA|GHSA)[\w.+-]+ )+\((?<cves>[^()]+)\)$/i;
const cveList = /^CVE-\d{4}-\d{4,}(?:(?: |, ?)CVE-\d{4}-\d{4,})*$/;

/** The CVEs in a vulnerability's name, if the name contains nothing else. */
function cvesOf(name: string): string[] {
  const { cve } = ubuntuTitle.exec(name)?.groups ?? {};
  if (cve !== undefined) return [cve];
  const list = redHatTitle.exec(name)?.groups?.["cves"] ?? name;
  return cveList.test(list) ? list.split(/[ ,]+/) : [];
}

/**
 * By the name that the report has; or by the CVE, where the name is a title such as Ubuntu's, "CVE-2024-3094 on Ubuntu 22.04 LTS
 * (jammy) - critical". A list of several CVEs is one fix for all of them, so each must be allowed.
 */
function allowanceOf(finding: Finding, { allow }: GatePolicy, today: string): Allowance | undefined {
  const valid = allow.filter(
    (entry) => (entry.package === undefined || entry.package === finding.package) && today <= entry.expires,
  );
  const byName = (name: string): Allowance | undefined =>
    valid.find(({ vulnerability }) => vulnerability === name);
  const exact = byName(finding.vulnerability);
  if (exact !== undefined) return exact;
  const each = cvesOf(finding.vulnerability).map(byName);
  const allowed = each.filter((one) => one !== undefined);
  // The first one to end.
  return allowed.length < each.length
    ? undefined
    : allowed.sort((one, other) => compare(one.expires, other.expires))[0];
}

function whyIgnored(finding: Finding, policy: GatePolicy, today: string): string {
  if (rank(finding) < rankOf(policy.minimumSeverity)) return `below ${policy.minimumSeverity}`;
  const allowance = allowanceOf(finding, policy, today);
  if (allowance) return `allowed until ${allowance.expires}: ${allowance.reason}`;
  return policy.ignoreUnfixed && finding.fixedIn === "" ? "no fix is known" : "";
}
