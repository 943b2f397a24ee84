/** A unit of systemd, as far as the order of a boot goes. */
export interface LinuxUnit {
  after: string[];
  requires: string[];
  wants: string[];
  /** The parts of user data that the unit runs: boothooks on every start, scripts only on the first one. */
  runs?: "boothooks" | "scripts";
  /** After how many seconds systemd starts it again when it has failed; otherwise it stays failed. */
  restartSeconds?: number;
  sources: string[];
}

/** When the sources were read. */
export const linuxUnitsDate = "2026-11-27";

/**
 * The documented order of an ECS-optimized Amazon Linux 2023: which unit starts after which. What boot scripts add is theirs to say.
 * Not documented, and assumed: that the image's Docker waits for cloud-final like its agent does.
 */
export const linuxUnits: Record<string, LinuxUnit> = {
  "cloud-init.service": {
    after: [],
    requires: [],
    wants: [],
    runs: "boothooks",
    sources: [
      "cloud-init, cloudinit/handlers/boot_hook.py: the handler of boothooks is PER_ALWAYS, and one that fails is logged and passed over.",
      "cloud-init's documentation, User data formats: a boothook runs on every boot, early.",
    ],
  },
  "cloud-final.service": {
    after: ["cloud-init.service"],
    requires: [],
    wants: [],
    runs: "scripts",
    sources: [
      "cloud-init, cloudinit/helpers.py: the semaphore of a module that runs once per instance is written before the module runs, so " +
        "user data that a cut of the power ends does not run again.",
    ],
  },
  "docker.service": {
    after: ["cloud-final.service"],
    requires: [],
    wants: [],
    sources: [
      "Amazon ECS Developer Guide, Installing the container agent: the systemd units for both Amazon ECS and Docker services have a " +
        "directive to wait for cloud-init to finish.",
      "aws/amazon-ecs-agent#1707.",
    ],
  },
  "ecs.service": {
    after: ["docker.service", "cloud-final.service"],
    requires: [],
    wants: ["docker.service"],
    restartSeconds: 10,
    sources: [
      "aws/amazon-ecs-agent, packaging/amazon-linux-ami-integrated/ecs.service: Wants and After docker.service, After " +
        "cloud-final.service; ExecStartPre fails unless Docker is active; Restart=on-failure, RestartSec=10s.",
    ],
  },
};
