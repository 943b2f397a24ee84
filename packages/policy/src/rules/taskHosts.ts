import { isTrue, fields, list, text } from "@ballast/model";
import { eachContainer, eachWorkload, nameOf } from "../eachContainer.ts";
import { HostPath, hostPathKind, hostPathsOf } from "../hostPaths.ts";
import type { Rule } from "../rule.ts";
import { workloadTypes, type Workload } from "../workloads.ts";

/** What Docker gives every container (Docker's reference, "Runtime privilege and Linux capabilities", November 2026). */
const usual = new Set(
  "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT".split(
    " ",
  ),
);

/** Devices that every container has. */
const harmlessDevice = /^\/dev\/(?:null|zero|full|random|urandom|tty)$/;

/** Options of Docker that take a protection away. */
const unprotected =
  /^(?:label[:=]\s*(?:disable|type[:=]\s*(?:spc_t|unconfined_t))|(?:seccomp|apparmor|systempaths)[:=]\s*unconfined|no-new-privileges[:=]\s*false)$/i;

export const taskHostRules: Rule[] = [
  {
    id: "ecs-privileged",
    severity: "error",
    sentence: "Containers are not privileged and share no namespace of their host.",
    why: "Either is root on the instance, and reaches every other task on it.",
    fix: "Take privileged, pidMode: host and ipcMode: host out.",
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
    sentence: "Tasks and jobs have a network of their own.",
    why: "In the host's network a task reaches what listens on its loopback, the instance's metadata and role among it.",
    fix: "Set networkMode to awsvpc, or to bridge; of a job on EKS, set hostNetwork to false.",
    types: workloadTypes,
    check: eachWorkload(function* ({ networkMode }) {
      if (isHost(networkMode)) yield "has networkMode: host";
    }),
  },
  {
    id: "ecs-capabilities",
    severity: "error",
    sentence: "Containers have no Linux capability that Docker does not give by default.",
    why: "Most of the others are a way to become root on the instance: SYS_ADMIN mounts its disks, SYS_PTRACE reads its memory.",
    fix: "Take it out of linuxParameters.capabilities.add, or say what needs it.",
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
    sentence: "Containers use no device of their host.",
    why: "Who reads a disk's device reads all that is on it, past every permission.",
    fix: "Take linuxParameters.devices out; ECS assigns GPUs by resourceRequirements.",
    types: workloadTypes,
    check: eachContainer(function* (container) {
      for (const device of list(fields(container["linuxParameters"])["devices"]).map(fields)) {
        const part = text(device["hostPath"]);
        if (!harmlessDevice.test(part))
          yield {
            part,
            message: `container ${nameOf(container)} uses the device ${part || "of a path that is not named"}`,
          };
      }
    }),
  },
  {
    id: "ecs-security-options",
    severity: "error",
    sentence: "Containers keep the protections that Docker has.",
    why: "Without its profiles a container may call what the kernel offers, and what was found wrong with that.",
    fix: "Take the option out of dockerSecurityOptions.",
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
    sentence: "Tasks and jobs mount no folder that the host itself, or its container runtime, lives in.",
    why: "By the runtime's socket a container starts others as root; from the host's folders it takes its role and its secrets.",
    fix: "Mount a folder of the application's own, such as one below /mnt or /srv.",
    types: workloadTypes,
    check: eachWorkload(function* ({ volumes }) {
      for (const { volume, path } of hostPathsOf(volumes)) {
        const [kind, part] = [hostPathKind(path), `${volume}:${path}`];
        if (kind === HostPath.Runtime)
          yield { part, message: `mounts ${path}, where the container runtime takes commands` };
        if (kind === HostPath.System) yield { part, message: `mounts ${path} of its host` };
      }
    }),
  },
  {
    id: "ecs-container-user",
    severity: "warning",
    optional: true,
    sentence: "Containers run as a user that is not root.",
    why: "Root in a container is root wherever it gets out.",
    fix: "Set user to the name or number of another user.",
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

/** `root`, `0`, `0:0`, `00`; ContainerAdministrator on Windows. */
function isRoot(user: string, { runtimePlatform }: Workload): boolean {
  const [name = ""] = user.split(":");
  const isWindows = text(fields(runtimePlatform)["operatingSystemFamily"]).startsWith("WINDOWS");
  if (isWindows) return /(?:^|\\)(?:containeradministrator|administrator|system)$/i.test(name);
  return name === "root" || /^0+$/.test(name);
}
