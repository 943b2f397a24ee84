/** What is known of the image that a service runs. */
export const ScanCondition = {
  /** It was judged within the time in which it is judged again, and passed. */
  Passed: "passed",
  /** It was released so lately that it need not have been judged again. */
  Released: "released",
  /** No task runs. */
  Idle: "idle",
  /** It was judged, and did not pass. */
  Rejected: "rejected",
  /** The last verdict is too old. */
  Overdue: "overdue",
  /** Nothing vouches for it. */
  NotJudged: "not judged",
} as const;
export type ScanCondition = (typeof ScanCondition)[keyof typeof ScanCondition];

/** The later, the worse. */
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

/** A vulnerability that counts by the policy. */
export interface ScanFinding {
  /** `CVE-2026-0001`. */
  vulnerability: string;
  severity: string;
  package: string;
  version: string;
  /** Empty where no fix is known. */
  fixedIn: string;
}

/** An image that tasks of a service run. */
export interface RunningImage {
  /** As the task definition names it. */
  image: string;
  /** What ECS has pulled. @default - ECS does not say */
  digest?: string;
  tasks: number;
}

/** What a service runs, and what its gate says of it. */
export interface ScanState {
  cluster: string;
  service: string;
  container: string;
  gate: "Clair" | "Amazon Inspector";
  running: RunningImage[];
  condition: ScanCondition;
  /** Sentences. */
  says: string[];
  /** When what runs was judged last. @default - it was not */
  judged?: Date;
  /** Those that count, the gravest first; with Amazon Inspector, of the severities that have more than they may. */
  findings: ScanFinding[];
  /** How many findings count: the list may be cut. What passed has no more of them than the policy allows. */
  counted: number;
}

/** What a gate says of what runs. */
export type Judged = Pick<ScanState, "condition" | "says" | "judged" | "findings" | "counted">;

/** What is said where nothing vouches for what runs. */
export function notJudged(why: string): Judged {
  return { condition: ScanCondition.NotJudged, says: [`NOT JUDGED: ${why}`], findings: [], counted: 0 };
}
