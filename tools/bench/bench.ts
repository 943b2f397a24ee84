/* eslint-disable @nx/enforce-module-boundaries -- a tool of the workspace's own */
/**
 * `npm run bench`: what the offline plan costs beyond what cannot be saved. The floor is a process that loads the SDK
 * and registers as many bare resources on its mocks; machines are noisy, so everything is a ratio to the floor of the
 * same run, and the median of several. Whole processes, with those that they start, are compared by their processor time too, which other
 * processes disturb less. The goals are about fewer resources than there are now, so each resource is compared as well.
 * Then what hundreds of stacks cost, and what the placement simulator costs at the limits of ECS.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { ScratchClone, settingsOf } from "../../packages/nx-pulumi/src/testing.ts";
import { clusterOf, placing } from "./placement.ts";
import { median, runNode, type Run } from "./processes.ts";

const runs = 5;
const here = import.meta.dirname;
const cache = mkdtempSync(join(tmpdir(), "ballast-bench-"));
const table = new Table({
  head: ["what", "ms", "floor, ms", "ratio", "of CPU", "MiB"],
  style: { head: [], border: [] },
});

interface Planned {
  resources: unknown[];
}

/** Resources of each dev stack at commit 2d0f45d, for which the goals were set: lines of identity-dev.txt. */
const resourcesBefore: Record<string, number> = {
  "clair-dev": 96,
  "cloudstor-spot-dev": 48,
  "delivery-dev": 17,
  "fsx-windows-dev": 81,
  "invento-windows-dev": 69,
  "network-dev": 34,
  "placement-dev": 73,
  "private-registry-dev": 26,
  "rexray-ebs-dev": 41,
  "rexray-efs-dev": 41,
};

try {
  const stacks = plans("plan", "--environment", "dev", "--format", "json");
  const [one, all] = [2 * stacks.largest.resources, 2 * stacks.resources];
  const ofOne = compare("plan of one stack (the largest)", ["plan", stacks.largest.name, "--no-cache"], one);
  byResource(ofOne, stacks.largest.resources, resourcesBefore[stacks.largest.name] ?? 0);
  compare("the same, kept", ["plan", stacks.largest.name], one);
  const ofAll = compare(
    `plan of all ${stacks.count} dev stacks`,
    ["plan", "--environment", "dev", "--no-cache"],
    all,
  );
  byResource(
    ofAll,
    stacks.resources,
    Object.values(resourcesBefore).reduce((sum, one) => sum + one),
  );
  const report = ["report", "--environment", "dev", "--out", join(cache, "report")];
  compare("report of all dev stacks (npm start)", [...report, "--no-cache"], all);
  compare("the same, kept", report, all);
  difference();
  const answers = Array.from(
    { length: runs },
    () => JSON.parse(node(join(here, "capabilities.ts")).stdout) as [number, number],
  );
  row(
    "values, rights and ways of all dev stacks, to planning them",
    median(answers.map(([ours]) => ours)),
    median(answers.map(([, floor]) => floor)),
  );
  const costs = Array.from(
    { length: runs },
    () => JSON.parse(node(join(here, "cost.ts")).stdout) as [number, number],
  );
  row(
    "what all dev stacks cost, to planning them",
    median(costs.map(([ours]) => ours)),
    median(costs.map(([, floor]) => floor)),
  );
  growth([100, 1000, 3000]);
  manyStacks([50, 100, 200]);
  placement([1000, 2500, 5000]);
  placeCommand([1250, 2500, 5000]);
} finally {
  console.log(table.toString());
  rmSync(cache, { recursive: true });
}

function plans(...args: string[]): {
  count: number;
  resources: number;
  largest: { name: string; resources: number };
} {
  const { stdout } = ballast(args);
  const all = [JSON.parse(stdout)].flat() as (Planned & { stack: string })[];
  const sizes = all.map(({ stack, resources }) => ({ name: stack, resources: resources.length }));
  const [largest = { name: "", resources: 0 }] = sizes.sort((one, other) => other.resources - one.resources);
  return { count: all.length, resources: sizes.reduce((sum, { resources }) => sum + resources, 0), largest };
}

