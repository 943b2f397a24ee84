import type { Pace } from "@ballast/operate";
import { InvalidArgumentError } from "commander";
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
 * immediately.
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  // Closing the terminal counts as Ctrl-C. The shell and the kernel may both send SIGHUP, and running work must end
  // first.
  const hangUp = (): void => {
    for (const stream of [process.stdout, process.stderr]) stream.on("error", isClosed);
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const one of signals) process.once(one, interrupt);
  process.on("SIGHUP", hangUp);
  try {
    return await run(controller.signal);
  } finally {
    for (const one of signals) process.off(one, interrupt);
    process.off("SIGHUP", hangUp);
  }
}

/** The output is closed, which must not end the process before its children. @throws {Error} for any other error. */
function isClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EIO" && error.code !== "EPIPE") throw error;
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
