import { textOf, type Fields } from "./json.ts";
import type { GatePolicy } from "./policy.ts";
import type { Environment, Package, Report } from "./report.ts";
import { ecosystems, shownBy } from "./sources.ts";
import {
  databases,
  familyOf,
  redHatUpdater,
  titleOf,
  dataAge,
  type Database,
  type Source,
} from "./updaters.ts";

/** The state of Clair's data: its last updates, and the age up to which they count as recent. */
export interface Knowledge {
  vulnerabilities: Map<string, unknown>;
  enrichments: Map<string, unknown>;
  now: number;
  /** How old data may be. */
  days: number;
}

/** The parts of an image or source that a scan does not cover. */
export interface Coverage {
  /** Sentences; with one of them the image is not judged. */
  gaps: string[];
  /** Accepted exceptions and parts that no scan covers, for the log. */
  notes: string[];
}

/** How old the data of an updater is that an image needs. */
export interface DataAge {
  updater: string;
  days: number;
}

/** Whether everything that the report names was compared with data of its own, which is there and fresh. */
export function coverPackages(
  report: Report,
  policy: GatePolicy,
  knowledge: Knowledge,
  needNvd: boolean,
): { gaps: string[]; data: DataAge[]; ageless: string[] } {
  const sources = new Map<string, Source>();
  const unmatched = new Map<string, string[]>();
  const databasesSeen = new Set<Database>();
  for (const [id, one] of report.packages) {
    const { name } = one;
    const byDatabase = new Map<string, Environment[]>();
    for (const environment of report.environments.get(id) ?? []) {
      add(byDatabase, environment.packageDb, environment);
    }
    if (byDatabase.size === 0) add(unmatched, "nothing says where they come from", name);
    // Several of Clair's indexers may list one database; one that knows what it is will do.
    for (const environments of byDatabase.values()) {
      const matches = environments.map((environment) => matchOf(report, one, environment, knowledge.now));
      const known = matches.filter((match) => typeof match !== "string");
      for (const match of known) {
        for (const source of match.sources) sources.set(source.title, source);
        if (match.database) databasesSeen.add(match.database);
      }
      const [why = ""] = matches.filter((match) => typeof match === "string");
      if (known.length === 0) add(unmatched, why, name);
    }
  }
  const gaps = [...unmatched].map(
    ([why, names]) => `${countOf(names)} cannot be matched with vulnerabilities: ${why}.`,
  );
  for (const distribution of report.distributions.values()) {
    const family = familyOf(distribution);
    const source = family?.source(distribution, knowledge.now);
    if (family === undefined || source === undefined) {
      gaps.push(
        `${titleOf(distribution)} is not a distribution that Clair has data for under exactly this name.`,
      );
      continue;
    }
    sources.set(source.title, source);
    if (!databasesSeen.has(family.database))
      gaps.push(`${source.title} has no package in the report. Was its ${family.database} database removed?`);
  }
  if (databasesSeen.size === 0 && !policy.allowNoPackages)
    gaps.push(
      "Clair recognised no package of an operating system in the image. Set allowNoPackages if it is made from scratch.",
    );
  const data: DataAge[] = [];
  const ageless = new Set<string>();
  gaps.push(...dataGaps([...sources.values()], knowledge, needNvd, { data, ageless }));
  return {
    gaps: [...new Set(gaps)],
    data: data.sort((one, other) => other.days - one.days),
    ageless: [...ageless],
  };
}

interface Match {
  sources: Source[];
  /** @default - packages of a language */
  database?: Database;
}

/** The data with which Clair compares a package in this environment, or the reason why there is none. */
function matchOf(
  report: Report,
  { name, kind }: Package,
  environment: Environment,
  now: number,
): Match | string {
  const { packageDb, distributionId } = environment;
  const repositories = environment.repositoryIds.map((id) => report.repositories.get(id) ?? {});
  const languages = repositories.flatMap((repository) => languageOf(repository));
  const isLanguages = !Object.values(databases).some((database) => database.test(packageDb));
  if (languages.length > 0 && isLanguages) return { sources: languages };
  // The container itself, as Red Hat's catalogue knows it, by a file of its build.
  if (packageDb.startsWith("root/buildinfo/") && repositories.some(isCatalogue)) {
    // Advisories name repositories. Without Red Hat's list of them, Clair takes the container's own name (claircore, rhel/rhcc/scanner.go).
    if (kind !== "source" && !name.includes("/"))
      return "Clair knew no repository of Red Hat's for the container when it was indexed";
    return { sources: [{ title: "Red Hat's containers", updaters: [redHatUpdater], ratedByNvd: false }] };
  }
  if (distributionId === "") return "Clair recognised no distribution for them";
  const distribution = report.distributions.get(distributionId) ?? {};
  const family = familyOf(distribution);
  const source = family?.source(distribution, now);
  const title = titleOf(distribution);
  if (family === undefined || source === undefined)
    return `Clair has no data for ${title} under exactly this name`;
  if (!databases[family.database].test(packageDb))
    return `${title} keeps its packages with ${family.database}, and these are in ${packageDb || "no database"}`;
  if (source.updaters.includes(redHatUpdater) && !repositories.some(isRedHats))
    return `Clair matches packages of ${title} by Red Hat's repositories, and knows none of these`;
  return { sources: [source], database: family.database };
}

