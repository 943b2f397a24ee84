import { entriesOf, isFields, NotJudged, parseJson, textOf, type Fields } from "./json.ts";

/** Where Clair found a package, and in which surroundings. */
export interface Environment {
  /** Path of the package manager's database, or a path with a language before it: `python:usr/lib/…`. */
  packageDb: string;
  /** Empty where Clair recognised none. */
  distributionId: string;
  repositoryIds: string[];
  /** Digest of the layer that brought the package; empty where Clair does not say it. */
  layer: string;
}

export interface Package {
  name: string;
  version: string;
  /** `binary` or `source`. */
  kind: string;
  /** `x86_64`; empty where Clair does not say it. */
  arch: string;
}

/** A vulnerability report of Clair 4 (claircore v1.5.48, VulnerabilityReport) that is whole. */
export interface Report {
  packages: Map<string, Package>;
  distributions: Map<string, Fields>;
  repositories: Map<string, Fields>;
  environments: Map<string, Environment[]>;
  vulnerabilities: Map<string, Fields>;
  vulnerabilitiesOf: Map<string, string[]>;
  enrichments: unknown;
}

/**
 * clairctl may leave no report, an empty one or `null` where a scan failed.
 *
 * @param digest The image that was pushed; a report of another one is none.
 * @throws {NotJudged} that says what is not whole.
 */
export function parseReport(text: string | undefined, digest: string): Report {
  const parsed = parseJson(text, "the report");
  if (!isFields(parsed))
    throw new NotJudged(`the report is ${parsed === null ? "null" : "not an object"}. The scan failed.`);
  checkSubject(parsed, digest);
  const report: Report = {
    packages: partOf(parsed, "packages", (id, entry) => {
      if (!isFields(entry) || textOf(entry["name"]).trim() === "")
        throw new NotJudged(`package ${id} of the report has no name.`);
      const { name, version, kind, arch } = entry;
      return { name: textOf(name), version: textOf(version), kind: textOf(kind), arch: textOf(arch) };
    }),
    distributions: partOf(parsed, "distributions", fieldsOf("distribution")),
    repositories: partOf(parsed, "repository", fieldsOf("repository")),
    environments: partOf(parsed, "environments", (id, entry) => {
      if (!Array.isArray(entry))
        throw new NotJudged(`package ${id} of the report has no list of environments.`);
      return entry.map((environment) => environmentOf(id, environment));
    }),
    vulnerabilities: partOf(parsed, "vulnerabilities", (id, entry) => {
      if (!isFields(entry) || textOf(entry["name"]).trim() === "")
        throw new NotJudged(`vulnerability ${id} of the report has no name.`);
      // Clair writes an empty text where no fix is known. Anything else could hide a fix from ignoreUnfixed.
      if (typeof entry["fixed_in_version"] !== "string")
        throw new NotJudged(`vulnerability ${id} of the report does not say whether there is a fix.`);
      return entry;
    }),
    vulnerabilitiesOf: partOf(parsed, "package_vulnerabilities", (id, entry) => textsOf(id, entry)),
    enrichments: parsed["enrichments"],
  };
  checkReferences(report);
  return report;
}

function checkSubject(report: Fields, digest: string): void {
  const isDigest = /^sha256:[0-9a-f]{64}$/;
  if (!isDigest.test(digest)) throw new NotJudged("the digest of the pushed image is missing.");
  const manifest = textOf(report["manifest_hash"]);
  if (!isDigest.test(manifest)) throw new NotJudged("the report does not say which image it is about.");
  if (manifest !== digest) throw new NotJudged(`the report is about ${manifest}, not about ${digest}.`);
  // An index report, which Clair also gives of images that it could not index.
  const { state, success, err } = report;
  if ((state !== undefined && state !== "IndexFinished") || success === false || textOf(err) !== "")
    throw new NotJudged(`Clair did not finish indexing the image (${textOf(state) || "failed"}).`);
}

function partOf<Entry>(
  report: Fields,
  name: string,
  read: (id: string, entry: unknown) => Entry,
): Map<string, Entry> {
  if (!isFields(report[name])) throw new NotJudged(`the report has no ${name}.`);
  const part = new Map<string, Entry>();
  for (const [id, entry] of entriesOf(report[name])) part.set(id, read(id, entry));
  return part;
}

function fieldsOf(what: string): (id: string, entry: unknown) => Fields {
  return (id, entry) => {
    if (!isFields(entry)) throw new NotJudged(`${what} ${id} of the report is not an object.`);
    return entry;
  };
}

function environmentOf(id: string, environment: unknown): Environment {
  if (!isFields(environment)) throw new NotJudged(`package ${id} of the report has a damaged environment.`);
  const repositoryIds = environment["repository_ids"] ?? [];
  return {
    packageDb: textOf(environment["package_db"]),
    distributionId: textOf(environment["distribution_id"]),
    repositoryIds: textsOf(id, repositoryIds),
    layer: textOf(environment["introduced_in"]),
  };
}

function textsOf(id: string, value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string"))
    throw new NotJudged(`package ${id} of the report has a damaged list.`);
  return value;
}

/** If a report refers to something that it does not contain, that part was cut out. */
function checkReferences(report: Report): void {
  const used = new Set<string>();
  for (const [id, ids] of report.vulnerabilitiesOf) {
    if (!report.packages.has(id))
      throw new NotJudged(`package ${id} has vulnerabilities and is not in the report.`);
    for (const one of ids) {
      if (!report.vulnerabilities.has(one)) throw new NotJudged(`vulnerability ${one} is not in the report.`);
      used.add(one);
    }
  }
  for (const id of report.vulnerabilities.keys()) {
    if (!used.has(id)) throw new NotJudged("the report has vulnerabilities of no package.");
  }
  for (const [id, environments] of report.environments) {
    if (!report.packages.has(id))
      throw new NotJudged(`package ${id} has an environment and is not in the report.`);
    for (const { distributionId, repositoryIds } of environments) {
      if (distributionId !== "" && !report.distributions.has(distributionId))
        throw new NotJudged(`distribution ${distributionId} is not in the report.`);
      for (const one of repositoryIds) {
        if (!report.repositories.has(one)) throw new NotJudged(`repository ${one} is not in the report.`);
      }
    }
  }
}
