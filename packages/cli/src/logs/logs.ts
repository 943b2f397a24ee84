import { setTimeout as sleep } from "node:timers/promises";
import {
  connect,
  logSources,
  namesMeant,
  OperateError,
  readLogs,
  retrying,
  type LogLine,
  type LogSource,
} from "@ballast/operate";
import colors from "picocolors";
import { interruptible } from "../operating.ts";
import { plannedStack } from "../planning.ts";
import { withStatus } from "../progress.ts";
import { sinceDate } from "../since.ts";
import { clustersIfAny } from "../stackClusters.ts";
import { placeToAsk } from "../stackPlace.ts";

export interface LogsOptions {
  stack?: string;
  cluster?: string;
  service?: string;
  since: string;
  follow?: boolean;
  region?: string;
  format: "table" | "json";
}

const pollMilliseconds = 3000;
/** CloudWatch Logs can ingest a line later than a newer one, so each poll reads this much again. */
const overlapMilliseconds = 60_000;

/** @returns the exit status. */
export async function logs(options: LogsOptions): Promise<number> {
  const { stack, cluster = "" } = options;
  const ofStack = stack === undefined ? undefined : await plannedStack(stack);
  const aws = await connect(placeToAsk(options, ofStack, "name the cluster with --cluster"));
  const clusters = ofStack === undefined ? [cluster] : await clustersIfAny(aws, ofStack.plan);
  const all: LogSource[] = [];
  for (const name of clusters)
    all.push(...(await withStatus(`reading the services of ${name}`, logSources(aws, name))));
  const sources = ofService(all, options.service);
  if (sources.length === 0) throw new OperateError(nothingText(stack ?? cluster, all, options.service));
  const start = sinceDate(options.since, new Date()) ?? new Date();
  const seen = new Set<string>();
  const print = (lines: LogLine[]): void => {
    for (const line of lines.filter(({ id }) => !seen.has(id))) {
      seen.add(line.id);
      console.log(options.format === "json" ? JSON.stringify(line) : lineText(line));
    }
  };
  let last = Date.now();
  print(await withStatus("reading logs", readLogs(aws, sources, start)));
  if (!options.follow) return 0;
  await interruptible(async (signal) => {
    while (!signal.aborted) {
      await sleep(pollMilliseconds, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const now = Date.now();
      const from = new Date(Math.max(start.getTime(), last - overlapMilliseconds));
      // After a transient error, the next poll reads what this one could not.
      const lines = await readLogs(aws, sources, from).catch(
        (error: unknown) => void console.error(retrying(error)),
      );
      if (lines === undefined) continue;
      print(lines);
      last = now;
    }
  });
  return 0;
}

function ofService(all: LogSource[], asked: string | undefined): LogSource[] {
  if (asked === undefined) return all;
  const meant = namesMeant(
    all.map(({ service }) => service),
    asked,
  );
  return all.filter(({ service }) => meant.includes(service));
}

function nothingText(where: string, all: LogSource[], service: string | undefined): string {
  const names = [...new Set(all.map((one) => one.service))].sort();
  if (service === undefined || names.length === 0)
    return `No service of ${where} writes to CloudWatch Logs with the log driver awslogs.`;
  return `No service ${service} of ${where} writes to CloudWatch Logs; there are ${names.join(", ")}.`;
}

function lineText({ time, service, container, task, message }: LogLine): string {
  const who = [service, container, task?.slice(0, 8)].filter((part) => part !== undefined).join("/");
  return `${colors.dim(time.toISOString())} ${colors.cyan(who)} ${message}`;
}
