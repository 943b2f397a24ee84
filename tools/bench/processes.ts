import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A process, with what it took. */
export interface Run {
  stdout: string;
  stderr: string;
  ms: number;
  /** Of all its threads, and of those of the Node processes that it starts. */
  cpuMs: number;
  /** The sum of these processes' peaks. */
  peakMiB: number;
}

/** Each process tells what it has used, also one that it starts. */
const telling =
  'import fs from "node:fs"; process.on("exit", () => fs.writeFileSync(`${process.env.TOLD_IN}/${process.pid}`, JSON.stringify(process.resourceUsage())));';

/** @param cache Folder for compiled code and for what processes tell. */
export function runNode(cache: string, script: string, args: string[], cwd: string): Run {
  // The same place each time: environment variables are part of a cached plan's key.
  const told = join(cache, "told");
  rmSync(told, { recursive: true, force: true });
  mkdirSync(told);
  const env = { ...process.env, NODE_COMPILE_CACHE: cache, TOLD_IN: told };
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(telling)}`, script, ...args],
    { cwd, env, encoding: "utf8", maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "pipe"] },
  );
  const ms = performance.now() - started;
  if (status !== 0) throw new Error(`${script} ${args.join(" ")} failed: ${stderr}`);
  const used = readdirSync(told).map(
    (file) => JSON.parse(readFileSync(join(told, file), "utf8")) as NodeJS.ResourceUsage,
  );
  const sum = (value: (one: NodeJS.ResourceUsage) => number): number =>
    used.reduce((all, one) => all + value(one), 0);
  return {
    stdout,
    stderr,
    ms,
    cpuMs: sum(({ userCPUTime, systemCPUTime }) => userCPUTime + systemCPUTime) / 1000,
    peakMiB: sum(({ maxRSS }) => maxRSS) / 1024,
  };
}

export function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
