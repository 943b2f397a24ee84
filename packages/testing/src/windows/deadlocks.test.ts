import fc from "fast-check";
import { deadlocks, type Operation, type Processes } from "./deadlocks.ts";
import { bootWindows, launchOrders, type LaunchOrder } from "./host.ts";
import type { Programs } from "./machine.ts";
import type { Run } from "./powershell.ts";

const services = ["S0", "S1", "S2"];
const tasks = ["T0", "T1"];

const one = (does: Operation["does"], process: string): Operation => ({ does, process });
const serviceOperation = fc
  .tuple(fc.constantFrom("starts" as const, "waitsFor" as const), fc.constantFrom(...services))
  .map(([does, process]) => one(does, process));
const operation = fc.oneof(
  { weight: 3, arbitrary: serviceOperation },
  { weight: 1, arbitrary: fc.constantFrom(...tasks).map((task) => one("starts", task)) },
);
const few = (of: fc.Arbitrary<Operation>) => fc.array(of, { maxLength: 3 });

/** A launch agent that starts services and runs user data, in any order; user data and tasks that start and wait. */
const generated = fc
  .record({
    launch: fc
      .shuffledSubarray(services)
      .chain((started) =>
        fc
          .nat({ max: started.length })
          .map((at) => [
            ...started.slice(0, at).map((service) => one("starts", service)),
            one("runs", "user data"),
            ...started.slice(at).map((service) => one("starts", service)),
          ]),
      ),
    "user data": few(operation),
    T0: few(serviceOperation),
    T1: few(serviceOperation),
    S0: few(serviceOperation),
    S1: few(serviceOperation),
  })
  .map((processes): Processes => processes);

/** The same question, asked of every interleaving. */
function stuckInEveryOrder(processes: Processes): string[][] {
  const ends = new Map<string, string[]>();
  const seen = new Set<string>();
  const visit = (progress: Record<string, number>): void => {
    const key = JSON.stringify(Object.entries(progress).sort());
    if (seen.has(key)) return;
    seen.add(key);
    let moved = false;
    for (const [process, position] of Object.entries(progress)) {
      const next = processes[process]?.[position];
      if (!next) continue;
      const isEnded = (progress[next.process] ?? -1) >= (processes[next.process] ?? []).length;
      // Two moves for what runs another process: start it, and see its end.
      if (next.does !== "waitsFor" && !(next.process in progress)) {
        moved = true;
        visit({ ...progress, [next.process]: 0 });
      } else if (next.does === "runs" ? isEnded : next.process in progress) {
        moved = true;
        visit({ ...progress, [process]: position + 1 });
      }
    }
    if (moved) return;
    const stuck = Object.entries(progress)
      .filter(([process, position]) => position < (processes[process] ?? []).length)
      .map(([process, position]) => `${process} ${String(position)}`)
      .sort();
    ends.set(JSON.stringify(stuck), stuck);
  };
  visit({ launch: 0 });
  return [...ends.values()];
}

it("finds every deadlock that any interleaving has (400 generated orders)", () => {
  fc.assert(
    fc.property(generated, (processes) => {
      expect(stuckInEveryOrder(processes)).toEqual([deadlocks(processes, "launch")]);
    }),
    { numRuns: 400 },
  );
});

function powershell(process: string, operations: Operation[], processes: Processes): string {
  return operations
    .map(({ does, process: other }, position) => {
      const mark = `Write-Output "done ${process} ${String(position)}"`;
      if (does === "waitsFor")
        return `while ((Get-Service -Name ${other}).Status -ne "Running") { Start-Sleep -Seconds 10 }\n${mark}`;
      if (!tasks.includes(other)) return `Start-Service -Name ${other}\n${mark}`;
      const script = powershell(other, processes[other] ?? [], processes).replaceAll("'", "''");
      return `Set-Content -Path "C:\\${other}.ps1" -Value '${script}'
Register-ScheduledTask -TaskName ${other} -Action (New-ScheduledTaskAction -Argument "-File C:\\${other}.ps1") -Trigger (New-ScheduledTaskTrigger -AtStartup)
Start-ScheduledTask -TaskName ${other}
${mark}`;
    })
    .join("\n");
}

function serviceProgram(name: string, operations: Operation[]): Programs["services"][string] {
  return function* (machine): Run<void> {
    for (const [position, { does, process }] of operations.entries()) {
      yield 1;
      if (does === "starts") machine.startService(process);
      while (!machine.services.get(process)?.running) yield 10;
      machine.say(`done ${name} ${String(position)}`);
    }
  };
}

it("agrees with the simulated machine, which runs each process as PowerShell (150 generated orders)", async () => {
  await fc.assert(
    fc.asyncProperty(generated, async (processes) => {
      const order: LaunchOrder = {
        ...(launchOrders[0] as LaunchOrder),
        firstStart: (processes["launch"] ?? []).map(({ does, process }) => ({
          name: process,
          ...(does === "runs" ? { runsUserData: true } : { startsService: process }),
        })),
      };
      const userData = `<powershell>\n$started = 1\n${powershell("user data", processes["user data"] ?? [], processes)}\n</powershell>`;
      const programs = Object.fromEntries(
        services.map((name) => [name, serviceProgram(name, processes[name] ?? [])]),
      );
      const { log, services: state, tasks: registered } = await bootWindows({ order, userData }, 2, programs);
      const isStarted = (process: string) =>
        process === "user data" || registered.has(process) || state.get(process)?.running === true;
      const stuck = ["user data", ...tasks, ...services]
        .filter(isStarted)
        .flatMap((process) => {
          const count = (processes[process] ?? []).length;
          const done = log.filter((line) => line.includes(` done ${process} `)).length;
          return done < count ? [`${process} ${String(done)}`] : [];
        })
        .sort();
      expect(stuck).toEqual(deadlocks(processes, "launch").filter((one) => !one.startsWith("launch")));
    }),
    { numRuns: 150 },
  );
});

it.each(launchOrders)(
  "with $agent a wait for Systems Manager inside user data never ends; in a task it does",
  ({ firstStart }) => {
    const launch = firstStart.flatMap(({ runsUserData, startsService }): Operation[] =>
      runsUserData ? [one("runs", "user data")] : startsService ? [one("starts", startsService)] : [],
    );
    const association = [one("starts", "membership")];
    const waits = [one("waitsFor", "membership"), one("starts", "AmazonECS")];
    const agent = { AmazonSSMAgent: association };
    expect(deadlocks({ launch, ...agent, "user data": waits }, "launch")).toEqual([
      "launch 0",
      "user data 0",
    ]);
    expect(
      deadlocks({ launch, ...agent, "user data": [one("starts", "task")], task: waits }, "launch"),
    ).toEqual([]);
    const startsWhatItWaitsFor = [one("starts", "AmazonSSMAgent"), ...waits];
    expect(deadlocks({ launch, ...agent, "user data": startsWhatItWaitsFor }, "launch")).toEqual([]);
  },
);
