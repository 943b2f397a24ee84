import { isDay } from "./policy.ts";
import { entriesOf, isFields, parseJson, textOf, type Fields } from "./json.ts";

/** The data that must be loaded and recent before a report without findings about a distribution's packages counts. */
export interface Source {
  /** `Alpine Linux 3.23`. */
  title: string;
  /** Names of Clair's updaters. */
  updaters: string[];
  /** Updaters whose data never changes again: they must be there, of any age. @default - none */
  closed?: string[];
  /** Whether its feed leaves ratings to the NVD. */
  ratedByNvd: boolean;
}

/** How packages are kept, by the path that Clair gives of their database. */
export const databases: Record<"apk" | "dpkg" | "rpm", RegExp> = {
  apk: /(^|\/)lib\/apk\/db\/installed$/,
  dpkg: /(^|\/)status$|(^|\/)status\.d\//,
  rpm: /^(bdb|ndb|sqlite):/,
};
export type Database = keyof typeof databases;

interface Family {
  database: Database;
  /** undefined where it is none that Clair has data for under exactly this name and version. */
  source: (distribution: Fields, now: number) => Source | undefined;
}

/**
 * Releases and the last day of their LTS (Debian's distro-info-data 0.58+deb12u7, debian.csv; read 2026-11-25). Clair has one
 * updater for all of them, so that fresh data alone does not show that a release is still in it: Debian's tracker publishes only
 * supported releases (security-tracker, bin/tracker_service.py, _get_json), and Clair drops those that Debian has not released.
 */
const debianReleases = new Map([
  ["12", { name: "bookworm", lastDay: "2028-06-30" }],
  ["13", { name: "trixie", lastDay: "2030-06-30" }],
]);

/**
 * Releases that Canonical supports in some form on 2026-11-25 (distro-info-data 0.58+deb12u7, ubuntu.csv). Each has an updater of
 * its own, so that one that Clair no longer loads is missing or stale.
 */
const ubuntuReleases = new Map([
  ["16.04", "xenial"],
  ["18.04", "bionic"],
  ["20.04", "focal"],
  ["22.04", "jammy"],
  ["24.04", "noble"],
  ["26.04", "resolute"],
  ["26.10", "stonking"],
]);

const amazonReleases = new Map([
  ["2018.03", "AL1"],
  ["2", "AL2"],
  ["2023", "AL2023"],
]);

/**
 * By the `did` of a distribution. A matcher of Clair compares some of the distribution's fields with those of its data, and
 * finds nothing where one differs; the image's own os-release fills them. So each must be what the data has
 * (github.com/quay/claircore v1.5.48: alpine, debian, ubuntu, rhel, aws, oracle, photon, suse: matcher.go and updater*.go).
 */
const families = new Map<string, Family>([
  ["alpine", { database: "apk", source: alpine }],
  ["debian", { database: "dpkg", source: debian }],
  ["ubuntu", { database: "dpkg", source: ubuntu }],
  ["rhel", { database: "rpm", source: redHat }],
  ["amzn", { database: "rpm", source: amazon }],
  ["ol", { database: "rpm", source: oracle }],
  ["photon", { database: "rpm", source: photon }],
  ["sles", { database: "rpm", source: sles }],
  ["opensuse-leap", { database: "rpm", source: leap }],
]);

export function familyOf(distribution: Fields): Family | undefined {
  return families.get(textOf(distribution["did"]));
}

/** The name of a distribution in messages. */
export function titleOf(distribution: Fields): string {
  const [id, name, version, pretty] = ["did", "name", "version", "pretty_name"].map((key) =>
    textOf(distribution[key]),
  );
  return pretty || [name || id || "a distribution without a name", version].filter(Boolean).join(" ");
}

/** Matched by did, name and pretty name; both repositories have an updater of their own. */
function alpine(distribution: Fields): Source | undefined {
  const [, release, edge] =
    /^Alpine Linux (?:v(\d+\.\d+)|(edge))$/.exec(textOf(distribution["pretty_name"])) ?? [];
  const version = textOf(distribution["version"]) || textOf(distribution["version_id"]);
  const isSame = edge ? version === edge : version === release || version.startsWith(`${release}.`);
  if (distribution["name"] !== "Alpine Linux" || version === "" || !isSame) return undefined;
  const name = edge ?? `v${release}`;
  return {
    title: `Alpine Linux ${edge ?? release}`,
    updaters: [`alpine-main-${name}-updater`, `alpine-community-${name}-updater`],
    ratedByNvd: true,
  };
}

