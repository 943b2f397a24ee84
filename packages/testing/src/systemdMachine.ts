import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { linuxUnits, type LinuxUnit } from "./linuxUnits.ts";

/** The image's units, by the documented order; what they run is a stand-in. */
const units: Record<string, string> = {
  "start.target": `[Unit]\nWants=${Object.keys(linuxUnits).join(" ")} multi-user.target\n`,
  "sysinit.target": "[Unit]\n",
  "basic.target": "[Unit]\n",
  "shutdown.target": "[Unit]\n",
  "multi-user.target": "[Unit]\n",
  ...Object.fromEntries(Object.entries(linuxUnits).map(([name, unit]) => [name, service(name, unit)])),
};

function service(name: string, { after, requires, wants, restartSeconds }: LinuxUnit): string {
  const order = { After: after, Requires: requires, Wants: wants };
  const lines = Object.entries(order).filter(([, names]) => names.length > 0);
  return `[Unit]
${lines.map(([key, names]) => `${key}=${names.join(" ")}`).join("\n")}
[Service]
Type=oneshot
RemainAfterExit=yes
${restartSeconds === undefined ? "" : `Restart=on-failure\nRestartSec=${restartSeconds}s\n`}ExecStart=${name.replace(/^(cloud-\w+)\.service$/, "$1")}
`;
}

/**
 * A machine that the real systemd boots, as process 1 of namespaces of its own, from a copy of /etc. Needs root. Its units and
 * the commands that would change a machine are stand-ins; each writes its name and arguments to `calls`.
 */
export class SystemdMachine {
  readonly #folder = mkdtempSync(join(tmpdir(), "systemd-"));
  readonly #calls = join(this.#folder, "calls");
  readonly #bin = join(this.#folder, "bin");
  #process: ChildProcess | undefined;

  /** @param commands Bodies in bash, by name; they see the folder as $STATE. */
  constructor(commands: Record<string, string> = {}) {
    const etc = join(this.#folder, "etc");
    for (const folder of [this.#bin, join(this.#folder, "opt"), join(this.#folder, "log")]) mkdirSync(folder);
    const { status, stderr } = spawnSync("cp", ["--archive", "/etc", etc], { encoding: "utf8" });
    if (status !== 0) throw new Error(`copying /etc failed: ${stderr}`);
    rmSync(join(etc, "systemd/system"), { recursive: true, force: true });
    mkdirSync(join(etc, "systemd/system"), { recursive: true });
    // The folder for the image's own units, because units in systemd/system cannot be masked.
    mkdirSync(join(etc, "systemd/vendor"));
    mkdirSync(join(etc, "systemd/system.conf.d"), { recursive: true });
    const path = `${this.#bin}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`;
    writeFileSync(
      join(etc, "systemd/system.conf.d/test.conf"),
      `[Manager]\nDefaultEnvironment=PATH=${path} STATE=${this.#folder}\n`,
    );
    for (const [name, text] of Object.entries(units))
      writeFileSync(
        join(etc, "systemd/vendor", name),
        text.replace(/^ExecStart=(.*)$/m, `ExecStart=${this.#bin}/$1`),
      );
    const standIns = {
      "cloud-init": `! head -n 1 "$STATE/user-data" | grep -q '^#cloud-boothook' || bash "$STATE/user-data"`,
      "cloud-final": `head -n 1 "$STATE/user-data" | grep -q '^#cloud-boothook' || [ -e "$STATE/launched" ] || { touch "$STATE/launched"; bash "$STATE/user-data"; }`,
      "docker.service": 'touch "$STATE/docker-runs"',
      "ecs.service":
        '[ -e "$STATE/docker-runs" ] || exit 1; touch /run/registered; cat /etc/ecs/ecs.config >> "$STATE/calls"',
      // The agent's introspection answers once the instance is registered. There is no instance metadata.
      curl: 'case "$*" in *:51678/*) [ -e /run/registered ] && exit ;; esac; exit 7',
      shutdown: "",
      ...commands,
    };
    for (const [name, body] of Object.entries(standIns)) {
      writeFileSync(join(this.#bin, name), `#!/bin/bash\necho "${name} $*" >> "${this.#calls}"\n${body}\n`);
      chmodSync(join(this.#bin, name), 0o755);
    }
  }

  /** Starts the machine, and waits until a call is made, at most so long. */
  async start(userData: string, until: string, seconds: number): Promise<void> {
    writeFileSync(this.#calls, "");
    writeFileSync(join(this.#folder, "user-data"), userData);
    rmSync(join(this.#folder, "docker-runs"), { force: true });
    const mounts = [
      "set -e",
      "mount --make-rprivate /",
      "mount -t tmpfs tmpfs /run",
      `mount --bind ${this.#folder}/etc /etc`,
      `mount --bind ${this.#folder}/opt /opt`,
      `mount --bind ${this.#folder}/log /var/log`,
      "export container=lxc SYSTEMD_UNIT_PATH=/etc/systemd/system:/etc/systemd/vendor",
      "exec /lib/systemd/systemd --system --unit=start.target --show-status=no --log-target=console --log-level=warning",
    ];
    this.#process = spawn(
      "unshare",
      ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child=SIGKILL", "bash", "-c", mounts.join("\n")],
      { stdio: ["ignore", "ignore", "pipe"] },
    );
    let errors = "";
    this.#process.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
    for (let waited = 0; waited < seconds * 10; waited += 1) {
      if (this.calls.some((call) => call.startsWith(until))) return;
      if (this.#process.exitCode !== null) throw new Error(`systemd did not start: ${errors}`);
      await setTimeout(100);
    }
  }

  get calls(): string[] {
    if (!existsSync(this.#calls)) return [];
    return readFileSync(this.#calls, "utf8")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  }

  get log(): string {
    const path = join(this.#folder, "log/ballast-boot.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  async stop(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGKILL");
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
