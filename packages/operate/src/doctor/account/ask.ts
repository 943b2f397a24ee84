import { AwsError } from "../../operateError.ts";
import { unknown, type Check, type Verdict } from "../check.ts";

/** A check that calls AWS. */
export interface Question extends Pick<Check, "id" | "what" | "stacks"> {
  ask: () => Promise<Verdict>;
}

/** Number of parallel checks; AWS has not throttled this many. */
const atATime = 8;

/**
 * Runs the checks. A check that fails because of a missing permission or an unavailable service has the status
 * `unknown`.
 */
export async function answers(
  questions: Question[],
  say: (line: string) => void = () => undefined,
): Promise<Check[]> {
  const checks: Check[] = [];
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    for (let mine = next++; mine < questions.length; mine = next++) {
      const question = questions[mine];
      if (question === undefined) return;
      const { ask, ...about } = question;
      checks[mine] = { ...about, ...(await ask().catch(notSaid)) };
      done += 1;
      say(`checking AWS (${done} of ${questions.length})`);
    }
  }
  await Promise.all(Array.from({ length: atATime }, work));
  return checks;
}

function notSaid(error: unknown): Verdict {
  if (error instanceof AwsError) return unknown(error.message);
  throw error;
}

/** Caches the result of an asynchronous function. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}
