import { posix, win32 } from "node:path";
import { fields, list, text, type Fields } from "@ballast/model";

/** What a folder of a host gives to the containers that mount it. */
export const HostPath = { Runtime: "runtime", System: "system", Harmless: "harmless" } as const;
export type HostPath = (typeof HostPath)[keyof typeof HostPath];

/** Where the container runtimes of a Linux host take commands; `/var/run` is `/run`. */
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

/** Who writes here owns the host, who reads here knows its secrets. */
const systemFolders = (
  "/bin /boot /dev /etc /lib /lib64 /opt/amazon /proc /root /sbin /sys /usr /var/lib/amazon /var/lib/cloud /var/lib/containerd " +
  "/var/lib/containers /var/lib/docker /var/lib/ecs /var/lib/kubelet /var/lib/systemd /var/log/ecs /var/spool/cron"
).split(" ");

/** Below those, what only describes time and trust, or is made to be shared. */
const harmless =
  /^(?:\/etc\/(?:localtime|timezone|ssl\/certs|pki\/tls\/certs|pki\/ca-trust|ca-certificates)|\/usr\/share\/(?:zoneinfo|ca-certificates)|\/dev\/(?:shm|null|zero|full|random|urandom))(?:\/|$)/;

/** On Windows: pipes of the runtimes, and folders, in small letters. */
const pipes = /^[\\/]{2,4}[.?]?[\\/]*pipe[\\/]+(?:docker_engine|containerd-\S*|dockershim|docker\S*)/i;
const windowsFolders =
  /^[a-z]:\\?$|^[a-z]:\\(?:windows|program files|program files \(x86\)|programdata|users|system volume information|ecs)(?:\\|$)/i;
const windowsHarmless =
  /^[a-z]:\\programdata\\(?!docker|amazon|ssh|microsoft|containerd|package cache)[^\\]+(?:\\|$)/i;

/** @param given As a task definition names it, in whatever spelling. */
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

/** Whether a path is a folder or something below it. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** A folder of the host by each volume of a task definition that mounts one, by itself or by Docker's local driver. */
export function hostPathsOf(volumes: unknown): { volume: string; path: string }[] {
  return list(volumes)
    .map(fields)
    .flatMap((volume) => {
      const path = text(volume["hostPath"]) || boundPath(volume);
      return path === "" ? [] : [{ volume: text(volume["name"]), path }];
    });
}

/** Docker's local driver mounts a folder of the host by `o: bind` (Docker's reference, `docker volume create`). */
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
  // Whatever the kernel mounts so is the host's own: its disks, its processes, another view of its folders.
  if (kind === "proc") return "/proc";
  if (["sysfs", "devtmpfs", "cgroup", "cgroup2", "debugfs"].includes(kind)) return "/sys";
  if (kind === "overlay")
    return (
      options.flatMap((option) => /^(?:lowerdir|upperdir)=(.*)$/.exec(option)?.[1]?.split(":") ?? [])[0] ??
      "/"
    );
  return /^\/dev\//.test(text(device)) ? text(device) : "";
}

/** What Docker's local driver mounts over the network: `nfs`, `nfs4`, `cifs`; undefined for anything else. */
export function networkMountOf(volume: Fields): string | undefined {
  const { driver, driverOpts } = fields(volume["dockerVolumeConfiguration"]);
  if (!["", "local"].includes(text(driver)) || boundPath(volume) !== "") return undefined;
  const { device, o, type } = fields(driverOpts);
  const kind = text(type).trim().toLowerCase();
  if (/^(?:nfs4?|cifs|smb3?|smbfs|efs|glusterfs|ceph|fuse\.\w+)$/.test(kind)) return kind;
  // A server's address makes it a mount over the network, whatever its type is called.
  const hasServer = /(?:^|,)\s*addr=/i.test(text(o)) || /^[\w.-]+:\/|^\/\/[\w.-]+\//.test(text(device));
  return hasServer ? kind || "the network" : undefined;
}
