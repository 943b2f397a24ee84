import { ExecuteCommandCommand } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { AwsError, OperateError } from "../operateError.ts";
import { takesEnvironment } from "./plugin.ts";
import type { SessionPlan } from "./sessionPlan.ts";

/** The plugin's command line, which connects this terminal with the session. */
export interface SessionProgram {
  path: string;
  args: string[];
  /** Variables in addition to the environment of this process. */
  env: Record<string, string>;
}

const inEnvironment = "AWS_SSM_START_SESSION_RESPONSE";

/**
 * Runs a command in the container with ECS Exec.
 *
 * @returns the plugin's command line to connect this terminal, as the AWS CLI calls it.
 */
export async function startSession(
  { ecs, ssm, region }: Aws,
  { cluster, task, container, runtimeId, plugin }: SessionPlan,
  { command, profile = environmentsProfile() }: { command: string; profile?: string },
): Promise<SessionProgram> {
  if (task === undefined || container === undefined)
    throw new OperateError("There is no container in which to open a session.");
  if (plugin === undefined)
    throw new OperateError("The session-manager-plugin is not installed on this machine.");
  const { session } = await ecs
    .send(new ExecuteCommandCommand({ cluster, task, container, command, interactive: true }))
    .catch((error: unknown) => {
      if (error instanceof AwsError && error.code === "TargetNotConnectedException")
        throw new OperateError(
          `The agent in ${container} is not connected to Systems Manager: it needs a connection to the endpoint ssmmessages, and some seconds ` +
            `after the start of the task. (${error.message})`,
        );
      throw error;
    });
  const { sessionId: SessionId, streamUrl: StreamUrl, tokenValue: TokenValue } = session ?? {};
  const text = JSON.stringify({ SessionId, StreamUrl, TokenValue });
  const isHidden = takesEnvironment(plugin);
  return {
    path: plugin.path,
    args: [
      isHidden ? inEnvironment : text,
      region,
      "StartSession",
      profile,
      JSON.stringify({ Target: `ecs:${cluster}_${task}_${runtimeId}` }),
      endpointOf(ssm, region),
    ],
    env: isHidden ? { [inEnvironment]: text } : {},
  };
}

/** The profile argument of the plugin; empty means no profile. */
function environmentsProfile(): string {
  const { AWS_PROFILE: profile = "" } = process.env;
  return profile;
}

/** The endpoint at which the plugin resumes an interrupted session. */
function endpointOf({ config }: Aws["ssm"], region: string): string {
  const { AWS_ENDPOINT_URL: elsewhere } = process.env;
  return elsewhere ?? config.endpointProvider({ Region: region }).url.href;
}
