import { isOn, type MergedTaskPart, type Protection } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { renderHealthCheck, type ContainerHealthCheck } from "./healthCheck.ts";
import { renderCredentialSpec, type CredentialSpec } from "./credentialSpec.ts";
import { renderLogging, renderRouter, type ContainerLogging, type LogRouter } from "./logging.ts";
import { appProtocol, type NamedPort } from "./namedPort.ts";
import type { NetworkMode } from "./shape.ts";
import { hasOwnAddress } from "./shape.ts";

/** Where a volume of the task appears in a container. */
export interface MountPoint {
  /** Name of a volume of the task definition. */
  sourceVolume: string;
  /** Absolute path in the container. */
  containerPath: string;
  /** Refuses writes by the container. @default false */
  readOnly?: boolean;
}

/** A limit that the kernel sets each process of a container. */
export interface Ulimit {
  /** What holds until a process asks for more. */
  soft: number;
  /** The most that a process may ask for. */
  hard: number;
}

/** One container of a task definition. */
export interface ContainerArgs {
  /** With a tag or a digest: `registry.example.com/team/web:1.4.2`. */
  image: pulumi.Input<string>;
  /**
   * Full ARN of the secret with which ECS logs in to the image's registry (JSON: username, password).
   *
   * @default - none: a public image, or one in Amazon ECR, where the execution role is the credential
   */
  repositoryCredentials?: pulumi.Input<string>;
  /** TCP ports that the container listens on. @default - none */
  ports?: number[];
  /** Variables that anyone who may describe the task can read. @default - none */
  environment?: Record<string, pulumi.Input<string>>;
  /**
   * Variables that ECS fetches at the start: by name, the full ARN of a secret (`<arn>:password::` picks a field of a
   * JSON secret) or of an SSM parameter; a parameter's name is refused. A new value reaches the container with its next
   * start.
   *
   * @default - none
   */
  secrets?: Record<string, pulumi.Input<string>>;
  /** Arguments of the entry point (`CMD`). @default - the image's own */
  command?: pulumi.Input<string>[];
  /** The program to start (`ENTRYPOINT`). @default - the image's own */
  entryPoint?: string[];
  /** Absolute path in which the program starts (`WORKDIR`). @default - the image's own */
  workingDirectory?: string;
  /** Not on Windows. @default - the image's own */
  user?: string;
  /** Volumes of the task that this container sees. @default - none */
  mountPoints?: MountPoint[];
  /** The command that tells ECS whether the container works. @default - none: the container counts as well while it runs */
  healthCheck?: ContainerHealthCheck;
  /** CPU units, 1024 a virtual CPU. @default - shares the task's */
  cpu?: number;
  /** Hard limit. @default - the task's */
  memoryMiB?: number;
  /** What is reserved on the container instance. @default - memoryMiB */
  memoryReservationMiB?: number;
  /** Whole GPUs that are reserved for the container; container instances only. @default 0 */
  gpus?: number;
  /**
   * Limits by their names (`nofile`, `memlock`), in the kernel's units. Not on Windows; on AWS Fargate `nofile` alone.
   *
   * @default - Docker's; on AWS Fargate `nofile` 65535
   */
  ulimits?: Record<string, Ulimit>;
  /** False for a container whose end does not end the task. @default true */
  essential?: boolean;
  /** By the other container's name: `START`, `COMPLETE`, `SUCCESS` or `HEALTHY`. @default - starts at once */
  dependsOn?: Record<string, string>;
  /**
   * Seconds that `dependsOn` waits for another container's condition; 2 to 120 on AWS Fargate.
   *
   * @default - the agent's: 3 minutes on Linux, 8 on Windows
   */
  startTimeoutSeconds?: number;
  /**
   * Seconds that the container has to end by itself once it is asked to stop; 2 to 120 on AWS Fargate, without a limit on container
   * instances: a database may need more. A service whose tasks take minutes to stop needs more `steadyStateMinutes` and
   * `toleratedMinutes`, and an instance that Spot takes back is gone after two minutes in any case. Linux: from SIGTERM to SIGKILL. Windows: from
   * CTRL_SHUTDOWN_EVENT, and no longer than the image's registry allows, which is about five seconds unless the image sets
   * `WaitToKillServiceTimeout` (milliseconds, text, in `HKLM\SYSTEM\CurrentControlSet\Control`) and `ProcessShutdownTimeoutSeconds`
   * (DWORD, in `HKLM\SYSTEM\CurrentControlSet\Services\cexecsvc`).
   *
   * @default 30
   */
  stopTimeoutSeconds?: number;
  /**
   * Where its logs go instead. By itself that opens no way there, and lets nobody read a secret but ECS.
   *
   * @default - the task's log group
   */
  logging?: ContainerLogging;
  /** Makes it the task's log router (FireLens), which takes the logs of containers whose `logging` says so. @default - none */
  logRouter?: LogRouter;
  /** Names of its `ports`, by which a service offers them in Service Connect. @default - none */
  portNames?: Record<string, NamedPort>;
  /** As whom it acts in an Active Directory. Windows on container instances only. @default - as nobody */
  credentialSpec?: CredentialSpec;
  /** A root file system that cannot be written. Linux only. @default - on */
  readonlyRootFilesystem?: Protection;
}

