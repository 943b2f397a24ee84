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
  destroy: Verdict;
}

export const Answer = {
  Yes: "yes",
  No: "no",
  /** Some of it, or for some time: a snapshot of last night, a recovery window. */
  Partly: "partly",
  Unknown: "unknown",
} as const;
export type Answer = (typeof Answer)[keyof typeof Answer];

export interface Verdict {
  answer: Answer;
  why: string;
}

export const yes = (why: string): Verdict => ({ answer: Answer.Yes, why });
export const no = (why: string): Verdict => ({ answer: Answer.No, why });
export const partly = (why: string): Verdict => ({ answer: Answer.Partly, why });
export const unknown = (why: string): Verdict => ({ answer: Answer.Unknown, why });
