/** The scan state of a service's running image. */
export const ScanCondition = {
  /** The image passed a rescan within the required interval. */
  Passed: "passed",
  /** The image was released recently, so no rescan is required yet. */
  Released: "released",
  /** No task runs. */
  Idle: "idle",
  /** The image failed the scan. */
  Rejected: "rejected",
  /** The last scan is too old. */
  Overdue: "overdue",
  /** No scan result applies to the image. */
  NotJudged: "not judged",
} as const;
export type ScanCondition = (typeof ScanCondition)[keyof typeof ScanCondition];

/** Ordered from best to worst. */
const order = Object.values(ScanCondition);
const fine: Record<ScanCondition, boolean> = {
  passed: true,
  released: true,
  idle: true,
  rejected: false,
  overdue: false,
  "not judged": false,
};

export function isFine(condition: ScanCondition): boolean {
  return fine[condition];
}

export function worst(all: ScanCondition[]): ScanCondition {
  return all.reduce<ScanCondition>(
    (found, one) => (order.indexOf(one) > order.indexOf(found) ? one : found),
    ScanCondition.Passed,
  );
}

/** A finding that counts according to the policy. */
export interface ScanFinding {
  /** `CVE-2026-0001`. */
  vulnerability: string;
  severity: string;
  package: string;
  version: string;
  /** Empty if no fixed version is known. */
  fixedIn: string;
}

/** An image that tasks of a service run. */
export interface RunningImage {
  /** The image reference in the task definition. */
  image: string;
  /** The digest that ECS pulled. @default - ECS does not report it */
  digest?: string;
  tasks: number;
}

/** A service's running image, and its scan state. */
export interface ScanState {
  cluster: string;
  service: string;
  container: string;
  gate: "Clair" | "Amazon Inspector";
  running: RunningImage[];
  condition: ScanCondition;
  /** Sentences that explain the state. */
  says: string[];
  /** When the running image was last scanned. @default - never */
  judged?: Date;
  /** Findings that count, worst first. With Amazon Inspector: only those of severities above their limit. */
  findings: ScanFinding[];
  /**
   * The number of findings that count; the list may be truncated. An image that passed has at most the number that
   * the policy allows.
   */
  counted: number;
}

/** The gate's result for running images. */
export type Judged = Pick<ScanState, "condition" | "says" | "judged" | "findings" | "counted">;

/** The result if no scan result applies to the running image. */
export function notJudged(why: string): Judged {
  return { condition: ScanCondition.NotJudged, says: [`NOT JUDGED: ${why}`], findings: [], counted: 0 };
}
