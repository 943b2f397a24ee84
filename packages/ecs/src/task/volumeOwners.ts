import {
  checkSecretReference,
  checkWhole,
  given,
  isLater,
  listed,
  type Faults,
  type MergedTaskPart,
  type TaskVolume,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { TaskPlace } from "./shape.ts";
import type { ContainerArgs } from "./containers.ts";
import { imageFault } from "./images.ts";

/** Owner of a volume's root folder, set before the containers that mount it start. */
export interface VolumeOwner {
  /** An image with a POSIX shell, chown and chmod, for example busybox; it can be the application's image. */
  image: pulumi.Input<string>;
  /** Full ARN of the secret with which ECS logs in to the image's registry. @default - none, as for containers */
  repositoryCredentials?: pulumi.Input<string>;
  /** User id. */
  uid: number;
  /** Group id. @default - the user's */
  gid?: number;
  /** Permissions of the root folder: three or four octal digits. @default "0750" */
  mode?: string;
  /**
   * Also changes the owner of everything in the volume. This happens at each start, so many files delay the task.
   *
   * @default false
   */
  recursive?: boolean;
}

/** MiB on container instances, where ECS wants some for each container of a task without memory of its own. */
const reserved = 16;
const mountedAt = "/volume";

export function ownerContainer(volume: string): string {
  return `own-${volume}`;
}

/** Run by a shell with the folder as its `$0`: the value of an argument is not part of the text. */
export function ownScript({ uid, gid = uid, mode = "0750", recursive = false }: VolumeOwner): string {
  return `chown ${recursive ? "-R " : ""}${uid}:${gid} "$0" && chmod ${mode} "$0"`;
}

/** A container for each volume. It ends before those start that mount the volume, and a task without it does not start. */
export function ownerContainers(
  owners: Record<string, VolumeOwner>,
  hasMemory: boolean,
): Record<string, ContainerArgs> {
  return Object.fromEntries(
    Object.entries(owners).map(([volume, owner]) => [
      ownerContainer(volume),
      {
        image: owner.image,
        ...(owner.repositoryCredentials !== undefined && {
          repositoryCredentials: owner.repositoryCredentials,
        }),
        essential: false,
        user: "0",
        entryPoint: ["/bin/sh", "-c"],
        command: [ownScript(owner), mountedAt],
        mountPoints: [{ sourceVolume: volume, containerPath: mountedAt }],
        ...(!hasMemory && { memoryReservationMiB: reserved }),
      },
    ]),
  );
}

/** The containers, each of which waits until the volumes that it mounts have their owners. */
export function waitingForOwners(
  containers: Record<string, ContainerArgs>,
  { mountPoints }: MergedTaskPart,
  owners: Record<string, VolumeOwner>,
): Record<string, ContainerArgs> {
  return Object.fromEntries(
    Object.entries(containers).map(([name, container]) => {
      const ofParts = Object.values(mountPoints).filter((one) => one.containers?.includes(name) ?? true);
      const mounted = [...(container.mountPoints ?? []), ...ofParts].map(({ sourceVolume }) => sourceVolume);
      const waits = Object.keys(owners).filter((volume) => mounted.includes(volume));
      if (waits.length === 0) return [name, container];
      const dependsOn = Object.fromEntries(waits.map((volume) => [ownerContainer(volume), "SUCCESS"]));
      return [name, { ...container, dependsOn: { ...container.dependsOn, ...dependsOn } }];
    }),
  );
}

export function checkVolumeOwners(
  faults: Faults,
  owners: Record<string, VolumeOwner>,
  { volumes, containers, windows }: { volumes: Record<string, TaskVolume>; containers: string[] } & TaskPlace,
): void {
  const names = Object.keys(volumes);
  for (const [volume, owner] of Object.entries(owners)) {
    const path = `volumeOwners.${volume}`;
    if (windows) {
      faults.add(path, "has no effect: Windows has access control lists instead of owners. Leave it out.");
      continue;
    }
    const mounted = Object.hasOwn(volumes, volume) ? volumes[volume] : undefined;
    if (mounted === undefined)
      faults.add(
        path,
        `is not a volume of this task; ${names.length > 0 ? `there are ${listed(names)}` : "it has none"}.`,
      );
    else if (hasAccessPoint(mounted))
      faults.add(
        path,
        "is mounted by an access point of Amazon EFS, whose user is used instead of root, and may not change owners. " +
          "Leave it out, and set the owner in the access point.",
      );
    const name = ownerContainer(volume);
    if (containers.includes(name))
      faults.add(`containers.${name}`, `is the container that volumeOwners.${volume} adds. Rename yours.`);
    checkOwner(faults, path, owner);
  }
}

/**
 * An access point's user replaces the client's for all operations, and its root folder gets its owner when it is created (EFS user guide,
 * "Working with access points", 2026-11).
 */
function hasAccessPoint({ efsVolumeConfiguration: efs }: TaskVolume): boolean {
  if (efs === undefined || isLater(efs)) return false;
  const { authorizationConfig } = efs as { authorizationConfig?: unknown };
  if (authorizationConfig === undefined || isLater(authorizationConfig)) return false;
  return (authorizationConfig as { accessPointId?: unknown }).accessPointId !== undefined;
}

function checkOwner(faults: Faults, path: string, owner: VolumeOwner): void {
  const { image, repositoryCredentials, uid, gid, mode } = owner;
  const fault =
    typeof image === "string" ? imageFault(image, repositoryCredentials !== undefined) : undefined;
  if (fault) faults.add(`${path}.image`, fault);
  checkSecretReference(faults, `${path}.repositoryCredentials`, repositoryCredentials, {});
  // Linux: 4294967295 means "no user" (chown(2)).
  const ids = { from: 0, to: 4_294_967_294 };
  checkWhole(faults, `${path}.uid`, uid, ids);
  checkWhole(faults, `${path}.gid`, gid, ids);
  if (mode !== undefined && !/^[0-7]{3,4}$/.test(mode))
    faults.add(`${path}.mode`, `${given(mode)} is not three or four octal digits, such as "0750".`);
}
