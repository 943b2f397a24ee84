/**
 * `npm run test:root [pattern…]`: runs boot scripts on real block devices and mounts, in namespaces of their own. Refuses
 * to run where something that they need is missing; it skips nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { runJest } from "./jest.ts";
import { pythonEnvironments, pythonWith } from "./pythonEnvironment.ts";

/** Debian's packages with the programs that the tests run, by one program of each. */
const packages = {
  losetup: "mount",
  unshare: "util-linux",
  "mkfs.ext4": "e2fsprogs",
  "mkfs.xfs": "xfsprogs",
  "mkfs.btrfs": "btrfs-progs",
  "mkfs.vfat": "dosfstools",
  sfdisk: "fdisk",
  pvcreate: "lvm2",
  cryptsetup: "cryptsetup-bin",
  perl: "perl-base",
  mariadbd: "mariadb-server-core",
  mariadb: "mariadb-client-core",
  ip: "iproute2",
  curl: "curl",
  mcs: "mono-mcs",
  mono: "mono-runtime",
};

function ends(command: string, ...args: string[]): { ok: boolean; message: string } {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  return { ok: status === 0, message: error?.message ?? stderr.trim() };
}

function missing(): string[] {
  if (process.getuid?.() !== 0) return ['You are not root. Run: sudo env PATH="$PATH" npm run test:root'];
  const absent = Object.entries(packages).filter(
    ([program]) => !ends("sh", "-c", `command -v ${program}`).ok,
  );
  if (absent.length > 0) {
    const names = [...new Set(absent.map(([, name]) => name))].join(" ");
    return [
      `${absent.map(([program]) => program).join(", ")} missing. On Debian and Ubuntu: apt-get install ${names}`,
    ];
  }
  const folder = mkdtempSync(join(tmpdir(), "ballast-root-"));
  const file = join(folder, "disk");
  writeFileSync(file, "");
  truncateSync(file, 1024 * 1024);
  const checks = {
    "mount and process namespaces": ends(
      "unshare",
      ...["--mount", "--pid", "--fork", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", folder],
    ),
    "loop devices": ends("sh", "-c", `device=$(losetup --find --show ${file}) && losetup --detach "$device"`),
  };
  rmSync(folder, { recursive: true });
  return Object.entries(checks)
    .filter(([, { ok }]) => !ok)
    .map(([name, { message }]) => `This machine has no ${name}: ${message}`);
}

process.env["PATH"] += ":/usr/sbin:/sbin";
const problems = missing();
if (problems.length > 0) {
  console.error(["The root tests cannot run.", ...problems].join("\n"));
  process.exitCode = 1;
} else {
  // The real one.
  process.env["BALLAST_AWS"] = join(dirname(pythonWith(pythonEnvironments.commandLine)), "aws");
  process.exitCode = runJest("root");
}
