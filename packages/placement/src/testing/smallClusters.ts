import type {
  ClusterSpec,
  InstanceSpec,
  PlacementConstraint,
  PlacementStrategy,
  Simulation,
  WorkloadSpec,
} from "../index.ts";
import type { Host, Job } from "./documented.ts";
import type { State } from "./state.ts";

/** Whole numbers below another one. */
type Dice = (below: number) => number;

export interface SmallCluster {
  hosts: Host[];
  jobs: Job[];
  cluster: ClusterSpec;
  /** For what happens to it. */
  roll: Dice;
}

/** The same small clusters on every machine. */
export function smallCluster(seed: number): SmallCluster {
  const roll = dice(seed);
  const hosts = hostsOf(roll);
  const jobs = jobsOf(roll);
  const cluster = { name: "c", instances: hosts.map(instanceOf), services: jobs.map(serviceOf) };
  return { hosts, jobs, cluster, roll };
}

/** The tasks of a simulation, as the enumeration counts them. */
export function stateOf(
  simulation: Simulation,
  { hosts, jobs }: Pick<SmallCluster, "hosts" | "jobs">,
): State {
  const counts = (isNow: boolean): number[][] =>
    jobs.map((_job, position) => {
      const workload = simulation.workloads.find(({ name }) => name === `s${position}`);
      const row = hosts.map(() => 0);
      for (const task of workload?.tasks ?? []) {
        const at = Number(task.instance.id.slice(2));
        if ((task.needs === workload?.needs) === isNow) row[at] = (row[at] ?? 0) + 1;
      }
      return row;
    });
  return { old: counts(false), now: counts(true) };
}

function dice(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor(((state >>> 8) / 0x800000) * below);
  };
}

const one = <T>(roll: Dice, ...of: T[]): T => of[roll(of.length)] as T;

function hostsOf(roll: Dice): Host[] {
  return Array.from({ length: 1 + roll(3) }, () => {
    const windows = roll(8) === 0;
    const gpus = Number(roll(6) === 0);
    return {
      zone: one(roll, "eu-central-1a", "eu-central-1b"),
      // g4dn.xlarge has four vCPUs.
      cpu: gpus > 0 ? 4096 : 2048,
      memory: one(roll, 900, 1500),
      // All have three interfaces; c5.large with a trunk runs ten tasks (guide, ENI trunking), which Windows and g4dn have not.
      interfaces: windows || gpus > 0 ? 2 : one(roll, 2, 2, 10),
      blue: roll(3) > 0,
      windows,
      gpus,
      mixed: roll(4) === 0,
    };
  });
}

function jobsOf(roll: Dice): Job[] {
  const count = 1 + roll(3);
  return Array.from({ length: count }, (_nothing, position): Job => {
    const daemon = roll(4) === 0;
    const other = roll(count);
    const relation = other === position ? 9 : roll(8);
    const ported = roll(3) === 0;
    const volume = !daemon && roll(6) === 0;
    return {
      cpu: one(roll, 64, 512, 1024, 1536),
      memory: one(roll, 64, 300, 500, 900),
      mode: one(roll, "awsvpc", "bridge", "host"),
      tcp: ported ? one(roll, [80], [53], [53, 80], [51_678], many(1000), many(2000)) : [],
      udp: ported ? one(roll, [], [53]) : [],
      desired: daemon ? 1 : roll(volume ? 2 : 4),
      daemon,
      distinct: !daemon && roll(5) === 0,
      onlyBlue: roll(4) === 0,
      windows: roll(8) === 0,
      gpus: Number(roll(8) === 0),
      ...(relation === 0 && { beside: other }),
      ...(relation === 1 && { away: other }),
      strategy: daemon
        ? "default"
        : one(roll, "default", "default", "random", "instances", "packed", "zonesPacked"),
      minimum: daemon ? one(roll, 0, 0, 50, 100) : one(roll, 0, 50, 100),
      maximum: daemon ? 100 : one(roll, 100, 150, 200),
      shifts: !daemon && roll(4) === 0,
      ...(volume && { volume }),
    };
  });
}

/** So many that no instance has room for two sets of them. */
const many = (from: number): number[] => Array.from({ length: 48 }, (_nothing, offset) => from + offset);

function instanceOf(host: Host, position: number): InstanceSpec {
  const trunking = host.interfaces === 10;
  const types = host.gpus > 0 ? gpuTypes : trunking ? trunkedTypes : plainTypes;
  return {
    id: `i-${position}`,
    instanceType: types.smaller,
    ...(host.mixed && { otherInstanceTypes: [types.larger] }),
    gpuSupport: true,
    availabilityZone: host.zone,
    memoryMiB: host.memory,
    trunking,
    attributes: { color: host.blue ? "blue" : "red" },
    operatingSystem: host.windows ? "windows" : "linux",
  };
}

const plainTypes = { smaller: "t3.small", larger: "t3.xlarge" };
const trunkedTypes = { smaller: "c5.large", larger: "c5.xlarge" };
const gpuTypes = { smaller: "g4dn.xlarge", larger: "g4dn.2xlarge" };

const strategies: Record<Job["strategy"], PlacementStrategy[]> = {
  default: [],
  random: [{ type: "random" }],
  instances: [{ type: "spread", field: "instanceId" }],
  packed: [{ type: "binpack", field: "memory" }],
  zonesPacked: [
    { type: "spread", field: "attribute:ecs.availability-zone" },
    { type: "binpack", field: "memory" },
  ],
};

function serviceOf(job: Job, position: number): WorkloadSpec {
  const memberOf = (expression: string): PlacementConstraint => ({ type: "memberOf", expression });
  return {
    name: `s${position}`,
    task: {
      cpu: job.cpu,
      memoryMiB: job.memory,
      networkMode: job.mode,
      hostPorts: job.tcp,
      udpHostPorts: job.udp,
      gpus: job.gpus,
      requires: { "ecs.os-type": job.windows ? "windows" : "linux" },
      ...(job.volume && { volumes: ["data"] }),
    },
    desiredCount: job.desired,
    daemon: job.daemon,
    constraints: [
      ...(job.distinct ? [{ type: "distinctInstance" }] : []),
      ...(job.onlyBlue ? [memberOf("attribute:color == blue")] : []),
      ...(job.beside === undefined ? [] : [memberOf(`task:group == service:s${job.beside}`)]),
      ...(job.away === undefined ? [] : [memberOf(`not(task:group == service:s${job.away})`)]),
    ],
    strategies: strategies[job.strategy],
    minimumHealthyPercent: job.minimum,
    maximumPercent: job.maximum,
    ...(job.shifts && { deploymentStrategy: "BLUE_GREEN" }),
  };
}
