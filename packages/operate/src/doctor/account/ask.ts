import { AwsError } from "../../operateError.ts";
import { unknown, type Check, type Verdict } from "../check.ts";

/** A check that AWS must be asked for. */
export interface Question extends Pick<Check, "id" | "what" | "stacks"> {
  ask: () => Promise<Verdict>;
}

/** AWS limits how often it is asked; so many at a time have not been too many. */
const atATime = 8;

/** What AWS does not say, for want of a permission or of the service itself, is unknown. */
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

/** Asked once, however many want to know. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}
