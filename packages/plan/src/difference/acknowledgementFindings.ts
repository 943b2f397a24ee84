import { dayOf } from "@ballast/contracts/plain";
import type { Finding, RuleText } from "@ballast/policy";
import { acknowledgedKey, type ReadAcknowledgements } from "./acknowledgement.ts";

/** Findings about acknowledgements that need only the new plan, not the old one. */
export const acknowledgementRules = {
  refused: {
    id: "acknowledgement-refused",
    severity: "error",
    sentence:
      "Every acknowledgement of a loss has a URN, an operation, a cause, a reason and an expiry date within 30 days.",
    why: "An incomplete entry could acknowledge a loss that nobody has reviewed.",
    fix: "Correct the property that the message names, or copy the entry that `ballast diff` prints.",
  },
  ended: {
    id: "acknowledgement-ended",
    severity: "error",
    sentence: "Acknowledgements of losses are removed by their last day.",
    why: "An expired entry has no effect, although its author may still rely on it.",
    fix: "Remove the entry from ballast:acknowledged.",
  },
  standing: {
    id: "acknowledgement-standing",
    severity: "warning",
    sentence: "An acknowledgement of a loss is removed after the change that it was added for.",
    why: "It is valid only in the change that adds it.",
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
            `has in ${acknowledgedKey} an entry for ${lost} that expired on ${expires}; remove it`,
          )
        : finding(
            acknowledgementRules.standing,
            `has in ${acknowledgedKey} an entry to ${operation} ${lost}; it is valid only in the change that adds it, so remove it ` +
              `after that, by ${expires}`,
          ),
    ),
  ];
}

/** Why entries of a plan are invalid. */
export function refusedIn(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ rule }) => rule === acknowledgementRules.refused.id)
    .map(({ message }) => message);
}
