import { powershellParser } from "../scripts.ts";
import { commandsOf } from "./commands.ts";
import { WindowsMachine, type Programs, type WindowsHost } from "./machine.ts";
import {
  Exit,
  Interpreter,
  NotModelled,
  ScriptError,
  type Commands,
  type Run,
  type Value,
} from "./powershell.ts";
import { stateManager } from "./stateManager.ts";

export { launchOrders, type LaunchOrder, type LaunchTask } from "./launchOrders.ts";
export type { WindowsFaults, WindowsHost, WindowsMachine } from "./machine.ts";
export { ScriptError, type Call } from "./powershell.ts";

/**
 * Boots a Windows container instance in simulated time: its launch agent's documented order, its user data and boot script,
 * services, scheduled tasks, restarts, and State Manager with the real document. PowerShell is run from its syntax tree.
 *
 * @param hours Of simulated time.
 * @param services Further services, by name, and what they do.
 */
export async function bootWindows(
  host: WindowsHost,
  hours: number,
  services: Programs["services"] = {},
): Promise<WindowsMachine> {
  const parser = await powershellParser();
  const programs: Programs = {
    parse(source) {
      const tree = parser.parse(source);
      if (!tree || tree.rootNode.hasError) throw new Error(`This is not PowerShell: ${source}`);
      return tree.rootNode;
    },
    script: runScript,
    services: {
      AmazonECS: register,
      ...(host.association && { AmazonSSMAgent: stateManager.bind(undefined, host.association) }),
      ...services,
    },
  };
  const machine = new WindowsMachine(host, programs);
  machine.runUntil(hours * 3600);
  return machine;
}

/** The surroundings of a script's function. */
export interface Surroundings {
  /** Commands and other functions of the script. */
  commands?: Commands;
  /** Static methods of .NET, as `[Type]::Method` in lower case. */
  statics?: Record<string, (...values: Value[]) => Value>;
}

/** Calls one function of a PowerShell script, without the rest of it. */
export async function callFunction(
  source: string,
  name: string,
  values: Value[],
  { commands, statics }: Surroundings,
): Promise<Value> {
  const tree = (await powershellParser()).parse(source);
  const definition = tree?.rootNode
    .descendantsOfType("function_statement")
    .find((one) => one?.namedChildren.some((part) => part?.text === name));
  if (!definition) throw new NotModelled(`the script has no function ${name}`);
  const unknown: Commands = ({ name: command }) => {
    throw new NotModelled(command);
  };
  const interpreter = new Interpreter(commands ?? unknown, statics);
  const run = (function* (): Run<Value> {
    yield* interpreter.run(definition);
    return yield* interpreter.call(name, values);
  })();
  for (let next = run.next(); ; next = run.next()) if (next.done) return next.value;
}

function* runScript(machine: WindowsMachine, name: string, source: string): Run<number> {
  if (source.trim() === "") return 0;
  try {
    yield* new Interpreter(commandsOf(machine, name), environmentOf(machine)).run(
      machine.programs.parse(source.trim()),
    );
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (!(error instanceof ScriptError)) throw error;
    machine.say(`${name}: ${error.message}`);
    return 1;
  }
}

const environmentOf = (machine: WindowsMachine): Record<string, (...values: Value[]) => Value> => ({
  "[environment]::setenvironmentvariable": (name, value, target) => {
    if (target === "Machine") machine.variables.set(String(name), String(value));
    return undefined;
  },
});

/** The agent announces the instance once AWS answers; tasks come from then on. */
function* register(machine: WindowsMachine): Run<void> {
  const variables = Object.fromEntries(machine.variables);
  yield 30;
  while (!machine.resolves) yield 10;
  const drives = [...machine.mappings.keys()].filter((drive) => machine.isThere(`${drive}\\`));
  machine.registrations.push({ at: machine.time, member: machine.isMember(), drives, variables });
  machine.say("registered with ECS");
}
