// Judges one vulnerability report of Clair. It imports nothing and does nothing but read, so that the same text runs in
// tests and, without its types (program.golden.ts), as the program of a build.

/** In the order of Clair's own type; nothing ranks above Critical. */
export const severities = ["Unknown", "Negligible", "Low", "Medium", "High", "Critical"];

/** A vulnerability that somebody has decided to live with for a while. */
export interface Allowance {
  /** As the report names it: `CVE-2024-3094`. */
  vulnerability: string;
  /** The last day on which it counts as allowed: `2027-01-31`. */
  expires: string;
  /** Why; printed beside the finding. */
  reason: string;
  /** Allow it in this package alone. @default - in every package */
  package?: string;
}

/** What an image must meet. */
export interface GatePolicy {
  /** Findings below it are shown, and do not count. */
  minimumSeverity: string;
  /** How many findings may count; one more rejects the image. */
  threshold: number;
  /** Whether findings without a fixed version do not count. */
  ignoreUnfixed: boolean;
  /** Whether an image may hold no package that Clair recognises, as one made from scratch does. */
  allowNoPackages: boolean;
  /** Days since Clair last learned of vulnerabilities; after more, nothing is judged. */
  maximumDataAgeDays: number;
  allow: Allowance[];
}

export interface Finding {
  vulnerability: string;
  severity: string;
  package: string;
  version: string;
  /** Empty where no fix is known. */
  fixedIn: string;
  /** Why it does not count; empty if it does. */
  ignored: string;
}

/** 0: the image may ship. 1: too many findings. 2: nothing could be judged. */
export interface Verdict {
  exitCode: number;
  summary: string;
  findings: Finding[];
}

type Fields = Record<string, unknown>;

/**
 * @param report The text of the report; undefined if there is none.
 * @param digest The image that was pushed; a report of another one is none. Empty: any image's.
 * @param today `2026-11-21`, in UTC.
 */
export function judge(
  report: string | undefined,
  policy: GatePolicy,
  digest: string,
  today: string,
): Verdict {
  try {
    checkPolicy(policy);
    const findings = findingsOf(parseReport(report, policy, digest)).map((finding) => ({
      ...finding,
      ignored: whyIgnored(finding, policy, today),
    }));
    findings.sort(bySeverity);
    const counted = findings.filter((finding) => finding.ignored === "").length;
    const limit = `${policy.threshold} may, of severity ${policy.minimumSeverity} or higher`;
    return counted > policy.threshold
      ? {
          exitCode: 1,
          summary: `REJECTED: ${counted} of ${findings.length} findings count; ${limit}.`,
          findings,
        }
      : {
          exitCode: 0,
          summary: `PASSED: ${counted} of ${findings.length} findings count; ${limit}.`,
          findings,
        };
  } catch (error) {
    return { exitCode: 2, summary: `NOT JUDGED: ${(error as Error).message}`, findings: [] };
  }
}

/** A mistake in the policy must not let an image through. */
function checkPolicy(policy: GatePolicy): void {
  if (!isFields(policy)) throw new Error("there is no policy.");
  if (!severities.includes(policy.minimumSeverity))
    throw new Error(`minimumSeverity must be one of ${severities.join(", ")}.`);
  if (!Number.isInteger(policy.threshold) || policy.threshold < 0)
    throw new Error("threshold must be a whole number, 0 or more.");
  if (!Array.isArray(policy.allow)) throw new Error("allow must be a list.");
  for (const entry of policy.allow) {
    const named = [entry.vulnerability, entry.reason].every(
      (text) => typeof text === "string" && text.trim() !== "",
    );
    if (!named || !isDay(entry.expires))
      throw new Error("each entry of allow needs a vulnerability, a reason and a day on which it expires.");
  }
}

