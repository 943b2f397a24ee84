import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BootPhase } from "@ballast/contracts";
import { golden } from "@ballast/testing";
import { BootSandbox } from "@ballast/testing/boot";
import { bashSyntax } from "@ballast/testing/scripts";
import { linuxBootScript } from "@ballast/ecs";
import { hostScript } from "./hostScript.ts";

const step = hostScript({
  region: "eu-central-1",
  volumeId: "vol-0123456789abcdef0",
  path: "/mnt/ballast/mysql",
});
const script = linuxBootScript({
  clusterName: "main",
  attributes: { "ballast.volume": "rexray-ebs-dev-mysql" },
  steps: [{ name: "mysql", phase: BootPhase.BeforeAgent, script: step }],
});

/** EC2 as far as one volume goes: a file says who holds it; the device appears with the attachment. */
const aws = `
case "$2" in
  describe-volumes)
    if [ -e "$STATE/busy" ]; then
      left=$(cat "$STATE/busy"); if [ "$left" -gt 0 ]; then echo $((left - 1)) > "$STATE/busy"; echo i-0old; exit; fi
      rm "$STATE/busy"
    fi
    cat "$STATE/holder" 2> /dev/null || echo None ;;
  attach-volume)
    if [ -e "$STATE/refused" ]; then rm "$STATE/refused"; echo IncorrectState >&2; exit 1; fi
    echo i-0new > "$STATE/holder"
    [ -e "$ROOT/dev/xvdf" ] || head -c 2097152 /dev/zero > "$ROOT/dev/xvdf" ;;
esac`;
const curl = `
case "$*" in *api/token*) echo token ;; *instance-id*) echo i-0new ;; *) exit 1 ;; esac`;
/** A file system is its name at the beginning of the device. */
const blkid = `
device=\${@: -1}
[ "$(head -c 3 "$device" | tr -d '\\0')" = XFS ] || exit 2
case "$*" in *UUID*) echo 1234-abcd ;; *) echo xfs ;; esac`;
const stand = {
  aws,
  curl,
  blkid,
  "mkfs.xfs": 'device=${@: -1}; printf XFS | dd of="$device" conv=notrunc status=none',
  mount: 'touch "$STATE/mounted"',
  mountpoint: '[ -e "$STATE/mounted" ]',
  xfs_growfs: "",
  dnf: "",
};

describe("the boot script of a host (F.4.7)", () => {
  let machine: BootSandbox;
  beforeEach(() => (machine = new BootSandbox(stand)));
  afterEach(() => machine.close());
  const device = (): string => join(machine.root, "dev/xvdf");
  const formatted = (calls: string[]): string[] => calls.filter((call) => call.startsWith("mkfs"));

  it("is the reviewed one, and bash", () => {
    expect(step).toBe(golden(join(__dirname, "host.golden.sh"), step));
    expect(bashSyntax(step)).toBe("fine");
  });

  it("attaches a blank volume by its id, makes a file system, mounts it, and only then lets tasks come", () => {
    const { status, output, calls } = machine.run(script);
    expect(output).not.toContain("FAILED");
    expect(status).toBe(0);
    expect(calls).toContain(
      `aws ec2 attach-volume --volume-id vol-0123456789abcdef0 --instance-id i-0new --device ${machine.root}/dev/sdf`,
    );
    expect(formatted(calls)).toEqual([`mkfs.xfs -L ballast ${device()}`]);
    const order = ["is attached", "it is blank", "is mounted at", "agent: configured", "may take tasks"];
    const positions = order.map((text) => output.indexOf(text));
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(positions.every((position) => position >= 0)).toBe(true);
    expect(machine.file("etc/ecs/ecs.config")).toContain('{"ballast.volume":"rexray-ebs-dev-mysql"}');
  });

  it("leaves a volume that has a file system as it is", () => {
    writeFileSync(device(), `XFS${"the data".repeat(1000)}`);
    const before = readFileSync(device());
    const { status, output, calls } = machine.run(script);
    expect(status).toBe(0);
    expect(output).toContain("it has a file system (xfs)");
    expect(formatted(calls)).toEqual([]);
    expect(readFileSync(device()).equals(before)).toBe(true);
  });

  it("touches nothing that is not blank, and takes no tasks then", () => {
    writeFileSync(
      device(),
      Buffer.concat([Buffer.alloc(4096), Buffer.from("somebody's"), Buffer.alloc(2 ** 21)]),
    );
    const before = readFileSync(device());
    const { status, output, calls } = machine.run(script);
    expect(status).not.toBe(0);
    expect(output).toContain("nothing was changed");
    expect(output).toContain("mysql: FAILED");
    expect(formatted(calls)).toEqual([]);
    expect(readFileSync(device()).equals(before)).toBe(true);
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
    expect(calls).toContain("systemctl mask --now ecs.service");
  });

  it("waits for a predecessor that still holds the volume, and says so", () => {
    machine.stand({
      dnf: "",
      curl: `${curl}\n[ -e "$STATE/waited" ] || { touch "$STATE/waited"; echo 13 > "$STATE/busy"; }`,
    });
    const { status, output, calls } = machine.run(script);
    expect(status).toBe(0);
    expect(output).toContain("vol-0123456789abcdef0 is attached to i-0old; waiting for it");
    expect(calls.filter((call) => call.startsWith("sleep 10")).length).toBeGreaterThanOrEqual(13);
    expect(calls.some((call) => call.includes("detach"))).toBe(false);
  });

  it("gives up in the end, loudly", () => {
    machine.stand({ aws: "echo i-0old" });
    const { status, output, calls } = machine.run(script);
    expect(status).not.toBe(0);
    expect(output).toContain("mysql: FAILED");
    expect(calls.filter((call) => call.startsWith("sleep 10"))).toHaveLength(269);
  });

  it("tries again where EC2 refuses to attach", () => {
    machine.stand({ curl: `${curl}\n[ -e "$STATE/once" ] || touch "$STATE/once" "$STATE/refused"` });
    const { status, output } = machine.run(script);
    expect(status).toBe(0);
    expect(output).toContain("attaching vol-0123456789abcdef0 failed (attempt 1)");
  });

  it("does nothing twice, and keeps the agent off a machine that comes up without its volume", () => {
    machine.run(script);
    const { status, calls } = machine.run(script);
    expect(status).toBe(0);
    expect(formatted(calls)).toEqual([]);
    expect(calls.some((call) => call.includes("attach-volume"))).toBe(false);
    expect(calls.filter((call) => call.startsWith("mount "))).toEqual([]);
    expect(machine.file("etc/fstab")?.trim().split("\n")).toEqual([
      `UUID=1234-abcd ${machine.root}/mnt/ballast/mysql xfs defaults,nofail,nouuid 0 2`,
    ]);
    expect(machine.file("etc/systemd/system/ecs.service.d/ballast-volume.conf")).toContain(
      `RequiresMountsFor=${machine.root}/mnt/ballast/mysql`,
    );
  });

  it("installs the AWS command line where the image has none", () => {
    machine.stand({ dnf: "", command: "" });
    const { calls } = machine.run(script.replace("command -v aws", "false"));
    expect(calls).toContain("dnf install --assumeyes --quiet awscli-2");
  });
});
