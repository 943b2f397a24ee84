import { readFileSync } from "node:fs";
import { BootPhase } from "@ballast/contracts";
import { linuxBootScript } from "@ballast/ecs";
import { SystemdMachine } from "@ballast/testing/systemd";
import { mountable, sizeFor } from "./testing/contents.ts";
import { HostMachine, inventory, link, path } from "./testing/hostMachine.ts";
import { usageTimer } from "./usageScript.ts";

/** As its timer's service starts it. */
const tell = "$(sed -n 's/^ExecStart=//p' /etc/systemd/system/ballast-usage-mnt-ballast-mysql.service)";
const put = (used: number | string) =>
  `aws cloudwatch put-metric-data --region eu-central-1 --namespace Ballast --metric-name VolumeUsedPercent --dimensions VolumeId=vol-0123456789abcdef0 --unit Percent --value ${used}`;

/** The kernel grows a mounted ext4 for who has CAP_SYS_RESOURCE (its bit 24), which root of a container may lack. */
function mayGrowMounted(): boolean {
  const [, capabilities = "0"] =
    /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return ((BigInt(`0x${capabilities}`) >> 24n) & 1n) === 1n;
}

describe("a host", () => {
  let machine: HostMachine;
  beforeEach(() => (machine = new HostMachine()));
  afterEach(() => machine.close());
  const told = (calls: string[]) => calls.filter((call) => call.startsWith("aws cloudwatch"));

  it.each(Object.entries(mountable))(
    "tells how full its volume is with %s, as df sees it",
    (_type, write) => {
      machine.disk("volume", sizeFor(write));
      machine.prepare(write);
      const { calls, then, output } = machine.start(
        `head -c $(($(df --output=avail --block-size=1 ${path} | tail -n 1) * 2 / 3)) /dev/zero > ${path}/data; sync; df --output=pcent ${path} | tail -n 1; ${tell}`,
      );
      const used = /^ *(\d+)%/.exec(then)?.[1] ?? "";
      expect(Number(used)).toBeGreaterThan(50);
      expect(told(calls)).toEqual([put(used)]);
      expect(output).not.toContain("WARNING");
      expect(calls).toContain("systemctl enable ballast-usage-mnt-ballast-mysql.timer");
      expect(calls).toContain("systemctl start --no-block ballast-usage-mnt-ballast-mysql.timer");
    },
  );

  it.each(Object.entries(mountable))(
    "grows the file system of a volume with %s that grows under it, keeps its files, and leaves it alone from then on",
    (type, write) => {
      const size = sizeFor(write);
      machine.disk("volume", size);
      machine.prepare(write);
      const files = machine.fill();
      const capacity = `df --output=size --block-size=1 ${path} | tail -n 1`;
      const file = machine.fileOf("volume");
      const { then, calls } = machine.start(
        `${capacity}; truncate --size ${size * 2}M /proc/1/root${file}; losetup --set-capacity "$DISK_VOLUME"
        ${tell} > /stand/first.log 2>&1 || true; ${capacity};
        ${tell} > /stand/second.log 2>&1; wc -c < /stand/second.log; grep --count WARNING /stand/first.log || true; ${inventory}`,
      );
      const [before, after, said, warnings, ...rest] = then.split("\n");
      expect(rest.join("\n")).toBe(files);
      expect(told(calls)).toHaveLength(2);
      // The kernel does not grow ext2 while it is mounted.
      if (type === "ext2" || (type !== "xfs" && !mayGrowMounted())) {
        expect({ after, warnings }).toEqual({ after: before, warnings: "1" });
      } else {
        expect(Number(after)).toBeGreaterThan(Number(before) * 1.8);
        expect({ said: Number(said), warnings }).toEqual({ said: 0, warnings: "0" });
      }
    },
  );

  it("asks ext4 to grow once for each size of the volume, and again where that failed", () => {
    machine.disk("volume", 64);
    machine.prepare(mountable["ext4"] ?? "");
    machine.stand({ resize2fs: "[ -e /stand/able ]" });
    const { calls } = machine.start(`: > "$CALLS"; ${tell}; ${tell}; touch /stand/able; ${tell}; ${tell}`);
    const grown = calls.filter((call) => call.startsWith("resize2fs"));
    expect({ grown, told: told(calls).length }).toEqual({
      grown: Array(3).fill(`resize2fs ${link}`),
      told: 4,
    });
  });

  it("tells that its volume has no room for more files, though it has for bytes", () => {
    machine.disk("volume", 64);
    machine.prepare(`${mountable["ext4"] ?? ""} -N 64`);
    const { calls, then } = machine.start(
      `for file in $(seq 1 50); do touch "${path}/$file"; done; df --output=ipcent ${path} | tail -n 1; ${tell}`,
    );
    const used = /^ *(\d+)%/.exec(then)?.[1] ?? "";
    expect(Number(used)).toBeGreaterThan(90);
    expect(told(calls)).toEqual([put(used)]);
  });

  it.each([
    ["is not mounted", `umount ${path}`],
    ["is gone, its file system being still mounted", `rm ${link}`],
    ["has another file system over it", `mount -t tmpfs tmpfs ${path}`],
  ])("is silent of a volume that %s", (_what, happens) => {
    machine.disk("volume", 64);
    machine.prepare(mountable["ext4"] ?? "");
    const { calls, then } = machine.start(`${happens}; ${tell} && echo told || echo silent`);
    expect(then).toContain("silent\n");
    expect(told(calls)).toEqual([]);
  });

  it.each([
    ["throttles it once", [{ call: "PutMetricData", kind: "throttled", times: 3 }], "told", 2],
    ["does not answer once", [{ call: "PutMetricData", kind: "slow", times: 1 }], "told", 2],
    ["cuts every connection", [{ call: "PutMetricData", kind: "cut" }], "silent", 3],
    ["refuses it", [{ call: "PutMetricData", kind: "unauthorized" }], "silent", 3],
  ] as const)(
    "tries again where CloudWatch %s, and gives up for this time in the end",
    (_, faults, end, times) => {
      machine.disk("volume", 64);
      machine.prepare(mountable["ext4"] ?? "");
      machine.world.faults.push(...faults);
      const { calls, then, world } = machine.start(`${tell} && echo told || echo silent`);
      expect(told(calls)).toHaveLength(times);
      expect(then).toContain(`${end}\n`);
      expect(world?.metrics).toHaveLength(end === "told" ? 1 : 0);
    },
  );
});

it("is told again and again by systemd, also after a restart, without holding the agent up", async () => {
  const step = `volume=vol-0123456789abcdef0; path=${path}; device=/dev/null; type=xfs; AWS_DEFAULT_REGION=eu-central-1\n${usageTimer(path)}`;
  const machine = new SystemdMachine({
    aws: "",
    announce: "",
    mountpoint: "echo 1:1",
    blockdev: "echo 4096",
    xfs_growfs: "",
    df: "printf 'Use%% IUse%%\\n 42%% 7%%\\n'",
  });
  try {
    const userData = linuxBootScript({
      clusterName: "main",
      attributes: {},
      steps: [
        { name: "mysql", phase: BootPhase.BeforeAgent, script: step },
        { name: "announce", phase: BootPhase.AfterAgent, script: "announce" },
      ],
    });
    await machine.start(userData, put(42), 30);
    expect(machine.calls).toContain(put(42));
    await machine.stop();
    await machine.start("", put(42), 30);
    expect({ calls: machine.calls, log: machine.log }).toMatchObject({
      calls: expect.arrayContaining([put(42)]) as unknown,
      log: expect.not.stringContaining("WARNING") as unknown,
    });
  } finally {
    await machine.close();
  }
});
