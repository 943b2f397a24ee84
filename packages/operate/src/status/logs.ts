import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { every, unless, type Aws } from "../aws.ts";
import { requireCluster, serviceNames, services, TaskDefinitions } from "../ecs.ts";

/** The log group and streams of a service's containers. */
export interface LogSource {
  service: string;
  group: string;
  /** The prefix of its stream names: `<prefix>/`. @default - all streams of the group */
  prefix?: string;
}

export interface LogLine {
  time: Date;
  service: string;
  /** @default - not in the stream's name */
  container?: string;
  /** Id of the task. @default - not in the stream's name */
  task?: string;
  message: string;
  /** Identifies the line, so that it is not shown twice. */
  id: string;
}

/** The log sources of a cluster's services, for all deployed revisions. */
export async function logSources(aws: Aws, cluster: string): Promise<LogSource[]> {
  await requireCluster(aws, cluster);
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const definitions = new TaskDefinitions(aws);
  const found: LogSource[] = [];
  for (const { serviceName = "", taskDefinition, deployments = [] } of all) {
    const arns = [taskDefinition, ...deployments.map((one) => one.taskDefinition)].filter(
      (arn) => arn !== undefined,
    );
    for (const definition of await definitions.all([...new Set(arns)]))
      found.push(...sourcesOf(serviceName, definition));
  }
  const known = new Map(found.map((one) => [`${one.service} ${one.group} ${one.prefix ?? ""}`, one]));
  return [...known.values()];
}

/** The log sources of a task definition's containers. */
export function sourcesOf(service: string, { containerDefinitions = [] }: TaskDefinition): LogSource[] {
  return containerDefinitions.flatMap(({ logConfiguration }) => {
    const { logDriver, options = {} } = logConfiguration ?? {};
    const group = options["awslogs-group"];
    if (logDriver !== "awslogs" || group === undefined) return [];
    const prefix = options["awslogs-stream-prefix"];
    return [{ service, group, ...(prefix !== undefined && { prefix }) }];
  });
}

/** Log events since a given time, oldest first. A log group that does not exist has none. */
export async function readLogs({ logs: client }: Aws, sources: LogSource[], since: Date): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (const { service, group, prefix } of sources) {
    const pages = paginateFilterLogEvents(
      { client },
      {
        logGroupName: group,
        // CloudWatch Logs rejects a time before 1970.
        startTime: Math.max(0, since.getTime()),
        ...(prefix !== undefined && { logStreamNamePrefix: `${prefix}/` }),
      },
    );
    const events = await unless(
      /^ResourceNotFoundException$/,
      every(pages, (page) => page.events),
    );
    for (const { timestamp = 0, message = "", logStreamName = "", eventId = "" } of events ?? []) {
      // `<prefix>/<container>/<task>`
      const parts = prefix === undefined ? [] : logStreamName.slice(prefix.length + 1).split("/");
      const [container, task] = parts.length === 2 ? parts : [];
      lines.push({
        time: new Date(timestamp),
        service,
        ...(container !== undefined && { container }),
        ...(task !== undefined && { task }),
        message: message.replace(/\n$/, ""),
        id: eventId,
      });
    }
  }
  return lines.sort((one, other) => one.time.getTime() - other.time.getTime());
}
