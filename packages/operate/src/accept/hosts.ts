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

/** @throws {OperateError} if none runs on a container instance. */
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
  /** Of Bash or of PowerShell, by the host's system. */
  lines: string[];
  isWindows: boolean;
}

/** What a script on a host ended with. */
export interface HostAnswer {
  /** Systems Manager's word: `Success`, `Failed`, `TimedOut`, … */
  status: string;
  exitCode: number;
  output: string;
  errors: string;
}

/**
 * Runs a script on an instance by Systems Manager's Run Command, as root or SYSTEM, and waits for its end.
 *
 * @throws {OperateError} if the instance cannot be asked; a script that fails is an answer.
 */
export async function runOnHost(
  aws: Aws,
  instanceId: string,
  script: HostScript,
  pace: Pace,
): Promise<HostAnswer> {
  const watch = new Watch(pace);
  // An agent that starts registers after its instance runs.
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

/** Waits until an agent that was lost by a reboot is connected again. */
export async function agentBack(aws: Aws, cluster: string, instanceId: string, pace: Pace): Promise<void> {
  let wasAway = false;
  const watch = new Watch(pace);
  await watch.until(async () => {
    const host = (await containerInstances(aws, cluster)).find((one) => one.ec2InstanceId === instanceId);
    const isConnected = host?.agentConnected === true;
    wasAway ||= !isConnected;
    // A reboot that is over before anyone looked is over as well.
    if (isConnected && (wasAway || watch.seconds >= unseenSeconds)) return { done: undefined };
    return { waiting: `the ECS agent of ${instanceId} is ${isConnected ? "still connected" : "away"}` };
  });
}

const unseenSeconds = 300;
