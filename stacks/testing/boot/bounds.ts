import type { LinuxScripts } from "./linux.ts";
import type { Program } from "./program.ts";
import type { WindowsScripts } from "./windows.ts";

/** A time that must be shorter than the one around it, in seconds, with how both come about. */
export interface Bound {
  says: string;
  inner: number;
  outer: number;
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);
const shown = (numbers: number[]): string => numbers.join(" + ") || "0";

/** The waits of a program outside of its failure's grace, one after the other. */
function waitsOf({ waits }: Program): number[] {
  return waits
    .filter(({ conditions, seconds }) => conditions.length > 0 && seconds > 0)
    .map(({ seconds }) => seconds);
}

export function linuxBounds({ units, programs }: LinuxScripts): Bound[] {
  const bounds: Bound[] = [];
  for (const { path, exec, timeoutSeconds } of units.values()) {
    const program = programs.get(exec?.split(" ")[0] ?? "");
    if (!program) continue;
    const steps = waitsOf(program);
    bounds.push({
      says: `waits of ${exec} (${shown(steps)}) within the unit's start (${path})`,
      inner: sum(steps),
      outer: timeoutSeconds ?? Number.MAX_VALUE,
    });
  }
  return bounds;
}

export function windowsBounds({ userData, boot, documents }: WindowsScripts): Bound[] {
  const steps = waitsOf(boot);
  const grace = boot.waits
    .filter(({ conditions, seconds }) => conditions.length === 0 && seconds >= 60)
    .map(({ seconds }) => seconds);
  const all = [...steps, ...grace];
  const hours = userData.taskHours;
  const bounds: Bound[] = [
    {
      says: `waits of the task and its time after a failure (${shown(all)}) within its limit (${String(hours)} hours)`,
      inner: sum(all),
      outer: (hours ?? 72) * 3600,
    },
  ];
  const forManager = boot.waits.filter(
    ({ conditions, seconds }) => conditions.includes("ssmAgent") && seconds >= 60,
  );
  for (const { step, seconds } of forManager) {
    for (const { everyMinutes, timeoutSeconds } of documents) {
      bounds.push({
        says: `an association that failed runs again (${everyMinutes} minutes) within the wait of ${step}`,
        inner: everyMinutes * 60,
        outer: seconds,
      });
      for (const limit of timeoutSeconds)
        bounds.push({
          says: `a document's step ends (${limit} s) within the wait of ${step}`,
          inner: limit,
          outer: seconds,
        });
    }
  }
  return bounds;
}

/** Patching waits for a new host, which may use all of its time. */
export function patchBounds(programs: Program[], patchSeconds: number | undefined): Bound[] {
  if (patchSeconds === undefined) return [];
  const steps = programs.flatMap(waitsOf);
  return [
    {
      says: `waits of a host's boot (${shown(steps)}) within the time that patching follows it`,
      inner: sum(steps),
      outer: patchSeconds,
    },
  ];
}
