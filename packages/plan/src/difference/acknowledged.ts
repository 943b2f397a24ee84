import { PlanError } from "../planError.ts";
import type { DataLoss, StackDifference } from "./difference.ts";

/** The key of a stack's configuration that says why data may go. */
export const acknowledgedKey = "ballast:acknowledged";

const example = "main-logs: rebuilt from the archive, see the runbook";
const shortest = 10;

/**
 * @param values The stack's configuration as the SDK keeps it.
 * @throws {PlanError} if it is not one reason for each URN or name.
 */
export function acknowledgedIn(values: Record<string, string>, stack: string): Record<string, string> {
  const text = values[acknowledgedKey];
  if (text === undefined) return {};
  const given = parsed(text);
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new PlanError(
      `${stack}: ${acknowledgedKey} is ${text}; expected: a reason for each URN or name, as in "${example}".`,
    );
  }
  return Object.fromEntries(
    Object.entries(given).map(([what, reason]) => [
      what,
      checkedReason(`${acknowledgedKey}.${what}`, reason),
    ]),
  );
}

/** @throws {PlanError} if it is too short to be one. */
export function checkedReason(where: string, reason: unknown): string {
  if (typeof reason === "string" && reason.trim().length >= shortest) return reason.trim();
  throw new PlanError(
    `${where} is ${JSON.stringify(reason)}; say in ${shortest} characters or more why its data may go, as in "${example}".`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Each loss with the reason that was given for it, by its URN or by a name that no other loss has. */
export function acknowledge(
  losses: readonly DataLoss[],
  reasons: Readonly<Record<string, string>>,
): Pick<StackDifference, "losses" | "unusedAcknowledgements"> {
  const meant = (what: string): readonly DataLoss[] =>
    losses.filter(({ urn, name }) => what === urn || what === name);
  const used = Object.keys(reasons).filter((what) => meant(what).length === 1);
  return {
    losses: losses.map((loss) => {
      const what = used.find((one) => meant(one)[0] === loss);
      return what === undefined ? loss : { ...loss, acknowledged: reasons[what] ?? "" };
    }),
    unusedAcknowledgements: Object.keys(reasons).filter((what) => !used.includes(what)),
  };
}
