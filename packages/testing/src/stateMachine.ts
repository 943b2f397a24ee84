import jsonata, { type Expression } from "jsonata";

// Amazon States Language with JSONata, as far as state machines of this repository use it: Step Functions developer guide, "Amazon States
// Language", "Transforming data with JSONata" and "Passing data between states with variables" (read 2026-11-27). Its calls go to a world of the test's, and its time
// is the world's.

/** An error by which a call fails, as Step Functions names it: `Ec2.Ec2Exception`. */
export class CallError extends Error {
  readonly code: string;
  constructor(code: string, message = "") {
    super(message);
    this.code = code;
  }
}

/** The clock of a simulated execution, and the services that it calls. */
export interface MachineWorld {
  /** Milliseconds. */
  now(): number;
  pass(seconds: number): void;
  /** Of the execution. @default {} */
  input?: unknown;
  /** Share of a retry's delay after which it comes, where Step Functions draws it randomly (`FULL`). @default 1 */
  jitter?: number;
  /**
   * @param resource `arn:aws:states:::aws-sdk:ecs:updateService`.
   *
   * @throws {CallError}
   */
  call(resource: string, parameters: unknown): unknown;
}

export interface Execution {
  succeeded: boolean;
  /** @default - it failed */
  output?: unknown;
  /** @default - it succeeded */
  error?: string;
  /** @default - it succeeded */
  cause?: string;
  /** It is counted among ExecutionsTimedOut, not among ExecutionsFailed. @default - it was not too long */
  isTimedOut?: boolean;
  /** Names of its states, in order. */
  path: string[];
  /** An upper bound of the number of events in the execution's history. */
  events: number;
}

interface Rule {
  Condition?: string;
  ErrorEquals?: string[];
  Assign?: Record<string, unknown>;
  Output?: unknown;
  Next: string;
}
interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxAttempts?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: string;
}
export interface MachineState {
  Type: string;
  Resource?: string;
  Arguments?: unknown;
  Assign?: Record<string, unknown>;
  Output?: unknown;
  Retry?: Retrier[];
  Catch?: Rule[];
  Choices?: Rule[];
  Default?: string;
  Seconds?: unknown;
  Items?: unknown;
  ItemProcessor?: Machine;
  Error?: unknown;
  Cause?: unknown;
  Next?: string;
  End?: boolean;
}
export interface Machine {
  QueryLanguage?: string;
  /** The time limit of an execution. @default - a year */
  TimeoutSeconds?: number;
  StartAt: string;
  States: Record<string, MachineState>;
}

/** Bytes of an input, an output or a call's answer, and events of a standard execution (developer guide, "Service quotas", read 2026-11-27). */
const mostBytes = 262_144;
const mostEvents = 25_000;

/** An error that no state can catch. */
class Broken extends Error {}

/** Its time is over, which no state can catch either. */
class TimedOut extends Error {}

/** Seconds in which a standard execution ends at last (developer guide, "Service quotas", read 2026-11-27). */
const longest = 365 * 86_400;

/** Runs a machine as `CreateStateMachine` takes it. */
export async function runMachine(definition: string, world: MachineWorld): Promise<Execution> {
  const machine = JSON.parse(definition) as Machine;
  if (machine.QueryLanguage !== "JSONata") throw new Error("Only JSONata is run here");
  return await new Run(world).execution(machine);
}

type Variables = Record<string, unknown>;
interface Frame {
  variables: Variables;
  /** The variables of the state that contains the map. */
  outer?: Variables;
}

class Run {
  readonly #world: MachineWorld;
  readonly #began: string;
  readonly #path: string[] = [];
  #events = 0;
  #seconds = longest;

  constructor(world: MachineWorld) {
    this.#world = world;
    this.#began = new Date(world.now()).toISOString();
  }

