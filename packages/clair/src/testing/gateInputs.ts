import { judge, type GateInputs, type Verdict } from "../gate/gate.ts";
import type { GatePolicy } from "../gate/policy.ts";

// What the gate is given: a policy, a report on an image, what the scanner knows, and the source's files.

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

export const now = Date.parse("2026-11-21T12:00:00Z");

export interface Flaw {
  name: string;
  severity: unknown;
  /** @default - no fix is known */
  fixedIn?: string;
  /** @default "openssl" */
  package?: string;
}

/** A distribution as Clair 4.9 reports it, the database of its packages, and the updaters that know of them. */
export interface Distribution {
  did: string;
  name: string;
  version: string;
  version_id: string;
  pretty_name: string;
  database: string;
  updaters: string[];
}

const rpm = "sqlite:var/lib/rpm";

/** Each by the fields that claircore v1.5.48 fills. */
export const distributions: Record<string, Distribution> = {
  debian12: {
    ...{ did: "debian", name: "Debian GNU/Linux", version: "12 (bookworm)", version_id: "12" },
    ...{ pretty_name: "Debian GNU/Linux 12 (bookworm)", database: "var/lib/dpkg/status" },
    updaters: ["debian/updater"],
  },
  ubuntu2204: {
    ...{ did: "ubuntu", name: "Ubuntu", version: "22.04 (Jammy)", version_id: "22.04" },
    ...{ pretty_name: "Ubuntu 22.04", database: "var/lib/dpkg/status" },
    updaters: ["ubuntu/updater/jammy"],
  },
  alpine320: alpineOf("3.20"),
  alpine323: alpineOf("3.23"),
  amazon2023: {
    ...{ did: "amzn", name: "Amazon Linux", version: "2023", version_id: "2023" },
    ...{ pretty_name: "Amazon Linux 2023", database: rpm, updaters: ["aws-AL2023-updater"] },
  },
  oracle9: {
    ...{ did: "ol", name: "Oracle Linux Server", version: "9", version_id: "9" },
    ...{ pretty_name: "Oracle Linux Server 9", database: rpm },
    updaters: Array.from({ length: 20 }, (_, index) => `oracle-${2007 + index}-updater`),
  },
  photon3: {
    ...{ did: "photon", name: "VMware Photon OS", version: "3.0", version_id: "3.0" },
    ...{ pretty_name: "VMware Photon OS/Linux", database: rpm, updaters: ["photon-updater-photon3"] },
  },
  sles15: {
    ...{ did: "sles", name: "SLES", version: "15", version_id: "15", database: rpm },
    pretty_name: "SUSE Linux Enterprise Server 15",
    updaters: ["suse-updater-suse.linux.enterprise.server.15"],
  },
  leap156: {
    ...{ did: "opensuse-leap", name: "openSUSE Leap", version: "15.6", version_id: "15.6", database: rpm },
    ...{ pretty_name: "openSUSE Leap 15.6", updaters: ["suse-updater-opensuse.leap.15.6"] },
  },
};

function alpineOf(release: string): Distribution {
  return {
    ...{ did: "alpine", name: "Alpine Linux", version: release, version_id: "" },
    ...{ pretty_name: `Alpine Linux v${release}`, database: "lib/apk/db/installed" },
    updaters: [`alpine-main-v${release}-updater`, `alpine-community-v${release}-updater`],
  };
}

/** Repositories of languages, as Clair 4.9 reports them. */
export const languages: Record<string, { name: string; uri: string }> = {
  go: { name: "go", uri: "https://pkg.go.dev/" },
  maven: { name: "maven", uri: "https://repo1.maven.apache.org/maven2" },
  pypi: { name: "pypi", uri: "https://pypi.org/simple" },
  rubygems: { name: "rubygems", uri: "https://rubygems.org/gems/" },
};

type Part = Record<string, unknown>;

/** A report of Clair 4: each part by its ids. */
export interface Report {
  manifest_hash: string;
  packages: Part;
  distributions: Part;
  repository: Part;
  environments: Part;
  vulnerabilities: Part;
  package_vulnerabilities: Record<string, string[]>;
  enrichments: unknown;
}

