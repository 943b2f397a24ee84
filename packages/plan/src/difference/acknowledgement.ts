import { dayAfter, dayOf, isDay } from "@ballast/contracts/plain";
import { parsed } from "@ballast/model";
import { parse, Document } from "yaml";
import type { DataLoss } from "./dataLoss.ts";

/** The key of a stack's configuration that acknowledges data losses. */
export const acknowledgedKey = "ballast:acknowledged";

/** Maximum number of days from today to an acknowledgement's last day. */
export const longestDays = 30;

const shortestReason = 10;
const properties = ["urn", "operation", "cause", "reason", "expires"];

/** What a deployment does to the resource that contains the data. */
export const Operation = {
  Delete: "delete",
  Replace: "replace",
  Overwrite: "overwrite",
  /** AWS keeps less data than before and deletes the rest. */
  Discard: "discard",
} as const;
export type Operation = (typeof Operation)[keyof typeof Operation];

/** Why one data loss is acceptable, in the change that causes it. */
export interface Acknowledgement {
  /** URN of the resource that contains the data, on the old side; or of the setting because of which AWS keeps less data. */
  urn: string;
  operation: Operation;
  /** The properties that force a replacement or overwrite the data, or the reason for the deletion. Sorted. */
  cause: string[];
  reason: string;
  /** Last day, in UTC, as `2027-03-31`. */
  expires: string;
}

/** The part of an acknowledgement that identifies the loss: without the reason and the last day. */
export function keyOf({
  urn,
  operation,
  cause,
}: Pick<Acknowledgement, "urn" | "operation" | "cause">): string {
  return JSON.stringify([urn, operation, [...new Set(cause)].sort()]);
}

/** The key that identifies a loss and its acknowledgement. */
export function operationOf({ how }: Pick<DataLoss, "how">): Operation {
  return {
    removed: Operation.Delete,
    replaced: Operation.Replace,
    overwritten: Operation.Overwrite,
    discarded: Operation.Discard,
  }[how];
}

export interface ReadAcknowledgements {
  entries: Acknowledgement[];
  /** Error messages about the other entries, in complete sentences. */
  faults: string[];
}

/** @param values The stack's configuration as the SDK keeps it. */
export function acknowledgementsIn(
  values: Record<string, string>,
  today = dayOf(new Date()),
): ReadAcknowledgements {
  const text = values[acknowledgedKey];
  if (text === undefined) return { entries: [], faults: [] };
  const given = parsed(text);
  // Text that is not JSON is rejected like a value that is not a list.
  return readAcknowledgements(given === undefined ? text : given, acknowledgedKey, today);
}

/** Reads acknowledgements from the command line: each text is one entry, in YAML. */
export function acknowledgementsOf(
  texts: readonly string[],
  where: string,
  today = dayOf(new Date()),
): ReadAcknowledgements {
  return readAcknowledgements(
    texts.map((text): unknown => {
      try {
        return parse(text);
      } catch {
        return text;
      }
    }),
    where,
    today,
  );
}

function readAcknowledgements(given: unknown, where: string, today: string): ReadAcknowledgements {
  const read: ReadAcknowledgements = { entries: [], faults: [] };
  if (!Array.isArray(given)) {
    const expected = `a list of { ${properties.join(", ")} }. \`npx ballast diff\` prints the entry for each loss.`;
    read.faults.push(`${where} is ${JSON.stringify(given)}; expected: ${expected}`);
    return read;
  }
  const seen = new Set<string>();
  for (const [index, one] of given.entries()) {
    const path = `${where}[${index}]`;
    const faults = faultsOf(one, path, today);
    if (faults.length > 0) {
      read.faults.push(...faults);
      continue;
    }
    const entry = entryOf(one as Acknowledgement);
    if (seen.has(keyOf(entry)))
      read.faults.push(
        `${path} is for the same URN, operation and cause as an entry before it. Remove one of the two.`,
      );
    else read.entries.push(entry);
    seen.add(keyOf(entry));
  }
  return read;
}

/** Reads only the properties that `entryOf` has checked. */
function entryOf({ urn, operation, cause, reason, expires }: Acknowledgement): Acknowledgement {
  return { urn, operation, cause: [...new Set([cause].flat())].sort(), reason: reason.trim(), expires };
}

function faultsOf(entry: unknown, path: string, today: string): string[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    return [`${path} is ${JSON.stringify(entry)}; expected: { ${properties.join(", ")} }.`];
  const fields = entry as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
  const { urn, operation, cause, reason, expires } = fields;
  const causes: unknown[] = [cause].flat();
  const latest = dayAfter(today, longestDays);
  const say = (property: string, expected: string): string => {
    const value = fields[property];
    return `${path}.${property} ${value === undefined ? "is missing" : `is ${JSON.stringify(value)}`}; expected: ${expected}.`;
  };
  return [
    !(isText(urn) && urn.startsWith("urn:pulumi:")) &&
      say("urn", "the URN of the resource that contains the data"),
    !Object.values<unknown>(Operation).includes(operation) &&
      say("operation", Object.values(Operation).join(" or ")),
    !(causes.length > 0 && causes.every(isText)) && say("cause", "a list of causes, such as property paths"),
    !(isText(reason) && reason.trim().length >= shortestReason) &&
      say("reason", `why the data may be deleted, in ${shortestReason} characters or more`),
    !(isText(expires) && isDay(expires)) &&
      say("expires", `the last day, in quotes, for example "${latest}"`),
    isText(expires) &&
      isDay(expires) &&
      expires > latest &&
      `${path}.expires is "${expires}", more than ${longestDays} days from today (${today}). Use ${latest} at the latest.`,
    ...Object.keys(fields)
      .filter((property) => !properties.includes(property))
      .map((property) => `${path}.${property} is unknown; expected: ${properties.join(", ")}.`),
  ].filter((fault) => fault !== false);
}

/**
 * The entries for losses, as YAML to copy into a stack's settings. Their reasons are empty, so they are rejected until somebody adds a
 * reason.
 */
export function acknowledgementYaml(
  losses: readonly Pick<DataLoss, "urn" | "how" | "cause">[],
  today = dayOf(new Date()),
): string {
  const entries = losses.map((loss) => ({
    urn: loss.urn,
    operation: operationOf(loss),
    cause: loss.cause,
    reason: "",
    expires: dayAfter(today, longestDays),
  }));
  const document = new Document({ [acknowledgedKey]: entries });
  entries.forEach((_entry, index) => {
    // Pulumi reads a day without quotes as a timestamp.
    const expires = document.getIn([acknowledgedKey, index, "expires"], true);
    Object.assign(expires as object, { type: "QUOTE_DOUBLE" });
    Object.assign(document.getIn([acknowledgedKey, index, "cause"]) as object, { flow: true });
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}
