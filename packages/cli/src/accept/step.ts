import type { Aws, Pace, openBackups } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import type { PlannedStack } from "../planning.ts";
import type { PulumiRunner } from "./pulumi.ts";

/** What a step found, by names. Secrets do not belong in it. */
export type Evidence = Record<string, string>;

/** What a step works with. */
export interface StepContext {
  /** Whose outputs it reads: the accepted stack, or the one that was restored from it. */
  stack: string;
  planned: PlannedStack;
  record: AcceptanceRecord;
  /** By which AWS knows what is the stack's. */
  tags: Record<string, string>;
  aws: Aws;
  backups: ReturnType<typeof openBackups>;
  pulumi: PulumiRunner;
  pace: Pace;
}

/** A step of an acceptance run. It may be called again after any of its calls: a run that was killed resumes with it. */
export interface Step {
  /** For the record and for documents: `drain`. */
  id: string;
  does: string;
  /** How long it may take. */
  minutes: number;
  /** Why this stack has no use for it; undefined if it has. @default - it always has */
  skip?: (context: StepContext) => string | undefined;
  /** @throws {OperateError} that says what is not as it should be. */
  run: (context: StepContext) => Promise<Evidence>;
}

/** What a scenario's README shows by hand. */
export interface Walk {
  /** @default 45 */
  upMinutes?: number;
  /** @default 45 */
  destroyMinutes?: number;
  steps: Step[];
  /** The step that reads what others wrote; it is done again after hosts are replaced, and on what is restored. @default - nothing is written */
  readsBack?: Step;
}
