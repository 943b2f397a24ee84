import {
  backendChecks,
  counts,
  diagnose,
  dockerChecks,
  openAccount,
  placeholderChecks,
  pluginChecks,
  referenceNotes,
  thisMachine,
  toolChecks,
  type Check,
  type Needs,
  type StackSecrets,
} from "@ballast/operate";
import { loadProgram, projectAt, PlanError, type Project, type StackPlan } from "@ballast/plan";
import { chosen } from "../chosen.ts";
import { planAll, plansOf, printErrors } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import { projectFile, stackSecrets } from "./files.ts";
import { examined, type Examined } from "./needs.ts";
import { asJson, asTable } from "./render.ts";

export interface DoctorOptions {
  environment?: string;
  offline?: boolean;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function doctor(named: string[], options: DoctorOptions): Promise<number> {
  const files = projectAt(process.cwd());
  const project = await loadProgram(files);
  const stacks = chosen(project, named, options.environment);
  const line = new StatusLine(1000);
  const outcomes = await planAll(files, stacks, line);
  const checks = await checksOf(
    { project, stacks, plans: plansOf(outcomes) },
    options.offline === true,
    (text) => line.show(text),
  );
  line.end();
  const report = { stacks, checks };
  console.log(options.format === "json" ? asJson(report) : asTable(report));
  return printErrors(outcomes) || counts(checks).missing > 0 ? 1 : 0;
}

/** The checked stacks: those that can be planned. */
export interface Patient {
  project: Project;
  stacks: string[];
  plans: StackPlan[];
}

export async function checksOf(
  { project, stacks, plans }: Patient,
  isOffline: boolean,
  say: (line: string) => void,
): Promise<Check[]> {
  const all = plans.map((plan) => examined(project, plan));
  const machine = thisMachine();
  const file = projectFile(project.root);
  const needs = all.map((one) => one.needs);
  return [
    ...(await toolChecks(machine, project.root)),
    ...pluginChecks(
      machine,
      project.root,
      all.flatMap(({ types }) => types),
    ),
    ...(await dockerChecks(machine, needs)),
    ...backendChecks(
      machine,
      file.backendUrl,
      await secretsOf(
        stacks.filter((stack) => project.stacks.includes(stack)),
        (stack) => stackSecrets(project, file, stack),
      ),
    ),
    ...needs.flatMap(placeholderChecks),
    ...referenceNotes(references(needs)),
    ...(isOffline ? [] : await asked(all, say)),
  ];
}

/** Includes stacks that cannot be planned, because a secret in plain text is one reason for that. */
async function secretsOf(
  stacks: string[],
  secretsIn: (stack: string) => Promise<StackSecrets>,
): Promise<StackSecrets[]> {
  const found: StackSecrets[] = [];
  for (const stack of stacks) {
    try {
      found.push(await secretsIn(stack));
    } catch (error) {
      // The plan has already reported the error.
      if (!(error instanceof PlanError)) throw error;
    }
  }
  return found;
}

/** Checks stacks with the same region, profile and account together, because their needs add up. */
async function asked(all: Examined[], say: (line: string) => void): Promise<Check[]> {
  const places = Object.groupBy(
    all,
    ({ region, profile = "", account = "" }) => `${region} ${profile} ${account}`,
  );
  const checks: Check[] = [];
  for (const group of Object.values(places)) {
    const [first] = group ?? [];
    if (group === undefined || first === undefined) continue;
    const account = openAccount(first.region, first.profile);
    checks.push(
      ...(await diagnose(
        account,
        group.map(({ needs }) => needs),
        say,
        first.account,
      )),
    );
  }
  return checks;
}

function references(needs: Needs[]): { stack: string; stacks: string[] }[] {
  const referred = [...new Set(needs.flatMap(({ stackReferences }) => stackReferences))].sort();
  return referred.map((stack) => ({
    stack,
    stacks: needs.filter((one) => one.stackReferences.includes(stack)).map((one) => one.stack),
  }));
}
