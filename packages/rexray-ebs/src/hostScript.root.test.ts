import { mountable, sizeFor, xfsSize } from "./testing/contents.ts";
import { HostMachine, inventory, link, path } from "./testing/hostMachine.ts";

let machine: HostMachine;
beforeEach(() => (machine = new HostMachine()));
afterEach(() => machine.close());

const fstab = () => machine.file("etc/fstab")?.trim().split("\n");
const capacity = `df --output=size --block-size=1M ${path} | tail -n 1`;
const mounts = `findmnt --noheadings --list --output TARGET | grep --count '^${path}$'`;

it("makes xfs on a blank volume, mounts it, and only then lets tasks come (F.4.7)", () => {
  machine.disk("volume", xfsSize);
  const { status, output, calls, mounted } = machine.start(`touch ${path}/written`);
  expect(status).toBe(0);
  expect(mounted).toMatch(/^xfs +rw,/);
  expect(calls).toContain("systemctl daemon-reload");
  expect(calls.filter((call) => /mask|shutdown/.test(call))).toEqual([]);
  expect(fstab()).toEqual([`${link} ${path} xfs defaults,nofail,nouuid 0 2`]);
  expect(output.indexOf("is mounted at")).toBeLessThan(output.indexOf("agent: configured"));
  expect(machine.file("etc/ecs/ecs.config")).toContain('{"ballast.volume":"rexray-ebs-dev-mysql"}');
  expect(machine.file("etc/systemd/system/ecs.service.d/ballast-volume-mnt-ballast-mysql.conf")).toBe(
    `[Unit]\nRequiresMountsFor=${path}\n`,
  );
});

describe.each(Object.entries(mountable))("a volume with %s", (type, write) => {
  const size = sizeFor(write);

  it("is mounted as that, with its files, on this host, after a reboot, and on the next host", () => {
    machine.disk("volume", size);
    machine.prepare(write);
    const files = machine.fill();
    const first = machine.start(inventory);
    expect(first.output).toContain(`it has a file system (${type})`);
    expect(first.status).toBe(0);
    expect(first.mounted).toMatch(new RegExp(`^${type} +rw,`));
    expect(first.then).toBe(files);
    expect(fstab()).toEqual([expect.stringContaining(` ${path} ${type} defaults,nofail`)]);
    const rebooted = machine.restart(inventory);
    expect(rebooted.mounted).toMatch(new RegExp(`^${type} +rw,`));
    expect(rebooted.then).toBe(files);
    expect(machine.file("stand/reboot.log")).toContain("this instance may take tasks");
    machine.replaceHost();
    const next = machine.start(inventory);
    expect({ status: next.status, files: next.then }).toEqual({ status: 0, files });
  });

  it("grows with it when the next host boots, and keeps its files", () => {
    machine.disk("volume", size);
    machine.prepare(write);
    const files = machine.fill();
    const before = Number(machine.start(capacity).then);
    machine.disk("volume", size * 2);
    machine.replaceHost();
    const { status, then } = machine.start(`${capacity}; ${inventory}`);
    const [after, ...rest] = then.split("\n");
    expect(status).toBe(0);
    expect(Number(after)).toBeGreaterThan(before * 1.8);
    expect(rest.join("\n")).toBe(files);
  });

  it("is mounted after a crash, with what was written before it", () => {
    machine.disk("volume", size);
    machine.prepare(write);
    machine.fill();
    machine.start();
    const { then: files } = machine.crash(`echo committed > ${path}/row; sync; ${inventory}`);
    machine.replaceHost();
    const { status, output, then } = machine.start(inventory);
    expect(output).toMatch(/is mounted at/);
    expect({ status, files: then }).toEqual({ status: 0, files });
  });
});

it("does nothing twice, and keeps what else fstab has", () => {
  machine.disk("volume", xfsSize);
  // Somebody's line, without an end of line, and an older one of this volume.
  machine.write(
    "etc/fstab",
    `UUID=0 / xfs defaults 0 0\n/dev/xvdz ${path} ext4 defaults 0 2\nUUID=1 /data xfs nofail 0 2`,
  );
  machine.start(`echo row > ${path}/row`);
  const { then } = machine.start(
    `bash /opt/ballast/boot.sh > /stand/second 2>&1; cat ${path}/row; ${mounts}`,
  );
  expect(machine.file("stand/second")).toContain("this instance may take tasks");
  expect(machine.file("stand/second")).not.toContain("creating a file system");
  expect(then).toBe("row\n1\n");
  expect(fstab()).toEqual([
    "UUID=0 / xfs defaults 0 0",
    "UUID=1 /data xfs nofail 0 2",
    `${link} ${path} xfs defaults,nofail,nouuid 0 2`,
  ]);
});

it.each(["xfs", "ext4"])(
  "mounts its own %s beside a clone with the same UUID, after a reboot too",
  (type) => {
    const write = mountable[type] ?? "";
    machine.disk("volume", sizeFor(write));
    machine.prepare(
      `${write}; mkdir -p /mnt/fill; mount "$DISK_VOLUME" /mnt/fill; echo original > /mnt/fill/which`,
    );
    machine.clone("volume", "original");
    machine.prepare('mount "$DISK_VOLUME" /mnt/fill; echo restored > /mnt/fill/which');
    machine.naming +=
      '; mkdir -p /mnt/original; mountpoint -q /mnt/original || mount "$DISK_ORIGINAL" /mnt/original';
    for (const run of [machine.start(`cat ${path}/which`), machine.restart(`cat ${path}/which`)])
      expect(run.then).toBe("restored\n");
  },
);

it("takes no other volume that has its name, though the volume's own device comes later", () => {
  machine.disk("volume", xfsSize);
  machine.disk("other", 64);
  const before = machine.sum("other");
  machine.volume.deviceSeconds = 20;
  // On Nitro, a volume of the machine image is an NVMe device, and has the name that ours asked for.
  const { status, output } = machine.start(
    "",
    'cp --archive "$DISK_OTHER" /dev/nvme1n1; ln -s nvme1n1 /dev/sdf; ln -s nvme1n1 /dev/xvdf',
  );
  expect(status).toBe(0);
  expect(output).toContain(`vol-0123456789abcdef0 is ${link}`);
  expect(machine.sum("other")).toBe(before);
});

it.each([
  ["the name that was asked for", "f"],
  ["the name under which somebody attached it", "k"],
])("on Xen, finds its device by %s", (_, letter) => {
  machine.disk("volume", xfsSize);
  machine.naming = `cp --archive "$DISK_VOLUME" /dev/xvd${letter}`;
  if (letter !== "f")
    machine.volume.holders.push({
      from: 0,
      holder: { instance: "i-0new", state: "attached", device: `/dev/sd${letter}` },
    });
  const { status } = machine.start();
  expect(status).toBe(0);
  expect(fstab()).toEqual([expect.stringMatching(`^/dev/xvd${letter} `)]);
});

it("serves a file system that cannot grow, and warns", () => {
  machine.disk("volume", 64);
  machine.prepare('mkfs.ext4 -q "$DISK_VOLUME"');
  machine.stand({ resize2fs: "exit 1" });
  const { status, output, mounted } = machine.start();
  expect({ status, mounted }).toEqual({ status: 0, mounted: expect.stringMatching(/^ext4 /) as string });
  expect(output).toContain(`WARNING: the file system (ext4) of vol-0123456789abcdef0 did not grow with it`);
});
