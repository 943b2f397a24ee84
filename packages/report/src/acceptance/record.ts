/** How far a step of an acceptance run is. */
export type StepState = "waiting" | "begun" | "passed" | "failed" | "skipped";

/** A step of an acceptance run, and what it found. */
export interface StepRecord {
  id: string;
  does: string;
  limitMinutes: number;
  state: StepState;
  /** How often it was begun. */
  attempts: number;
  /** As ISO 8601, like all times here. */
  startedAt?: string;
  endedAt?: string;
  /** Why it failed, or why it was skipped. */
  reason?: string;
  /** What it leaves unproved although it passed. @default - nothing */
  unproved?: string;
  /** Evidence that the step passed, keyed by name. It contains no secrets. */
  evidence: Record<string, string>;
}

/** A run of `ballast accept`: where it resumes, and the evidence so far. */
export interface AcceptanceRecord {
  /** The version of this file's format. */
  version: 1;
  stack: string;
  account: string;
  region: string;
  /** Known again in what steps write. */
  mark: string;
  startedAt: string;
  /** @default - it can be resumed */
  endedAt?: string;
  /** The estimated cost of an hour, as text. */
  hourlyCost: string;
  steps: StepRecord[];
  /** ARNs with the stack's tags before the first deployment. */
  before: string[];
  /**
   * The stack, from before the run deploys it; the second stack and its settings file, each from before the run creates it until the run has
   * deleted it. @default - none
   */
  created?: string[];
  /** Address of Pulumi's backend and the user there. @default - no step has asked for it yet */
  backend?: string;
  /** By stack: when the update began that was the newest one before the run's first. @default - there was none */
  updatedBefore?: Record<string, string>;
  /** The resources that existed at the run's last check; undefined if unknown. */
  standing?: string[];
}

export function isAccepted({ steps }: AcceptanceRecord): boolean {
  return steps.every(({ state }) => state === "passed" || state === "skipped");
}
