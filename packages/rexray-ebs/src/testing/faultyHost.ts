import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HostMachine, type HostRun } from "./hostMachine.ts";
import { mountable, xfsSize } from "./contents.ts";

/** The final state of a host. */
export const Outcome = {
  /** The volume is mounted with its files, and the host accepts tasks. */
  Boots: "boots",
  /** The host does not join the cluster and powers off; a replacement tries again. */
  PowersOff: "powers off",
  /** The host does not join the cluster and keeps running until someone investigates. */
  Stays: "stays",
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

let template: { folder: string; files: string } | undefined;

/** A machine whose ext4 volume contains files; created once and copied. */
export function hostWithFiles(): { machine: HostMachine; files: string } {
  const machine = new HostMachine();
  const file = machine.disk("volume", 64);
  if (template && existsSync(template.folder)) {
    copyFileSync(join(template.folder, "disk"), file);
    return { machine, files: template.files };
  }
  machine.prepare(mountable["ext4"] ?? "");
  const folder = mkdtempSync(join(tmpdir(), "root-template-"));
  template = { folder, files: machine.fill() };
  copyFileSync(file, join(folder, "disk"));
  return { machine, files: template.files };
}

export function removeTemplate(): void {
  if (template) rmSync(template.folder, { recursive: true });
  template = undefined;
}

/** A machine with a new volume. */
export function hostWithBlank(): HostMachine {
  const machine = new HostMachine();
  machine.disk("volume", xfsSize);
  return machine;
}

const statusOf: Record<Outcome, (status: number | null) => boolean> = {
  boots: (status) => status === 0,
  "powers off": (status) => status !== 0 && status !== 78,
  stays: (status) => status === 78,
};

/**
 * Checks what a host that has ended as it should shows of itself.
 *
 * @param shows What it shows where it fails: text of the line of the boot script that the message names, and whether Systems
 * Manager cannot be told.
 */
export function expectOutcome(
  machine: HostMachine,
  run: HostRun,
  outcome: Outcome,
  { failing, untold = false }: { failing?: string; untold?: boolean } = {},
): void {
  const { status, output, calls, mounted, world } = run;
  const power = calls.filter((call) => call.startsWith("shutdown"));
  const masked = calls.includes("systemctl mask --runtime --now ecs.service");
  const configured = machine.file("etc/ecs/ecs.config") !== undefined;
  const seen = { status, power, masked, configured, isMounted: mounted !== "", output };
  const fails = outcome !== Outcome.Boots;
  expect(statusOf[outcome](status) ? outcome : `${status}: ${output}`).toBe(outcome);
  expect(seen).toEqual({
    status: status,
    power: outcome === Outcome.PowersOff ? ["shutdown -h +15 ballast: boot step mysql failed"] : [],
    masked: fails,
    configured: !fails,
    isMounted: !fails,
    output: expect.any(String) as unknown,
  });
  if (!fails) return;
  const failure =
    /^ballast: \S+ mysql: (.*FAILED at line (\d+) of \/opt\/ballast\/boot\.sh \(.*\) with exit status \d+); the agent stays stopped/m.exec(
      output,
    );
  expect(failure ? "named" : output).toBe("named");
  const line = machine.file("opt/ballast/boot.sh")?.split("\n")[Number(failure?.[2]) - 1];
  if (failing !== undefined) expect(line).toContain(failing);
  expect(output.includes("Systems Manager was not told (attempt 3 of 3)")).toBe(untold);
  const reason = `mysql: ${failure?.[1]}`.replaceAll(/["\\]/g, "").slice(0, 500);
  expect(world?.reports).toEqual(untold ? [] : [reason]);
}
