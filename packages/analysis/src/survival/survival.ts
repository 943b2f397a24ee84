import type { Verdict } from "@ballast/aws";

export { Answer, type Verdict } from "@ballast/aws";

/** What a store's data outlives, and why. */
export interface StoreSurvival {
  urn: string;
  /** In words: `EBS volume`. */
  type: string;
  name: string;
  /** False for what is made with a task and meant to go with it. */
  lasting: boolean;
  taskRestart: Verdict;
  instanceLoss: Verdict;
  zoneLoss: Verdict;
  /** What is left of it in another region. */
  regionLoss: Verdict;
  destroy: Verdict;
  /** Whether a drill restores its backups again and again. */
  restoreDrill: Verdict;
}
