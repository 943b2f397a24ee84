import { dayOf } from "@ballast/contracts/plain";
import type { Finding, RuleText } from "@ballast/policy";
import { acknowledgedKey, type ReadAcknowledgements } from "./acknowledgement.ts";

/** What a plan finds of acknowledgements by itself, without the plan that was before. */
export const acknowledgementRules = {
  refused: {
    id: "acknowledgement-refused",
    severity: "error",
    sentence:
      "Every acknowledgement of a loss names a URN, an operation, a cause, a reason and a last day within 30 days.",
    why: "An entry that says less lets a loss pass that was not reviewed.",
    fix: "Correct it where the message points, or copy the entry that `ballast diff` prints.",
  },
  ended: {
    id: "acknowledgement-ended",
    severity: "error",
    sentence: "No acknowledgement of a loss is left after its last day.",
    why: "It excuses nothing, and hides that somebody still counts on it.",
    fix: "Remove the entry from ballast:acknowledged.",
  },
  standing: {
    id: "acknowledgement-standing",
    severity: "warning",
    sentence: "An acknowledgement of a loss goes with the change after the one that it is for.",
    why: "It counts in the change that adds it, and in no later one.",
    fix: "Remove the entry from ballast:acknowledged once its change is merged.",
  },
} as const satisfies Record<string, RuleText>;

/** @param urn Of the stack itself. */
export function acknowledgementFindings(
  { entries, faults }: ReadAcknowledgements,
  urn: string,
  today = dayOf(new Date()),
): Finding[] {
  const finding = ({ id, severity }: Pick<RuleText, "id" | "severity">, message: string): Finding => ({
    rule: id,
    severity,
    urn,
    message,
  });
  return [
    ...faults.map((fault) => finding(acknowledgementRules.refused, fault)),
    ...entries.map(({ urn: lost, operation, expires }) =>
      expires < today
        ? finding(
            acknowledgementRules.ended,
            `has in ${acknowledgedKey} an entry for ${lost} that ended on ${expires}; remove it`,
          )
        : finding(
            acknowledgementRules.standing,
            `has in ${acknowledgedKey} an entry to ${operation} ${lost}; it counts in the change that adds it, so remove it ` +
              `after that, by ${expires}`,
          ),
    ),
  ];
}

/** Why entries of a plan cannot be followed. */
export function refusedIn(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ rule }) => rule === acknowledgementRules.refused.id)
    .map(({ message }) => message);
}
