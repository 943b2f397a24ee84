import type { LaunchOrder } from "@ballast/testing/windows";
import { linuxBounds, patchBounds, windowsBounds, type Bound } from "./bounds.ts";
import type { Host } from "./hosts.ts";
import { judge, type Budget } from "./judge.ts";
import { LinuxSystem, linuxScripts, type LinuxScripts } from "./linux.ts";
import type { Program, Wait } from "./program.ts";
import { windowsScripts, WindowsSystem, type WindowsScripts } from "./windows.ts";

/** What a boot step says of itself. */
export interface Declaration {
  name: string;
  waitsFor: string[] | undefined;
  provides: string[];
}

export interface Examination {
  faults: string[];
  states: number;
  transitions: number;
  interleavings: number;
}

/** The word of `BootCondition` for a fact that a script brings; none for a fact on the way to another. */
function conditionOf(fact: string): string | undefined {
  const kinds: [RegExp, string][] = [
    [/^mounted:/, "volume"],
    [/^plugin:/, "volumePlugin"],
    [/^domain$/, "domain"],
    [/^mapped:/, "share"],
  ];
  return kinds.find(([form]) => form.test(fact))?.[1];
}

const valueOf: Record<string, string> = { volumePlugin: "enabled", domain: "member" };

/** Steps that are the boot script's own. */
const ownSteps =
  /^(user data|prologue|boot|after-agent|units|agent|join|BallastBoot|start|\/opt\/ballast\/.*)$/;

/** Where declaration and script say different things. */
export function disagreements(programs: Program[], declarations: Declaration[]): string[] {
  const byName = new Map(declarations.map((one) => [one.name, one]));
  const faults: string[] = [];
  for (const { step, conditions, line, seconds } of programs.flatMap(({ waits }) => waits)) {
    const declared = byName.get(step);
    if (!declared && !ownSteps.test(step)) faults.push(`${step} is not a declared step, and does ${line}`);
    for (const condition of conditions) {
      if (!declared && !isOwnWait(condition, seconds, step, line))
        faults.push(`outside of every step, ${line} waits for ${condition}`);
      if (declared?.waitsFor && condition !== "network" && !declared.waitsFor.includes(condition))
        faults.push(`${step} waits for ${condition} by ${line}, and does not declare it`);
      if (
        declared?.waitsFor &&
        condition === "network" &&
        !isReport(line) &&
        !declared.waitsFor.includes("network")
      )
        faults.push(`${step} needs the network for ${line}, and does not declare it`);
    }
  }
  for (const { name, provides } of declarations) {
    const brought = programs
      .flatMap((program) => program.provides[name] ?? [])
      .flatMap((fact) => conditionOf(fact) ?? []);
    for (const word of new Set([...brought, ...provides.filter((one) => Object.hasOwn(words, one))])) {
      if (!brought.includes(word))
        faults.push(`${name} declares that it provides ${word}, and nothing in its script does`);
      if (!provides.includes(word)) faults.push(`${name} provides ${word}, and does not declare it`);
    }
  }
  return [...new Set(faults)];
}

const words = { volume: 1, volumePlugin: 1, domain: 1, share: 1 };

/** The failure report of the script itself, with the command that it needs. */
function isReport(line: string): boolean {
  return /^timeout 300 dnf install --assumeyes --quiet awscli-2$|put-compliance-items|Write-SSMComplianceItem|169\.254\.169\.254/.test(
    line,
  );
}

/** The script's own end waits for the agent that it has started; its report is bounded. */
function isOwnWait(condition: string, seconds: number, step: string, line: string): boolean {
  return (
    (condition === "network" && seconds <= (isReport(line) ? 300 : 60)) ||
    (condition === "agent" && step === "agent" && seconds <= 300) ||
    (["agent", "docker"].includes(condition) && step === "join" && seconds <= 900)
  );
}

/** What a task must find: what scripts bring and what steps promise. */
function neededBy(programs: Program[]): Record<string, string> {
  const facts = programs.flatMap(({ provides }) => Object.values(provides).flat());
  return Object.fromEntries(
    facts.flatMap((fact) => {
      const condition = conditionOf(fact);
      return condition === undefined ? [] : [[fact, valueOf[condition] ?? "1"] as const];
    }),
  );
}

export async function examine(
  { userData, associations, patchSeconds }: Host,
  declarations: Declaration[],
  orders: LaunchOrder[],
  budgets: Budget[],
): Promise<Examination> {
  const isWindows = userData.startsWith("<powershell>");
  const scripts = isWindows ? await windowsScripts(userData, associations) : linuxScripts(userData);
  const programs = programsOf(scripts);
  const needed = { ...neededBy(programs), ...promised(declarations, programs) };
  const bounds: Bound[] = [
    ...("boot" in scripts ? windowsBounds(scripts) : linuxBounds(scripts)),
    ...patchBounds(programs, patchSeconds),
  ];
  const result: Examination = {
    faults: disagreements(programs, declarations),
    states: 0,
    transitions: 0,
    interleavings: 0,
  };
  result.faults.push(
    ...bounds
      .filter(({ inner, outer }) => inner >= outer)
      .map(({ says, inner, outer }) => `${says}: ${inner} s is not less than ${outer} s`),
  );
  const systems =
    "boot" in scripts ? orders.map((order) => new WindowsSystem(order, scripts)) : [new LinuxSystem(scripts)];
  for (const system of systems)
    for (const budget of budgets) {
      const found = judge(system, needed, budget);
      result.states += found.states;
      result.transitions += found.transitions;
      result.interleavings += found.interleavings;
      result.faults.push(...found.faults);
    }
  return result;
}

/** A promise that no script keeps is a need that is never met. */
function promised(declarations: Declaration[], programs: Program[]): Record<string, string> {
  const brought = (name: string) =>
    programs.flatMap((program) => program.provides[name] ?? []).map(conditionOf);
  return Object.fromEntries(
    declarations.flatMap(({ name, provides }) =>
      provides
        .filter((word) => Object.hasOwn(words, word) && !brought(name).includes(word))
        .map((word) => [word === "domain" ? word : `${word} of ${name}`, valueOf[word] ?? "1"] as const),
    ),
  );
}

function programsOf(scripts: LinuxScripts | WindowsScripts): Program[] {
  return "boot" in scripts ? [scripts.userData, scripts.boot] : [scripts.userData, ...bootPrograms(scripts)];
}

/** Those that run on a start; a timer's take no part. */
function bootPrograms({ programs, units }: LinuxScripts): Program[] {
  const forBoot = [...units.values()].filter(({ isForBoot }) => isForBoot).map(({ exec }) => exec);
  return [...programs].filter(([path]) => forBoot.includes(path)).map(([, program]) => program);
}

export type { Wait };
