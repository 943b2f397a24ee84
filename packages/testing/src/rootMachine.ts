import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BootRun } from "./bootSandbox.ts";
import type { World, WorldLog } from "./ec2/world.ts";

export { FaultKind, type Fault, type World, type WorldLog, type WorldVolume } from "./ec2/world.ts";

export interface RootRun extends BootRun {
  /** The output of `then`. */
  then: string;
  /** The calls that EC2 received; undefined without a world. */
  world: WorldLog | undefined;
}

export interface RootScripts {
  /** Bash that runs when the machine has started, as udev would: $DISK_<NAME> is a disk's device. */
  udev?: string;
  /** The boot script; it ends with any status. */
  script?: string;
  /** Bash that looks at the machine afterwards; it must succeed. */
  then?: string;
  /**
   * EC2's API and the metadata service, as HTTP servers in a network of the machine's own. Time then passes only by waiting and
   * by calls; and `bash /stand/naming.sh VOLUME` runs when a volume's device appears.
   */
  world?: World;
  /** The real AWS command line, by its path: in place of the stand-in, with a world. */
  aws?: string;
}

const mib = 1024 * 1024;

/**
 * A machine for boot scripts that need root: a folder is its /, files are its disks, on loop devices. Everything but the
 * stand-ins is real: the kernel's block devices and mounts, mkfs, blkid, mount. Needs root; see `npm run test:root`.
 *
 * Each run has mount and process namespaces of its own, so it is a reboot: mounts are gone, files and disks stay. Its end,
 * a violent one as well, detaches the loop devices, because nothing else holds them.
 */
