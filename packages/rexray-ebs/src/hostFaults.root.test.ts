import { createHash } from "node:crypto";
import type { Fault, World, WorldVolume } from "@ballast/testing/root";
import { heldMinutes } from "./hostScript.ts";
import {
  expectOutcome,
  hostWithBlank,
  hostWithFiles,
  Outcome,
  removeTemplate,
} from "./testing/faultyHost.ts";
import { inventory, link, path, volumeId, type HostMachine } from "./testing/hostMachine.ts";
import { xfsSize } from "./testing/contents.ts";

// One fault of EC2, of its metadata service, of the network, of devices or of the host, each with what becomes of the host.

interface Case {
  faults?: Fault[];
  world?: Partial<World>;
  volume?: Partial<WorldVolume>;
  /** Bash that changes the machine before anything else. */
  earlier?: string;
  /** Bash that names devices when the volume is attached. @default - as udev does */
  naming?: string;
  stand?: Record<string, string>;
  outcome: Outcome;
  /** Whether the file system is checked before the fault. */
  isChecked?: boolean;
  /** What the log says. */
  says?: RegExp;
  /** The line that fails. */
  failing?: string;
  /** Whether Systems Manager cannot be told. */
  untold?: boolean;
}

const old = (state: string) => ({ instance: "i-0old", state, device: "/dev/sdf" });
const quick = { pace: 30 };
/** Of a description, for each time that the command line tries. */
const tries = 3;

