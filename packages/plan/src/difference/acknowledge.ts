import { dayOf } from "@ballast/contracts/plain";
import { acknowledgedKey, keyOf, operationOf, type Acknowledgement } from "./acknowledgement.ts";
import type { DataLoss } from "./dataLoss.ts";
import { Existence, type AcknowledgementFault, type StackDifference } from "./difference.ts";

export interface AcknowledgeOptions {
  /** The day on which acknowledgements must be valid, as `2027-03-31`. @default - today */
  today?: string;
  /** Acknowledgements from the command line. @default - none */
  commandLine?: readonly Acknowledgement[];
}

/** The entries of one stack's settings or of the command line, with the errors that are already known. */
export interface Held {
  /** Undefined for the command line. */
  stack: string | undefined;
  entries: readonly Acknowledgement[];
  /** Error messages about invalid entries. */
  refused: readonly string[];
}

export interface Acknowledged {
  differences: StackDifference[];
  /** Errors in the command line's entries. */
  faults: AcknowledgementFault[];
}

/**
 * Lets each entry of the new side acknowledge the loss that it names, unless the old side has an entry for the same URN, operation and
 * cause. Such an entry acknowledged an earlier change, even if its reason or last day has changed since.
 *
 * @param inherited All entries of the old side, from the settings of any stack: moving an entry to another stack does not renew it.
 */
export function acknowledge(
  differences: readonly StackDifference[],
  held: readonly Held[],
  inherited: readonly Acknowledgement[],
  { today = dayOf(new Date()) }: AcknowledgeOptions = {},
): Acknowledged {
  const before = new Set(inherited.map(keyOf));
  const losses = lossesByKey(differences);
  const reasons = new Map<DataLoss, string>();
  const faults = new Map<string | undefined, AcknowledgementFault[]>();

  for (const { stack, entries, refused } of held) {
    const found: AcknowledgementFault[] = refused.map((message) => ({ severity: "error", message }));
    for (const entry of entries) {
      const judged = judge(entry, stack);
      if ("severity" in judged) found.push(judged);
      else if (reasons.has(judged))
        found.push(fault("error", entry, "is acknowledged twice. Remove one of the two"));
      else reasons.set(judged, entry.reason);
    }
    faults.set(stack, [...(faults.get(stack) ?? []), ...found]);
  }
  return {
    differences: differences.map((difference) => ({
      ...difference,
      losses: difference.losses.map((loss) => {
        const acknowledged = reasons.get(loss);
        return acknowledged === undefined ? loss : { ...loss, acknowledged };
      }),
      acknowledgementFaults: faults.get(difference.stack) ?? [],
    })),
    faults: faults.get(undefined) ?? [],
  };

  function judge(entry: Acknowledgement, stack: string | undefined): DataLoss | AcknowledgementFault {
    const { urn, expires } = entry;
    const isInherited = before.has(keyOf(entry));
    if (expires < today)
      return fault(
        "error",
        entry,
        `ended on ${expires} and has no effect${isInherited ? "" : " any more"}. Remove it`,
      );
    if (isInherited)
      return fault(
        "warning",
        entry,
        `was added by an earlier change, so it has no effect here. Remove it by ${expires}; after that day it is an error`,
      );
    const matching = losses.get(keyOf(entry));
    const owner = differences.find((one) => one.losses.some((loss) => loss === matching));
    if (matching && owner) {
      // A stack's own settings acknowledge its losses, as long as the stack has settings.
      if (stack === undefined || stack === owner.stack || owner.existence === Existence.Gone) return matching;
      return fault(
        "error",
        entry,
        `is for a loss of the stack ${owner.stack}. Move it to the settings of that stack`,
      );
    }
    return fault("error", entry, `matches no loss of this change. ${nearest(urn)}`);
  }

  function nearest(urn: string): string {
    const [near] = differences.flatMap((one) => one.losses.filter((loss) => loss.urn === urn));
    return near === undefined
      ? "Remove it: an entry must be in the same change as the loss"
      : `The loss of this resource has operation: ${operationOf(near)}, cause: [${near.cause.join(", ")}]`;
  }
}

/** A key identifies a loss only if no other loss has the same key. */
function lossesByKey(differences: readonly StackDifference[]): Map<string, DataLoss> {
  const all = differences.flatMap(({ losses }) => losses);
  const groups = Map.groupBy(all, (loss) => keyOf({ ...loss, operation: operationOf(loss) }));
  return new Map(
    [...groups].flatMap(([key, [loss, ...others]]) =>
      loss && others.length === 0 ? [[key, loss] as const] : [],
    ),
  );
}

function fault(
  severity: AcknowledgementFault["severity"],
  entry: Acknowledgement,
  what: string,
): AcknowledgementFault {
  const { urn, operation, cause } = entry;
  return {
    severity,
    message: `${acknowledgedKey}: the entry for ${urn} (${operation}, ${cause.join(", ")}) ${what}.`,
  };
}