function debian(distribution: Fields, now: number): Source | undefined {
  const id = textOf(distribution["version_id"]);
  const release = debianReleases.get(id);
  const isKnown =
    release !== undefined &&
    distribution["name"] === "Debian GNU/Linux" &&
    distribution["version"] === `${id} (${release.name})` &&
    new Date(now).toISOString().slice(0, 10) <= release.lastDay;
  return isKnown ? { title: `Debian ${id}`, updaters: ["debian/updater"], ratedByNvd: true } : undefined;
}

function ubuntu(distribution: Fields): Source | undefined {
  const id = textOf(distribution["version_id"]);
  const name = ubuntuReleases.get(id);
  if (name === undefined) return undefined;
  const version = `${id} (${name.slice(0, 1).toUpperCase()}${name.slice(1)})`;
  return distribution["name"] === "Ubuntu" && distribution["version"] === version
    ? { title: `Ubuntu ${id}`, updaters: [`ubuntu/updater/${name}`], ratedByNvd: false }
    : undefined;
}

/** Matched by its repositories alone: see coverage.ts. */
export const redHatUpdater = "rhel-vex";

function redHat(distribution: Fields): Source | undefined {
  const version = textOf(distribution["version"]);
  return /^\d+$/.test(version)
    ? { title: `Red Hat Enterprise Linux ${version}`, updaters: [redHatUpdater], ratedByNvd: false }
    : undefined;
}

function amazon(distribution: Fields): Source | undefined {
  const id = textOf(distribution["version_id"]);
  const release = amazonReleases.get(id);
  if (release === undefined) return undefined;
  return { title: `Amazon Linux ${id}`, updaters: [`aws-${release}-updater`], ratedByNvd: false };
}

/** One updater for each year from 2007 on; what is past does not change. */
function oracle(distribution: Fields, now: number): Source | undefined {
  const year = new Date(now).getUTCFullYear();
  const version = textOf(distribution["version"]);
  if (distribution["name"] !== "Oracle Linux Server" || !/^[5-9]$/.test(version)) return undefined;
  const closed = Array.from({ length: year - 2007 }, (_, index) => `oracle-${2007 + index}-updater`);
  return {
    title: `Oracle Linux ${version}`,
    updaters: [`oracle-${year}-updater`],
    closed,
    ratedByNvd: false,
  };
}

function photon(distribution: Fields): Source | undefined {
  const [, major] = /^([123])\.0$/.exec(textOf(distribution["version"])) ?? [];
  if (distribution["name"] !== "VMware Photon OS" || major === undefined) return undefined;
  return { title: `Photon OS ${major}`, updaters: [`photon-updater-photon${major}`], ratedByNvd: false };
}

function sles(distribution: Fields): Source | undefined {
  const version = textOf(distribution["version"]);
  if (distribution["name"] !== "SLES" || !/^\d+$/.test(version)) return undefined;
  const title = `SUSE Linux Enterprise Server ${version}`;
  return { title, updaters: [`suse-updater-suse.linux.enterprise.server.${version}`], ratedByNvd: false };
}

function leap(distribution: Fields): Source | undefined {
  const version = textOf(distribution["version"]);
  if (distribution["name"] !== "openSUSE Leap" || !/^\d+\.\d+$/.test(version)) return undefined;
  return {
    title: `openSUSE Leap ${version}`,
    updaters: [`suse-updater-opensuse.leap.${version}`],
    ratedByNvd: false,
  };
}

/**
 * The last updates that Clair's matcher names (`update_operation?latest=true`), by updater. Their dates are those of
 * changed data: where a feed has not changed, Clair records nothing that its API shows (claircore, libvuln/updates).
 *
 * @throws {NotJudged} if there is no answer, or a damaged one.
 */
export function parseUpdates(text: string | undefined, what: string): Map<string, unknown> {
  return entriesOf(parseJson(text, what));
}

const dateForm = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** @returns how many days ago an updater's data was loaded last; or what is wrong with it, where that is not known. */
export function dataAge(
  updates: Map<string, unknown>,
  name: string,
  kind: "vulnerability" | "enrichment",
  now: number,
): number | string {
  const list = updates.get(name);
  if (!Array.isArray(list) || list.length === 0) return `has no data of the updater ${name}`;
  let last = -Infinity;
  for (const operation of list) {
    // It gives the kind that it was asked for, and leaves the field empty.
    const isIts =
      isFields(operation) &&
      [undefined, "", kind].includes(operation["kind"] as string) &&
      [undefined, "", name].includes(operation["updater"] as string);
    const date = isIts ? textOf(operation["date"]) : "";
    const time = dateForm.test(date) && isDay(date.slice(0, 10)) ? Date.parse(date) : NaN;
    if (Number.isNaN(time)) return `has a damaged record of the updater ${name}`;
    if (time > now) return `dates the data of the updater ${name} in the future (${date})`;
    if (time > last) last = time;
  }
  return (now - last) / 86_400_000;
}
