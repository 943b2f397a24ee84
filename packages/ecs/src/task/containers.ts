import { isOn, type MergedTaskPart, type Protection } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { renderHealthCheck, type ContainerHealthCheck } from "./healthCheck.ts";
import { renderCredentialSpec, type CredentialSpec } from "./credentialSpec.ts";
import { renderLogging, renderRouter, type ContainerLogging, type LogRouter } from "./logging.ts";
import { appProtocol, type NamedPort } from "./namedPort.ts";
import type { NetworkMode } from "./shape.ts";
import { hasOwnAddress } from "./shape.ts";

/** Mounts a volume of the task in a container. */
export interface MountPoint {
  /** Name of a volume of the task definition. */
  sourceVolume: string;
  /** Absolute path in the container. */
  containerPath: string;
  /** Mounts the volume read-only. @default false */
  readOnly?: boolean;
}

/** A limit that the kernel sets each process of a container. */
export interface Ulimit {
  /** Limit that applies until a process raises it. */
  soft: number;
  /** Maximum to which a process can raise the limit. */
  hard: number;
}

/** One container of a task definition. */
export interface ContainerArgs {
  /** Image with a tag or a digest: `registry.example.com/team/web:1.4.2`. */
  image: pulumi.Input<string>;
  /**
   * Full ARN of the secret with which ECS logs in to the image's registry (JSON: username, password).
   *
   * @default - none: a public image, or one in Amazon ECR, which the execution role can pull
   */
  repositoryCredentials?: pulumi.Input<string>;
  /** TCP ports that the container listens on. @default - none */
  ports?: number[];
  /** Environment variables. Everyone with permission to describe the task can read them. @default - none */
  environment?: Record<string, pulumi.Input<string>>;
  /**
   * Environment variables that ECS fetches when the container starts, keyed by name. The value is the full ARN of a
   * secret (`<arn>:password::` selects a field of a JSON secret) or of an SSM parameter; parameter names are rejected.
   * A changed value takes effect at the container's next start.
   *
   * @default - none
   */
  secrets?: Record<string, pulumi.Input<string>>;
  /** Arguments of the entry point (`CMD`). @default - as in the image */
  command?: pulumi.Input<string>[];
  /** The program to start (`ENTRYPOINT`). @default - as in the image */
  entryPoint?: string[];
  /** Absolute path in which the program starts (`WORKDIR`). @default - as in the image */
  workingDirectory?: string;
  /** User of the container's processes. Not on Windows. @default - as in the image */
  user?: string;
  /** Volumes of the task that this container mounts. @default - none */
  mountPoints?: MountPoint[];
  /**
   * The command with which ECS checks whether the container is healthy.
   *
   * @default - none: the container counts as healthy while it runs
   */
  healthCheck?: ContainerHealthCheck;
  /** CPU units; 1024 are one virtual CPU. @default - shares the task's */
  cpu?: number;
  /** Hard limit. @default - the task's */
  memoryMiB?: number;
  /** MiB reserved on the container instance. @default - memoryMiB */
  memoryReservationMiB?: number;
  /** Whole GPUs that are reserved for the container; container instances only. @default 0 */
  gpus?: number;
  /**
   * Limits, keyed by name (`nofile`, `memlock`), in the kernel's units. Not on Windows; on AWS Fargate only `nofile`.
   *
   * @default - Docker's; on AWS Fargate `nofile` 65535
   */
  ulimits?: Record<string, Ulimit>;
  /** False for a container whose end does not end the task. @default true */
  essential?: boolean;
  /**
   * Conditions before this container starts, keyed by the other container's name: `START`, `COMPLETE`, `SUCCESS` or
   * `HEALTHY`.
   *
   * @default - starts immediately
   */
  dependsOn?: Record<string, string>;
  /**
   * Seconds for which other containers' `dependsOn` waits for this container's condition; 2 to 120 on AWS Fargate.
   *
   * @default - the agent's default: 3 minutes on Linux, 8 on Windows
   */
  startTimeoutSeconds?: number;
  /**
   * Seconds that the container has to exit after it is asked to stop; 2 to 120 on AWS Fargate, without a limit on
   * container instances, where a database may need more. A service whose tasks take minutes to stop needs larger
   * `steadyStateMinutes` and `toleratedMinutes`. An interrupted Spot Instance always stops after two minutes. Linux:
   * from SIGTERM to SIGKILL. Windows: from CTRL_SHUTDOWN_EVENT, and only as long as the image's Windows registry
   * allows, which is about five seconds unless the image sets `WaitToKillServiceTimeout` (milliseconds, text, in
   * `HKLM\SYSTEM\CurrentControlSet\Control`) and `ProcessShutdownTimeoutSeconds` (DWORD, in
   * `HKLM\SYSTEM\CurrentControlSet\Services\cexecsvc`).
   *
   * @default 30
   */
  stopTimeoutSeconds?: number;
  /**
   * Another destination for its logs. This opens no network access to the destination, and gives only ECS access to
   * secrets.
   *
   * @default - the task's log group
   */
  logging?: ContainerLogging;
  /**
   * Makes it the task's log router (FireLens), which receives the logs of containers whose `logging` has the driver
   * `awsfirelens`.
   *
   * @default - none
   */
  logRouter?: LogRouter;
  /** Names of its `ports`, under which a service offers them in Service Connect. @default - none */
  portNames?: Record<string, NamedPort>;
  /** The container's Active Directory identity. Only for Windows on container instances. @default - none */
  credentialSpec?: CredentialSpec;
  /** A read-only root file system. Linux only. @default - on */
  readonlyRootFilesystem?: Protection;
}

export interface RenderContext {
  windows: boolean;
  networkMode: NetworkMode;
  logGroupName: pulumi.Input<string>;
  region: pulumi.Input<string>;
}

/** Inputs of the container definitions. */
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

/** Contributions of the parts to one container. */
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