  async execution(machine: Machine): Promise<Execution> {
    const told = () => ({ path: this.#path, events: this.#events });
    this.#seconds = machine.TimeoutSeconds ?? longest;
    try {
      const output = await this.#machine(machine, this.#world.input ?? {}, { variables: {} });
      return { succeeded: true, output, ...told() };
    } catch (error) {
      if (error instanceof TimedOut) return { succeeded: false, isTimedOut: true, ...told() };
      if (error instanceof CallError)
        return { succeeded: false, error: error.code, cause: error.message, ...told() };
      throw error;
    }
  }

  async #machine({ StartAt, States }: Machine, input: unknown, frame: Frame): Promise<unknown> {
    let [name, data]: [string | undefined, unknown] = [StartAt, input];
    while (name !== undefined) {
      const state: MachineState | undefined = States[name];
      if (state === undefined) throw new Broken(`There is no state ${name}`);
      this.#path.push(name);
      this.#count(2);
      ({ next: name, data } = await this.#state(name, state, data, frame));
    }
    return data;
  }

  async #state(
    name: string,
    state: MachineState,
    input: unknown,
    frame: Frame,
  ): Promise<{ next: string | undefined; data: unknown }> {
    const context = {
      Execution: { StartTime: this.#began },
      State: { Name: name, EnteredTime: new Date(this.#world.now()).toISOString() },
    };
    const fill = (template: unknown, more: Variables = {}): Promise<unknown> =>
      filled(template, { ...frame.outer, ...frame.variables, states: { input, context, ...more } }, name);
    const leave = async (
      { Assign = {}, Output }: Pick<MachineState, "Assign" | "Output">,
      more: Variables,
      usual: unknown,
    ): Promise<unknown> => {
      const assigned = (await fill(Assign, more)) as Variables;
      const output = Output === undefined ? usual : await fill(Output, more);
      Object.assign(frame.variables, assigned);
      for (const value of [output, ...Object.values(assigned)]) limited(value, name);
      return output;
    };
    switch (state.Type) {
      case "Pass":
        return { next: nextOf(name, state), data: await leave(state, {}, input) };
      case "Wait":
        this.#world.pass(Number(await fill(state.Seconds)));
        return { next: nextOf(name, state), data: await leave(state, {}, input) };
      case "Choice": {
        for (const rule of state.Choices ?? [])
          if (isTrue(await fill(rule.Condition), name))
            return { next: rule.Next, data: await leave(rule, {}, input) };
        if (state.Default === undefined) throw new Broken(`${name} has no default`);
        return { next: state.Default, data: await leave(state, {}, input) };
      }
      case "Succeed":
        return { next: undefined, data: await leave(state, {}, input) };
      case "Fail":
        throw new CallError(String(await fill(state.Error)), String(await fill(state.Cause)));
      case "Task":
      case "Map":
        try {
          const result = await this.#work(name, state, fill, frame);
          return { next: nextOf(name, state), data: await leave(state, { result }, result) };
        } catch (error) {
          const caught = error instanceof CallError ? catcher(state, error) : undefined;
          if (caught === undefined) throw error;
          const { code: Error, message: Cause } = error as CallError;
          return { next: caught.Next, data: await leave(caught, { errorOutput: { Error, Cause } }, {}) };
        }
      default:
        throw new Broken(`${name} is a ${state.Type}, which is not run here`);
    }
  }

  /** Runs a state with its retries. */
  async #work(
    name: string,
    state: MachineState,
    fill: (template: unknown) => Promise<unknown>,
    frame: Frame,
  ): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1)
      try {
        this.#count(3);
        const result =
          state.Type === "Map"
            ? await this.#each(name, state, fill, frame)
            : limited(this.#world.call(String(state.Resource), await fill(state.Arguments)), name);
        this.#count(0);
        return result;
      } catch (error) {
        const retrier = error instanceof CallError ? matching(state.Retry ?? [], error) : undefined;
        if (retrier === undefined || attempt >= (retrier.MaxAttempts ?? 3)) throw error;
        const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy } = retrier;
        const share = JitterStrategy === "FULL" ? (this.#world.jitter ?? 1) : 1;
        this.#world.pass(share * Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** attempt));
      }
  }

  async #each(
    name: string,
    state: MachineState,
    fill: (template: unknown) => Promise<unknown>,
    { variables, outer }: Frame,
  ): Promise<unknown[]> {
    const items = await fill(state.Items);
    if (!Array.isArray(items)) throw new Broken(`Items of ${name} is not an array: ${JSON.stringify(items)}`);
    if (state.ItemProcessor === undefined) throw new Broken(`${name} has no ItemProcessor`);
    const results: unknown[] = [];
    for (const item of items) {
      // MapIterationStarted and MapIterationSucceeded.
      this.#count(2);
      results.push(
        await this.#machine(state.ItemProcessor, item, { variables: {}, outer: { ...outer, ...variables } }),
      );
    }
    return results;
  }

  #count(events: number): void {
    if (this.#world.now() - Date.parse(this.#began) > this.#seconds * 1000) throw new TimedOut();
    this.#events += events;
    if (this.#events > mostEvents) throw new Broken("The history has more events than Step Functions keeps");
  }
}

function nextOf(name: string, { Next, End }: MachineState): string | undefined {
  if ((Next === undefined) !== (End === true)) throw new Broken(`${name} needs one of Next and End`);
  return Next;
}

function isTrue(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") throw new Broken(`A condition of ${name} is ${JSON.stringify(value)}`);
  return value;
}

function limited<T>(value: T, name: string): T {
  if (Buffer.byteLength(JSON.stringify(value)) > mostBytes)
    throw new Broken(`States.DataLimitExceeded in ${name}`);
  return value;
}

function matching<One extends { ErrorEquals?: string[] }>(all: One[], { code }: CallError): One | undefined {
  return all.find(({ ErrorEquals = [] }) => ErrorEquals.some((one) => one === "States.ALL" || one === code));
}

function catcher({ Catch = [] }: MachineState, error: CallError): Rule | undefined {
  return matching(Catch, error);
}

const expressions = new Map<string, Expression>();
const free = new Map<Expression, string[]>();

/** Variables of an expression that are neither its own nor functions of JSONata. */
async function freeVariables(expression: Expression): Promise<string[]> {
  const known = free.get(expression);
  if (known !== undefined) return known;
  const [read, own] = [new Set<string>(), new Set<string>()];
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, value, lhs, arguments: parameters } = node as Record<string, unknown>;
    if (type === "variable" && typeof value === "string" && /^\w/.test(value)) read.add(value);
    if (type === "bind") own.add(String((lhs as { value: unknown }).value));
    if (type === "lambda") for (const one of parameters as { value: string }[]) own.add(one.value);
    for (const inner of Object.values(node)) walk(inner);
  };
  walk(expression.ast());
  const found: string[] = [];
  for (const variable of read)
    if (!own.has(variable) && !(await jsonata(`$exists($${variable})`).evaluate({}))) found.push(variable);
  free.set(expression, found);
  return found;
}