const cases: Record<string, Case> = {
  "the token is refused once": {
    faults: [{ call: "token", kind: "cut", times: 1 }],
    outcome: "boots",
    says: /Empty reply from server|\(52\)/,
  },
  "the token is throttled three times": {
    faults: [{ call: "token", kind: "throttled", times: 3 }],
    outcome: "boots",
  },
  "the token is blank once": { faults: [{ call: "token", kind: "blank", times: 1 }], outcome: "boots" },
  "the token comes too late once": {
    faults: [{ call: "token", kind: "slow", times: 1 }],
    outcome: "boots",
    says: /timed out/i,
  },
  "the instance's id is an error once": {
    faults: [{ call: "instance-id", kind: "internal", times: 1 }],
    outcome: "boots",
  },
  "the instance's id is blank once": {
    faults: [{ call: "instance-id", kind: "blank", times: 1 }],
    outcome: "boots",
  },
  "the metadata service never answers": {
    faults: [{ call: "token", kind: "missing" }],
    outcome: "powers off",
    says: /metadata_once instance-id failed with exit status 22 \(attempt 10 of 10\): curl: \(22\) The requested URL returned error: 404; FAILED/,
    failing: "instance=$(metadata instance-id)",
    untold: true,
  },
  "EC2 throttles the description once": {
    faults: [{ call: "DescribeVolumes", kind: "throttled", times: tries }],
    outcome: "boots",
    says: /did not describe .*RequestLimitExceeded/,
  },
  "EC2 throttles the third description": {
    faults: [{ call: "DescribeVolumes", kind: "throttled", after: 2, times: tries }],
    outcome: "boots",
  },
  "EC2 has an internal error for a while": {
    faults: [{ call: "DescribeVolumes", kind: "internal", times: 4 * tries }],
    outcome: "boots",
  },
  "EC2 describes nothing once": {
    faults: [{ call: "DescribeVolumes", kind: "blank", times: 1 }],
    outcome: "boots",
  },
  "EC2 does not answer in time twice": {
    faults: [{ call: "DescribeVolumes", kind: "slow", times: 2 }],
    outcome: "boots",
  },
  "EC2 cuts connections for a while": {
    faults: [{ call: "DescribeVolumes", kind: "cut", times: 2 * tries }],
    outcome: "boots",
  },
  "nothing listens at EC2's address for a minute": {
    world: { listensFrom: 60 },
    outcome: "boots",
    says: /did not describe .*Could not connect to the endpoint URL/,
  },
  "EC2's name is not known for a minute": {
    world: { namedFrom: 60 },
    outcome: "boots",
    says: /Could not connect to the endpoint URL/,
  },
  "EC2 never describes it": {
    faults: [{ call: "DescribeVolumes", kind: "internal" }],
    world: quick,
    outcome: "powers off",
    says: new RegExp(
      `EC2 did not describe ${volumeId} for ${heldMinutes} minutes: An error occurred \\(InternalError\\)`,
    ),
    failing: "exit 1",
  },
  "EC2 describes nothing, ever": {
    faults: [{ call: "DescribeVolumes", kind: "blank" }],
    world: quick,
    outcome: "powers off",
    says: /no element found|b''/,
  },
  "the role may not describe it": {
    faults: [{ call: "DescribeVolumes", kind: "unauthorized" }],
    world: quick,
    outcome: "powers off",
    says: /for 45 minutes: An error occurred \(UnauthorizedOperation\)/,
  },
  "the host's clock is wrong for a while": {
    faults: [{ call: "DescribeVolumes", kind: "expired", times: 4 }],
    outcome: "boots",
    says: /RequestExpired/,
  },
  "the host's clock stays wrong": {
    faults: [{ call: "DescribeVolumes", kind: "expired" }],
    world: quick,
    outcome: "powers off",
    says: /for 45 minutes: An error occurred \(RequestExpired\)/,
  },
  "EC2 throttles the attachment": {
    faults: [{ call: "AttachVolume", kind: "throttled", times: 2 * tries }],
    outcome: "boots",
    says: /attaching .* failed \(attempt 2\): An error occurred \(RequestLimitExceeded\)/,
  },
  "the role may not attach it": {
    faults: [{ call: "AttachVolume", kind: "unauthorized" }],
    world: quick,
    outcome: "powers off",
    says: /could not be attached for 45 minutes: .*UnauthorizedOperation/,
  },
  "other volumes have the first two device names": {
    volume: { usedNames: ["/dev/sdf", "/dev/sdg"] },
    outcome: "boots",
    says: /Attachment point is already in use/,
  },
  "a dying instance still has it": {
    volume: {
      holders: [
        { from: 0, holder: old("attached") },
        { from: 120, holder: old("detaching") },
        { from: 300, holder: null },
      ],
    },
    outcome: "boots",
    says: /is attached to i-0old; waiting for it/,
  },
  "a dying instance never lets go of it": {
    volume: { holders: [{ from: 0, holder: old("busy") }] },
    world: quick,
    outcome: "powers off",
    says: /did not become free within 45 minutes. Look at what holds it \(i-0old\), and terminate that instance/,
    failing: "exit 1",
  },
  "another instance gets it first, and ends": {
    volume: {
      holders: [
        { from: 0, holder: null },
        { from: 4, holder: old("attached") },
        { from: 100, holder: null },
      ],
    },
    outcome: "boots",
    says: /VolumeInUse/,
  },
  "it attaches for five minutes": { volume: { attachingSeconds: 300 }, outcome: "boots" },
  "it attaches for ever": {
    volume: { attachingSeconds: 1e6 },
    world: quick,
    outcome: "powers off",
    says: /is still attaching here after 45 minutes/,
  },
  "its device comes a minute and a half late": { volume: { deviceSeconds: 90 }, outcome: "boots" },
  "its device never comes": {
    volume: { deviceSeconds: null },
    outcome: "powers off",
    says: /no device appeared for it within two minutes/,
    failing: "exit 1",
  },
  "its device has no link with the volume's id": {
    naming: 'cp --archive "$DISK_VOLUME" /dev/nvme1n1',
    outcome: "powers off",
    says: /no device appeared/,
  },
  "its link leads to another volume, by its serial number": {
    earlier: serial("vol0fedcba9876543210"),
    outcome: "powers off",
    says: /no device appeared/,
  },
  "its link leads to its own device, by its serial number": {
    earlier: serial(volumeId.replace("-", "")),
    outcome: "boots",
  },
  "its device vanishes before it is checked": {
    stand: { blkid: '/usr/sbin/blkid "$@"; status=$?; rm "$(readlink -f "${@: -1}")"; exit $status' },
    outcome: "powers off",
    says: /is gone, which was there before/,
  },
  "its device vanishes before it is mounted": {
    stand: { mount: `rm "$(readlink -f ${link})"; exit 32` },
    outcome: "powers off",
    isChecked: true,
    says: /is gone, which was there before/,
  },
  "the disk of the log is full": { earlier: full("/var/log"), outcome: "boots" },
  "the disk of what was said is full": { earlier: full("/run"), outcome: "boots" },
  "the disks of the log and of what was said are full, and EC2 throttles": {
    earlier: `${full("/run")}; ${full("/var/log")}`,
    faults: [
      { call: "DescribeVolumes", kind: "throttled", times: tries },
      { call: "token", kind: "cut", times: 1 },
    ],
    outcome: "boots",
  },
  "the image has no command line of AWS, and dnf fails twice": {
    ...withoutAws(2),
    outcome: "boots",
    says: /dnf install --assumeyes --quiet awscli-2 failed with exit status 1 \(attempt 2 of 6\): Error: Failed to download metadata/,
  },
  "the image has no command line of AWS, and dnf always fails": {
    ...withoutAws(99),
    outcome: "powers off",
    says: /\(attempt 6 of 6\): Error: Failed to download metadata.*; FAILED/,
    failing: "install_package aws awscli-2",
    untold: true,
  },
  "Systems Manager takes the reason at the second try": {
    volume: { deviceSeconds: null },
    faults: [{ call: "PutComplianceItems", kind: "throttled", times: tries }],
    outcome: "powers off",
    says: /Systems Manager was not told \(attempt 1 of 3\)/,
  },
};

