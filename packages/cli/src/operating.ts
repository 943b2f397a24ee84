import type { Pace } from "@ballast/operate";
import { InvalidArgumentError } from "commander";
import { isClosedOutput } from "./closedOutput.ts";
import { StatusLine } from "./progress.ts";

/** Parses minutes from the command line. */
export function minutes(text: string): number {
  const number = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || number <= 0 || number > 10_080)
    throw new InvalidArgumentError("Give minutes, for example 20 or 0.5.");
  return number;
}

/**
 * Runs something that Ctrl-C aborts, so that it can report the state that it leaves. A second Ctrl-C ends the process
 * immediately. Closing the terminal, or whatever else reads the output, counts as Ctrl-C: running work must end first.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  // A line may be written before SIGHUP arrives. An error of a stream that nobody handles would end this process, and
  // leave its children running.
  const closed = (error: NodeJS.ErrnoException): void => {
    if (!isClosedOutput(error)) throw error;
    interrupt();
  };
  const streams = [process.stdout, process.stderr];
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const stream of streams) stream.on("error", closed);
  for (const one of signals) process.once(one, interrupt);
  // The shell and the kernel may both send it.
  process.on("SIGHUP", interrupt);
  try {
    return await run(controller.signal);
  } finally {
    // After an abort, the report is still written, perhaps to a terminal that was closed.
    if (!controller.signal.aborted) for (const stream of streams) stream.off("error", closed);
    for (const one of signals) process.off(one, interrupt);
    process.off("SIGHUP", interrupt);
  }
}

/** As `interruptible`, with a time limit and a status line on the terminal. */
export function following<T>(timeoutMinutes: number, run: (pace: Pace) => Promise<T>): Promise<T> {
  return interruptible((signal) => followingUntil(signal, timeoutMinutes, run));
}

/** As `following`, with the signal of an enclosing operation. */
export function followingUntil<T>(
  signal: AbortSignal,
  timeoutMinutes: number,
  run: (pace: Pace) => Promise<T>,
): Promise<T> {
  const line = new StatusLine();
  const pace: Pace = { timeoutSeconds: timeoutMinutes * 60, signal, say: (text) => line.show(text) };
  return run(pace).finally(() => line.end());
}
