import type { Association, WindowsMachine } from "./machine.ts";
import type { Run } from "./powershell.ts";

interface Step {
  action: string;
  name: string;
  inputs: { directoryName?: string; runCommand?: string[] };
}

/** Exit code after which Systems Manager restarts Windows and runs the step again. */
const restartAndRepeat = 3010;

/**
 * The Systems Manager agent: it registers, runs the association at once and then by its schedule, and goes on with a document
 * that a restart cut off. Sources (2026-11-25): Systems Manager User Guide, targets and rate controls ("the system … runs it
 * immediately, and then … according to the schedule") and handling reboots (exit 3010); amazon-ssm-agent,
 * agent/plugins/domainjoin (a join that succeeds asks for a restart, and the next step comes after it).
 */
export function* stateManager({ document, everyMinutes }: Association, machine: WindowsMachine): Run<void> {
  const { mainSteps } = JSON.parse(document) as { mainSteps: Step[] };
  yield 20;
  while (!machine.resolves) yield 10;
  if (machine.resumeAt === undefined)
    yield Math.max(0, (machine.faults.associationDelay ?? 0) - machine.time);
  for (;;) {
    const from = machine.resumeAt ?? 0;
    machine.resumeAt = undefined;
    for (const [position, step] of [...mainSteps.entries()].slice(from)) {
      const outcome = yield* run(machine, step);
      if (outcome === "failed") break;
      if (outcome === "restart" || outcome === "repeat") {
        machine.resumeAt = outcome === "repeat" ? position : position + 1;
        machine.say(`${step.name}: Windows restarts`);
        yield 60;
        // shutdown.exe refuses a restart while a power-off is scheduled (error 1190).
        if (machine.isRunning("shutdown")) machine.say("the restart is refused: a power-off is scheduled");
        else machine.restart();
        yield 3600;
      }
    }
    yield everyMinutes * 60;
  }
}

function* run(machine: WindowsMachine, step: Step): Run<"done" | "failed" | "restart" | "repeat"> {
  if (step.action === "aws:domainJoin") {
    const domain = step.inputs.directoryName ?? "";
    yield 60;
    if (machine.isMember(domain)) return "done";
    return machine.join(domain) ? "restart" : "failed";
  }
  if (step.action !== "aws:runPowerShellScript") throw new Error(`${step.action} is not modelled`);
  const code = yield* machine.programs.script(machine, step.name, (step.inputs.runCommand ?? []).join("\n"));
  machine.say(`${step.name}: exit code ${code}`);
  return code === restartAndRepeat ? "repeat" : code === 0 ? "done" : "failed";
}
