import { judge, simulate, type Simulation } from "../index.ts";
import { Documented } from "../testing/documented.ts";
import { smallCluster, stateOf, type SmallCluster } from "../testing/smallClusters.ts";
import { deployed, stateText, type State } from "../testing/state.ts";

function expectDocumented(
  simulation: Simulation,
  documented: Documented,
  from: State,
  told: Pick<SmallCluster, "hosts" | "jobs">,
): State | undefined {
  const ends = documented.ends(from);
  const end = stateOf(simulation, told);
  // Daemons that stand beside one another and away from one another come and go for ever.
  if (ends === undefined || ends.size === 0) return undefined;
  if (!ends.has(stateText(end)))
    throw new Error(
      `${JSON.stringify(told)}\nends in ${stateText(end)}; documented are\n${[...ends.keys()].slice(0, 20).join("\n")}`,
    );
  const waiting = Object.fromEntries(simulation.unplaced.map(({ workload, tasks }) => [workload, tasks]));
  const missing = Object.fromEntries(
    told.jobs.flatMap((_job, position) => {
      const tasks = documented.missing(end, position);
      return tasks > 0 ? [[`s${position}`, tasks]] : [];
    }),
  );
  expect([told, waiting]).toEqual([told, missing]);
  return end;
}

it("ends only where AWS's documents let it end, and waits only where they make it wait: 20,000 small clusters, each with a deployment (F.0.36)", () => {
  let judged = 0;
  let rolled = 0;
  for (let seed = 1; seed <= 20_000; seed += 1) {
    const { hosts, jobs, cluster, roll } = smallCluster(seed * 7919);
    const simulation = simulate(cluster, seed);
    const documented = new Documented(hosts, jobs);
    const told = { seed, hosts, jobs };
    const end = expectDocumented(simulation, documented, documented.empty, told);
    if (end === undefined) continue;
    judged += 1;

    const which = roll(jobs.length);
    const later = jobs.map((job, position) =>
      position === which ? { ...job, cpu: roll(2) === 0 ? 256 : 1024, memory: 400 } : job,
    );
    const service = cluster.services[which];
    if (service === undefined) continue;
    simulation.deploy(service.name, { ...service.task, cpu: later[which]?.cpu ?? 0, memoryMiB: 400 });
    const after = new Documented(hosts, later, jobs);
    const toldLater = { ...told, which, before: jobs, jobs: later };
    if (expectDocumented(simulation, after, deployed(end, which), toldLater)) rolled += 1;
  }
  expect(judged).toBeGreaterThan(19_000);
  expect(rolled).toBeGreaterThan(18_000);
});

it("judges as the enumeration does in which orders tasks wait (F.0.36)", () => {
  const seen = { bounds: 0, search: 0, draws: 0, sometimes: 0 };
  for (let seed = 1; seed <= 500; seed += 1) {
    const { hosts, jobs, cluster } = smallCluster(seed * 104_729);
    const documented = new Documented(hosts, jobs);
    const ends = documented.ends(documented.empty);
    if (ends === undefined || ends.size === 0) continue;
    const { basis, waiting } = judge(cluster);
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
