import { BootPhase } from "@ballast/contracts";
import { linuxBootScript } from "@ballast/ecs";
import { RootMachine } from "@ballast/testing/root";
import { hostScript } from "./hostScript.ts";

// Two volumes of one host. Capacities refuse them because tasks could not find both; the step itself must not mix them up.

const volumes = {
  data: { id: "vol-0aaaaaaaaaaaaaaa0", path: "/mnt/ballast/data" },
  log: { id: "vol-0bbbbbbbbbbbbbbb0", path: "/mnt/ballast/log" },
};
const script = linuxBootScript({
  clusterName: "main",
  attributes: {},
  steps: Object.entries(volumes).map(([name, { id, path }]) => ({
    name,
    phase: BootPhase.BeforeAgent,
    script: hostScript({ region: "eu-central-1", volumeId: id, path }),
  })),
});
const link = (id: string) => `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${id.replace("-", "")}`;

it.each([
  ["in the order in which they were attached", 1, 2],
  ["in the other order", 2, 1],
])(
  "mounts each of two volumes at its own place, whose devices are numbered %s",
  (_, dataNumber, logNumber) => {
    const machine = new RootMachine({ dnf: "exit 1" });
    try {
      for (const name of Object.keys(volumes)) machine.disk(name, 64);
      machine.boot({
        then: `for name in DATA LOG; do
        disk=DISK_$name; mkfs.ext4 -q "\${!disk}"; mkdir -p /mnt/one; mount "\${!disk}" /mnt/one; echo $name > /mnt/one/which; umount /mnt/one
      done`,
      });
      // Names like /dev/sdf are the other volume's.
      machine.write(
        "stand/naming.sh",
        `cp --archive "$DISK_DATA" /dev/nvme${dataNumber}n1; cp --archive "$DISK_LOG" /dev/nvme${logNumber}n1
       ln -sfn nvme1n1 /dev/sdf; ln -sfn nvme2n1 /dev/sdg
       ln -sfn /dev/nvme${dataNumber}n1 ${link(volumes.data.id)}; ln -sfn /dev/nvme${logNumber}n1 ${link(volumes.log.id)}`,
      );
      const { status, output, then, world } = machine.boot({
        script,
        then: `cat ${volumes.data.path}/which ${volumes.log.path}/which; cat /etc/fstab; ls /etc/systemd/system/ecs.service.d`,
        world: {
          instanceId: "i-0new",
          region: "eu-central-1",
          volumes: {
            [volumes.data.id]: { holders: [] },
            [volumes.log.id]: { holders: [], usedNames: ["/dev/sdf"] },
          },
          faults: [],
        },
      });
      expect({ status, output }).toEqual({ status: 0, output: expect.any(String) as string });
      expect(then.split("\n").filter((line) => line !== "")).toEqual([
        "DATA",
        "LOG",
        `${link(volumes.data.id)} ${volumes.data.path} ext4 defaults,nofail 0 2`,
        `${link(volumes.log.id)} ${volumes.log.path} ext4 defaults,nofail 0 2`,
        "ballast-boot.conf",
        "ballast-volume-mnt-ballast-data.conf",
        "ballast-volume-mnt-ballast-log.conf",
      ]);
      expect(world?.calls.filter((call) => call.endsWith("AttachVolume"))).toHaveLength(3);
    } finally {
      machine.close();
    }
  },
);
