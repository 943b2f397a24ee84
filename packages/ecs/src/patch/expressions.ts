// The parts of JSONata and Amazon States Language that the patching state machine uses.

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

interface Paged {
  resource: string;
  argumentsOf: Record<string, unknown>;
  /** The value that is kept from page to page; for the first page there is none yet. */
  assign(isFirst: boolean): Record<string, unknown>;
  next: string;
}

/** A list in pages: an answer must not have more than 256 KiB (Step Functions developer guide, "Service quotas", read 2026-11-27). */
export function paged(name: string, { resource, argumentsOf, assign, next }: Paged): Record<string, State> {
  const page = jsonata('$states.result.NextToken ? $states.result.NextToken : ""');
  const [more, hasMore] = [`${name}Further`, `${name}HasMore`];
  return {
    [name]: task(resource, argumentsOf, { Assign: { ...assign(true), page }, Next: hasMore }),
    [hasMore]: choice([['$page != ""', more]], next),
    [more]: task(
      resource,
      { ...argumentsOf, NextToken: jsonata("$page") },
      { Assign: { ...assign(false), page }, Next: hasMore },
    ),
  };
}

/** The first condition that holds decides. */
export function choice(choices: [condition: string, next: string][], otherwise: string): State {
  return {
    Type: "Choice",
    Choices: choices.map(([condition, next]) => ({ Condition: jsonata(condition), Next: next })),
    Default: otherwise,
  };
}

/** Runs states for each item of a list, one after the other. */
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
