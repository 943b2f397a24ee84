import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BootPhase } from "@ballast/contracts";
import { linuxBootScript } from "@ballast/ecs";
import {
  RootMachine,
  type RootRun,
  type RootScripts,
  type World,
  type WorldVolume,
} from "@ballast/testing/root";
import { hostScript, type HostVolume } from "../hostScript.ts";

export const path = "/mnt/ballast/mysql";
export const volumeId = "vol-0123456789abcdef0";
/** The device by the volume's id, as udev names it on Nitro. */
export const link = "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123456789abcdef0";
/** User data of a host with the volume. */
export function userData(more: Partial<HostVolume> = {}): string {
  const script = hostScript({ region: "eu-central-1", volumeId, path, ...more });
  return linuxBootScript({
    clusterName: "main",
    attributes: { "ballast.volume": "rexray-ebs-dev-mysql" },
    steps: [{ name: "mysql", phase: BootPhase.BeforeAgent, script }],
  });
}
export const script = userData();

export interface HostRun extends RootRun {
  /** Device numbers, type and options of what is mounted at the path; empty if nothing is. */
  mounted: string;
}

/** An instance whose volume is the disk `volume`. Only EC2, systemd and time are simulated. */
export class HostMachine extends RootMachine {
  /** Bash that names devices as udev would, once the volume is attached. */
  naming = `ln -sfn "../../$(basename "$DISK_VOLUME")" ${link}`;
  /** The simulated EC2 state of the volume. A test changes it. */
  readonly volume: WorldVolume = { holders: [] };
  readonly world: World = {
    instanceId: "i-0new",
    region: "eu-central-1",
    volumes: { [volumeId]: this.volume },
    faults: [],
  };
  /** The script that cloud-init runs. A test changes it. */
  userData = script;
  /** Path of the real AWS command line. */
  aws: string | undefined;

  constructor() {
    super({ dnf: "exit 1" });
  }

  /**
   * First boot: cloud-init runs the script.
   *
   * @param then - bash that looks at the machine afterwards.
   * @param earlier - bash that names devices that are there before the volume.
   */
  start(then = "", earlier = ""): HostRun {
    return this.#seen({ script: this.userData, udev: earlier, then: `${look}\n${then}` });
  }

  /**
   * A later boot: systemd mounts what fstab names, and runs the boot script again if there is one. What fstab marks as `nofail` may fail
   * (systemd.mount(5)): a volume that was refused because it cannot be mounted cannot be mounted then either.
   */
  restart(then = ""): HostRun {
    const again =
      "[ ! -e /opt/ballast/boot.sh ] || bash /opt/ballast/boot.sh 2>&1 | cat > /stand/reboot.log || true";
    return this.#seen({ then: `mount --all > /stand/mounts.log 2>&1 || true\n${again}\n${look}\n${then}` });
  }

  /** A later boot that ends without unmounting anything, when `then` is done. */
  crash(then: string): HostRun {
    const file = this.fileOf("volume");
    const run = this.restart(`${then}\ncp --sparse=always /proc/1/root${file} /proc/1/root${file}.crashed`);
    renameSync(`${file}.crashed`, file);
    return run;
  }

  /** Replaces the instance by one with the same disks but without the other files. */
  replaceHost(): void {
    for (const name of ["etc", "opt", "stand/state"])
      rmSync(join(this.root, name), { recursive: true, force: true });
    for (const name of ["etc/ecs", "etc/systemd/system", "stand/state"])
      mkdirSync(join(this.root, name), { recursive: true });
  }

  /** Runs bash with the volume as $DISK_VOLUME, without booting the host. */
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

  #seen(scripts: RootScripts): HostRun {
    this.write("stand/naming.sh", this.naming);
    const run = this.boot({
      ...scripts,
      world: this.world,
      ...(this.aws !== undefined && { aws: this.aws }),
    });
    const [mounted = "", ...rest] = run.then.split("\n");
    return { ...run, mounted, then: rest.join("\n") };
  }
}

const look = `findmnt --noheadings --output FSTYPE,OPTIONS --mountpoint ${path} || echo`;

/** Names, kinds, modes, owners, links and contents of all files of the volume. */
export const inventory = `cd ${path} && find . -path ./lost+found -prune -o -printf '%p %y %m %U:%G %l\\n' | sort && find . -type f -print0 | sort -z | xargs -0r sha1sum; cd /`;