async function filled(template: unknown, variables: Variables, name: string): Promise<unknown> {
  if (typeof template === "string") {
    const source = /^\{%(.*)%\}$/s.exec(template)?.[1];
    return source === undefined ? template : await evaluated(source, variables, name);
  }
  if (Array.isArray(template))
    return await Promise.all(template.map((one: unknown) => filled(one, variables, name)));
  if (typeof template !== "object" || template === null) return template;
  const entries = Object.entries(template).map(
    async ([key, value]) => [key, await filled(value, variables, name)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function evaluated(source: string, variables: Variables, name: string): Promise<unknown> {
  const expression = expressions.get(source) ?? jsonata(source);
  expressions.set(source, expression);
  for (const variable of await freeVariables(expression))
    if (!Object.hasOwn(variables, variable))
      throw new Broken(`${name} reads $${variable}, which is not assigned: ${source}`);
  const result: unknown = await expression.evaluate(undefined, variables).catch((error: unknown) => {
    throw new Broken(`States.QueryEvaluationError in ${name}: ${JSON.stringify(error)}: ${source}`);
  });
  const text = JSON.stringify(result) as string | undefined;
  if (text === undefined) throw new Broken(`States.QueryEvaluationError in ${name}: no value: ${source}`);
  // Without what JSONata hides in its sequences.
  return JSON.parse(text) as unknown;
}
