import { createHash } from "node:crypto";
import { refused, sizeFor, xfsSize } from "./testing/contents.ts";
import { HostMachine } from "./testing/hostMachine.ts";

const zeros = (mib: number): string =>
  createHash("sha1")
    .update(Buffer.alloc(mib * 1024 * 1024))
    .digest("hex");

let machine: HostMachine;
beforeEach(() => (machine = new HostMachine()));
afterEach(() => machine.close());

it.each(Object.entries(refused))(
  "leaves %s as it is, says so, and stays out of the cluster",
  (_, { write, says }) => {
    machine.disk("volume", sizeFor(write));
    machine.prepare(write);
    const before = machine.sum("volume");
    const { status, output, calls, mounted } = machine.start();
    expect(output).toContain(`REFUSED: vol-0123456789abcdef0 ${says}`);
    expect(output).toContain("Take a snapshot, repair the volume on this instance");
    expect(machine.sum("volume")).toBe(before);
    expect({ status, mounted }).toEqual({ status: 78, mounted: "" });
    expect(calls).toContain("systemctl mask --runtime --now ecs.service");
    expect(calls.filter((call) => call.startsWith("shutdown"))).toEqual([]);
    expect(machine.file("etc/ecs/ecs.config")).toBeUndefined();
    expect(machine.file("stand/console")).toContain("This instance stays until you terminate it");
  },
);

it("refuses a blank volume that a snapshot should have filled (F.4.7)", () => {
  machine.disk("volume", xfsSize);
  machine.volume.snapshotId = "snap-0123456789abcdef0";
  const { status, output } = machine.start();
  expect(output).toContain("is blank, but was created from snap-0123456789abcdef0");
  expect(status).toBe(78);
  expect(machine.sum("volume")).toBe(zeros(xfsSize));
});

it("refuses a blank volume that something else has claimed", () => {
  machine.disk("volume", xfsSize);
  // Linux lets one program have a block device for itself; file systems, LVM and RAID do.
  // The line ends once that is so: the program then opens the pipe from which it reads.
  machine.naming += `; mkfifo /stand/claimed
    perl -e 'sysopen(F, $ENV{DISK_VOLUME}, 0202) or die; open(G, ">", "/stand/claimed"); close(G); sleep 600' > /dev/null 2>&1 &
    read -r < /stand/claimed || true`;
  const { status, output } = machine.start();
  expect(output).toContain("mkfs.xfs failed on vol-0123456789abcdef0");
  expect(status).toBe(78);
  expect(machine.sum("volume")).toBe(zeros(xfsSize));
});

it("refuses a blank volume that is too small for xfs, with what mkfs says", () => {
  machine.disk("volume", 100);
  const { status, output } = machine.start();
  expect(output).toContain("mkfs.xfs failed on vol-0123456789abcdef0");
  expect(status).toBe(78);
  expect(machine.sum("volume")).toBe(zeros(100));
});

it("formats nothing that it cannot read to its end (F.4.7)", () => {
  const file = machine.disk("volume", xfsSize);
  // The device keeps its size, and every read behind the first 64 MiB is an error.
  machine.naming += `; truncate --size 64M /proc/1/root${file}`;
  const { status, output, calls } = machine.start();
  expect(output).toContain("REFUSED: vol-0123456789abcdef0");
  expect(status).toBe(78);
  expect(calls).toContain("systemctl mask --runtime --now ecs.service");
  expect(machine.sum("volume")).toBe(zeros(64));
});

it("refuses ext4 without its root directory, which checks pass and mounts do not", () => {
  machine.disk("volume", 64);
  machine.prepare('mkfs.ext4 -q "$DISK_VOLUME"; debugfs -w -R "clri <2>" "$DISK_VOLUME"');
  const { status, output, mounted } = machine.start();
  expect(output).toContain("holds ext4 that cannot be mounted; the kernel's reason is above");
  expect({ status, mounted }).toEqual({ status: 78, mounted: "" });
});

it("refuses a file system that may only be read", () => {
  machine.disk("volume", 64);
  machine.prepare('mkfs.ext4 -q "$DISK_VOLUME"; tune2fs -O read-only "$DISK_VOLUME"');
  const { status, output } = machine.start();
  expect(output).toContain("vol-0123456789abcdef0 is mounted read-only");
  expect(status).toBe(78);
});

it("powers off at once where the agent cannot be stopped", () => {
  machine.disk("volume", 64);
  machine.prepare('mkswap "$DISK_VOLUME"');
  machine.stand({ systemctl: '[ "$1" != mask ]' });
  expect(machine.start().calls.filter((call) => call.startsWith("shutdown"))).toEqual([
    "shutdown -h now ballast: boot step mysql failed",
  ]);
});
