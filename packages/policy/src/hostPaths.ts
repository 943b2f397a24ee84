import { posix, win32 } from "node:path";
import { fields, list, text, type Fields } from "@ballast/model";

/** How much access to the host a mounted folder gives containers. */
export const HostPath = { Runtime: "runtime", System: "system", Harmless: "harmless" } as const;
export type HostPath = (typeof HostPath)[keyof typeof HostPath];

/** Sockets of container runtimes on a Linux host; `/var/run` is `/run`. */
const sockets = [
  "/run/docker.sock",
  "/run/docker/containerd/containerd.sock",
  "/run/docker/metrics.sock",
  "/run/containerd/containerd.sock",
  "/run/containerd/containerd.sock.ttrpc",
  "/run/crio/crio.sock",
  "/run/podman/podman.sock",
  "/run/dbus/system_bus_socket",
  "/run/systemd/private",
];

/** Folders that give control over the host if writable, and access to its secrets if readable. */
const systemFolders = (
  "/bin /boot /dev /etc /lib /lib64 /opt/amazon /proc /root /sbin /sys /usr /var/lib/amazon /var/lib/cloud /var/lib/containerd " +
  "/var/lib/containers /var/lib/docker /var/lib/ecs /var/lib/kubelet /var/lib/systemd /var/log/ecs /var/spool/cron"
).split(" ");

/** Folders below those that only contain time zones or certificates, or that are made for sharing. */
const harmless =
  /^(?:\/etc\/(?:localtime|timezone|ssl\/certs|pki\/tls\/certs|pki\/ca-trust|ca-certificates)|\/usr\/share\/(?:zoneinfo|ca-certificates)|\/dev\/(?:shm|null|zero|full|random|urandom))(?:\/|$)/;

/** Windows: pipes of container runtimes, and folders, in lower case. */
const pipes = /^[\\/]{2,4}[.?]?[\\/]*pipe[\\/]+(?:docker_engine|containerd-\S*|dockershim|docker\S*)/i;
const windowsFolders =
  /^[a-z]:\\?$|^[a-z]:\\(?:windows|program files|program files \(x86\)|programdata|users|system volume information|ecs)(?:\\|$)/i;
const windowsHarmless =
  /^[a-z]:\\programdata\\(?!docker|amazon|ssh|microsoft|containerd|package cache)[^\\]+(?:\\|$)/i;

/** @param given Path in a task definition, in any spelling. */
export function hostPathKind(given: string): HostPath {
  const path = given.trim();
  if (path === "") return HostPath.Harmless;
  if (pipes.test(path.replace(/^npipe:/i, ""))) return HostPath.Runtime;
  return /^[A-Za-z]:/.test(path) ? windowsKind(path) : linuxKind(path);
}

function windowsKind(path: string): HostPath {
  const folder = win32.normalize(path.replaceAll("/", "\\")).replace(/(?<=.{3})\\+$/, "");
  if (windowsHarmless.test(folder)) return HostPath.Harmless;
  return windowsFolders.test(folder) ? HostPath.System : HostPath.Harmless;
}

function linuxKind(path: string): HostPath {
  const folder = posix
    .normalize(`/${path}`)
    .replace(/(?<=.)\/+$/, "")
    .replace(/^\/var\/run(?=\/|$)/, "/run");
  if (
    sockets.some((socket) => isWithin(socket, folder)) ||
    /\/(?:docker|containerd|crio|podman)\.sock$/.test(folder)
  )
    return HostPath.Runtime;
  if (harmless.test(folder)) return HostPath.Harmless;
  const isSystem =
    /^\/home(?:$|\/[^/]+(?:$|\/\.(?:ssh|aws|docker)(?:\/|$)))/.test(folder) ||
    systemFolders.some((one) => isWithin(folder, one) || isWithin(one, folder));
  return isSystem ? HostPath.System : HostPath.Harmless;
}

/** Whether a path is a folder or is below it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** The host folders that a task definition's volumes mount, directly or through Docker's local driver. */
export function hostPathsOf(volumes: unknown): { volume: string; path: string }[] {
  return list(volumes)
    .map(fields)
    .flatMap((volume) => {
      const path = text(volume["hostPath"]) || boundPath(volume);
      return path === "" ? [] : [{ volume: text(volume["name"]), path }];
    });
}

/** Docker's local driver mounts a host folder with `o: bind` (Docker's reference, `docker volume create`). */
function boundPath(volume: Fields): string {
  const { driver, driverOpts } = fields(volume["dockerVolumeConfiguration"]);
  const { device, o, type } = fields(driverOpts);
  if (!["", "local"].includes(text(driver))) return "";
  const options = text(o)
    .toLowerCase()
    .split(/[\s,]+/);
  const isBound =
    options.some((option) => ["bind", "rbind"].includes(option)) || /^r?bind$/i.test(text(type));
  if (isBound) return text(device);
  const kind = text(type).trim().toLowerCase();
  // Kernel file systems show the host itself: its disks, its processes, or another view of its folders.
  if (kind === "proc") return "/proc";
  if (["sysfs", "devtmpfs", "cgroup", "cgroup2", "debugfs"].includes(kind)) return "/sys";
  if (kind === "overlay")
    return (
      options.flatMap((option) => /^(?:lowerdir|upperdir)=(.*)$/.exec(option)?.[1]?.split(":") ?? [])[0] ??
      "/"
    );
  return /^\/dev\//.test(text(device)) ? text(device) : "";
}

/**
 * The network file system that Docker's local driver mounts: `nfs`, `nfs4`, `cifs`; undefined for anything
 * else.
 */
export function networkMountOf(volume: Fields): string | undefined {
  const { driver, driverOpts } = fields(volume["dockerVolumeConfiguration"]);
  if (!["", "local"].includes(text(driver)) || boundPath(volume) !== "") return undefined;
  const { device, o, type } = fields(driverOpts);
  const kind = text(type).trim().toLowerCase();
  if (/^(?:nfs4?|cifs|smb3?|smbfs|efs|glusterfs|ceph|fuse\.\w+)$/.test(kind)) return kind;
  // A server address makes it a network mount, whatever the type.
  const hasServer = /(?:^|,)\s*addr=/i.test(text(o)) || /^[\w.-]+:\/|^\/\/[\w.-]+\//.test(text(device));
  return hasServer ? kind || "the network" : undefined;
}
