import { isAnywhere } from "../network/addresses.ts";
import { conditionHolds, Family, isNull, parseOperator } from "./conditions.ts";
import { fillIn, isAbout, type Request } from "./evaluate.ts";
import type { PolicyStatement } from "./policy.ts";

/** What requests carry under one condition key. */
export interface Carried {
  /** Unlike values. */
  values: readonly string[];
  /** Values that a request may also have, so that a Deny on others can be avoided. @default - none */
  possible?: readonly string[];
  /** Whether requests may lack the key. */
  mayLack: boolean;
  /** Whether the one who asks decides what the request carries: one value that a condition admits is then enough. */
  isChosen: boolean;
}

/**
 * Those whose requests are in question, by what they carry under a key.
 *
 * @param key In small letters.
 * @param expected The policy's values.
 */
export type Askers = (key: string, family: Family | undefined, expected: readonly string[]) => Carried;

/**
 * Whether a policy's statements let askers do something although nothing that they could lack is asked of them: a statement allows it,
 * under conditions that admit them all (or, where they choose, that they can fulfil), and none surely denies it.
 */
export function mayAsk(statements: readonly PolicyStatement[], request: Request, askers: Askers): boolean {
  return (
    statements.some((one) => one.effect === "Allow" && isAbout(one, request) && admits(one, askers)) &&
    !statements.some((one) => one.effect === "Deny" && isAbout(one, request) && refuses(one, askers))
  );
}

/**
 * The statements that count for askers, without their conditions: what is allowed under conditions that exempt nobody of them, and what
 * is surely denied. For many requests, deciding by these is the same as `mayAsk`, and faster.
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

/** Whether the conditions of a statement exempt nothing: the askers fulfil each. */
export function admits({ conditions }: PolicyStatement, askers: Askers): boolean {
  return everyCondition(conditions, (operator, key, expected) => {
    const one = judged(operator, key, expected, askers);
    // IAM refuses the policy; until somebody corrects it, the statement counts as one without the condition.
    if (one === undefined) return true;
    const { values, mayLack, isChosen, holds } = one;
    if (mayLack && holds(undefined)) return true;
    return isChosen ? values.some(holds) : values.every(holds);
  });
}

/** Whether the askers cannot but fulfil each condition of a statement. */
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

/** @returns undefined for an operator that IAM does not know. */
function judged(operator: string, key: string, expected: string[], askers: Askers): Judged | undefined {
  const parsed = isNull(operator) ? undefined : known(operator);
  if (parsed === undefined && !isNull(operator)) return undefined;
  if (parsed?.family === Family.Address && key === "aws:sourceip") {
    const holds = (value: string | undefined): boolean =>
      value === undefined ? parsed.ifExists || parsed.negated : isAnywhere(...expected) !== parsed.negated;
    // Requests through an endpoint of a VPC lack it.
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
