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
  const real =
    program === "aws" ? "/stand/aws.pl" : program === "systemctl" ? "true" : `/usr/sbin/${program}`;
  const own = `real=${real}; [ -x "$real" ] || real=/usr/bin/${program}; [ -x "$real" ] || real=true`;
  const cut = '[ -e "$STATE/cut" ] || { touch "$STATE/cut"; kill -KILL -1; }';
  host.stand({
    [program]: `${own}\n[ -e /opt/ballast/boot.sh ] || exec "$real" "$@"\n${moment === "before" ? `${cut}\nexec "$real" "$@"` : `"$real" "$@"; status=$?\n${cut}\nexit $status`}`,
  });
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

it("never formats again what a power cut in the middle of mkfs has left: mounts it if it is whole, and else leaves it", () => {
  const made = new HostMachine();
  const whole = made.disk("volume", xfsSize);
  made.prepare('mkfs.xfs -q -L ballast "$DISK_VOLUME"');
  const blocks = writtenBlocks(whole);
  const seen = { mounts: 0, refusals: 0 };
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
            const { status, output, mounted, calls } = host.start();
            expect(calls.filter((call) => call.startsWith("mkfs"))).toEqual([]);
            expect(output).not.toContain("creating a file system");
            if (status === 0) {
              expect(mounted).toMatch(/^xfs +rw,/);
              seen.mounts += 1;
            } else {
              expect({ status, output }).toEqual({
                status: 78,
                output: expect.stringContaining("REFUSED") as string,
              });
              expect(host.sum("volume")).toBe(before);
              seen.refusals += 1;
            }
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
