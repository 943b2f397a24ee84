import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { advisory, oval, updateinfo, vex, vulnerable } from "./vendorDocuments.ts";

// What the vendors' servers give Clair (claircore v1.5.48: alpine, debian, ubuntu, aws, rhel/vex and enricher/cvss), in their formats and under
// their addresses, with one vulnerability of OpenSSL each.

export interface Answer {
  body: string | Buffer;
  headers?: Record<string, string>;
}

export const redHatHosts = ["security.access.redhat.com"];
export const contentSet = "rhel-9-for-x86_64-baseos-rpms";

const json = (value: unknown): Answer => ({
  body: JSON.stringify(value),
  headers: { "content-type": "application/json" },
});
const xml = (body: string): Answer => ({
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  headers: { "content-type": "application/xml" },
});

/** @param url `<host>/<path>`. @returns undefined for what is not there. */
export function answerOf(url: string): Answer | undefined {
  // Alpine's releases are looked for one by one, from 3.3 on.
  const minor = /^secdb\.alpinelinux\.org\/v3\.(\d+)\/$/.exec(url)?.[1];
  if (minor !== undefined) return Number(minor) >= 3 && Number(minor) <= 20 ? { body: "" } : undefined;
  const year = /^nvd\.nist\.gov\/feeds\/json\/cve\/2\.0\/nvdcve-2\.0-(\d{4})\.(meta|json\.gz)$/.exec(url);
  if (year) return ratingsOf(Number(year[1]), year[2] === "meta");
  return answers[url]?.();
}

const secdb = (reponame: string, name: string, secfixes: Record<string, string[]>) => () =>
  json({
    apkurl: "{{urlprefix}}/{{distroversion}}/{{reponame}}/{{arch}}/{{pkg.name}}-{{pkg.ver}}.apk",
    ...{
      archs: ["x86_64"],
      reponame,
      urlprefix: "https://dl-cdn.alpinelinux.org/alpine",
      distroversion: "v3.20",
    },
    packages: [{ pkg: { name, secfixes } }],
  });

const metrics = "security.access.redhat.com/data/metrics";
const mirror = "cdn.amazonlinux.com/al2023/core/guids/0a1b/x86_64";

const answers: Record<string, () => Answer> = {
  "secdb.alpinelinux.org/last-update": () => ({ body: "2026-11-28T00:00:00+00:00\n" }),
  "secdb.alpinelinux.org/v3.20/main.json": secdb("main", "openssl", {
    [vulnerable.alpine.fixedIn]: [vulnerable.alpine.name],
  }),
  "secdb.alpinelinux.org/v3.20/community.json": secdb("community", "zsh", { "5.9-r1": ["CVE-2026-1000"] }),

  "deb.debian.org/debian/dists/": () => ({
    body: '<pre><a href="../">../</a>\n<a href="bookworm/">bookworm/</a>\n<a href="sid/">sid/</a></pre>',
  }),
  "deb.debian.org/debian/dists/bookworm/Release": () => ({
    body: "Origin: Debian\nLabel: Debian\nSuite: oldstable\nVersion: 12.12\nCodename: bookworm\n",
  }),
  "security-tracker.debian.org/tracker/data/json": () => ({
    ...json({
      openssl: {
        [vulnerable.debian.name]: {
          description: "made for a test",
          scope: "remote",
          releases: {
            bookworm: {
              ...{ status: "resolved", repositories: { bookworm: vulnerable.debian.fixedIn } },
              ...{ fixed_version: vulnerable.debian.fixedIn, urgency: "not yet assigned" },
            },
          },
        },
      },
    }),
    headers: { "last-modified": "Fri, 27 Nov 2026 10:00:00 GMT" },
  }),

  "api.launchpad.net/1.0/ubuntu/series": () =>
    json({ start: 0, total_size: 1, entries: [{ active: true, name: "jammy", version: "22.04" }] }),
  "security-metadata.canonical.com/oval/com.ubuntu.jammy.cve.oval.xml": () => ({
    ...xml(oval),
    headers: { etag: '"0a"', "content-type": "application/xml" },
  }),

  "cdn.amazonlinux.com/al2023/core/mirrors/latest/x86_64/mirror.list": () => ({
    body: `https://${mirror}\n`,
  }),
  [`${mirror}/repodata/repomd.xml`]: () =>
    xml(`<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
  <revision>1764288000</revision>
  <data type="updateinfo">
    <checksum type="sha256">${createHash("sha256").update(updateinfo).digest("hex")}</checksum>
    <location href="repodata/updateinfo.xml.gz"/>
    <timestamp>1764288000</timestamp>
  </data>
</repomd>`),
  [`${mirror}/repodata/updateinfo.xml.gz`]: () => ({ body: gzipSync(updateinfo) }),

  [`${metrics}/repository-to-cpe.json`]: () => ({
    ...json({ data: { [contentSet]: { cpes: ["cpe:/o:redhat:enterprise_linux:9::baseos"] } } }),
    headers: { "last-modified": "Fri, 27 Nov 2026 10:00:00 GMT" },
  }),
  [`${metrics}/container-name-repos-map.json`]: () => ({
    ...json({ data: {} }),
    headers: { "last-modified": "Fri, 27 Nov 2026 10:00:00 GMT" },
  }),
  [`${vex}/archive_latest.txt`]: () => ({ body: "csaf_vex_2026-11-27.tar.zst" }),
  [`${vex}/changes.csv`]: () => ({
    body: '"2026/cve-2026-1005.json","2026-11-26T10:00:00+00:00"\n',
    headers: { etag: '"0b"' },
  }),
  [`${vex}/deletions.csv`]: () => ({ body: "", headers: { etag: '"0c"' } }),
  [`${vex}/csaf_vex_2026-11-27.tar.zst`]: () => ({
    body: zstdCompressSync(archiveOf("2026/cve-2026-1005.json", JSON.stringify(advisory))),
    headers: { "last-modified": "Fri, 27 Nov 2026 10:00:00 GMT" },
  }),
};

/** A year of the NVD, which rates what Alpine and Debian leave without a rating. */
function ratingsOf(year: number, isMeta: boolean): Answer {
  const rated = year === 2026 ? [vulnerable.alpine.name, vulnerable.debian.name] : [];
  const feed = JSON.stringify({
    ...{
      resultsPerPage: rated.length,
      startIndex: 0,
      totalResults: rated.length,
      format: "NVD_CVE",
      version: "2.0",
    },
    vulnerabilities: rated.map((id) => ({
      cve: {
        ...{ id, vulnStatus: "Analyzed" },
        metrics: {
          cvssMetricV31: [
            {
              ...{ source: "nvd@nist.gov", type: "Primary" },
              cvssData: {
                ...{ version: "3.1", vectorString: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
                ...{ baseScore: 9.8, baseSeverity: "CRITICAL" },
              },
            },
          ],
        },
      },
    })),
  });
  if (!isMeta) return { body: gzipSync(feed) };
  const sha256 = createHash("sha256").update(feed).digest("hex").toUpperCase();
  return {
    body: `lastModifiedDate:2026-11-27T10:00:00-05:00\r\nsize:${feed.length}\r\nsha256:${sha256}\r\n`,
  };
}

/** A tar archive of one file. */
function archiveOf(path: string, text: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  try {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
    return execFileSync("tar", ["-cf", "-", "-C", folder, path]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
