import {
  agentBack,
  allSteady,
  drain,
  OperateError,
  placedTask,
  planDrain,
  rebootHost,
  runOnce,
  runOnHost,
  type HostAnswer,
  type OnceTask,
} from "@ballast/operate";
import type { Evidence, Step, StepContext } from "../step.ts";

/** A text output of the stack. @throws {OperateError} if the output does not exist. */
export async function output(context: StepContext, name: string): Promise<string> {
  const value = (await context.pulumi.outputs(context.stack, context.pace))[name];
  if (typeof value === "string" && value !== "") return value;
  throw new OperateError(`${context.stack} has no output ${name} that is a string.`);
}

/** A script that runs in a service's container, and must print something. */
export interface ContainerScript {
  id: string;
  does: string;
  minutes: number;
  /** The service's name. */
  service: (context: StepContext) => Promise<string>;
  container: string;
  isWindows?: boolean;
  /** The script, in Bash or PowerShell. */
  script: (mark: string) => string;
  /** Text that the output must contain in addition to the run's mark. */
  prints?: string;
}

/**
 * Runs a script in the container of a service's task, through its host, so that credentials do not leave the
 * container.
 */
export function inContainer(one: ContainerScript): Step {
  return throughHost(one, (script, taskArn) => {
    const labels = [
      `label=com.amazonaws.ecs.task-arn=${taskArn}`,
      `label=com.amazonaws.ecs.container-name=${one.container}`,
    ];
    return one.isWindows === true ? windowsLines(labels, script) : linuxLines(labels, script);
  });
}

type ScriptOnHost = Omit<ContainerScript, "container">;

/** Runs a script on the host of a service's task. */
export function onHost(one: ScriptOnHost): Step {
  return throughHost(one, (script) => script.split("\n"));
}

function throughHost(one: ScriptOnHost, linesOf: (script: string, taskArn: string) => string[]): Step {
  const { id, does, minutes, isWindows = false } = one;
  return {
    id,
    does,
    minutes,
    run: async (context) => {
      const { mark } = context.record;
      const cluster = await output(context, "clusterName");
      const { taskArn, ec2InstanceId } = await placedTask(context.aws, cluster, await one.service(context));
      const lines = linesOf(one.script(mark), taskArn);
      const answer = await runOnHost(context.aws, ec2InstanceId, { lines, isWindows }, context.pace);
      return answered(answer, one.prints ?? mark, ec2InstanceId);
    },
  };
}

function answered(
  { status, exitCode, output: text, errors }: HostAnswer,
  prints: string,
  host: string,
): Evidence {
  if (status !== "Success" || exitCode !== 0)
    throw new OperateError(
      `The script on ${host} ended with ${status} (exit status ${exitCode}): ${errors || text || "it printed nothing"}`,
    );
  if (!text.includes(prints))
    throw new OperateError(`The script on ${host} did not print ${prints}. It printed: ${text || "nothing"}`);
  return { host, printed: text };
}

/**
 * The ECS agent adds these labels to containers (Amazon ECS container agent, `com.amazonaws.ecs.task-arn` and
 * `…container-name`, read 2026-11).
 */
function linuxLines(labels: string[], script: string): string[] {
  return [
    "set -eu",
    `id=$(docker ps --quiet ${labels.map((label) => `--filter '${label}'`).join(" ")} | head -n 1)`,
    '[ -n "$id" ] || { echo "the container is not running" >&2; exit 1; }',
    `docker exec --interactive "$id" sh -s <<'BALLAST'`,
    ...script.split("\n"),
    "BALLAST",
  ];
}

function windowsLines(labels: string[], script: string): string[] {
  const encoded = Buffer.from(`$ErrorActionPreference = 'Stop'\n${script}`, "utf16le").toString("base64");
  return [
    "$ErrorActionPreference = 'Stop'",
    `$id = docker ps --quiet ${labels.map((label) => `--filter '${label}'`).join(" ")} | Select-Object -First 1`,
    "if (-not $id) { throw 'the container is not running' }",
    `docker exec $id powershell.exe -NonInteractive -EncodedCommand ${encoded}`,
    "exit $LASTEXITCODE",
  ];
}

/** Drains the host of a service's task, and waits until the service is steady on another host. */
export function drains(service: ContainerScript["service"], unless?: Step["skip"]): Step {
  return {
    id: "drain",
    does: "drains the task's container instance, and waits until its service is stable on another one",
    minutes: 60,
    ...(unless && { skip: unless }),
    run: async (context) => {
      const cluster = await output(context, "clusterName");
      const plan = await planDrain(context.aws, cluster, { taskOf: await service(context) });
      const drained = await drain(context.aws, plan, context.pace);
      return {
        drained: `${drained.instance} (${drained.zone}), now ${drained.state}`,
        services: drained.services
          .map(({ name, instances }) => `${name} on ${instances.join(", ")}`)
          .join("; "),
        seconds: String(drained.seconds),
      };
    },
  };
}

/** Restarts the host of a service's task, and waits for its agent and its services. */
export function reboots(service: ContainerScript["service"]): Step {
  return {
    id: "reboot",
    does: "restarts the task's container instance, and waits for its agent and its services",
    minutes: 60,
    run: async (context) => {
      const cluster = await output(context, "clusterName");
      const { ec2InstanceId } = await placedTask(context.aws, cluster, await service(context));
      await rebootHost(context.aws, ec2InstanceId);
      await agentBack(context.aws, cluster, ec2InstanceId, context.pace);
      await allSteady(context.aws, cluster, context.pace);
      return { host: ec2InstanceId };
    },
  };
}

/** Runs standalone tasks of the stack's editor in parallel; each must exit with 0. */
export async function edit(context: StepContext, scripts: string[]): Promise<Evidence> {
  const taskDefinition = await editorOf(context);
  return once(
    context,
    scripts.map((script) => ({ taskDefinition, container: "editor", command: ["sh", "-c", script] })),
  );
}

export async function editorOf(context: StepContext): Promise<string> {
  const [, taskDefinition = ""] = /--task-definition (\S+)/.exec(await output(context, "edit")) ?? [];
  return taskDefinition;
}

/** Runs standalone tasks with the network and capacity of the stack's service, in parallel; each must exit with 0. */
export async function once(
  context: StepContext,
  tasks: Pick<OnceTask, "taskDefinition" | "container" | "command">[],
): Promise<Evidence> {
  const place = {
    cluster: await output(context, "clusterName"),
    like: await output(context, "serviceName"),
  };
  const all = tasks.map((task) => ({ ...place, ...task }));
  const ended = await runOnce(context.aws, all, context.pace);
  const failed = ended.filter(({ exitCode }) => exitCode !== 0);
  if (failed.length > 0)
    throw new OperateError(
      failed
        .map(
          ({ taskArn, exitCode, reason }) =>
            `${taskArn} ended with ${exitCode ?? "no exit status"}: ${reason}`,
        )
        .join("; "),
    );
  return { tasks: ended.map(({ taskArn }) => taskArn).join(", ") };
}
