import * as fc from "fast-check";
import { mountable, refused, xfsSize } from "./testing/contents.ts";
import { HostMachine, inventory, path } from "./testing/hostMachine.ts";

// What happens to a volume in its life, in any order.
const events = ["boot", "reboot", "crash", "next host", "grow", "write"] as const;
type Event = (typeof events)[number];

interface History {
  /** Bash that writes what the volume holds at first; none is a new volume. */
  write: string;
  mountable: boolean;
  events: Event[];
}

/** Sixteen bytes anywhere in what the script reads of a blank volume: its ends, and a page of each of 256 parts. */
const somewhere = fc.oneof(
  fc.integer({ min: 0, max: 4 * 1024 * 1024 - 16 }),
  fc.integer({ min: (xfsSize - 4) * 1024 * 1024, max: xfsSize * 1024 * 1024 - 16 }),
  fc
    .tuple(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 0, max: 4080 }))
    .map(([part, byte]) => Math.floor((xfsSize * 4096 * part) / 4096) * 4096 + byte),
);

const histories: fc.Arbitrary<History> = fc
  .oneof(
    fc.constant({ write: "", mountable: true }),
    fc.constantFrom(...Object.values(mountable)).map((write) => ({ write, mountable: true })),
    fc.constantFrom(...Object.values(refused)).map(({ write }) => ({ write, mountable: false })),
    somewhere.map((offset) => ({
      write: `head -c 16 /dev/urandom | dd of="$DISK_VOLUME" bs=1 seek=${offset} status=none`,
      mountable: false,
    })),
  )
  .chain((start) =>
    // What lay at the end of a volume that has grown is not looked at: see the README.
    fc
      .array(fc.constantFrom(...events.filter((event) => start.mountable || event !== "grow")), {
        minLength: 1,
        maxLength: 5,
      })
      .map((after) => ({
        ...start,
        events: ["boot" as const, ...after],
      })),
  );

/** Lives through a history, and checks after each event that nothing is lost. */
function live(machine: HostMachine, { write, mountable, events: all }: History): void {
  let size = xfsSize;
  machine.disk("volume", size);
  if (write !== "") machine.prepare(write);
  let files = "";
  if (mountable && write !== "") files = machine.fill();
  const sum = mountable ? "" : machine.sum("volume");
  const seen = (run: { mounted: string; then: string }): void => {
    if (!mountable) {
      expect(machine.sum("volume")).toBe(sum);
      expect(run.mounted).toBe("");
    } else {
      expect(run.mounted).toMatch(/^\w+ +rw,/);
      if (files !== "") expect(run.then).toBe(files);
      files = run.then;
    }
  };
  const look = mountable ? inventory : "";
  const happen: Record<Event, () => void> = {
    boot: () => seen(machine.start(look)),
    reboot: () => seen(machine.restart(look)),
    crash: () => seen(mountable ? machine.crash(`sync; ${inventory}`) : machine.restart()),
    "next host": () => {
      machine.replaceHost();
      seen(machine.start(look));
    },
    grow: () => {
      machine.disk("volume", (size += 64));
      happen["next host"]();
    },
    write: () => {
      if (!mountable) return;
      files = machine.restart(`head -c 5000 /dev/urandom > ${path}/row; ${inventory}`).then;
    },
  };
  for (const event of all) happen[event]();
}

it("loses nothing in any history of a volume (F.4.7, F.4.11)", () => {
  fc.assert(
    fc.property(histories, (history) => {
      const machine = new HostMachine();
      try {
        live(machine, history);
      } finally {
        machine.close();
      }
    }),
    {
      numRuns: 10,
      endOnFailure: true,
      // systemd boots on where a volume that was refused cannot be mounted.
      examples: [
        [
          {
            write: refused["xfs whose superblock is damaged"]?.write ?? "",
            mountable: false,
            events: ["boot", "reboot", "crash"],
          },
        ],
      ],
    },
  );
});
