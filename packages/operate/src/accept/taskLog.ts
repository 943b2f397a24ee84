import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { readLogs, sourcesOf } from "../status/logs.ts";
import { Watch, type Pace } from "../watch.ts";

/**
 * Waits until a container has written matching lines since a given time. Log events can arrive after the task has
 * ended.
 */
export async function loggedLines(
  aws: Aws,
  { taskDefinition, since, wanted }: { taskDefinition: string; since: Date; wanted: RegExp },
  pace: Pace,
): Promise<string[]> {
  const { taskDefinition: found = {} } = await aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition }),
  );
  const sources = sourcesOf(taskDefinition, found);
  return new Watch(pace).until<string[]>(async () => {
    const lines = (await readLogs(aws, sources, since)).map(({ message }) => message.trim());
    const matching = lines.filter((line) => wanted.test(line));
    return matching.length > 0 ? { done: matching } : { waiting: "the task's log is not there yet" };
  });
}