/** Gives the volume's device a serial number, as NVMe devices have one. */
function serial(number: string): string {
  return `mount -t tmpfs tmpfs /sys/class/block; folder=/sys/class/block/$(basename "$DISK_VOLUME")/device; mkdir -p "$folder"; echo '${number}  ' > "$folder/serial"`;
}
function full(folder: string): string {
  return `mount -t tmpfs -o size=4k tmpfs ${folder}; head -c 8192 /dev/zero > ${folder}/full 2> /dev/null || true`;
}
function withoutAws(times: number): Pick<Case, "earlier" | "stand"> {
  return {
    earlier: `mv /stand/bin/aws /stand/package; seq ${times} > $STATE/dnf-fails`,
    stand: {
      dnf: `[ ! -s $STATE/dnf-fails ] || { sed -i 1d $STATE/dnf-fails; echo "Error: Failed to download metadata for repo 'amazonlinux'" >&2; exit 1; }; cp /stand/package /stand/bin/aws`,
    },
  };
}

function suffer(machine: HostMachine, { faults = [], world, volume, naming, stand }: Case): void {
  machine.world.faults.push(...faults);
  Object.assign(machine.world, world);
  Object.assign(machine.volume, volume);
  if (naming !== undefined) machine.naming = naming;
  if (stand) machine.stand(stand);
}

let machine: HostMachine | undefined;
afterEach(() => machine?.close());
afterAll(removeTemplate);

it.each(Object.entries(cases))("a host boots or says what failed where %s", (_, one) => {
  const host = hostWithFiles();
  machine = host.machine;
  suffer(machine, one);
  const before = machine.sum("volume");
  const run = machine.start(one.outcome === Outcome.Boots ? inventory : "", one.earlier);
  expectOutcome(machine, run, one.outcome, one);
  if (one.says) expect(run.output).toMatch(one.says);
  if (one.outcome === Outcome.Boots) expect(run.then).toBe(host.files);
  // e2fsck, which has no fault to correct, writes when it was there.
  else if (one.isChecked)
    expect(machine.prepare(`mkdir -p ${path}; /usr/bin/mount "$DISK_VOLUME" ${path}; ${inventory}`)).toBe(
      host.files,
    );
  else expect(machine.sum("volume")).toBe(before);
  // A predecessor's 45 minutes, and what one call may take at their end.
  expect(run.world?.now).toBeLessThan((heldMinutes + 10) * 60);
});

const zeros = createHash("sha1")
  .update(Buffer.alloc(xfsSize * 1024 * 1024))
  .digest("hex");
const afterAttaching = { call: "DescribeVolumes", after: 2 };
const blanks: Record<string, Case> = {
  "EC2 throttles what it was created from": {
    faults: [{ ...afterAttaching, kind: "throttled", times: 2 * tries }],
    outcome: "boots",
  },
  "EC2 says nothing of what it was created from, once": {
    faults: [{ ...afterAttaching, kind: "blank", times: 1 }],
    outcome: "boots",
  },
  "EC2 never says what it was created from": {
    faults: [{ ...afterAttaching, kind: "unauthorized" }],
    outcome: "powers off",
    says: /describe SnapshotId failed with exit status 1 \(attempt 10 of 10\): An error occurred \(UnauthorizedOperation\)/,
    failing: "snapshot=$(",
  },
  "EC2 describes nothing from then on": {
    faults: [{ ...afterAttaching, kind: "blank" }],
    outcome: "powers off",
    failing: "snapshot=$(",
  },
  "it vanishes before it gets a file system": {
    stand: { "mkfs.xfs": 'rm "$(readlink -f "${@: -1}")"; exit 1' },
    outcome: "powers off",
    says: /is gone, which was there before/,
  },
};

it.each(Object.entries(blanks))("a host with a new volume boots, or formats nothing, where %s", (_, one) => {
  machine = hostWithBlank();
  suffer(machine, one);
  const run = machine.start("", one.earlier);
  expectOutcome(machine, run, one.outcome, one);
  if (one.says) expect(run.output).toMatch(one.says);
  if (one.outcome === Outcome.Boots) expect(run.mounted).toMatch(/^xfs +rw,/);
  else expect(machine.sum("volume")).toBe(zeros);
});

it("mounts a file system with somebody's label and UUID, and keeps both", () => {
  const host = hostWithFiles();
  machine = host.machine;
  machine.prepare(
    'e2fsck -f -p "$DISK_VOLUME" || [ $? -lt 4 ]; tune2fs -L other -U 11111111-2222-3333-4444-555555555555 "$DISK_VOLUME"',
  );
  const { then } = machine.start(`${inventory}; blkid -o value -s LABEL -s UUID "$DISK_VOLUME"`);
  expect(then).toBe(`${host.files}other\n11111111-2222-3333-4444-555555555555\n`);
});
