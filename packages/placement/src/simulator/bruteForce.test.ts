import { judge, Simulation } from "../index.ts";
import { Documented, stateText, type Job, type State } from "../testing/documented.ts";
import { dice, hostsOf, instanceOf, jobsOf, serviceOf } from "../testing/smallClusters.ts";

/** The tasks of a simulation, as the enumeration counts them. */
function stateOf(simulation: Simulation, hosts: number, jobs: readonly Job[]): State {
  const counts = (isNow: boolean): number[][] =>
    jobs.map((_job, position) => {
      const workload = simulation.workloads.find(({ name }) => name === `s${position}`);
      const row = new Array<number>(hosts).fill(0);
      for (const task of workload?.tasks ?? []) {
        const at = Number(task.instance.id.slice(2));
        if ((task.needs === workload?.needs) === isNow) row[at] = (row[at] ?? 0) + 1;
      }
      return row;
    });
  return { old: counts(false), now: counts(true) };
}

function expectDocumented(
  simulation: Simulation,
  documented: Documented,
  from: State,
  told: object,
  jobs: Job[],
  hosts: number,
): State | undefined {
  const ends = documented.ends(from);
  const end = stateOf(simulation, hosts, jobs);
  // Daemons that stand beside one another and away from one another come and go for ever.
  if (ends === undefined || ends.size === 0) return undefined;
  if (!ends.has(stateText(end)))
    throw new Error(
      `${JSON.stringify(told)}\nends in ${stateText(end)}; documented are\n${[...ends.keys()].slice(0, 20).join("\n")}`,
    );
  const waiting = Object.fromEntries(simulation.unplaced.map(({ workload, tasks }) => [workload, tasks]));
  const missing = Object.fromEntries(
    jobs.flatMap((_job, position) => {
      const tasks = documented.missing(end, position);
      return tasks > 0 ? [[`s${position}`, tasks]] : [];
    }),
  );
  expect([told, waiting]).toEqual([told, missing]);
  return end;
}

it("ends only where AWS's documents let it end, and waits only where they make it wait: 20,000 small clusters, each with a deployment (F.0.36)", () => {
  let judged = 0;
  let deployed = 0;
  for (let seed = 1; seed <= 20_000; seed += 1) {
    const roll = dice(seed * 7919);
    const hosts = hostsOf(roll);
    const jobs = jobsOf(roll);
    const simulation = new Simulation(seed);
    simulation.join(...hosts.map(instanceOf));
    const services = jobs.map(serviceOf);
    simulation.addServices(...services);
    const documented = new Documented(hosts, jobs);
    const told = { seed, hosts, jobs };
    const end = expectDocumented(simulation, documented, documented.empty, told, jobs, hosts.length);
    if (end === undefined) continue;
    judged += 1;

    const which = roll(jobs.length);
    const later = jobs.map((job, position) =>
      position === which ? { ...job, cpu: roll(2) === 0 ? 256 : 1024, memory: 400 } : job,
    );
    const service = services[which];
    if (service === undefined) continue;
    simulation.deploy(service.name, { ...service.task, cpu: later[which]?.cpu ?? 0, memoryMiB: 400 });
    const from: State = {
      old: end.now.map((row, position) => (position === which ? row : row.map(() => 0))),
      now: end.now.map((row, position) => (position === which ? row.map(() => 0) : row)),
    };
    const after = new Documented(hosts, later, jobs);
    if (
      expectDocumented(simulation, after, from, { ...told, which, later: later[which] }, later, hosts.length)
    )
      deployed += 1;
  }
  expect(judged).toBeGreaterThan(19_000);
  expect(deployed).toBeGreaterThan(18_000);
});

it("judges as the enumeration does in which orders tasks wait (F.0.36)", () => {
  const seen = { bounds: 0, search: 0, draws: 0, sometimes: 0 };
  for (let seed = 1; seed <= 500; seed += 1) {
    const roll = dice(seed * 104_729);
    const hosts = hostsOf(roll);
    const jobs = jobsOf(roll);
    const documented = new Documented(hosts, jobs);
    const ends = documented.ends(documented.empty);
    if (ends === undefined || ends.size === 0) continue;
    const { basis, waiting } = judge({
      name: "c",
      instances: hosts.map(instanceOf),
      services: jobs.map(serviceOf),
    });
    seen[basis] += 1;
    for (const [position] of jobs.entries()) {
      const name = `s${position}`;
      const waits = [...ends.values()].filter((end) => documented.missing(end, position) > 0).length;
      const found = waiting.find(({ workload }) => workload === name);
      const told = JSON.stringify({ seed, name, basis, found, waits, of: ends.size, hosts, jobs });
      if (found && waits === 0) throw new Error(`It never waits: ${told}`);
      if (found && found.waits < found.of && waits === ends.size) throw new Error(`It always waits: ${told}`);
      if (basis === "draws") continue;
      if (!found && waits > 0) throw new Error(`It may wait: ${told}`);
      if (found?.waits === found?.of && found && waits < ends.size)
        throw new Error(`It may not wait: ${told}`);
      if (found && found.waits < found.of) seen.sometimes += 1;
    }
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
});
