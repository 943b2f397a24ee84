import { isTrue, fields, list, text } from "@ballast/model";
import { eachContainer, eachWorkload, nameOf } from "../eachContainer.ts";
import { HostPath, hostPathKind, hostPathsOf } from "../hostPaths.ts";
import type { Rule } from "../rule.ts";
import { workloadTypes, type Workload } from "../workloads.ts";

/**
 * Docker's default capabilities (Docker's reference, "Runtime privilege and Linux capabilities", November
 * 2026).
 */
const usual = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);

/** Devices in every container. */
const harmlessDevice = /^\/dev\/(?:null|zero|full|random|urandom|tty)$/;

/** Docker options that turn off a protection. */
const unprotected =
  /^(?:label[:=]\s*(?:disable|type[:=]\s*(?:spc_t|unconfined_t))|(?:seccomp|apparmor|systempaths)[:=]\s*unconfined|no-new-privileges[:=]\s*false)$/i;

export const taskHostRules: Rule[] = [
  {
    id: "ecs-privileged",
    severity: "error",
    sentence: "Containers are not privileged and share no namespace with their host.",
    why: "A privileged container is root on the instance, and a shared namespace exposes every other task on it.",
    fix: "Remove privileged, pidMode: host and ipcMode: host.",
    types: workloadTypes,
    *check(resource, stack, today) {
      yield* eachWorkload(function* (workload) {
        for (const part of ["pidMode", "ipcMode"] as const)
          if (isHost(workload[part])) yield { part, message: `has ${part}: host` };
      })(resource, stack, today);
      yield* eachContainer(function* (container) {
        if (isTrue(container["privileged"])) yield `container ${nameOf(container)} is privileged`;
      })(resource, stack, today);
    },
  },
  {
    id: "ecs-host-network",
    severity: "error",
    sentence: "Tasks and jobs have a separate network namespace.",
    why: "In the host's network a task can reach everything that listens on the loopback address, and the instance's metadata with its role.",
    fix: "Set networkMode to awsvpc or bridge; for a job on EKS, set hostNetwork to false.",
    types: workloadTypes,
    check: eachWorkload(function* ({ networkMode }) {
      if (isHost(networkMode)) yield "has networkMode: host";
    }),
  },
  {
    id: "ecs-capabilities",
    severity: "error",
    sentence: "Containers have no Linux capability beyond Docker's default set.",
    why: "Most of the others allow a container to become root on the instance: SYS_ADMIN mounts its disks, SYS_PTRACE reads its memory.",
    fix: "Remove the capability from linuxParameters.capabilities.add, or give a reason why it is needed.",
    types: workloadTypes,
    check: eachContainer(function* (container) {
      const { add } = fields(fields(container["linuxParameters"])["capabilities"]);
      for (const given of list(add)) {
        const capability = text(given).trim().toUpperCase().replace(/^CAP_/, "");
        if (!usual.has(capability))
          yield {
            part: capability,
            message: `container ${nameOf(container)} adds the capability ${capability}`,
          };
      }
    }),
  },
  {
    id: "ecs-host-devices",
    severity: "error",
    sentence: "Containers use no devices of their host.",
    why: "A container that can read a disk's device can read all files on it, regardless of file permissions.",
    fix: "Remove linuxParameters.devices; ECS assigns GPUs by resourceRequirements.",
    types: workloadTypes,
    check: eachContainer(function* (container) {
      for (const device of list(fields(container["linuxParameters"])["devices"]).map(fields)) {
        const part = text(device["hostPath"]);
        if (!harmlessDevice.test(part))
          yield {
            part,
            message: `container ${nameOf(container)} uses the device ${part || "of an unspecified path"}`,
          };
      }
    }),
  },
  {
    id: "ecs-security-options",
    severity: "error",
    sentence: "Containers keep Docker's default security profiles.",
    why: "Without these profiles a container can make every system call of the kernel, including those with vulnerabilities.",
    fix: "Remove the option from dockerSecurityOptions.",
    types: workloadTypes,
    check: eachContainer(function* (container) {
      for (const option of list(container["dockerSecurityOptions"]).map(text))
        if (unprotected.test(option.trim()))
          yield { part: option, message: `container ${nameOf(container)} sets ${option}` };
    }),
  },
  {
    id: "ecs-host-paths",
    severity: "error",
    sentence: "Tasks and jobs do not mount system folders of the host, or folders of its container runtime.",
    why: "With the runtime's socket a container can start other containers as root; from the host's folders it can read the host's role credentials and secrets.",
    fix: "Mount a folder that belongs to the application, such as one below /mnt or /srv.",
    types: workloadTypes,
    check: eachWorkload(function* ({ volumes }) {
      for (const { volume, path } of hostPathsOf(volumes)) {
        const [kind, part] = [hostPathKind(path), `${volume}:${path}`];
        if (kind === HostPath.Runtime)
          yield {
            part,
            message: `mounts ${path}, through which a container can control the container runtime`,
          };
        if (kind === HostPath.System) yield { part, message: `mounts ${path} of its host` };
      }
    }),
  },
  {
    id: "ecs-container-user",
    severity: "warning",
    optional: true,
    sentence: "Containers run as a user that is not root.",
    why: "A process that is root in a container is root on the host if it escapes.",
    fix: "Set user to the name or id of another user.",
    types: workloadTypes,
    check: eachContainer(function* (container, workload) {
      const user = text(container["user"]).trim();
      if (user === "") yield `container ${nameOf(container)} runs as the image's user`;
      else if (isRoot(user, workload)) yield `container ${nameOf(container)} runs as ${user}`;
    }),
  },
];

function isHost(mode: unknown): boolean {
  return text(mode).trim().toLowerCase() === "host";
}

/** Whether a user is root (`root`, `0`, `0:0`, `00`) or, on Windows, an administrator. */
function isRoot(user: string, { runtimePlatform }: Workload): boolean {
  const [name = ""] = user.split(":");
  const isWindows = text(fields(runtimePlatform)["operatingSystemFamily"]).startsWith("WINDOWS");
  if (isWindows) return /(?:^|\\)(?:containeradministrator|administrator|system)$/i.test(name);
  return name === "root" || /^0+$/.test(name);
}
