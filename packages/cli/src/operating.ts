import type { Pace } from "@ballast/operate";
import { InvalidArgumentError } from "commander";
import { StatusLine } from "./progress.ts";

/** For both commands that operate what runs: minutes as a person writes them. */
export function minutes(text: string): number {
  const number = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || number <= 0 || number > 10_080)
    throw new InvalidArgumentError("Give minutes, for example 20 or 0.5.");
  return number;
}

/** Runs something that Ctrl-C ends with a word about what it leaves behind; a second Ctrl-C ends it at once. */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  // A terminal that is closed is a Ctrl-C as well. Shell and kernel may both say so, and what is under way must end first.
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

/** Nobody can read any more: that must not end the process before its children. @throws {Error} for anything else. */
function isClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EIO" && error.code !== "EPIPE") throw error;
}

/** The same, with a line on the terminal that says how far it is, for so many minutes at the most. */
export function following<T>(timeoutMinutes: number, run: (pace: Pace) => Promise<T>): Promise<T> {
  return interruptible((signal) => followingUntil(signal, timeoutMinutes, run));
}

/** The same as a part of something that can be interrupted as a whole. */
export function followingUntil<T>(
  signal: AbortSignal,
  timeoutMinutes: number,
  run: (pace: Pace) => Promise<T>,
): Promise<T> {
  const line = new StatusLine();
  const pace: Pace = { timeoutSeconds: timeoutMinutes * 60, signal, say: (text) => line.show(text) };
  return run(pace).finally(() => line.end());
}
