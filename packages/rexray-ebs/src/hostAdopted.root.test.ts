import { createHash } from "node:crypto";
import { mountable, sizeFor, xfsSize } from "./testing/contents.ts";
import { HostMachine, inventory, path, userData } from "./testing/hostMachine.ts";

let machine: HostMachine;
beforeEach(() => (machine = new HostMachine()));
afterEach(() => machine.close());

/** As REX-Ray writes it: the data in a folder of the volume, which belongs to whoever made it. */
const rexray = `mkdir -p ${path}; mount "$DISK_VOLUME" ${path}; mkdir -m 0700 ${path}/data
  echo row > ${path}/data/ibdata1; chown --recursive 999:999 ${path}/data; ${inventory}`;

describe("a host of a volume that something else has written", () => {
  it.each(Object.entries(mountable))("serves the folder on %s, and changes nothing of it", (_type, write) => {
    machine.disk("volume", sizeFor(write));
    machine.prepare(write);
    const files = machine.prepare(rexray);
    machine.userData = userData({ folder: "data", isAdopted: true });
    const { status, then } = machine.start(inventory);
    expect({ status, files: then }).toEqual({ status: 0, files });
  });

  it("refuses it without the folder, and says what there is, so that no application starts anew beside its data", () => {
    machine.disk("volume", 64);
    machine.prepare(mountable["ext4"] ?? "");
    machine.prepare(rexray);
    machine.userData = userData({ folder: "mysql/data" });
    const { status, output, calls } = machine.start();
    expect(output).toContain("REFUSED: vol-0123456789abcdef0 has no folder mysql/data; at its top are: data");
    expect(status).toBe(78);
    expect(calls).toContain("systemctl mask --runtime --now ecs.service");
  });

  it("formats none that is blank", () => {
    machine.disk("volume", xfsSize);
    machine.userData = userData({ isAdopted: true });
    const { status, output } = machine.start();
    expect(output).toContain("REFUSED: vol-0123456789abcdef0 was adopted, and has no file system");
    expect(status).toBe(78);
    const zeros = createHash("sha1").update(Buffer.alloc(xfsSize * 1024 * 1024));
    expect(machine.sum("volume")).toBe(zeros.digest("hex"));
  });
});

it("creates the folder on a file system that holds nothing, also after the power went in between", () => {
  machine.disk("volume", xfsSize);
  machine.userData = userData({ folder: "data/mysql" });
  const look = `find ${path} -mindepth 1 -printf '%P %y\n'`;
  expect(machine.start(`rm -r ${path}/data`).status).toBe(0);
  machine.replaceHost();
  const { status, then } = machine.start(look);
  expect({ status, then }).toEqual({ status: 0, then: "data d\ndata/mysql d\n" });
});
