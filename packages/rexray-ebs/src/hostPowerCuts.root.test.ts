import { closeSync, openSync, readSync, writeSync } from "node:fs";
import * as fc from "fast-check";
import { hostWithBlank, hostWithFiles, removeTemplate } from "./testing/faultyHost.ts";
import { xfsSize } from "./testing/contents.ts";
import { HostMachine, inventory } from "./testing/hostMachine.ts";

// The power goes: at each program that the step runs, and in the middle of mkfs.

let machine: HostMachine | undefined;
afterEach(() => machine?.close());
afterAll(removeTemplate);

/** Programs of the step that change something or that it waits for, in no order. */
const programs = {
  ext4: [
    "curl",
    "aws",
    "blkid",
    "e2fsck",
    "awk",
    "sync",
    "mv",
    "mount",
    "resize2fs",
    "mountpoint",
    "systemctl",
  ],
  blank: ["blkid", "blockdev", "cmp", "mkfs.xfs", "mv", "mount", "xfs_growfs"],
};

/** Every process but the first ends at once, before or after the program has done its work; the disk stays as it is then. */
function cutAt(host: HostMachine, program: string, moment: "before" | "after"): void {
  const real = { aws: "/stand/aws.pl", systemctl: "true" }[program] ?? program;
  const cut = '[ -e "$STATE/cut" ] || { touch "$STATE/cut"; kill -KILL -1; }';
  const body = [
    `real=$(PATH=/usr/sbin:/usr/bin type -P ${real})`,
    // User data runs once, so that only what runs on every start can go on.
    '[ -e /opt/ballast/boot.sh ] || exec "$real" "$@"',
    ...(moment === "before" ? [cut, 'exec "$real" "$@"'] : ['"$real" "$@"; status=$?', cut, "exit $status"]),
  ].join("\n");
  if (program === "aws") {
    host.stand({ "cut-aws": body });
    host.aws = "/stand/bin/cut-aws";
  } else host.stand({ [program]: body });
}

describe.each(["before", "after"] as const)("a power cut %s", (moment) => {
  it.each(programs.ext4)("%s loses no file, and the next start mounts them", (program) => {
    const host = hostWithFiles();
    machine = host.machine;
    machine.write("etc/fstab", "UUID=0 / xfs defaults 0 0\n");
    cutAt(machine, program, moment);
    expect(machine.start().status).toBe(137);
    const { then } = machine.restart(inventory);
    expect(then).toBe(host.files);
    expect(machine.file("stand/reboot.log")).toContain("this instance may take tasks");
    // Not even a cut leaves a table of mounts without what else it had.
    expect(machine.file("etc/fstab")).toContain("UUID=0 / xfs");
  });

  it.each(programs.blank)("%s leaves a new volume that the next start mounts", (program) => {
    machine = hostWithBlank();
    cutAt(machine, program, moment);
    expect(machine.start().status).toBe(137);
    const { mounted } = machine.restart();
    expect({ mounted, log: machine.file("stand/reboot.log") }).toEqual({
      mounted: expect.stringMatching(/^xfs +rw,/) as string,
      log: expect.stringContaining("this instance may take tasks") as string,
    });
  });
});

const block = 4096;

/** The numbers of the blocks that are not zeros. */
function writtenBlocks(file: string): number[] {
  const found: number[] = [];
  const opened = openSync(file, "r");
  const buffer = Buffer.alloc(block);
  for (let number = 0; number < (xfsSize * 1024 * 1024) / block; number += 1) {
    readSync(opened, buffer, 0, block, number * block);
    if (buffer.some((byte) => byte !== 0)) found.push(number);
  }
  closeSync(opened);
  return found;
}

function copyBlocks(from: string, to: string, numbers: number[]): void {
  const [source, target] = [openSync(from, "r"), openSync(to, "r+")];
  const buffer = Buffer.alloc(block);
  for (const number of numbers) {
    readSync(source, buffer, 0, block, number * block);
    writeSync(target, buffer, 0, block, number * block);
  }
  closeSync(source);
  closeSync(target);
}

it("mounts what a power cut in the middle of mkfs has left if it is whole, leaves it if it sees it, and else begins anew", () => {
  const made = new HostMachine();
  const whole = made.disk("volume", xfsSize);
  made.prepare('mkfs.xfs -q -L ballast "$DISK_VOLUME"');
  const blocks = writtenBlocks(whole);
  const seen = { mounts: 0, refusals: 0, anew: 0 };
  try {
    fc.assert(
      fc.property(
        fc.oneof(
          // In the order of their places, in the other one, and as a drive's cache has it.
          fc.integer({ min: 1, max: blocks.length }).map((count) => blocks.slice(0, count)),
          fc.integer({ min: 1, max: blocks.length }).map((count) => blocks.slice(-count)),
          fc.subarray(blocks, { minLength: 1 }),
        ),
        (written) => {
          const host = hostWithBlank();
          try {
            copyBlocks(whole, host.fileOf("volume"), written);
            const before = host.sum("volume");
            const { status, output, mounted } = host.start();
            const isNew = output.includes("creating a file system");
            expect({ status, mounted, output }).toEqual({
              status: mounted === "" ? 78 : 0,
              mounted: expect.stringMatching(/^$|^xfs +rw,/) as string,
              output: expect.stringContaining(mounted === "" ? "REFUSED" : "is mounted at") as string,
            });
            // The kernel writes to the log of xfs that it tries to mount, whether it then can or not.
            if (mounted === "" && !output.includes("holds xfs that cannot be mounted"))
              expect(host.sum("volume")).toBe(before);
            // Its superblock is seen at the latest at the beginning of the volume.
            if (written.includes(0)) expect(isNew).toBe(false);
            seen[mounted === "" ? "refusals" : isNew ? "anew" : "mounts"] += 1;
          } finally {
            host.close();
          }
        },
      ),
      { numRuns: 12, seed: 18, endOnFailure: true, examples: [[blocks], [blocks.slice(1)]] },
    );
  } finally {
    made.close();
  }
  expect(seen.mounts).toBeGreaterThan(0);
  expect(seen.refusals).toBeGreaterThan(3);
});
