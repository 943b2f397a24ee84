import { checkWhole, given, listed, type Faults } from "@ballast/contracts";
import type { TaskPlace } from "./shape.ts";
import type { ContainerArgs, Ulimit } from "./containers.ts";

/** ECS API reference, Ulimit, name (read 2026-11-27). */
const names = [
  ...["core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss"],
  ...["rtprio", "rttime", "sigpending", "stack"],
];
/** AWS Fargate lets tasks change this one alone: the same page. */
const ofFargate = ["nofile"];

/** Refuses limits that Linux does not have, and those that ECS ignores where the task runs. */
export function checkUlimits(
  faults: Faults,
  containers: Record<string, ContainerArgs>,
  { windows, fargate }: TaskPlace,
): void {
  for (const [name, { ulimits = {} }] of Object.entries(containers))
    for (const [key, limit] of Object.entries(ulimits)) {
      const path = `containers.${name}.ulimits.${key}`;
      if (windows) faults.add(path, "has no effect: it is for Linux containers. Leave it out.");
      else if (!names.includes(key)) faults.add(path, `is not a limit; there are ${listed(names)}.`);
      else if (fargate && !ofFargate.includes(key))
        faults.add(path, `cannot be set on AWS Fargate, which has only ${listed(ofFargate)}; leave it out.`);
      else checkLimit(faults, path, limit);
    }
}

function checkLimit(faults: Faults, path: string, { soft, hard }: Ulimit): void {
  const range = { from: 0, to: 2_147_483_647 };
  checkWhole(faults, `${path}.soft`, soft, range);
  checkWhole(faults, `${path}.hard`, hard, range);
  if (soft > hard) faults.add(`${path}.soft`, `${given(soft)} is above the hard limit of ${hard}; lower it.`);
}
