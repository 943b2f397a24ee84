import { textOf, type Fields } from "./json.ts";
import type { Environment, Package, Report } from "./report.ts";
import { databases } from "./updaters.ts";

type Language = "golang" | "maven" | "pypi" | "gem";

/** Types of package URLs by the repository that Clair names (github.com/package-url/purl-spec, types, read 2026-11-28). */
const languages = new Map<unknown, Language>([
  ["go", "golang"],
  ["maven", "maven"],
  ["pypi", "pypi"],
  ["rubygems", "gem"],
]);
const systems = { apk: "apk", dpkg: "deb", rpm: "rpm" } as const;

/** `encodeURIComponent`, and what it leaves that the specification does not. A colon stays; half a character is none (Node 18 has no `toWellFormed`). */
const encode = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Cs}/gu, "\uFFFD"))
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");

interface Parts {
  type: string;
  /** From the outermost to the innermost. */
  namespace: string[];
  name: string;
  version: string;
  qualifiers?: Record<string, string>;
}

function written({ type, namespace, name, version, qualifiers = {} }: Parts): string {
  const path = [...namespace, name].filter((part) => part !== "").map(encode);
  const given = Object.entries(qualifiers)
    .filter(([, value]) => value !== "")
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${key}=${encode(value)}`);
  return `pkg:${type}/${path.join("/")}${version === "" ? "" : `@${encode(version)}`}${given.length > 0 ? `?${given.join("&")}` : ""}`;
}

/** Name and namespace as each type writes them. */
const named: Record<Language, (name: string) => Pick<Parts, "namespace" | "name">> = {
  golang: (name) => {
    const [last = "", ...outer] = name.toLowerCase().split("/").reverse();
    return { namespace: outer.reverse(), name: last };
  },
  maven: (name) => {
    const [, group = "", artifact = ""] = /^([^:]+):([^:]+)$/.exec(name) ?? [];
    return { namespace: [group], name: artifact };
  },
  pypi: (name) => ({ namespace: [], name: name.toLowerCase().replaceAll("_", "-") }),
  gem: (name) => ({ namespace: [], name }),
};

/** The package URL of a package; undefined where Clair does not say enough for one. */
export function purlOf(one: Package, environments: Environment[], report: Report): string | undefined {
  for (const { packageDb, distributionId, repositoryIds } of environments) {
    const [system] = (["apk", "dpkg", "rpm"] as const).filter((name) => databases[name].test(packageDb));
    const distribution = report.distributions.get(distributionId);
    if (system !== undefined && distribution !== undefined)
      return ofSystem(one, systems[system], distribution);
    for (const id of repositoryIds) {
      const type = languages.get(report.repositories.get(id)?.["name"]);
      const parts = type && named[type](one.name);
      if (system === undefined && type && parts?.name)
        return written({ type, ...parts, version: one.version });
    }
  }
  return undefined;
}

function ofSystem({ name, version, arch }: Package, type: string, distribution: Fields): string {
  const did = textOf(distribution["did"]).toLowerCase();
  // The vendor, as Red Hat's own package URLs name it.
  const vendor = did === "rhel" ? "redhat" : did;
  const release = textOf(distribution["version_id"]) || textOf(distribution["version"]);
  // An rpm's epoch is a qualifier, and no part of its version.
  const [, epoch = "", rest = ""] = /^(?:(\d+):)?(.*)$/s.exec(version) ?? [];
  return written({
    type,
    namespace: [vendor],
    name: type === "rpm" ? name : name.toLowerCase(),
    version: type === "rpm" ? rest : version,
    qualifiers: {
      arch,
      distro: release === "" ? did : `${did}-${release}`,
      ...(type === "rpm" && { epoch }),
    },
  });
}
