import { OperateError, reasonFor, type Pace } from "@ballast/operate";
import { PlanError } from "@ballast/plan";
import type { AcceptanceRecord, StepRecord } from "@ballast/report";
import { AcceptError } from "./acceptError.ts";
import { redacted } from "./redact.ts";
import type { Evidence, Step, StepContext } from "./step.ts";

/** Everything that the engine needs in addition to the steps. */
export interface Running {
  record: AcceptanceRecord;
  /** Saves the record. */
  save: () => void;
  /** Throws if the credentials no longer belong to the stack's account. Called before each step. */
  checkAccount: () => Promise<void>;
  /** Creates the context of a step with this time limit. */
  context: (pace: Pace) => StepContext;
  /** Runs something that Ctrl-C aborts. */
  following: <T>(minutes: number, run: (pace: Pace) => Promise<T>) => Promise<T>;
  /** Remaining minutes for these steps. */
  minutesLeft: () => number;
  say: (line: string) => void;
  /** Aborted by Ctrl-C, also between steps. @default none */
  signal?: AbortSignal;
}

export type Ending = "done" | "failed" | "interrupted";

/**
 * Runs the steps that have not passed, in order. A step that was started but not completed runs again, and first
 * checks what exists.
 */
export async function runSteps(steps: readonly Step[], running: Running): Promise<Ending> {
  const { record } = running;
  for (const [index, step] of steps.entries()) {
    const found = stepOf(record, step.id);
    if (found.state === "passed" || found.state === "skipped") continue;
    if (running.signal?.aborted === true) {
      running.say(`Interrupted before ${step.id}.`);
      return "interrupted";
    }
    const ending = await runStep(step, found, running, `${index + 1} of ${steps.length}`);
    if (ending !== "done") return ending;
  }
  return "done";
}

export function stepOf({ steps }: AcceptanceRecord, id: string): StepRecord {
  const found = steps.find((one) => one.id === id);
  if (found === undefined)
    throw new AcceptError(
      `The run that has not ended has no step ${id}, because another version started it. Destroy the stack, and start a new run with --restart.`,
    );
  return found;
}

async function runStep(step: Step, found: StepRecord, running: Running, position: string): Promise<Ending> {
  const { say, save } = running;
  const left = running.minutesLeft();
  if (left < step.minutes) {
    const room = left > 0 ? `${Math.floor(left)} minutes` : "no time";
    return fail(
      found,
      running,
      `not started: it may take ${step.minutes} minutes, but --timeout leaves ${room}`,
    );
  }
  delete found.reason;
  delete found.unproved;
  delete found.endedAt;
  found.state = "begun";
  found.startedAt = new Date().toISOString();
  save();
  say(`[${position}] ${step.id}: ${step.does}${found.attempts > 0 ? " (again)" : ""}`);
  let isInterrupted = false;
  try {
    const ended = await running.following(step.minutes, async (pace): Promise<Skipped | Passed> => {
      pace.signal?.addEventListener("abort", () => (isInterrupted = true), { once: true });
      await running.checkAccount();
      if (isInterrupted) throw new OperateError("No call was made.");
      const context = running.context(pace);
      const reason = step.skip?.(context);
      if (reason !== undefined) return new Skipped(reason);
      found.attempts += 1;
      save();
      const evidence = await step.run(context);
      return { evidence, unproved: await step.unproved?.(context) };
    });
    if (ended instanceof Skipped) {
      found.state = "skipped";
      found.reason = ended.reason;
    } else {
      found.state = "passed";
      found.evidence = Object.fromEntries(
        Object.entries(ended.evidence).map(([name, text]) => [name, redacted(text)]),
      );
      if (ended.unproved !== undefined) found.unproved = redacted(ended.unproved);
    }
  } catch (error) {
    const reason = reasonOf(error);
    // Other errors are programming errors: they are printed with a stack trace, and the step stays incomplete.
    if (reason === undefined) throw error;
    if (!isInterrupted) return fail(found, running, reason);
    say(`Interrupted during ${step.id}. ${reason}`);
    return "interrupted";
  }
  found.endedAt = new Date().toISOString();
  save();
  say(`    ${wordsOf(found)}`);
  return "done";
}

interface Passed {
  evidence: Evidence;
  unproved: string | undefined;
}

/** The reason why a step was skipped. */
class Skipped {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

function wordsOf({ state, reason }: StepRecord): string {
  return reason === undefined ? state : `${state}: ${reason}`;
}

function fail(found: StepRecord, { save, say }: Running, reason: string): Ending {
  found.state = "failed";
  found.reason = redacted(reason);
  found.endedAt = new Date().toISOString();
  save();
  say(`    failed: ${redacted(reason)}`);
  return "failed";
}

function reasonOf(error: unknown): string | undefined {
  const known = reasonFor(error);
  if (known !== undefined) return known;
  return error instanceof OperateError || error instanceof PlanError || error instanceof AcceptError
    ? error.message
    : undefined;
}
