import type { StartType } from "./launchOrders.ts";
import type { WindowsMachine } from "./machine.ts";
import {
  isRun,
  NotModelled,
  ScriptError,
  text,
  type Call,
  type Commands,
  type Run,
  type Value,
} from "./powershell.ts";

type Command = (machine: WindowsMachine, call: Call) => Value;

/** The machine's commands, for the script of a name. Each takes a second, so that a fault can come between any two. */
export function commandsOf(machine: WindowsMachine, script: string): Commands {
  return function* (call) {
    yield 1;
    const command = commands[call.name.toLowerCase()];
    if (!command) throw new NotModelled(`${call.name} in ${script} is not modelled; add it to commands.ts`);
    try {
      const result = command(machine, call);
      return isRun(result) ? yield* result : result;
    } catch (error) {
      if (error instanceof ScriptError && /^(silently)?continue$/i.test(text(call.parameters["erroraction"])))
        return null;
      throw error;
    }
  };
}

const nothing: Command = () => undefined;

const commands: Record<string, Command> = {
  "new-item": (machine, { parameters, input }) => {
    const path = text(parameters["path"]);
    if (path.startsWith("C:")) return undefined;
    if (!machine.isThere(`${path.slice(0, 2)}\\`))
      throw new ScriptError(`${path} cannot be made: there is no such drive`);
    machine.folders.add(path);
    return input;
  },
  "set-content": (machine, { parameters }) => {
    machine.files.set(text(parameters["path"]), text(parameters["value"]));
  },
  "add-content": (machine, { parameters }) => machine.say(text(parameters["value"])),
  "write-output": (machine, { positional }) => machine.say(text(positional[0])),
  "start-transcript": nothing,
  "stop-transcript": nothing,
  "out-null": nothing,
  "import-module": nothing,
  "get-date": () => ({ ToUniversalTime: () => "" }),
  "start-sleep": function* (_, { parameters }): Run<void> {
    yield Number(parameters["seconds"]);
  },
  "new-timespan": (_, { parameters }) => Number(parameters["hours"]) * 3600,
  "new-scheduledtaskaction": (_, { parameters }) => /-File (\S+)$/.exec(text(parameters["argument"]))?.[1],
  "new-scheduledtaskprincipal": nothing,
  "new-scheduledtasksettingsset": nothing,
  "new-scheduledtasktrigger": (_, { parameters }) => {
    if (parameters["atstartup"] !== true) throw new NotModelled("a trigger other than a start");
    return "startup";
  },
  "register-scheduledtask": (machine, { parameters }) => {
    if (parameters["trigger"] !== "startup") throw new NotModelled("a task without a trigger");
    machine.tasks.set(text(parameters["taskname"]), text(parameters["action"]));
  },
  "start-scheduledtask": (machine, { parameters }) => machine.startTask(text(parameters["taskname"])),
  "get-scheduledtask": (machine, { parameters }) => {
    const name = text(parameters["taskname"]);
    if (!machine.tasks.has(name)) throw new ScriptError(`there is no task ${name}`);
    return { TaskName: name };
  },
  "set-service": (machine, { parameters }) => {
    const service = machine.services.get(text(parameters["name"]));
    if (!service) throw new ScriptError(`there is no service ${text(parameters["name"])}`);
    service.startType = text(parameters["startuptype"]) as StartType;
  },
  "start-service": (machine, { parameters }) => machine.startService(text(parameters["name"])),
  "stop-service": (machine, { parameters }) => machine.stopService(text(parameters["name"])),
  "get-service": (machine, { parameters }) => {
    const name = text(parameters["name"]);
    const service = machine.services.get(name);
    if (!service) throw new ScriptError(`there is no service ${name}`);
    return {
      Status: service.running ? "Running" : "Stopped",
      *WaitForStatus(): Run<void> {
        for (let waited = 0; !machine.services.get(name)?.running; waited += 10) {
          if (waited > 300) throw new ScriptError(`${name} does not run`);
          yield 10;
        }
      },
    };
  },
  // The worst that it may do: the service starts with Windows from now on. It takes long enough for a fault between.
  "initialize-ecsagent": function* (machine): Run<void> {
    yield 20;
    const service = machine.services.get("AmazonECS");
    if (service) service.startType = "Automatic";
    machine.startService("AmazonECS");
    yield 5;
  },
  "get-ciminstance": (machine) => ({
    PartOfDomain: machine.domain !== undefined,
    Domain: machine.domain ?? "WORKGROUP",
  }),
  "test-path": (machine, { parameters }) => machine.isThere(text(parameters["literalpath"])),
  "get-smbglobalmapping": (machine) =>
    [...machine.mappings].map(([LocalPath, { remotePath }]) => ({ LocalPath, RemotePath: remotePath })),
  "where-object": (_, { parameters, input }) => {
    const found = (input as Record<string, Value>[]).filter(
      (one) => text(one[text(parameters["property"])]) === text(parameters["value"]),
    );
    return found.length === 1 ? found[0] : found;
  },
  "remove-smbglobalmapping": (machine, { parameters }) => {
    machine.mappings.delete(text(parameters["localpath"]));
  },
  "new-smbglobalmapping": (machine, { parameters }) => {
    machine.attempts.mappings += 1;
    if (!machine.isMember()) throw new ScriptError("no logon server");
    if (machine.attempts.mappings <= (machine.faults.failedMappings ?? 0))
      throw new ScriptError("the share does not answer");
    const mapping = { remotePath: text(parameters["remotepath"]), since: machine.time };
    machine.mappings.set(text(parameters["localpath"]), mapping);
  },
  "get-ssmparametervalue": (machine, { parameters }) => {
    answers(machine);
    return { Parameters: [{ Value: `value of ${text(parameters["name"])}` }] };
  },
  "get-secsecretvalue": (machine) => {
    answers(machine);
    return { SecretString: "{}" };
  },
  "invoke-restmethod": (_, { parameters }) => `answer of ${text(parameters["uri"])}`,
  "convertfrom-json": () => ({}),
  "convertto-securestring": (_, { input }) => input ?? "",
  "new-object": (machine, { positional }) =>
    positional[0] === "System.Net.WebClient"
      ? { Headers: { Add: () => undefined }, DownloadString: () => machine.host.userData }
      : {},
  "get-netadapter": () => [{ Status: "Up" }],
  "set-dnsclientserveraddress": nothing,
  "add-computer": (machine, { parameters }) => {
    if (!machine.join(text(parameters["domainname"]))) throw new ScriptError("the domain does not answer");
  },
  "write-ssmcomplianceitem": (machine, { parameters }) => {
    answers(machine);
    machine.compliance.push({
      at: machine.time,
      title: text((parameters["item"] as Record<string, Value>)["Title"]),
    });
  },
  "stop-computer": (machine) => machine.powerOff(),
  "shutdown.exe": (machine, { positional }) => {
    machine.spawn("shutdown", powerOffIn(machine, Number(positional[2])));
  },
};

function answers(machine: WindowsMachine): void {
  if (!machine.resolves) throw new ScriptError("AWS does not answer");
}

function* powerOffIn(machine: WindowsMachine, seconds: number): Run<void> {
  yield seconds;
  machine.powerOff();
}
