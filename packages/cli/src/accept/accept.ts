import { randomBytes } from "node:crypto";
import { join, relative } from "node:path";
import { connect, openAccount, openBackups, tagged, type Pace } from "@ballast/operate";
import { isAccepted, type AcceptanceRecord } from "@ballast/report";
import { ask, confirm } from "../confirm.ts";
import { following, followingUntil, interruptible } from "../operating.ts";
import { plannedStack, type PlannedStack } from "../planning.ts";
import { hasDeployed } from "./destroying.ts";
import { AcceptError } from "./acceptError.ts";
import { runSteps, stepOf, type Ending, type Running } from "./engine.ts";
import { checkedStack, requireAccount, requireBackend, type CheckedStack } from "./guard.ts";
import { introduction, outcome } from "./render.ts";
import { newSteps, RunFolder } from "./record.ts";
import { redacted } from "./redact.ts";
import { hourlyCost } from "./hourlyCost.ts";
import { PulumiRunner } from "./pulumi.ts";
import { minutesOf, stepsOf, type RunSteps } from "./steps.ts";
import type { StepContext } from "./step.ts";

export interface AcceptOptions {
  stack: string;
  timeout?: number;
  out?: string;
  yes?: boolean;
  keep?: boolean;
  restart?: boolean;
  allowProd?: boolean;
  /** ARN of the role for AWS Backup. */
  backupRole?: string;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function accept(options: AcceptOptions): Promise<number> {
  const planned = await plannedStack(options.stack);
  const checked = checkedStack(planned, options.allowProd === true);
  const steps = stepsOf(checked.scenario, checked.environment, checked.instance);
  const timeout = options.timeout ?? minutesOf([...steps.accepting, ...steps.ending]);
  requireRoom(timeout, steps);
  const account = openAccount(planned.region, planned.profile);
  await requireAccount(account, checked);
  const folder = new RunFolder(options.out ?? join(planned.project.root, ".ballast/accept", options.stack));
  const cost = hourlyCost(planned);
  const earlier = options.restart ? folder.requireNothingCreated() : folder.unfinished();
  const record = earlier ?? newRecord(planned, checked, steps, cost.text);
  requireSame(record, planned, checked);
  for (const line of introduction({
    record,
    steps,
    cost,
    timeout,
    isResumed: earlier !== undefined,
    planned,
  }))
    console.error(line);
  await confirm(options, options.stack, earlier === undefined ? "begin" : "go on");
  if (earlier === undefined) folder.begin(record);
  const pulumi = new PulumiRunner(planned.project.root, folder.log);
  const running = await runningOf({
    planned,
    checked,
    pulumi,
    folder,
    record,
    timeout,
    reserve: minutesOf(steps.ending),
    ...(options.backupRole !== undefined && { backupRoleArn: options.backupRole }),
  });
  running.checkAccount = async () => {
    await requireAccount(account, checked);
    await requireBackend(record, pulumi);
  };
  const ending = await interruptible((signal) => {
    running.signal = signal;
    signal.addEventListener("abort", () =>
      console.error(
        "Interrupted: the current call finishes first. Press Ctrl-C again to exit at once; a pulumi command that is running then continues by itself.",
      ),
    );
    running.following = (minutes, run) => followingUntil(signal, minutes, run);
    return walked(options, steps, running);
  });
  return finish(options, folder, running, ending);
}

/** Runs the remaining steps. Then destroys the stack, or prints what still exists. */
async function walked(options: AcceptOptions, steps: RunSteps, running: Running): Promise<Ending> {
  const isEnding = options.keep !== true && stepOf(running.record, "destroy").attempts > 0;
  const ending = isEnding ? "done" : await runSteps(steps.accepting, running);
  if (ending === "interrupted") return ending;
  if (!isEnding && !(hasDeployed(running.record) && (await isToBeDestroyed(options, ending))))
    return ending === "failed" ? "failed" : "interrupted";
  // The last steps have no time limit.
  const last = await runSteps(steps.ending, { ...running, minutesLeft: () => Number.POSITIVE_INFINITY });
  if (last === "done") running.record.endedAt = new Date().toISOString();
  return ending === "failed" ? ending : last;
}

async function isToBeDestroyed(options: AcceptOptions, ending: Ending): Promise<boolean> {
  if (options.keep === true) return false;
  if (options.yes === true) return true;
  const after = ending === "failed" ? "A step failed. " : "";
  return (
    (await ask(`${after}Type ${options.stack} to destroy it, or press Enter to keep it: `)) === options.stack
  );
}

async function finish(
  options: AcceptOptions,
  folder: RunFolder,
  running: Running,
  ending: Ending,
): Promise<number> {
  const { record } = running;
  if (record.endedAt === undefined) record.standing = await standing(running).catch(unknownStanding);
  running.save();
  const page = relative(process.cwd(), folder.page);
  console.log(options.format === "json" ? JSON.stringify(record, null, 2) : outcome(record, page, ending));
  return record.endedAt !== undefined && isAccepted(record) ? 0 : 1;
}

async function standing({ context }: Running): Promise<string[]> {
  return following(5, async (pace) => {
    const { aws, backups, tags, record } = context(pace);
    return tagged({ aws, backups, tags, before: record.before });
  });
}

/** After an interrupt or an error, AWS may not be reachable. */
function unknownStanding(error: unknown): string[] {
  return [`unknown, because the calls to AWS failed: ${redacted((error as Error).message)}`];
}

/** @throws {AcceptError} if the time limit is too short for a deployment and its destruction. */
function requireRoom(timeout: number, { accepting, ending }: RunSteps): void {
  const up = accepting.slice(0, accepting.findIndex(({ id }) => id === "up") + 1);
  const least = minutesOf([...up, ...ending]);
  if (timeout < least)
    throw new AcceptError(
      `--timeout is ${timeout} minutes, but ${[...up, ...ending].map(({ id }) => id).join(", ")} may take ${least} minutes. ` +
        `Use at least ${least}, or leave it out to allow time for all steps. Nothing was started.`,
      2,
    );
}

function newRecord(
  { region }: PlannedStack,
  { stack, account }: CheckedStack,
  { accepting, ending }: RunSteps,
  cost: string,
): AcceptanceRecord {
  return {
    version: 1,
    stack,
    account,
    region,
    mark: `accept-${randomBytes(6).toString("hex")}`,
    startedAt: new Date().toISOString(),
    hourlyCost: cost,
    steps: newSteps([...accepting, ...ending]),
    before: [],
  };
}

/** @throws {AcceptError} if the unfinished run belongs to another account, region or project. */
function requireSame(
  record: AcceptanceRecord,
  { region }: PlannedStack,
  { stack, account }: CheckedStack,
): void {
  if (record.stack === stack && record.account === account && record.region === region) return;
  throw new AcceptError(
    `The run started at ${record.startedAt} has not ended. It is for ${record.stack} in account ${record.account}, ${record.region}; the settings now specify ` +
      `${stack}, ${account}, ${region}. Restore the settings and continue, or start a new run with --restart.`,
  );
}

interface Place {
  planned: PlannedStack;
  checked: CheckedStack;
  pulumi: PulumiRunner;
  folder: RunFolder;
  record: AcceptanceRecord;
  timeout: number;
  /** Minutes to reserve for the last steps. */
  reserve: number;
  backupRoleArn?: string;
}

async function runningOf({
  planned,
  checked,
  pulumi,
  folder,
  record,
  timeout,
  reserve,
  backupRoleArn,
}: Place): Promise<Running> {
  const { region, profile } = planned;
  const place = { region, ...(profile !== undefined && { profile }) };
  const aws = await connect(place);
  const backups = openBackups(region, profile);
  const begun = performance.now();
  const save = (): void => folder.save(record);
  return {
    record,
    save,
    checkAccount: () => Promise.resolve(),
    context: (pace: Pace): StepContext => ({
      stack: checked.stack,
      planned,
      record,
      save,
      tags: checked.tags,
      aws,
      backups,
      ...(backupRoleArn !== undefined && { backupRoleArn }),
      pulumi,
      pace,
    }),
    following,
    minutesLeft: () => timeout - reserve - (performance.now() - begun) / 60_000,
    say: (line) => console.error(line),
  };
}