/** A difference after each change of a setting, against planning the stack; the commit's plan is kept after the first. */
function difference(): void {
  const clone = join(cache, "clone");
  execFileSync("git", ["clone", "--quiet", "--shared", process.cwd(), clone]);
  symlinkSync(join(process.cwd(), "node_modules"), join(clone, "node_modules"));
  const settings = join(clone, "stacks/environments/Pulumi.rexray-efs-dev.yaml");
  const text = readFileSync(settings, "utf8");
  // Longer each time: a shorter retention is a loss, and the difference fails.
  const days = [400, 545, 731, 1096, 1827, 2192];
  const ours: number[] = [];
  const floor: number[] = [];
  for (const day of days) {
    writeFileSync(settings, text.replace(/logRetentionDays: \d+/, `logRetentionDays: ${day}`));
    const there = (...args: string[]): unknown => node("packages/cli/bin/ballast.mjs", args, clone);
    ours.push(timed(() => there("diff", "rexray-efs-dev", "--against", "HEAD")));
    floor.push(timed(() => there("plan", "rexray-efs-dev", "--no-cache")));
  }
  row(
    "difference of a stack after a change of a setting, to planning it",
    median(ours.slice(1)),
    median(floor.slice(1)),
  );
}

/** Both as whole processes, taking turns, with the compiled code of earlier runs at hand. */
function compare(what: string, args: string[], resources: number): Compared {
  const ours: Run[] = [];
  const floor: Run[] = [];
  for (let run = 0; run <= runs; run += 1) {
    ours.push(ballast(args));
    floor.push(node(join(here, "floor.ts"), [String(resources)]));
  }
  // The first of each fills the cache.
  rowOf(what, ours.slice(1), floor.slice(1));
  return { ours: ours.slice(1), floor: floor.slice(1) };
}

interface Compared {
  ours: Run[];
  floor: Run[];
}

/** The same for as many resources as there were, and for each that was added: what loading the SDK takes is not by resource. */
function byResource({ ours, floor }: Compared, resources: number, before: number): void {
  const bare = (count: number): Run[] =>
    Array.from({ length: runs }, () => node(join(here, "floor.ts"), [String(count)]));
  const start = bare(1);
  const loading = {
    ms: median(start.map(({ ms }) => ms)),
    cpuMs: median(start.map(({ cpuMs }) => cpuMs)),
  };
  const part = (all: Run[], share: number, loads: 0 | 1): Run[] =>
    all.map((one) => ({
      ...one,
      ms: loading.ms * loads + (one.ms - loading.ms) * share,
      cpuMs: loading.cpuMs * loads + (one.cpuMs - loading.cpuMs) * share,
    }));
  rowOf(
    `  in proportion: the ${before} resources of 2d0f45d`,
    part(ours, before / resources, 1),
    bare(2 * before),
  );
  rowOf(
    `  each of the ${resources - before} added since`,
    part(ours, 1 / resources, 0),
    part(floor, 1 / resources, 0),
  );
}

function rowOf(what: string, ours: Run[], floor: Run[]): void {
  const of = (all: Run[], key: "ms" | "cpuMs" | "peakMiB"): number => median(all.map((one) => one[key]));
  row(what, of(ours, "ms"), of(floor, "ms"), [
    `${(of(ours, "cpuMs") / of(floor, "cpuMs")).toFixed(2)} ×`,
    of(ours, "peakMiB").toFixed(0),
  ]);
}

