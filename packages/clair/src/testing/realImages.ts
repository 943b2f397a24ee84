// Files of small images, and lines of the file that `clairctl import-updaters` takes (claircore v1.5.48, libvuln/jsonblob).

export type Files = Record<string, string | Buffer>;

export const osRelease = (fields: Record<string, string>): Files => ({
  "etc/os-release": Object.entries(fields)
    .map(([key, value]) => `${key}="${value}"\n`)
    .join(""),
});

/** @param version Of its one package, openssl. @param fields Replace those of its os-release. */
export function alpine(version: string, release = "3.20", fields: Record<string, string> = {}): Files {
  return {
    ...osRelease({
      ...{
        ID: "alpine",
        NAME: "Alpine Linux",
        VERSION_ID: `${release}.1`,
        PRETTY_NAME: `Alpine Linux v${release}`,
      },
      ...fields,
    }),
    "lib/apk/db/installed": `P:openssl\nV:${version}\nA:x86_64\no:openssl\nL:Apache-2.0\n\n`,
  };
}

const dpkg: Files = {
  "var/lib/dpkg/status":
    "Package: openssl\nStatus: install ok installed\nArchitecture: amd64\nVersion: 3.0.2-0\nMaintainer: x\nDescription: x\n\n",
  "var/lib/dpkg/info/openssl.list": "/usr/bin/openssl\n",
};

export function debian12(): Files {
  return { ...osRelease({ ID: "debian", VERSION_ID: "12", VERSION_CODENAME: "bookworm" }), ...dpkg };
}

export function ubuntu2204(): Files {
  return { ...osRelease({ ID: "ubuntu", VERSION_ID: "22.04", VERSION_CODENAME: "jammy" }), ...dpkg };
}

/** A package of Python's beside whatever else an image has. */
export const pythonPackage: Files = {
  "usr/lib/python3.12/site-packages/left_pad-1.0.dist-info/METADATA":
    "Metadata-Version: 2.1\nName: left-pad\nVersion: 1.0\n\n",
};

const refs = {
  main: "7f2c0c5e-5a5b-4a5e-9a51-0d3c0a1b2c3d",
  community: "7f2c0c5e-5a5b-4a5e-9a51-0d3c0a1b2c3e",
};

function lineOf(updater: string, ref: string, kind: string): object {
  return {
    Updater: updater,
    Fingerprint: `of ${updater}`,
    Date: new Date().toISOString(),
    Ref: ref,
    Kind: kind,
  };
}

/** As Clair's own parser of Alpine's data leaves it: without a rating. */
export function alpineVulnerability(
  name: string,
  fixedIn: string,
  repository: "main" | "community" = "main",
): object {
  const updater = `alpine-${repository}-v3.20-updater`;
  return {
    ...lineOf(updater, refs[repository], "vulnerability"),
    Vuln: {
      updater,
      name,
      description: "made for a test",
      issued: "2026-11-01T00:00:00Z",
      links: `https://www.cve.org/CVERecord?id=${name}`,
      normalized_severity: "Unknown",
      package: { name: repository === "main" ? "openssl" : "zsh", kind: "source" },
      distribution: {
        did: "alpine",
        name: "Alpine Linux",
        version_id: "3.20",
        pretty_name: "Alpine Linux v3.20",
      },
      fixed_in_version: fixedIn,
    },
  };
}

export function nvdRating(name: string, baseScore: number): object {
  return {
    ...lineOf("clair.cvss", "7f2c0c5e-5a5b-4a5e-9a51-0d3c0a1b2c3f", "enrichment"),
    Enrichment: { Tags: [name], Enrichment: { version: "3.1", baseScore } },
  };
}
