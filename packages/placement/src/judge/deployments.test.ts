import { explainDeployment, judgeDeployment, judgeDeployments, simulate } from "../index.ts";
import { Documented } from "../testing/documented.ts";
import { smallCluster, stateOf } from "../testing/smallClusters.ts";
import { deployed, stateText, type State } from "../testing/state.ts";

/** In how many of the documented ends a deployment is done; undefined if these are too many to tell. */
function rolledAndStuck(
  documented: Documented,
  starts: Iterable<State>,
  which: number,
): { rolled: number; stuck: number } | undefined {
  const ends = new Map<string, State>();
  for (const start of starts) {
    const found = documented.ends(deployed(start, which));
    // Daemons that stand beside one another and away from one another come and go for ever.
    if (found === undefined || found.size === 0) return undefined;
    for (const [text, end] of found) ends.set(text, end);
  }
  const rolled = [...ends.values()].filter((end) => documented.isComplete(end, which)).length;
  return { rolled, stuck: ends.size - rolled };
}

interface Found {
  basis: string;
  stuck: number;
  of: number;
}

/** Draws may miss what is rare; what they found must be there. */
function expectAgreement(found: Found, documented: { rolled: number; stuck: number }, told: object): void {
  const text = JSON.stringify({ found, documented, ...told });
  if (found.stuck > 0 && documented.stuck === 0) throw new Error(`It can always roll: ${text}`);
  if (found.stuck < found.of && documented.rolled === 0) throw new Error(`It can never roll: ${text}`);
  if (found.basis === "draws") return;
  if (found.stuck === 0 && documented.stuck > 0) throw new Error(`It may get stuck: ${text}`);
  if (found.stuck === found.of && documented.rolled > 0) throw new Error(`It may roll: ${text}`);
}

it("says which services can roll as the enumeration does, from where their tasks are: 10,000 small clusters (F.0.39)", () => {
  const seen: Record<string, number> = {
    bounds: 0,
    search: 0,
    always: 0,
    sometimes: 0,
    never: 0,
    daemons: 0,
    volumes: 0,
    shifting: 0,
  };
  for (let seed = 1; seed <= 10_000; seed += 1) {
    const { hosts, jobs, cluster, roll } = smallCluster(seed * 7_368_787);
    const simulation = simulate(cluster, seed);
    const which = roll(jobs.length);
    const job = jobs[which];
    const service = simulation.workloads[which];
    if (job === undefined || service === undefined) continue;
    const isSame = roll(2) === 0;
    const later = isSame ? job : { ...job, cpu: roll(2) === 0 ? 256 : 1024, memory: 400 };
    const needs = { ...service.needs, cpu: later.cpu, memoryMiB: later.memory };
    const documented = new Documented(hosts, jobs.with(which, later), jobs);
    const start = stateOf(simulation, { hosts, jobs });
    const ends = rolledAndStuck(documented, [start], which);
    if (ends === undefined || ends.rolled + ends.stuck === 0) continue;
    const found = judgeDeployment(simulation, service.name, isSame ? undefined : needs);
    expectAgreement(found, ends, { seed, hosts, jobs, which, later, start: stateText(start) });
    expect(stateOf(simulation, { hosts, jobs })).toEqual(start);
    seen[found.basis] = (seen[found.basis] ?? 0) + 1;
    const verdict = found.stuck === 0 ? "always" : found.stuck === found.of ? "never" : "sometimes";
    seen[verdict] = (seen[verdict] ?? 0) + 1;
    if (job.daemon && found.stuck > 0) seen["daemons"] = (seen["daemons"] ?? 0) + 1;
    if (job.volume && found.stuck > 0) seen["volumes"] = (seen["volumes"] ?? 0) + 1;
    if (job.shifts && found.stuck > 0) seen["shifting"] = (seen["shifting"] ?? 0) + 1;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});

it("finds the services of a cluster that cannot roll, whatever their placement: 2,000 small clusters (F.0.39)", () => {
  const seen = { found: 0, rolls: 0, sometimes: 0 };
  for (let seed = 1; seed <= 2000; seed += 1) {
    const { hosts, jobs, cluster } = smallCluster(seed * 15_485_863);
    const documented = new Documented(hosts, jobs);
    const starts = documented.ends(documented.empty);
    if (starts === undefined || starts.size === 0) continue;
    const judged = judgeDeployments(cluster);
    for (const [position, job] of jobs.entries()) {
      const found = judged.find(({ workload }) => workload === `s${position}`);
      const complete = [...starts.values()].filter((start) => documented.isComplete(start, position));
      if (complete.length === 0 || job.desired === 0) {
        // Percentages decide, wherever its tasks are.
        if (found) expect(found.example?.reason).toMatch(/^it may run at most/);
        continue;
      }
      const ends = rolledAndStuck(documented, complete, position);
      if (ends === undefined) continue;
      const known = found ?? { basis: "bounds", stuck: 0, of: 1 };
      expectAgreement(known, ends, { seed, hosts, jobs, position });
      if (found === undefined) seen.rolls += 1;
      else seen.found += 1;
      if (found && found.stuck < found.of) seen.sometimes += 1;
    }
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

it("needs room for a second set of tasks where a strategy moves traffic, whatever the percentages (F.0.44)", () => {
  const judged = (instances: number, deploymentStrategy: string) =>
    judgeDeployments({
      name: "c",
      instances: Array.from({ length: instances }, (_nothing, index) => ({
        id: `i-${index}`,
        instanceType: "t3.small",
        availabilityZone: "eu-central-1a",
        memoryMiB: 1000,
      })),
      services: [
        {
          name: "web",
          task: { cpu: 100, memoryMiB: 900, networkMode: "host" },
          desiredCount: 3,
          minimumHealthyPercent: 0,
          maximumPercent: 100,
          deploymentStrategy,
        },
      ],
    }).map(explainDeployment);
  for (const strategy of ["BLUE_GREEN", "CANARY", "LINEAR"]) {
    expect(judged(6, strategy)).toEqual([]);
    expect(judged(5, strategy)).toEqual([
      expect.stringMatching(
        /^web cannot finish a (blue\/green|canary|linear) deployment in any order.*1 task waits/,
      ),
    ]);
  }
  expect(judged(3, "ROLLING")).toEqual([]);
});
