import { RebootInstancesCommand } from "@aws-sdk/client-ec2";
import { GetCommandInvocationCommand, SendCommandCommand } from "@aws-sdk/client-ssm";
import { unless, type Aws } from "../aws.ts";
import { containerInstances, requireService, runningTasks } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { Watch, type Pace } from "../watch.ts";

/** A running task of a service on a container instance. */
export interface PlacedTask {
  taskArn: string;
  ec2InstanceId: string;
}

/** @throws {OperateError} if no task of the service runs on a container instance. */
export async function placedTask(aws: Aws, cluster: string, service: string): Promise<PlacedTask> {
  await requireService(aws, cluster, service);
  const running = await runningTasks(aws, cluster, service);
  const hosts = await containerInstances(aws, cluster);
  for (const { taskArn = "", containerInstanceArn } of running) {
    const host = hosts.find((one) => one.containerInstanceArn === containerInstanceArn);
    if (host?.ec2InstanceId !== undefined) return { taskArn, ec2InstanceId: host.ec2InstanceId };
  }
  throw new OperateError(
    `No task of ${service} runs on a container instance of ${cluster} in ${aws.region}.`,
  );
}

export interface HostScript {
  /** Lines of Bash or PowerShell, depending on the host's operating system. */
  lines: string[];
  isWindows: boolean;
}

/** The result of a script on a host. */
export interface HostAnswer {
  /** Systems Manager's status: `Success`, `Failed`, `TimedOut`, … */
  status: string;
  exitCode: number;
  output: string;
  errors: string;
}

/**
 * Runs a script on an instance with Run Command of Systems Manager, as root or SYSTEM, and waits for its end.
 *
 * @throws {OperateError} if the command cannot be sent. A script that fails does not throw.
 */
export async function runOnHost(
  aws: Aws,
  instanceId: string,
  script: HostScript,
  pace: Pace,
): Promise<HostAnswer> {
  const watch = new Watch(pace);
  // The SSM Agent registers some time after its instance has started.
  const commandId = await watch.until(async () => {
    const sent = await unless(/^InvalidInstanceId$/, aws.ssm.send(sending(instanceId, script)));
    return sent === undefined
      ? { waiting: `Systems Manager does not manage ${instanceId} yet` }
      : { done: sent.Command?.CommandId ?? "" };
  });
  return watch.until<HostAnswer>(async () => {
    const command = new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId });
    const answer = await unless(/^InvocationDoesNotExist$/, aws.ssm.send(command));
    const { Status: status = "Pending", ResponseCode = -1 } = answer ?? {};
    if (/^(Pending|InProgress|Delayed|Cancelling)$/.test(status))
      return { waiting: `the script on ${instanceId} is ${status}` };
    return {
      done: {
        status,
        exitCode: ResponseCode,
        output: (answer?.StandardOutputContent ?? "").trim(),
        errors: (answer?.StandardErrorContent ?? "").trim(),
      },
    };
  });
}

function sending(instanceId: string, { lines, isWindows }: HostScript): SendCommandCommand {
  return new SendCommandCommand({
    InstanceIds: [instanceId],
    DocumentName: isWindows ? "AWS-RunPowerShellScript" : "AWS-RunShellScript",
    Comment: "ballast accept",
    Parameters: { commands: lines },
  });
}

export async function rebootHost({ ec2 }: Aws, instanceId: string): Promise<void> {
  await ec2.send(new RebootInstancesCommand({ InstanceIds: [instanceId] }));
}

/** Waits until the ECS agent is connected again after a reboot. */
export async function agentBack(aws: Aws, cluster: string, instanceId: string, pace: Pace): Promise<void> {
  let wasAway = false;
  const watch = new Watch(pace);
  await watch.until(async () => {
    const host = (await containerInstances(aws, cluster)).find((one) => one.ec2InstanceId === instanceId);
    const isConnected = host?.agentConnected === true;
    wasAway ||= !isConnected;
    // If no poll has seen the agent disconnected within this time, the reboot was shorter than a poll interval.
    if (isConnected && (wasAway || watch.seconds >= unseenSeconds)) return { done: undefined };
    return { waiting: `the ECS agent of ${instanceId} is ${isConnected ? "still connected" : "away"}` };
  });
}

const unseenSeconds = 300;