/** A report on an image of Debian 12 that names these. */
export function report(...flaws: Flaw[]): Report {
  return reportOn({ os: ["debian12"], flaws });
}

/** A report on an image of these distributions and languages, each with a package, and the flaws in the first of them. */
export function reportOn(image: { os?: string[]; languages?: string[]; flaws?: Flaw[] }): Report {
  const whole: Report = {
    manifest_hash: digest,
    ...{ packages: {}, distributions: {}, repository: {}, environments: {}, vulnerabilities: {} },
    ...{ package_vulnerabilities: {}, enrichments: null },
  };
  const environments: Part[] = [];
  for (const key of image.os ?? []) {
    const { database, updaters: _updaters, ...distribution } = distributions[key] as Distribution;
    whole.distributions[key] = { id: key, ...distribution };
    environments.push({ package_db: database, distribution_id: key, repository_ids: null });
    addPackage(whole, `base-${key}`, environments.at(-1) as Part);
  }
  for (const key of image.languages ?? []) {
    whole.repository[key] = { id: key, ...languages[key] };
    environments.push({ package_db: `${key}:usr/lib`, distribution_id: "", repository_ids: [key] });
    addPackage(whole, `library-${key}`, environments.at(-1) as Part);
  }
  for (const [index, flaw] of (image.flaws ?? []).entries()) {
    const id = flaw.package ?? "openssl";
    addPackage(whole, id, environments[0] ?? {});
    whole.vulnerabilities[`v${index}`] = {
      id: `v${index}`,
      name: flaw.name,
      ...(flaw.severity !== undefined && { normalized_severity: flaw.severity }),
      fixed_in_version: flaw.fixedIn ?? "",
    };
    const others = Object.hasOwn(whole.package_vulnerabilities, id) ? whole.package_vulnerabilities[id] : [];
    whole.package_vulnerabilities[id] = [...(others ?? []), `v${index}`];
  }
  return whole;
}

function addPackage(whole: Report, id: string, environment: Part): void {
  whole.packages[id] = { id, name: id, version: "3.0.1", kind: "binary" };
  whole.environments[id] = [environment];
}

/** What the NVD says of vulnerabilities, by their ids, as Clair's enricher adds it. */
export function ratings(scores: Record<string, unknown[]>): Record<string, unknown> {
  const type =
    "message/vnd.clair.map.vulnerability; enricher=clair.cvss schema=https://csrc.nist.gov/schema/nvd/api/2.0/cve_api_json_2.0.schema";
  const rated = Object.entries(scores).map(([id, list]) => [
    id,
    list.map((baseScore) => ({ version: "3.1", baseScore })),
  ]);
  return { [type]: [Object.fromEntries(rated)] };
}

/** What the matcher answers for its last updates. */
export function updatesOf(names: string[], date = "2026-11-21T06:00:00.123456Z"): Record<string, unknown[]> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      [{ ref: "7f2c0c5e-5a5b-4a5e-9a51-0d3c0a1b2c3d", updater: name, fingerprint: "", date, kind: "" }],
    ]),
  );
}

/** Of everything that the reports here need. */
export const allUpdaters = [
  ...Object.values(distributions).flatMap(({ updaters }) => updaters),
  ...Object.keys(languages).map((name) => `osv/${name}`),
  "rhel-vex",
];

/** What the gate is given with a report that it judges; what is `undefined` here is left out. */
export interface Given {
  policy?: unknown;
  updates?: unknown;
  enrichments?: unknown;
  sources?: string[];
  digest?: string;
}

export function inputsOf(report: unknown, given: Given = {}): GateInputs {
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  return {
    report: report === undefined ? undefined : text(report),
    policy: text({ ...strict, ...(given.policy as object) }),
    updates: text(given.updates ?? updatesOf(allUpdaters)),
    enrichments: text(given.enrichments ?? updatesOf(["clair.cvss"])),
    sources: (given.sources ?? ["./Dockerfile"]).map((path) => `${path}\0`).join(""),
    digest: given.digest ?? digest,
    now,
  };
}

export function verdictOn(report: unknown, given: Given = {}): Verdict {
  return judge(inputsOf(report, given));
}