/** The matchers of languages go by the repository's name, that of Go by its address as well. */
function languageOf(repository: Fields): Source[] {
  const language = ecosystems.find(
    (one) => one.repository !== undefined && one.repository === repository["name"],
  );
  if (language === undefined) return [];
  if (language.name === "go" && repository["uri"] !== "https://pkg.go.dev/") return [];
  return [{ title: `Packages of ${language.title}`, updaters: [`osv/${language.name}`], ratedByNvd: false }];
}

function isRedHats(repository: Fields): boolean {
  return repository["key"] === "rhel-cpe-repository" && textOf(repository["cpe"]) !== "";
}

function isCatalogue(repository: Fields): boolean {
  return repository["key"] === "rhcc-container-repository";
}

/** @param ages Get the age of what must be fresh, and the updaters of which none can be read. */
function dataGaps(
  sources: Source[],
  knowledge: Knowledge,
  needNvd: boolean,
  { data, ageless }: { data: DataAge[]; ageless: Set<string> },
): string[] {
  const { vulnerabilities: vulnerability, enrichments: enrichment, now, days } = knowledge;
  const updates = { vulnerability, enrichment };
  const faultOf = (name: string, kind: "vulnerability" | "enrichment", most: number): string | undefined => {
    const age = dataAge(updates[kind], name, kind, now);
    if (typeof age === "string") {
      ageless.add(name);
      return age;
    }
    if (most < Infinity && !data.some(({ updater }) => updater === name))
      data.push({ updater: name, days: age });
    return age > most
      ? `loaded the data of the updater ${name} ${Math.floor(age)} days ago, and the policy allows ${most}`
      : undefined;
  };
  const gaps = sources.flatMap(({ title, updaters, closed = [] }) =>
    [
      ...updaters.map((name) => faultOf(name, "vulnerability", days)),
      ...closed.map((name) => faultOf(name, "vulnerability", Infinity)),
    ].flatMap((fault) => (fault === undefined ? [] : [`${title}: the scanner ${fault}. ${advice}`])),
  );
  const rated = sources.filter(({ ratedByNvd }) => ratedByNvd).map(({ title }) => title);
  if (rated.length === 0 && !needNvd) return gaps;
  const fault = faultOf("clair.cvss", "enrichment", days);
  if (fault !== undefined)
    gaps.push(
      `Ratings of ${rated.join(" and ") || "findings"} come from the NVD: the scanner ${fault}. ${advice}`,
    );
  return gaps;
}

const advice = "A first load takes a while; later ones are in the scanner's log, by updater.";

/** Whether Clair sees the packages of each ecosystem that the source shows. */
export function coverSources(
  sources: string | undefined,
  report: Report,
  policy: GatePolicy,
  today: string,
): Coverage {
  const seen = new Set<unknown>();
  for (const environments of report.environments.values()) {
    for (const { repositoryIds } of environments)
      for (const id of repositoryIds) seen.add(report.repositories.get(id)?.["name"]);
  }
  const coverage: Coverage = { gaps: [], notes: [] };
  for (const { ecosystem, files } of shownBy(sources)) {
    if (ecosystem.repository !== undefined && seen.has(ecosystem.repository)) continue;
    const shown = `the source uses ${ecosystem.title} (${some(files)})`;
    const why =
      ecosystem.repository === undefined
        ? "Clair does not look for its packages"
        : "Clair found none of its packages in the image";
    const accepted = (policy.unscanned ?? []).find(
      (entry) => entry.ecosystem === ecosystem.name && today <= entry.expires,
    );
    if (accepted)
      coverage.notes.push(`Not scanned until ${accepted.expires}: ${shown}, and ${why}. ${accepted.reason}`);
    else
      coverage.gaps.push(
        `${shown}, and ${why}. Scan them elsewhere, and accept "${ecosystem.name}" by unscanned, with a reason and a last day.`,
      );
  }
  return coverage;
}

function add<Entry>(lists: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [entry]);
  else list.push(entry);
}

function countOf(names: string[]): string {
  return `${names.length === 1 ? "1 package" : `${names.length} packages`} (${some(names)})`;
}

function some(names: string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}