/** Once each: hundreds of stacks take minutes, and one hiccup is little of that. The floor registers as many bare resources. */
function manyStacks(sizes: number[]): void {
  const clone = new ScratchClone();
  try {
    const stacks = clone.addEnvironments(Math.max(...sizes) / 10);
    const plan = (...args: string[]): Run =>
      node("node_modules/@ballast/cli/bin/ballast.mjs", ["plan", ...args], clone.root);
    const dev = JSON.parse(plan("--environment", "env0", "--format", "json").stdout) as Planned[];
    const resources = 2 * dev.reduce((sum, one) => sum + one.resources.length, 0);
    for (const size of sizes) {
      const floor = node(join(here, "floor.ts"), [String((resources * size) / dev.length)]);
      rowOf(`plan of ${size} stacks`, [plan(...stacks.slice(0, size), "--no-cache")], [floor]);
    }
    const whole = plan(...stacks);
    const planned = ({ stderr }: Run): number => stderr.split("planning ").length - 1;
    rowOf(`the same, kept: plans ${planned(plan(...stacks))}`, [plan(...stacks)], [whole]);
    const [one = ""] = stacks.filter((stack) => stack.startsWith("rexray-efs-"));
    clone.write(
      settingsOf(one),
      clone.read(settingsOf(one)).replace(/logRetentionDays: \d+/, "logRetentionDays: 90"),
    );
    const changed = plan(...stacks);
    rowOf(`the same after a change of one stack's settings: plans ${planned(changed)}`, [changed], [whole]);
    const affected = (file: string): number =>
      clone
        .run("nx", "show", "projects", "--affected", "--with-target", "plan", "--files", file)
        .stdout.trim()
        .split("\n").length;
    const counts = {
      "a setting": `stacks/environments/Pulumi.${one}.yaml`,
      "a component": "packages/rexray-efs/src/rexrayEfs.ts",
    };
    for (const [change, file] of Object.entries(counts))
      table.push([`${affected(file)} of ${stacks.length} stacks are affected by ${change}`]);
  } finally {
    clone.end();
  }
}

/** One recording of many resources against as many on bare mocks, in one process each. */
function growth(sizes: number[]): void {
  for (const size of sizes) {
    const pairs = Array.from(
      { length: 3 },
      () => JSON.parse(node(join(here, "growth.ts"), [String(size)]).stdout) as [number, number],
    );
    row(
      `recording of ${size} resources`,
      median(pairs.map(([ours]) => ours)),
      median(pairs.map(([, floor]) => floor)),
    );
  }
}

/** Against placing one task: what it costs to look at every instance once. */
function placement(sizes: number[]): void {
  const measured = (tasks: number): number => median(Array.from({ length: runs }, () => placing(tasks)));
  placing(5000);
  const floor = measured(1);
  for (const tasks of sizes) row(`placing ${tasks} tasks on 5000 instances`, measured(tasks), floor);
}

/** The command as a whole, by the size of its cluster, against one of a single instance: what starting it costs. */
function placeCommand(sizes: number[]): void {
  const file = (instances: number, services: number, desiredCount: number): string => {
    const path = join(cache, `${instances}-${services}-${desiredCount}.json`);
    writeFileSync(path, JSON.stringify(clusterOf(instances, services, desiredCount)));
    return path;
  };
  const measured = (...args: string[]): number =>
    median(Array.from({ length: runs }, () => timed(() => ballast(["place", ...args]))));
  const floor = measured(file(1, 1, 1));
  for (const size of sizes) {
    const one = file(size, 1, size);
    row(`place: ${size} tasks of a service on ${size} instances`, measured(one), floor);
    row(`place: the same, scaled to 0`, measured(one, "--scale", "web-0=0"), floor);
  }
  // Each service looks at each instance once: one of the two grows at a time.
  for (const [services, instances] of [
    [250, 5000],
    [500, 5000],
    [1000, 1250],
    [1000, 2500],
    [1000, 5000],
  ] as const)
    row(
      `place: ${services} services of 5 tasks on ${instances} instances`,
      measured(file(instances, services, 5)),
      floor,
    );
}

function row(what: string, ours: number, floor: number, more: string[] = []): void {
  const digits = floor < 10 ? 2 : 0;
  table.push([what, ours.toFixed(digits), floor.toFixed(digits), `${(ours / floor).toFixed(2)} ×`, ...more]);
}

function node(script: string, args: string[] = [], cwd = process.cwd()): Run {
  return runNode(cache, script, args, cwd);
}

function ballast(args: string[]): Run {
  return node("packages/cli/bin/ballast.mjs", args);
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