function isDay(text: unknown): boolean {
  return (
    typeof text === "string" &&
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}

interface Report {
  cvss: Record<string, string>;
  packages: Record<string, Fields>;
  vulnerabilities: Record<string, Fields>;
  vulnerabilitiesOf: Record<string, string[]>;
}

/** clairctl may leave no report, an empty one or `null` where a scan failed; whatever is not whole is not judged. */
function parseReport(text: string | undefined, policy: GatePolicy, digest: string): Report {
  if (text === undefined) throw new Error("there is no report.");
  if (text.trim() === "") throw new Error("the report is empty.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error("the report is not JSON; was it cut off?");
  }
  if (!isFields(parsed))
    throw new Error(`the report is ${parsed === null ? "null" : "no object"}; the scan failed.`);
  const manifest = parsed["manifest_hash"];
  if (typeof manifest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(manifest))
    throw new Error("the report does not say which image it is about.");
  if (digest !== "" && manifest !== digest)
    throw new Error(`the report is about ${manifest}, not about ${digest}.`);
  const packages = partOf(parsed, "packages");
  const vulnerabilities = partOf(parsed, "vulnerabilities");
  const vulnerabilitiesOf = partOf(parsed, "package_vulnerabilities");
  if (Object.keys(packages).length === 0 && policy.allowNoPackages !== true)
    throw new Error("Clair recognised no package in the image; set allowNoPackages if that is right.");
  for (const [id, entry] of Object.entries(packages)) {
    if (!isFields(entry) || typeof entry["name"] !== "string") throw new Error(`package ${id} has no name.`);
  }
  for (const [id, entry] of Object.entries(vulnerabilities)) {
    if (!isFields(entry) || typeof entry["name"] !== "string")
      throw new Error(`vulnerability ${id} has no name.`);
    if (!severities.includes(entry["normalized_severity"] as string))
      throw new Error(`${entry["name"]} has no severity that is known.`);
  }
  const used = new Set<unknown>();
  for (const [id, ids] of Object.entries(vulnerabilitiesOf)) {
    if (!(id in packages)) throw new Error(`package ${id} has vulnerabilities and is not in the report.`);
    if (!Array.isArray(ids)) throw new Error(`package ${id} has no list of vulnerabilities.`);
    for (const one of ids) {
      if (typeof one !== "string" || !(one in vulnerabilities))
        throw new Error(`vulnerability ${String(one)} is not in the report.`);
      used.add(one);
    }
  }
  if (Object.keys(vulnerabilities).some((id) => !used.has(id)))
    throw new Error("the report has vulnerabilities of no package.");
  return {
    cvss: cvssSeverities(parsed["enrichments"]),
    packages: packages as Record<string, Fields>,
    vulnerabilities: vulnerabilities as Record<string, Fields>,
    vulnerabilitiesOf: vulnerabilitiesOf as Record<string, string[]>,
  };
}

/**
 * Alpine ranks nothing, and Debian little: Clair then says Unknown, and adds what the NVD says (clair.cvss). Of several
 * ratings the gravest stands. Whatever has another form is passed over; the finding stays Unknown.
 */
function cvssSeverities(enrichments: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [type, messages] of Object.entries(isFields(enrichments) ? enrichments : {})) {
    if (!type.includes("enricher=clair.cvss") || !Array.isArray(messages)) continue;
    for (const [id, ratings] of messages.filter(isFields).flatMap((message) => Object.entries(message))) {
      for (const rating of Array.isArray(ratings) ? ratings.filter(isFields) : []) {
        const severity = cvssSeverity(rating["baseScore"]);
        if (rank({ severity }) > rank({ severity: found[id] ?? "Unknown" })) found[id] = severity;
      }
    }
  }
  return found;
}

/** The bands of CVSS 3 and 4 (specification, "Qualitative Severity Rating Scale"). */
function cvssSeverity(score: unknown): string {
  if (typeof score !== "number" || !(score >= 0 && score <= 10)) return "Unknown";
  if (score >= 9) return "Critical";
  if (score >= 7) return "High";
  if (score >= 4) return "Medium";
  return score > 0 ? "Low" : "Negligible";
}

