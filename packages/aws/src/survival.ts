import { number, text } from "@ballast/model";
import type { Described, Others } from "./described.ts";

export const Answer = {
  Yes: "yes",
  No: "no",
  /** A part of the data, or for some time: last night's snapshot, a recovery window. */
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

/** The failures that a store's data survives, derived from its properties. */
export interface StoreSurvivalFacts {
  /** @default - the data survives, because it is not on an instance */
  instanceLoss?: (store: Described) => Verdict;
  zoneLoss: (store: Described, others: Others) => Verdict;
  /**
   * What remains after a destroy, if neither Pulumi nor a template retains the store.
   * @default - for template types, `DeletionPolicy` decides
   */
  destroy?: (store: Described, others: Others) => Verdict;
  /**
   * Whether tasks mount the store, so that a component's declaration overrides this verdict. @default false
   */
  isMounted?: boolean;
}

export const always = (verdict: Verdict) => (): Verdict => verdict;

export const gone = no("it is deleted with its stack");

export function finalCopy(isSkipped: boolean, word: string): Verdict {
  return isSkipped ? gone : partly(`it is deleted with its stack, after a final ${word}`);
}

export function emptied(isEmptied: boolean, what: string): Verdict {
  return isEmptied ? no("it is emptied and deleted with its stack") : partly(`AWS does not delete a ${what}`);
}

export function partlyBackedUp(retentionDays: unknown, fallback: number): Verdict {
  const days = text(retentionDays) === "" ? fallback : number(retentionDays);
  const where = "it is in one zone";
  return days > 0
    ? partly(`${where}; its automatic backups of ${days} days are regional`)
    : no(`${where}, and has no automatic backups`);
}
