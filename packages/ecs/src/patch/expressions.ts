// JSONata and Amazon States Language, as far as the state machine that replaces hosts needs them.

/** A state of Amazon States Language with JSONata. */
export type State = Record<string, unknown>;

/** A value that Step Functions computes. */
export function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

/** The moment at which the state begins, in milliseconds. */
export const now = "$toMillis($states.context.State.EnteredTime)";

/** AWS throttles, and is briefly not there: about five minutes are waited for. */
export const retry = [
  {
    ErrorEquals: ["States.ALL"],
    IntervalSeconds: 5,
    BackoffRate: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 120,
    JitterStrategy: "FULL",
  },
];

export function pass(assign: Record<string, unknown>, next: string): State {
  return { Type: "Pass", Assign: assign, Output: {}, Next: next };
}

export function task(
  resource: string,
  argumentsOf: unknown,
  rest: Record<string, unknown> & { Next?: string },
): State {
  return { Type: "Task", Resource: resource, Arguments: argumentsOf, Output: {}, Retry: retry, ...rest };
}

/** The first condition that holds decides. */
export function choice(choices: [condition: string, next: string][], otherwise: string): State {
  return {
    Type: "Choice",
    Choices: choices.map(([condition, next]) => ({ Condition: jsonata(condition), Next: next })),
    Default: otherwise,
  };
}

export function wait(seconds: number, next: string): State {
  return { Type: "Wait", Seconds: seconds, Next: next };
}

/** For each of a list, one after the other. */
export function each(items: string, states: Record<string, State>, rest: Record<string, unknown>): State {
  const [first] = Object.keys(states);
  return {
    Type: "Map",
    Items: jsonata(items),
    MaxConcurrency: 1,
    ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, StartAt: first, States: states },
    ...rest,
  };
}

export function fail(error: string, cause: string): State {
  return { Type: "Fail", Error: error, Cause: cause };
}
