import { number, text } from "@ballast/model";
import type { Described, Others } from "./described.ts";

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

/** What the data of a store survives, by its properties. What a restart and a lost instance do is the same for most. */
export interface StoreSurvivalFacts {
  /** @default - it survives, because it is not part of an instance */
  instanceLoss?: (store: Described) => Verdict;
  zoneLoss: (store: Described, others: Others) => Verdict;
  /**
   * What a destroy leaves where neither Pulumi nor a template keeps the store. @default - for types of templates: `DeletionPolicy`
   * decides
   */
  destroy?: (store: Described, others: Others) => Verdict;
  /** Whether tasks mount it, so that a component's own answer goes before this one. @default false */
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
