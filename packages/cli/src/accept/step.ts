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
  /** Keeps the record. */
  save: () => void;
  /** By which AWS knows what is the stack's. */
  tags: Record<string, string>;
  aws: Aws;
  backups: ReturnType<typeof openBackups>;
  /** By which AWS Backup saves and restores. @default - the account's default role of AWS Backup */
  backupRoleArn?: string;
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
  /** How many stacks cost during it. @default 1 */
  stacks?: number;
  /** Why this stack has no use for it; undefined if it has. @default - it always has */
  skip?: (context: StepContext) => string | undefined;
  /** What it leaves unproved for this stack, although it passed; undefined if nothing. @default - nothing */
  unproved?: (context: StepContext) => Promise<string | undefined>;
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
  /** What a restore of the scenario needs beside what `ballast restore` prints. @default - nothing */
  restoring?: WalkRestoring;
}

/** A setting of a second stack. */
export interface Setting {
  path: string[];
  /** @default - it is taken away */
  value?: unknown;
}

/** What the scenario's README says about a restore, beside the settings that adopt a store. */
export interface WalkRestoring {
  /** Why the run has written nothing that could be read from a backup; undefined if it has. @default - it has */
  skip?: Step["skip"];
  /** Names of the stores, of those that settings adopt, that `readsBack` reads. @default - none */
  stores?: (context: StepContext) => string[];
  /** Settings of a stack that stands beside the accepted one. @default - none */
  beside?: (context: StepContext) => Promise<Setting[]>;
  /** The folder into which AWS Backup restored, as tasks of the restored stack see it from the root. @default - no step looks for it */
  folder?: (context: StepContext) => Promise<string>;
  /** Finds what the run wrote in what the printed commands created. @default - they create nothing */
  reads?: (context: StepContext, created: string) => Promise<Evidence>;
}
