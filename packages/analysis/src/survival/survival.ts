import type { Verdict } from "@ballast/aws";

export { Answer, type Verdict } from "@ballast/aws";

/** Which failures a store's data survives, and why. */
export interface StoreSurvival {
  urn: string;
  /** Description: `EBS volume`. */
  type: string;
  name: string;
  /** False for storage that is created with a task and deleted with it. */
  lasting: boolean;
  taskRestart: Verdict;
  instanceLoss: Verdict;
  zoneLoss: Verdict;
  /** What remains in another region. */
  regionLoss: Verdict;
  destroy: Verdict;
  /** Whether a restore test regularly restores its backups. */
  restoreDrill: Verdict;
}
