import { Command } from "commander";
import { formatOption } from "../options.ts";
import { stackOrCluster } from "../stackClusterCall.ts";
import type { HostsOptions } from "./hosts.ts";

export function hostsCommand(exit: (status: number) => void): Command {
  const command = new Command("hosts")
    .description(
      "Lists the container instances of a stack's clusters, or of one cluster, and instances of its Auto Scaling groups that have not joined a cluster: the age of their AMIs, whether newer " +
        "AMIs exist, and the next patch of their groups. Calls only read operations of AWS.",
    )
    .argument("[stack]", "the stack; its plan names the clusters")
    .option("-c, --cluster <name>", "use this ECS cluster instead")
    .option(
      "--region <name>",
      "AWS region (default: the stack's region; if no stack is named, AWS_REGION or the profile's region)",
    )
    .addOption(formatOption("how to print them", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 every host has the newest AMI, or an AMI within the age that its group allows; 1 a host is outdated, has not " +
        "joined in time, is disconnected or ended, or cannot be judged, or AWS rejects a call; 2 invalid arguments.\n" +
        "Hosts in groups without patching do not affect the exit status.",
    );
  return command.action(async (stack: string | undefined, options: Omit<HostsOptions, "stack">) => {
    const wrong = stackOrCluster(stack, options.cluster);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { hosts } = await import("./hosts.ts");
    exit(await hosts({ ...options, ...(stack !== undefined && { stack }) }));
  });
}