export class RootMachine {
  readonly #folder = mkdtempSync(join(tmpdir(), "root-machine-"));
  readonly root = join(this.#folder, "root");
  readonly #disks = new Map<string, string>();

  /** @param commands - see `stand`. */
  constructor(commands: Record<string, string> = {}) {
    for (const folder of [
      "stand/bin",
      "stand/state",
      "etc/ecs",
      "etc/systemd/system",
      "var/log",
      "mnt",
      "opt",
      "run",
      "tmp",
      "root",
    ])
      mkdirSync(join(this.root, folder), { recursive: true });
    // Waiting, services and power are for real machines.
    this.stand({ sleep: "", systemctl: "", shutdown: "", ...commands });
  }

  /**
   * Adds or changes commands of the test in place of the machine's, by their names. Each is a bash body; it gets the
   * arguments, and may keep state in $STATE.
   */
  stand(commands: Record<string, string>): void {
    for (const [name, body] of Object.entries(commands)) {
      const command = `stand/bin/${name}`;
      this.write(command, `#!/bin/bash\necho "${name} $*" >> "$CALLS"\n${body}\n`);
      chmodSync(join(this.root, command), 0o755);
    }
  }

  /**
   * Adds a disk of zeros, or makes one larger.
   *
   * @returns the path of its file.
   */
  disk(name: string, sizeMib: number): string {
    const path = join(this.#folder, `${name}.disk`);
    const file = openSync(path, existsSync(path) ? "r+" : "w+");
    ftruncateSync(file, sizeMib * mib);
    closeSync(file);
    this.#disks.set(name, path);
    return path;
  }

  /** Adds a disk with the same bytes as another. */
  clone(name: string, as: string): void {
    const path = join(this.#folder, `${as}.disk`);
    copyFileSync(this.fileOf(name), path);
    this.#disks.set(as, path);
  }

  /** The file that is a disk. */
  fileOf(name: string): string {
    const path = this.#disks.get(name);
    if (path === undefined) throw new Error(`There is no disk "${name}".`);
    return path;
  }

  /** A sum over every byte of a disk. */
  sum(name: string): string {
    const hash = createHash("sha1");
    const file = openSync(this.fileOf(name), "r");
    const buffer = Buffer.alloc(4 * mib);
    for (let read; (read = readSync(file, buffer)) > 0;) hash.update(buffer.subarray(0, read));
    closeSync(file);
    return hash.digest("hex");
  }

  /** Starts the machine and runs scripts on it. */
  boot({ udev = "", script, then = "", world, aws }: RootScripts): RootRun {
    this.write("stand/calls", "");
    this.write("stand/udev.sh", udev);
    this.write("stand/then.sh", then);
    for (const name of ["script.sh", "ready", "world.json", "log.json"])
      rmSync(join(this.root, "stand", name), { force: true });
    if (script !== undefined) this.write("stand/script.sh", script);
    if (world) this.#meet(world, aws);
    const disks = [...this.#disks].flatMap(([name, path]) => [name, path]);
    const unshare = ["--mount", "--pid", "--net", "--fork", "--kill-child", "--propagation", "private"];
    const { status, stderr, error } = spawnSync(
      "timeout",
      ["120", "unshare", ...unshare, "bash", "-c", launcher, "launcher", this.root, ...disks],
      {
        encoding: "utf8",
        stdio: ["ignore", "ignore", "pipe"],
        env: {
          ...process.env,
          REAL_AWS: aws ?? "",
          NODE: process.execPath,
          SERVER: join(__dirname, "ec2/server.ts"),
        },
      },
    );
    if (error) throw error;
    if (status !== 0)
      throw new Error(`The machine ended with ${status}: ${stderr}\n${this.file("stand/then.log")}`);
    const log = this.file("stand/log.json");
    return {
      status: script === undefined ? null : Number(this.file("stand/status")),
      output: script === undefined ? "" : (this.file("stand/output") ?? ""),
      calls: (this.file("stand/calls") ?? "").split("\n").filter((line) => line !== ""),
      then: this.file("stand/then.log") ?? "",
      world: log === undefined ? undefined : (JSON.parse(log) as WorldLog),
    };
  }

  #meet(world: World, aws: string | undefined): void {
    this.write("stand/world.json", JSON.stringify(world));
    this.write("stand/uptime", "0.00 0.00\n");
    this.write("etc/hosts", "");
    this.write("etc/nsswitch.conf", "hosts: files\n");
    this.stand({
      sleep: 'exec curl --silent "http://127.0.0.1:8001/$1"',
      // Timeouts are shortened to a twentieth.
      timeout: 'exec /usr/bin/timeout "$(awk -v seconds="$1" \'BEGIN { print seconds / 20 }\')" "${@:2}"',
      aws: aws === undefined ? 'exec /stand/aws.pl "$@"' : `exec ${aws} "$@"`,
    });
    copyFileSync(join(__dirname, "ec2/aws.pl"), join(this.root, "stand/aws.pl"));
    chmodSync(join(this.root, "stand/aws.pl"), 0o755);
  }

  /** A file of the machine; undefined if there is none. */
  file(path: string): string | undefined {
    const inside = join(this.root, path);
    return existsSync(inside) ? readFileSync(inside, "utf8") : undefined;
  }

  /** Writes a file of the machine. */
  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The first process of the machine. Arguments: the folder of its /, then name and file of each disk. */
const launcher = `
set -euo pipefail
root=$1
shift
cd /
for folder in bin sbin lib lib32 lib64 libx32 usr; do
  if [ -L "/$folder" ]; then ln -sfn "$(readlink "/$folder")" "$root/$folder"
  elif [ -d "/$folder" ]; then mkdir -p "$root/$folder"; mount --bind "/$folder" "$root/$folder"; fi
done
if [[ $REAL_AWS = */bin/aws && -e $REAL_AWS ]]; then
  # Where Python and its packages are, under the same paths.
  for folder in "$(dirname "$(dirname "$REAL_AWS")")" "$("$(dirname "$REAL_AWS")/python" -c 'import sys; print(sys.base_prefix)')"; do
    case "$folder" in /usr | /usr/*) continue ;; esac
    mkdir -p "$root$folder"
    mount --bind "$folder" "$root$folder"
  done
fi
for name in alternatives mke2fs.conf ld.so.cache; do
  if [ -e "/etc/$name" ] && [ ! -e "$root/etc/$name" ]; then cp --archive "/etc/$name" "$root/etc/"; fi
done
ln -sfn /proc/self/mounts "$root/etc/mtab"
mkdir -p "$root/proc" "$root/sys" "$root/dev"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir -p "$root/dev/disk/by-id" "$root/dev/shm"
cp --archive /dev/null /dev/zero /dev/full /dev/random /dev/urandom "$root/dev/"
ln -s /proc/self/fd "$root/dev/fd"
touch "$root/stand/console"
ln -s /stand/console "$root/dev/console"
while [ $# -gt 0 ]; do
  # Detached while this process still has it open: the kernel frees it when the last process that uses it ends.
  device=$(losetup --find --show --partscan "$2")
  exec {held}< "$device"
  losetup --detach "$device"
  blockdev --setrw "$device" # An earlier user's setting stays with the device's number.
  cp --archive "$device" "$root/dev/"
  declare -x "DISK_$(echo "$1" | tr a-z A-Z)=$device"
  shift 2
done
if [ -e "$root/stand/world.json" ]; then
  touch "$root/stand/uptime"
  mount --bind "$root/stand/uptime" "$root/proc/uptime"
  ip link set lo up
  ip address add 169.254.169.254/32 dev lo
  "$NODE" --disable-warning=ExperimentalWarning "$SERVER" "$root" > "$root/stand/server.log" 2>&1 &
  for ((wait = 0; wait < 200; wait++)); do [ ! -e "$root/stand/ready" ] || break; sleep 0.05; done
  [ -e "$root/stand/ready" ] || { cat "$root/stand/server.log" >&2; exit 1; }
  export AWS_ENDPOINT_URL=http://aws.test:8000 AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example AWS_RETRY_MODE=standard
fi
export PATH=/stand/bin:/usr/sbin:/usr/bin:/sbin:/bin STATE=/stand/state CALLS=/stand/calls LC_ALL=C
inside() { chroot "$root" /bin/bash "$@"; }
inside -e /stand/udev.sh >&2
if [ -e "$root/stand/script.sh" ]; then
  echo 137 > "$root/stand/status" # Unless something ends all processes but this one, as a loss of power does.
  # The pipe ends when the last process has, tee included. As systemd does, units that were started without waiting run afterwards.
  {
    inside /stand/script.sh 2>&1 && status=0 || status=$?
    for unit in $(sed -n 's/^systemctl start --no-block //p' "$root/stand/calls"); do
      [ "$status" = 0 ] || break
      command=$(sed -n 's/^ExecStart=//p' "$root/etc/systemd/system/$unit")
      inside "$command" 2>&1 && status=0 || status=$?
    done
    echo "$status" > "$root/stand/status"
  } | cat > "$root/stand/output" || true
fi
inside -e /stand/then.sh > "$root/stand/then.log" 2>&1
`;
