import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alpine, osRelease, type Files } from "./realImages.ts";
import { contentSet } from "./vendorFeeds.ts";

/** Files of small images of each distribution, each with one package of OpenSSL, as the distribution's own images have them. */
export const images: Record<string, (version: string) => Files> = {
  alpine: (version) => alpine(version),
  debian: (version) => ({
    ...osRelease({
      ...{ PRETTY_NAME: "Debian GNU/Linux 12 (bookworm)", NAME: "Debian GNU/Linux", ID: "debian" },
      ...{ VERSION_ID: "12", VERSION: "12 (bookworm)", VERSION_CODENAME: "bookworm" },
    }),
    ...dpkg(version),
  }),
  ubuntu: (version) => ({
    ...osRelease({
      ...{ PRETTY_NAME: "Ubuntu 22.04.5 LTS", NAME: "Ubuntu", ID: "ubuntu", ID_LIKE: "debian" },
      ...{ VERSION_ID: "22.04", VERSION: "22.04.5 LTS (Jammy Jellyfish)", VERSION_CODENAME: "jammy" },
    }),
    ...dpkg(version),
  }),
  amazon: (version) => ({
    ...osRelease({
      ...{ NAME: "Amazon Linux", VERSION: "2023", ID: "amzn", ID_LIKE: "fedora", VERSION_ID: "2023" },
      ...{ PRETTY_NAME: "Amazon Linux 2023", CPE_NAME: "cpe:2.3:o:amazon:amazon_linux:2023" },
    }),
    ...rpm(version),
  }),
  redHat: (version) => ({
    ...osRelease({
      ...{ NAME: "Red Hat Enterprise Linux", VERSION: "9.4 (Plow)", ID: "rhel", ID_LIKE: "fedora" },
      ...{ VERSION_ID: "9.4", PRETTY_NAME: "Red Hat Enterprise Linux 9.4 (Plow)" },
      CPE_NAME: "cpe:/o:redhat:enterprise_linux:9::baseos",
    }),
    "etc/redhat-release": "Red Hat Enterprise Linux release 9.4 (Plow)\n",
    "root/buildinfo/content_manifests/ubi9-container-9.4-1.json": JSON.stringify({
      metadata: { icm_version: 1, image_layer_index: 0 },
      content_sets: [contentSet],
    }),
    ...rpm(version),
  }),
};

function dpkg(version: string): Files {
  const fields = {
    ...{ Package: "libssl3", Status: "install ok installed", Priority: "optional", Section: "libs" },
    ...{ Maintainer: "x <x@example.com>", Architecture: "amd64", "Multi-Arch": "same", Source: "openssl" },
    ...{ Version: version, Description: "Secure Sockets Layer toolkit" },
  };
  return {
    "var/lib/dpkg/status": `${Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join("")}\n`,
    "var/lib/dpkg/info/libssl3:amd64.list": "/usr/lib/x86_64-linux-gnu/libssl.so.3\n",
  };
}

/** The database that the real rpm makes of a package that the real rpmbuild built. @param whole `<epoch>:<version>-<release>`. */
function rpm(whole: string): Files {
  const [, epoch, version, release] = /^(\d+):([^-]+)-(.+)$/.exec(whole) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "rpm-"));
  try {
    const [top, database, spec] = [
      join(folder, "top"),
      join(folder, "database"),
      join(folder, "openssl.spec"),
    ];
    mkdirSync(database);
    writeFileSync(
      spec,
      [
        ...["Name: openssl", `Epoch: ${epoch}`, `Version: ${version}`, `Release: ${release}`],
        ...["Summary: OpenSSL", "License: Apache-2.0", "%description", "OpenSSL"],
        ...[
          "%package libs",
          "Summary: Libraries of OpenSSL",
          "%description libs",
          "OpenSSL",
          "%files libs",
          "",
        ],
      ].join("\n"),
    );
    const run = (program: string, words: string[]): string =>
      execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    run("rpmbuild", ["-bb", "--target", "x86_64", "--define", `_topdir ${top}`, spec]);
    const built = readdirSync(join(top, "RPMS", "x86_64")).map((file) => join(top, "RPMS", "x86_64", file));
    const own = ["--dbpath", database, "--define", "_db_backend sqlite"];
    run("rpm", [...own, "--initdb"]);
    run("rpm", [...own, "--force-debian", "--justdb", "--nodeps", "--ignorearch", "--install", ...built]);
    return { "var/lib/rpm/rpmdb.sqlite": readFileSync(join(database, "rpmdb.sqlite")) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
