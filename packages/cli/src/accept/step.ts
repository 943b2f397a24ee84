import type { Aws, Pace, openBackups } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import type { PlannedStack } from "../planning.ts";
import type { PulumiRunner } from "./pulumi.ts";

/** Results of a step, keyed by name. Must not contain secrets. */
export type Evidence = Record<string, string>;

/** The inputs of a step. */
export interface StepContext {
  /** The stack whose outputs it reads: the accepted stack, or the restored one. */
  stack: string;
  planned: PlannedStack;
  record: AcceptanceRecord;
  /** Saves the record. */
  save: () => void;
  /** The tags that identify the stack's resources. */
  tags: Record<string, string>;
  aws: Aws;
  backups: ReturnType<typeof openBackups>;
  /** The role with which AWS Backup backs up and restores. @default - the account's default role of AWS Backup */
  backupRoleArn?: string;
  pulumi: PulumiRunner;
  pace: Pace;
}

/** What is known before the run. */
export type Planned = Pick<StepContext, "planned">;

/**
 * A step of an acceptance run. It may be repeated after any of its calls, because an interrupted run resumes with it.
 */
export interface Step {
  /** Identifies the step in the record and the documentation: `drain`. */
  id: string;
  does: string;
  /** The time limit in minutes. */
  minutes: number;
  /** The number of stacks that cause costs during the step. @default 1 */
  stacks?: number;
  /**
   * Returns the reason to skip the step for this stack, with the setting that would make it run if there is one, or undefined. It is also
   * shown before the run. @default - never skipped
   */
  skip?: (context: Planned) => string | undefined;
  /** Returns what the step does not prove for this stack although it passed, or undefined. @default none */
  unproved?: (context: StepContext) => Promise<string | undefined>;
  /** @throws {OperateError} that describes the problem. */
  run: (context: StepContext) => Promise<Evidence>;
}

/** Steps that a scenario's README describes for manual use. */
export interface Walk {
  /** @default 45 */
  upMinutes?: number;
  /** @default 45 */
  destroyMinutes?: number;
  steps: Step[];
  /**
   * The step that reads the data that others wrote. It is repeated after hosts are replaced, and on restored data.
   * @default - no step writes data
   */
  readsBack?: Step;
  /** What a restore of the scenario needs in addition to the output of `ballast restore`. @default none */
  restoring?: WalkRestoring;
}

/** A setting of a second stack. */
export interface Setting {
  path: string[];
  /** @default - the setting is removed */
  value?: unknown;
}

/** Restore steps in the scenario's README, in addition to the settings that adopt a store. */
export interface WalkRestoring {
  /** Returns why the run wrote no data that a backup could contain, or undefined. @default - it wrote data */
  skip?: Step["skip"];
  /** Names of the adopted stores that `readsBack` reads. @default none */
  stores?: (context: StepContext) => string[];
  /** Settings that a stack next to the accepted one needs. @default none */
  beside?: (context: StepContext) => Promise<Setting[]>;
  /** The folder into which AWS Backup restored, as tasks of the restored stack see it from the root. @default none */
  folder?: (context: StepContext) => Promise<string>;
  /**
   * Checks that the data of the run is in the resources that the printed commands created. @default - the commands
   * create nothing
   */
  reads?: (context: StepContext, created: string) => Promise<Evidence>;
}
