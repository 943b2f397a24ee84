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
  // A terminal that is closed is a Ctrl-C as well.
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const one of signals) process.once(one, interrupt);
  try {
    return await run(controller.signal);
  } finally {
    for (const one of signals) process.off(one, interrupt);
  }
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