function partOf(report: Fields, name: string): Fields {
  const part = report[name];
  if (!isFields(part)) throw new Error(`the report has no ${name}.`);
  return part;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One per vulnerability and package: feeds that overlap name the same one twice, and the graver one stands. */
function findingsOf({ cvss, packages, vulnerabilities, vulnerabilitiesOf }: Report): Finding[] {
  const found = new Map<string, Finding>();
  for (const [id, ids] of Object.entries(vulnerabilitiesOf)) {
    const { name, version } = packages[id] as Fields;
    for (const one of ids) {
      const entry = vulnerabilities[one] as Fields;
      const severity = textOf(entry["normalized_severity"]);
      const finding: Finding = {
        vulnerability: textOf(entry["name"]),
        severity: severity === "Unknown" ? (cvss[one] ?? severity) : severity,
        package: textOf(name),
        version: textOf(version),
        fixedIn: textOf(entry["fixed_in_version"]),
        ignored: "",
      };
      const key = JSON.stringify([finding.vulnerability, finding.package, finding.version]);
      const other = found.get(key);
      if (other === undefined || rank(finding) > rank(other))
        found.set(key, { ...finding, fixedIn: finding.fixedIn || (other?.fixedIn ?? "") });
      else if (other.fixedIn === "") other.fixedIn = finding.fixedIn;
    }
  }
  return [...found.values()];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function rank(finding: { severity: string }): number {
  return severities.indexOf(finding.severity);
}

function bySeverity(one: Finding, other: Finding): number {
  return (
    rank(other) - rank(one) ||
    one.vulnerability.localeCompare(other.vulnerability, "en") ||
    one.package.localeCompare(other.package, "en")
  );
}

function whyIgnored(finding: Finding, policy: GatePolicy, today: string): string {
  if (rank(finding) < severities.indexOf(policy.minimumSeverity)) return `below ${policy.minimumSeverity}`;
  const allowance = policy.allow.find(
    (entry) =>
      entry.vulnerability === finding.vulnerability &&
      (entry.package === undefined || entry.package === finding.package) &&
      today <= entry.expires,
  );
  if (allowance) return `allowed until ${allowance.expires}: ${allowance.reason}`;
  return policy.ignoreUnfixed === true && finding.fixedIn === "" ? "no fix is known" : "";
}

/**
 * A Clair that knows of no vulnerabilities, or stopped to learn of new ones, finds nothing and says so of every image.
 *
 * @param updates What its matcher answers for `update_operation?latest=true`; undefined if it did not.
 * @returns what is wrong with its data; undefined if nothing is.
 */
export function dataFault(updates: string | undefined, policy: GatePolicy, now: number): string | undefined {
  const days = policy.maximumDataAgeDays;
  if (!(days > 0)) return "maximumDataAgeDays must be more than 0.";
  let parsed: unknown;
  try {
    parsed = JSON.parse(updates ?? "");
  } catch {
    return "the scanner does not say what it knows.";
  }
  const operations = Object.values(isFields(parsed) ? parsed : {}).flatMap((list) =>
    Array.isArray(list) ? list.filter(isFields) : [],
  );
  const learned = operations
    // It lists vulnerabilities unless asked for enrichments, and leaves the kind empty.
    .filter((operation) => operation["kind"] !== "enrichment")
    .map((operation) => Date.parse(textOf(operation["date"])))
    .filter((time) => !Number.isNaN(time));
  if (learned.length === 0)
    return "the scanner knows of no vulnerabilities yet; its first load takes a while.";
  const age = (now - Math.max(...learned)) / 86_400_000;
  return age > days
    ? `the scanner last learned of vulnerabilities ${Math.floor(age)} days ago, and ${days} may be.`
    : undefined;
}

/** The findings as a table for a build's log. */
export function table(findings: Finding[]): string {
  if (findings.length === 0) return "No findings.";
  const rows = [
    ["SEVERITY", "VULNERABILITY", "PACKAGE", "VERSION", "FIXED IN", "COUNTS"],
    ...findings.map((finding) => [
      finding.severity,
      finding.vulnerability,
      finding.package,
      finding.version || "-",
      finding.fixedIn || "-",
      finding.ignored === "" ? "yes" : `no, ${finding.ignored}`,
    ]),
  ].map((row) => row.map(printable));
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Names come from the image and from feeds: they must not steer the terminal that shows the log. */
function printable(text: string): string {
  const clean = text.replace(/[^\x20-\x7e]+/g, "?");
  return clean.length > 100 ? `${clean.slice(0, 97)}...` : clean;
}
