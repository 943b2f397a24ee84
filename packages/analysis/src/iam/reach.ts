import { isAnywhere } from "../network/addresses.ts";
import { conditionHolds, Family, isNull, parseOperator } from "./conditions.ts";
import { fillIn, isAbout, type Request } from "./evaluate.ts";
import type { PolicyStatement } from "./policy.ts";

/** What requests contain under one condition key. */
export interface Carried {
  /** Sample values without anything in common. */
  values: readonly string[];
  /**
   * Further values that a request may have. A Deny must match these too to block the asker for certain.
   * @default - none
   */
  possible?: readonly string[];
  /** Whether requests may lack the key. */
  mayLack: boolean;
  /**
   * Whether the asker chooses what the request contains: one value that fulfills the condition is then
   * enough.
   */
  isChosen: boolean;
}

/**
 * The principals under examination, described by what their requests contain under a key.
 *
 * @param key In lower case.
 * @param expected The policy's values.
 */
export type Askers = (key: string, family: Family | undefined, expected: readonly string[]) => Carried;

/**
 * Whether statements allow a request to the askers without a real restriction: an Allow whose conditions all
 * askers fulfill (or can fulfill, if they choose the value), and no Deny that certainly applies.
 */
export function mayAsk(statements: readonly PolicyStatement[], request: Request, askers: Askers): boolean {
  return (
    statements.some((one) => one.effect === "Allow" && isAbout(one, request) && admits(one, askers)) &&
    !statements.some((one) => one.effect === "Deny" && isAbout(one, request) && refuses(one, askers))
  );
}

/**
 * The statements that apply to the askers, without their conditions: every Allow whose conditions all askers
 * fulfill, and every Deny that certainly applies. The result equals that of `mayAsk`, and is faster for many
 * requests.
 */
export function settled(statements: readonly PolicyStatement[], askers: Askers): PolicyStatement[] {
  return statements
    .filter((one) => (one.effect === "Allow" ? admits(one, askers) : refuses(one, askers)))
    .map(({ effect, actions, resources, principals }) => ({
      effect,
      actions,
      resources,
      principals,
      conditions: {},
    }));
}

/** Whether the askers fulfill every condition of a statement. */
export function admits({ conditions }: PolicyStatement, askers: Askers): boolean {
  return everyCondition(conditions, (operator, key, expected) => {
    const one = judged(operator, key, expected, askers);
    // IAM rejects a policy with an unknown operator. Until it is corrected, the condition counts as absent.
    if (one === undefined) return true;
    const { values, mayLack, isChosen, holds } = one;
    if (mayLack && holds(undefined)) return true;
    return isChosen ? values.some(holds) : values.every(holds);
  });
}

/** Whether the askers cannot avoid fulfilling every condition of a statement. */
export function refuses({ conditions }: PolicyStatement, askers: Askers): boolean {
  return everyCondition(conditions, (operator, key, expected) => {
    const one = judged(operator, key, expected, askers);
    if (one === undefined) return false;
    const { values, possible = [], mayLack, holds } = one;
    return (!mayLack || holds(undefined)) && [...values, ...possible].every(holds);
  });
}

type Judge = (operator: string, key: string, expected: string[]) => boolean;

function everyCondition(conditions: PolicyStatement["conditions"], judge: Judge): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => judge(operator, key.toLowerCase(), expected)),
  );
}

interface Judged extends Carried {
  holds: (value: string | undefined) => boolean;
}

/** Undefined for an unknown operator. */
function judged(operator: string, key: string, expected: string[], askers: Askers): Judged | undefined {
  const parsed = isNull(operator) ? undefined : known(operator);
  if (parsed === undefined && !isNull(operator)) return undefined;
  if (parsed?.family === Family.Address && key === "aws:sourceip") {
    const holds = (value: string | undefined): boolean =>
      value === undefined ? parsed.ifExists || parsed.negated : isAnywhere(...expected) !== parsed.negated;
    // Requests through a VPC endpoint lack this key.
    return { values: ["anywhere"], mayLack: parsed.ifExists, isChosen: false, holds };
  }
  const carried = askers(key, parsed?.family, expected);
  return {
    ...carried,
    holds: (value) => {
      const context = value === undefined ? {} : { [key]: value };
      const filled = expected.map((one) => fillIn(one, context)).filter((one) => one !== undefined);
      return conditionHolds(operator, key, filled, context);
    },
  };
}

function known(operator: string): ReturnType<typeof parseOperator> | undefined {
  try {
    return parseOperator(operator);
  } catch {
    return undefined;
  }
}
