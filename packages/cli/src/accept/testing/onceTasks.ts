import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import type { Aws } from "@ballast/operate";
import { spawn } from "node:child_process";
import type { Stage } from "../../../../operate/src/testing/stage.ts";
import type { LocalHosts } from "./localHosts.ts";

interface Command {
  constructor: { name: string };
  input: Record<string, unknown>;
}

/** The environment that a standalone task sees. */
export interface OnceWorld {
  /** Name of the container. */
  container: string;
  /** The local folder for the container's `/srv/shared`, by task definition. */
  folderOf?: (taskDefinition: string) => string;
  /** The environment of a Windows container, by task definition. */
  environmentOf?: (taskDefinition: string) => Record<string, string>;
}

/**
 * A stand-in for ECS that runs standalone tasks as parallel local processes; Windows tasks run in the PowerShell
 * interpreter. Their output is in the log group `once`.
 */
export function ecsThatRuns(stage: Stage, hosts: LocalHosts, world: OnceWorld): Partial<Aws> {
  const { ecs, logs } = stage.aws;
  const ended = new Map<string, number | undefined>();

  const run = async (
    taskArn: string,
    taskDefinition: string,
    [program = "", ...args]: string[],
  ): Promise<void> => {
    if (program === "powershell.exe") {
      const found = await hosts.runEncoded(args.at(-1) ?? "", world.environmentOf?.(taskDefinition) ?? {});
      ended.set(taskArn, found.ResponseCode);
      return;
    }
    const folder = world.folderOf?.(taskDefinition) ?? "/nowhere";
    const child = spawn(
      program,
      args.map((arg) => arg.replaceAll("/srv/shared", folder)),
    );
    let said = "";
    child.stdout.on("data", (text: Buffer) => (said += text.toString().replaceAll(folder, "/srv/shared")));
    const code = await new Promise<number>((resolve) => child.on("close", (status) => resolve(status ?? 1)));
    const stream = { logGroupName: "once", logStreamName: taskArn };
    await logs.send(new CreateLogGroupCommand({ logGroupName: "once" })).catch(() => undefined);
    await logs.send(new CreateLogStreamCommand(stream));
    const logEvents = said
      .trim()
      .split("\n")
      .map((message) => ({ message: message || "-", timestamp: Date.now() }));
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    ended.set(taskArn, code);
  };

  const send = async (command: Command): Promise<unknown> => {
    const { taskDefinition = "", tasks = [] } = command.input as {
      taskDefinition?: string;
      tasks?: string[];
    };
    switch (command.constructor.name) {
      case "RunTaskCommand": {
        const { overrides } = command.input as {
          overrides: { containerOverrides: { name: string; command: string[] }[] };
        };
        const [{ name, command: words = [] } = {}] = overrides.containerOverrides;
        expect(name).toBe(world.container);
        const taskArn = `task-${ended.size}`;
        ended.set(taskArn, undefined);
        void run(taskArn, taskDefinition, words);
        return { tasks: [{ taskArn }] };
      }
      case "DescribeTasksCommand":
        if (!ended.has(tasks[0] ?? "")) break;
        return {
          tasks: tasks.map((taskArn) => {
            const exitCode = ended.get(taskArn);
            const lastStatus = exitCode === undefined ? "RUNNING" : "STOPPED";
            return { taskArn, lastStatus, containers: [{ exitCode }] };
          }),
        };
      case "DescribeTaskDefinitionCommand": {
        if (taskDefinition.startsWith("arn:")) break;
        const own: ContainerDefinition = { name: world.container, image: "app:1", memory: 512 };
        const options = { "awslogs-group": "once" };
        return {
          taskDefinition: {
            family: taskDefinition,
            containerDefinitions: [{ ...own, logConfiguration: { logDriver: "awslogs", options } }],
          },
        };
      }
    }
    return ecs.send(command as unknown as Parameters<typeof ecs.send>[0]);
  };
  return { ecs: { send } as unknown as Aws["ecs"] };
}
