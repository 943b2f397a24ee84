import { powershellParser } from "../scripts.ts";
import { commandsOf } from "./commands.ts";
import { WindowsMachine, type Programs, type WindowsHost } from "./machine.ts";
import { Exit, Interpreter, ScriptError, type Run } from "./powershell.ts";
import { stateManager } from "./stateManager.ts";

export { launchOrders, type LaunchOrder } from "./launchOrders.ts";
export type { WindowsFaults, WindowsHost, WindowsMachine } from "./machine.ts";

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

function* runScript(machine: WindowsMachine, name: string, source: string): Run<number> {
  if (source.trim() === "") return 0;
  try {
    yield* new Interpreter(commandsOf(machine, name)).run(machine.programs.parse(source.trim()));
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (!(error instanceof ScriptError)) throw error;
    machine.say(`${name}: ${error.message}`);
    return 1;
  }
}

/** The agent announces the instance once AWS answers; tasks come from then on. */
function* register(machine: WindowsMachine): Run<void> {
  yield 30;
  while (!machine.resolves) yield 10;
  const drives = [...machine.mappings.keys()].filter((drive) => machine.isThere(`${drive}\\`));
  machine.registrations.push({ at: machine.time, member: machine.isMember(), drives });
  machine.say("registered with ECS");
}