export interface RenderContext {
  windows: boolean;
  networkMode: NetworkMode;
  logGroupName: pulumi.Input<string>;
  region: pulumi.Input<string>;
}

/** What the container definitions are made of. */
export interface RenderedTask {
  containers: Record<string, ContainerArgs>;
  /** Those that set the owners of volumes: nothing of the parts comes into them. */
  owners: Record<string, ContainerArgs>;
  part: MergedTaskPart;
}

/** The container definitions in the form of ECS's API. */
export function renderContainers(
  { containers, owners, part }: RenderedTask,
  context: RenderContext,
): pulumi.Output<string> {
  return pulumi.jsonStringify([
    ...Object.entries(containers).map(([name, one]) =>
      renderContainer(name, one, ofParts(name, part), context),
    ),
    ...Object.entries(owners).map(([name, one]) => renderContainer(name, one, nothing, context)),
  ]);
}

/** What parts bring into one container. */
interface Brought {
  mountPoints: MountPoint[];
  secrets: [variable: string, valueFrom: pulumi.Input<string>][];
}

const nothing: Brought = { mountPoints: [], secrets: [] };

function ofParts(name: string, part: MergedTaskPart): Brought {
  const here = (entry: { containers?: string[] }): boolean => entry.containers?.includes(name) ?? true;
  return {
    mountPoints: Object.values(part.mountPoints).filter(here),
    secrets: Object.entries(part.secrets)
      .filter(([, secret]) => here(secret))
      .map(([variable, { valueFrom }]) => [variable, valueFrom]),
  };
}

function renderContainer(
  name: string,
  container: ContainerArgs,
  brought: Brought,
  context: RenderContext,
): Record<string, unknown> {
  const mountPoints = [...(container.mountPoints ?? []), ...brought.mountPoints];
  const secrets = [...Object.entries(container.secrets ?? {}), ...brought.secrets];
  return {
    name,
    image: container.image,
    essential: container.essential ?? true,
    repositoryCredentials: container.repositoryCredentials && {
      credentialsParameter: container.repositoryCredentials,
    },
    cpu: container.cpu,
    memory: container.memoryMiB,
    memoryReservation: container.memoryReservationMiB,
    resourceRequirements: container.gpus ? [{ type: "GPU", value: String(container.gpus) }] : undefined,
    entryPoint: container.entryPoint,
    command: container.command,
    workingDirectory: container.workingDirectory,
    user: container.user,
    portMappings: (container.ports ?? []).map((port) => ({
      ...nameOf(port, container),
      containerPort: port,
      // Docker picks one that is free; which, is in the task's own description.
      hostPort: hasOwnAddress(context.networkMode) ? port : 0,
      protocol: "tcp",
    })),
    environment: Object.entries(container.environment ?? {}).map(([variable, value]) => ({
      name: variable,
      value,
    })),
    secrets: secrets.map(([variable, valueFrom]) => ({ name: variable, valueFrom })),
    mountPoints: mountPoints.map(({ sourceVolume, containerPath, readOnly }) => ({
      sourceVolume,
      containerPath,
      readOnly: readOnly ?? false,
    })),
    dependsOn: Object.entries(container.dependsOn ?? {}).map(([containerName, condition]) => ({
      containerName,
      condition,
    })),
    healthCheck: renderHealthCheck(container.healthCheck),
    ...(container.ulimits && {
      ulimits: Object.entries(container.ulimits).map(([limit, { soft, hard }]) => ({
        name: limit,
        softLimit: soft,
        hardLimit: hard,
      })),
    }),
    startTimeout: container.startTimeoutSeconds,
    stopTimeout: container.stopTimeoutSeconds ?? 30,
    ...(!context.windows && {
      readonlyRootFilesystem: isOn(container.readonlyRootFilesystem),
      // A real init process reaps zombies and passes SIGTERM on to images that were not made for being process 1.
      linuxParameters: { initProcessEnabled: true },
    }),
    ...(container.credentialSpec && { credentialSpecs: renderCredentialSpec(container.credentialSpec) }),
    ...(container.logRouter && { firelensConfiguration: renderRouter(container.logRouter) }),
    logConfiguration: container.logging
      ? renderLogging(container.logging)
      : {
          logDriver: "awslogs",
          options: {
            "awslogs-group": context.logGroupName,
            "awslogs-region": context.region,
            "awslogs-stream-prefix": name,
          },
        },
  };
}

function nameOf(port: number, { portNames = {} }: ContainerArgs): Record<string, unknown> {
  const [name, named] = Object.entries(portNames).find(([, one]) => one.port === port) ?? [];
  return named === undefined ? {} : { name, appProtocol: appProtocol(named) };
}
