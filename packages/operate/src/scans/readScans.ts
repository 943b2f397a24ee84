import type { Task } from "@aws-sdk/client-ecs";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { unless } from "../aws.ts";
import { requireService, runningTasks } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { ScanClients } from "./clients.ts";
import { inspected } from "./inspected.ts";
import { judgesOf, lastBuild, type Judge, type StackWithJudges } from "./judges.ts";
import { releasedAt } from "./released.ts";
import { rescanned } from "./rescanned.ts";
import { notJudged, type Judged, type RunningImage, type ScanState } from "./scanState.ts";

/**
 * The running image and the latest scan result of each service of a stack that has a scan project.
 *
 * @throws {OperateError} if the stack has no such project, or if AWS denies access.
 */
export async function readScans(
  aws: ScanClients,
  stack: StackWithJudges,
  now = new Date(),
): Promise<ScanState[]> {
  const states: ScanState[] = [];
  for (const judge of await judgesOf(aws, stack)) states.push(await stateOf(aws, judge, now));
  return states;
}

async function stateOf(aws: ScanClients, judge: Judge, now: Date): Promise<ScanState> {
  const cluster = variable(judge, "CLUSTER_NAME");
  const service = variable(judge, "SERVICE_NAME");
  const container = variable(judge, "CONTAINER_NAME");
  await requireService(aws, cluster, service);
  const tasks = await runningTasks(aws, cluster, service);
  const running = imagesOf(tasks, container);
  const repository = variable(judge, "REPOSITORY_NAME");
  const of = { cluster, service, container, running };
  const gate = judge.variables["LIMIT_CRITICAL"] === undefined ? "Clair" : "Amazon Inspector";
  if (tasks.length > 0 && running.length === 0) return { ...of, gate, ...unknownImage(tasks, container) };
  if (gate === "Amazon Inspector") {
    const limits = Object.fromEntries(
      ["CRITICAL", "HIGH", "MEDIUM", "LOW"].map((severity) => [
        severity,
        wholeNumber(judge, `LIMIT_${severity}`),
      ]),
    );
    const mostDays = wholeNumber(judge, "SCAN_DAYS");
    return { ...of, gate, ...(await inspected(aws, { running, repository, limits, mostDays, now })) };
  }
  const reports = variable(judge, "REPORT_LOCATION");
  const verdict = await objectAt(aws, `${reports}/running.json`);
  const build = await lastBuild(aws, judge.project);
  const released = new Map<string, Date | undefined>();
  const earlier = new Map<string, string>();
  for (const { image, digest } of running) {
    if (digest === undefined) continue;
    released.set(digest, await releasedAt(aws, repository, { image, digest }));
    const kept = await objectAt(aws, `${reports}/verdicts/${digest.replace(/^sha256:/, "")}.json`);
    if (kept !== undefined) earlier.set(digest, kept);
  }
  const facts = {
    ...of,
    verdict,
    earlier,
    build,
    released,
    mostHours: 2 * wholeNumber(judge, "RESCAN_HOURS"),
    now,
  };
  return { ...of, gate, ...rescanned(facts) };
}

function variable({ project, variables }: Judge, name: string): string {
  const value = variables[name];
  if (value === undefined)
    throw new OperateError(
      `The CodeBuild project ${project} has no variable ${name}. Deploy its stack again.`,
    );
  return value;
}

/** A comparison with NaN is always false, so an invalid limit would let every image pass. */
function wholeNumber(judge: Judge, name: string): number {
  const value = variable(judge, name);
  if (!/^\d{1,9}$/.test(value))
    throw new OperateError(
      `The variable ${name} of the CodeBuild project ${judge.project} is ${JSON.stringify(value)}, which is not a whole number. Deploy its stack again.`,
    );
  return Number(value);
}

function imagesOf(tasks: Task[], container: string): RunningImage[] {
  const found = new Map<string, RunningImage>();
  for (const { containers = [] } of tasks)
    for (const { name, image, imageDigest: digest } of containers) {
      if (name !== container || image === undefined) continue;
      const key = digest ?? image;
      const count = (found.get(key)?.tasks ?? 0) + 1;
      found.set(key, { image, ...(digest !== undefined && { digest }), tasks: count });
    }
  return [...found.values()];
}

/** The result if tasks run, but no scanned image is known for them. */
function unknownImage(tasks: Task[], container: string): Judged {
  const names = new Set(tasks.flatMap(({ containers = [] }) => containers.flatMap(({ name }) => name ?? [])));
  const others = [...names].sort().join(", ");
  const why = names.has(container)
    ? `ECS does not report the image of the container ${container}.`
    : `no task has the container ${container}, whose image is scanned; ${others === "" ? "ECS reports no containers" : `their containers are ${others}`}.`;
  return notJudged(why);
}

/** @returns undefined if the object does not exist. */
async function objectAt({ s3 }: ScanClients, address: string): Promise<string | undefined> {
  const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  const answer = await unless(/^NoSuchKey$/, s3.send(new GetObjectCommand({ Bucket, Key })));
  return answer?.Body?.transformToString();
}
