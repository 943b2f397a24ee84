import { BootPhase } from "@ballast/contracts";
import { linuxBootScript } from "@ballast/ecs";
import { SystemdMachine } from "@ballast/testing/systemd";
import { mountable, sizeFor } from "./testing/contents.ts";
import { HostMachine, link, path } from "./testing/hostMachine.ts";
import { usageTimer } from "./usageScript.ts";

/** As its timer's service starts it. */
const tell = "$(sed -n 's/^ExecStart=//p' /etc/systemd/system/ballast-usage-mnt-ballast-mysql.service)";
const put = (used: number | string) =>
  `aws cloudwatch put-metric-data --region eu-central-1 --namespace Ballast --metric-name VolumeUsedPercent --dimensions VolumeId=vol-0123456789abcdef0 --unit Percent --value ${used}`;

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
  const step = `volume=vol-0123456789abcdef0; path=${path}; device=/dev/null; AWS_DEFAULT_REGION=eu-central-1\n${usageTimer(path)}`;
  const machine = new SystemdMachine({
    aws: "",
    announce: "",
    mountpoint: "echo 1:1",
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
