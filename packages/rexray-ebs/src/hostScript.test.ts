import { join } from "node:path";
import { golden } from "@ballast/testing";
import { BootSandbox } from "@ballast/testing/boot";
import { bashSyntax } from "@ballast/testing/scripts";
import { hostScript } from "./hostScript.ts";
import { script } from "./testing/hostMachine.ts";

// What the script does to disks is tested on real ones: *.root.test.ts, by `npm run test:root`.
describe("the boot script of a host (F.4.7)", () => {
  it("is the reviewed one, and bash", () => {
    const step = hostScript({
      region: "eu-central-1",
      volumeId: "vol-0123456789abcdef0",
      path: "/mnt/ballast/mysql",
    });
    const reviewed = `# shellcheck disable=SC2154 # The prologue sets $problem.\n${step}`;
    expect(reviewed).toBe(golden(join(__dirname, "host.golden.sh"), reviewed));
    expect(bashSyntax(step)).toBe("fine");
  });

  it("installs the AWS command line where the image has none, and makes room for a successor if it cannot", () => {
    const machine = new BootSandbox({ dnf: "exit 1", curl: "exit 22" });
    const { status, calls } = machine.run(
      script.replace("install_package aws ", "install_package no-such-program "),
    );
    machine.close();
    expect(status).toBe(1);
    expect(calls.filter((call) => call === "dnf install --assumeyes --quiet awscli-2")).toHaveLength(6);
    expect(calls).toContain("shutdown -h +15 ballast: boot step mysql failed");
  });
});
