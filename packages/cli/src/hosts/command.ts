import { Command } from "commander";
import { formatOption } from "../options.ts";
import { stackOrCluster } from "../stackClusterCall.ts";
import type { HostsOptions } from "./hosts.ts";

export function hostsCommand(exit: (status: number) => void): Command {
  const command = new Command("hosts")
    .description(
      "Lists the container instances of a stack's clusters, or of one cluster, and what its Auto Scaling groups launched that " +
        "has not joined: how old their machine images are, whether there are newer ones, and what the patching of their " +
        "groups does next. Asks AWS by calls that only read.",
    )
    .argument("[stack]", "look at the clusters of this stack, by its plan")
    .option("-c, --cluster <name>", "look at this ECS cluster instead")
    .option("--region <name>", "AWS region (default: the stack's; without one, AWS_REGION or the profile's)")
    .addOption(formatOption("how to print them", "table", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 every host has the newest image, or one within the age that its group allows; 1 a host is outdated, has not " +
        "joined in time, is disconnected or ended, or cannot be judged, or AWS refuses a call; 2 the call is wrong. Hosts whose " +
        "group is not patched count as fine.",
    );
  return command.action(async (stack: string | undefined, options: Omit<HostsOptions, "stack">) => {
    const wrong = stackOrCluster(stack, options.cluster);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { hosts } = await import("./hosts.ts");
    exit(await hosts({ ...options, ...(stack !== undefined && { stack }) }));
  });
}
