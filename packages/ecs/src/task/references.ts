import {
  checkSecretReference,
  heldReference,
  type Faults,
  type MergedTaskPart,
  type PartSecret,
  type ReferenceRule,
  type TaskPart,
  type TaskVolume,
  required,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { heldCredentialSpec } from "./credentialSpec.ts";
import type { ContainerArgs } from "./containers.ts";

// Every place of a task definition that refers to a secret, once to check what is known at the start, and once to hold
// what is known later. ECS also resolves names, which a value in clear text cannot be told from, so only ARNs pass.

/** `secrets` of containers and parts (ECS developer guide, "Pass sensitive data to a container"). */
const variable: ReferenceRule = { parameter: true, field: true };
/** `credentialsParameter` of a volume of FSx for Windows File Server. */
const shareLogin: ReferenceRule = { parameter: true };
/** `credentialsParameter` of a registry: a whole secret. */
const registryLogin: ReferenceRule = {};

export function checkContainerReferences(faults: Faults, path: string, container: ContainerArgs): void {
  checkSecretReference(
    faults,
    `${path}.repositoryCredentials`,
    container.repositoryCredentials,
    registryLogin,
  );
  for (const [name, value] of Object.entries(container.secrets ?? {}))
    checkSecretReference(faults, `${path}.secrets.${name}`, value, variable);
}

export function checkPartReferences(faults: Faults, path: string, part: TaskPart): void {
  checkVolumeReferences(faults, `${path}.volumes`, part.volumes);
  for (const [name, { valueFrom }] of Object.entries(part.secrets ?? {}))
    checkSecretReference(faults, `${path}.secrets.${name}.valueFrom`, valueFrom, variable);
}

export function checkVolumeReferences(
  faults: Faults,
  path: string,
  volumes: Record<string, TaskVolume> | undefined,
): void {
  for (const [name, { fsxWindowsFileServerVolumeConfiguration: share }] of Object.entries(volumes ?? {})) {
    const at = `${path}.${name}.${shareLoginPath}`;
    const login = peeked(share)?.authorizationConfig;
    if (login !== undefined && !pulumi.Output.isInstance(login))
      checkSecretReference(faults, at, peeked(login)?.credentialsParameter ?? null, shareLogin);
  }
}

const shareLoginPath = "fsxWindowsFileServerVolumeConfiguration.authorizationConfig.credentialsParameter";

/** The value of an input, if it is already known. */
function peeked<T>(input: pulumi.Input<T> | undefined): T | undefined {
  return pulumi.Output.isInstance(input) || input instanceof Promise ? undefined : input;
}

export function heldContainers(
  subject: string,
  containers: Record<string, ContainerArgs>,
): Record<string, ContainerArgs> {
  return mapValues(containers, (container, name) => ({
    ...container,
    ...(container.repositoryCredentials !== undefined && {
      repositoryCredentials: heldReference(
        subject,
        `containers.${name}.repositoryCredentials`,
        container.repositoryCredentials,
        registryLogin,
      ),
    }),
    ...(container.credentialSpec && {
      credentialSpec: heldCredentialSpec(
        subject,
        `containers.${name}.credentialSpec`,
        container.credentialSpec,
      ),
    }),
    ...(container.logging?.secretOptions && {
      logging: {
        ...container.logging,
        secretOptions: mapValues(container.logging.secretOptions, (value, key) =>
          heldReference(subject, `containers.${name}.logging.secretOptions.${key}`, value, variable),
        ),
      },
    }),
    ...(container.secrets && {
      secrets: mapValues(container.secrets, (value, key) =>
        heldReference(subject, `containers.${name}.secrets.${key}`, value, variable),
      ),
    }),
  }));
}

/** @param parts Of which the part is merged, for messages to name the one at fault. */
export function heldPart(
  subject: string,
  part: MergedTaskPart,
  parts: Record<string, TaskPart>,
): MergedTaskPart {
  const ownerOf = (key: string): string =>
    required(
      Object.keys(parts).find((owner) => parts[owner]?.secrets?.[key] !== undefined),
      `The part with the secret ${key}`,
    );
  return {
    ...part,
    secrets: mapValues<PartSecret, PartSecret>(part.secrets, (secret, key) => ({
      ...secret,
      valueFrom: heldReference(
        subject,
        `parts.${ownerOf(key)}.secrets.${key}.valueFrom`,
        secret.valueFrom,
        variable,
      ),
    })),
  };
}

export function heldVolumes(
  subject: string,
  volumes: Record<string, TaskVolume>,
): Record<string, TaskVolume> {
  return mapValues(volumes, (volume, name) =>
    volume.fsxWindowsFileServerVolumeConfiguration === undefined
      ? volume
      : {
          ...volume,
          fsxWindowsFileServerVolumeConfiguration: within(
            volume.fsxWindowsFileServerVolumeConfiguration,
            (share) => ({
              ...share,
              authorizationConfig: within(share.authorizationConfig, (login) => ({
                ...login,
                credentialsParameter: heldReference(
                  subject,
                  `volumes.${name}.${shareLoginPath}`,
                  login.credentialsParameter,
                  shareLogin,
                ),
              })),
            }),
          ),
        },
  );
}

/** Changes an input at once if it is known, so that a preview goes on showing what is known of it. */
function within<T>(input: pulumi.Input<T>, change: (known: T) => T): pulumi.Input<T> {
  return pulumi.Output.isInstance(input) || input instanceof Promise
    ? (pulumi.output(input).apply((known) => change(known as T) as pulumi.Input<T>) as pulumi.Output<T>)
    : change(input);
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
