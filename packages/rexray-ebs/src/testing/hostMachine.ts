import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BootPhase } from "@ballast/contracts";
import { linuxBootScript } from "@ballast/ecs";
import { RootMachine, type RootRun, type RootScripts } from "@ballast/testing/root";
import { hostScript } from "../hostScript.ts";

export const path = "/mnt/ballast/mysql";
const volumeId = "vol-0123456789abcdef0";
/** The device by the volume's id, as udev names it on Nitro. */
export const link = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0";
export const script = linuxBootScript({
  clusterName: "main",
  attributes: { "ballast.volume": "rexray-ebs-dev-mysql" },
  steps: [
    {
      name: "mysql",
      phase: BootPhase.BeforeAgent,
      script: hostScript({ region: "eu-central-1", volumeId, path }),
    },
  ],
});

/** EC2 as far as one volume goes. It answers the script's own queries, and no others. $STATE/holder is who has it. */
const aws = `
case "$*" in
  "ec2 describe-volumes --volume-ids ${volumeId} --query Volumes[0].Attachments[0].[InstanceId,State,Device] --output text")
    if [ -s "$STATE/busy" ]; then
      sed --in-place 1d "$STATE/busy"
      printf 'i-0old\\tattached\\t/dev/sdf\\n'
    elif [ -e "$STATE/throttled" ]; then
      rm "$STATE/throttled"
      echo 'An error occurred (RequestLimitExceeded)' >&2
      exit 254
    else cat "$STATE/holder" 2> /dev/null || echo None; fi ;;
  "ec2 describe-volumes --volume-ids ${volumeId} --query Volumes[0].SnapshotId --output text")
    cat "$STATE/snapshot" 2> /dev/null || echo ;;
  "ec2 attach-volume --volume-id ${volumeId} --instance-id i-0new --device /dev/sdf")
    if [ -e "$STATE/refused" ]; then rm "$STATE/refused"; echo IncorrectState >&2; exit 255; fi
    printf 'i-0new\\tattached\\t/dev/sdf\\n' > "$STATE/holder"
    [ -e "$STATE/late" ] || bash -e /stand/naming.sh ;;
  "cloudwatch put-metric-data "*)
    if [ -s "$STATE/busy-cloudwatch" ]; then
      sed --in-place 1d "$STATE/busy-cloudwatch"
      echo 'An error occurred (Throttling)' >&2
      exit 254
    fi ;;
  *) echo "not a call that this stand-in knows: $*" >&2; exit 252 ;;
esac`;
const curl = `
case "$*" in
  *"--request PUT"*/latest/api/token) echo token ;;
  *"X-aws-ec2-metadata-token: token"*/latest/meta-data/instance-id) echo i-0new ;;
  *) exit 22 ;;
esac`;
/** A device that is late appears while the script sleeps; one that never appears, does not. */
const sleep = `
if [ -s "$STATE/late" ] && [ -e "$STATE/holder" ]; then
  sed --in-place 1d "$STATE/late"
  [ -s "$STATE/late" ] || bash -e /stand/naming.sh
fi`;

export interface HostRun extends RootRun {
  /** Device numbers, type and options of what is mounted at the path; empty if nothing is. */
  mounted: string;
}

/** An instance whose volume is the disk `volume`: everything but EC2, systemd and time is real. */
export class HostMachine extends RootMachine {
  /** Bash that names devices as udev would, once the volume is attached. */
  naming = `ln -sfn "../../$(basename "$DISK_VOLUME")" ${link}`;

  constructor() {
    super({ aws, curl, sleep, dnf: "exit 1" });
  }

  /**
   * First boot: cloud-init runs the script.
   *
   * @param then - bash that looks at the machine afterwards.
   * @param earlier - bash that names devices that are there before the volume.
   */
  start(then = "", earlier = ""): HostRun {
    const attached = this.file("stand/state/holder") !== undefined;
    return this.#seen({
      script,
      udev: attached ? `${earlier}\n${naming}` : earlier,
      then: `${look}\n${then}`,
    });
  }

  /** A later boot: systemd mounts what fstab names, and runs the boot script again if there is one. */
  restart(then = ""): HostRun {
    const again =
      "[ ! -e /opt/ballast/boot.sh ] || bash /opt/ballast/boot.sh 2>&1 | cat > /stand/reboot.log || true";
    return this.#seen({ udev: naming, then: `mount --all\n${again}\n${look}\n${then}` });
  }

  /** A later boot that ends without unmounting anything, when `then` is done. */
  crash(then: string): HostRun {
    const file = this.fileOf("volume");
    const run = this.restart(`${then}\ncp --sparse=always /proc/1/root${file} /proc/1/root${file}.crashed`);
    renameSync(`${file}.crashed`, file);
    return run;
  }

  /** The successor of this instance, which has the same disks and none of its files. */
  replaceHost(): void {
    for (const name of ["etc", "opt", "stand/state"])
      rmSync(join(this.root, name), { recursive: true, force: true });
    for (const name of ["etc/ecs", "etc/systemd/system", "stand/state"])
      mkdirSync(join(this.root, name), { recursive: true });
  }

  /** Runs bash with the volume as $DISK_VOLUME, on a machine that does nothing else. */
  prepare(bash: string): string {
    return this.boot({ then: bash }).then;
  }

  /**
   * Puts files on the volume's file system, of every kind that a copy could lose.
   *
   * @returns their inventory.
   */
  fill(): string {
    return this.prepare(`mkdir -p ${path}; mount "$DISK_VOLUME" ${path}
      mkdir ${path}/db; head -c 3000000 /dev/urandom > ${path}/db/ibdata1; echo text > "${path}/a file"
      ln -s db/ibdata1 ${path}/link; chmod 0750 ${path}/db; chown 999:999 ${path}/db/ibdata1; ${inventory}`);
  }

  /** Puts something into the state that the stand-ins read. */
  set(name: string, text: string): void {
    this.write(`stand/state/${name}`, text);
  }

  #seen(scripts: RootScripts): HostRun {
    this.write("stand/naming.sh", this.naming);
    const run = this.boot(scripts);
    const [mounted = "", ...rest] = run.then.split("\n");
    return { ...run, mounted, then: rest.join("\n") };
  }
}

const naming = "bash -e /stand/naming.sh";
const look = `findmnt --noheadings --output FSTYPE,OPTIONS --mountpoint ${path} || echo`;

/** Names, kinds, modes, owners, links and contents of all files of the volume. */
export const inventory = `cd ${path} && find . -path ./lost+found -prune -o -printf '%p %y %m %U:%G %l\\n' | sort && find . -type f -print0 | sort -z | xargs -0r sha1sum; cd /`;
