import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { VolumesOptions } from "./volumes.ts";

export function volumesCommand(exit: (status: number) => void): Command {
  const command = new Command("volumes")
    .description(
      "Lists a stack's stores: what stands, how full it is, how old its newest recovery point is, and what it costs a month. Also lists the EBS volumes and EFS " +
        "file systems that Docker volume plugins created outside of any stack's state, with the tasks that use them, and removes one of " +
        "them. A stack's plan says which are the stack's, by the plugin's tag and the " +
        "volume's name. A cluster's task definitions only say the name, which another cluster's volume can have too: with " +
        "--cluster alone volumes are listed, never removed.",
    )
    .argument("[stack]", "list the stores of this stack, and what its plan claims")
    .option("-c, --cluster <name>", "also list what bears the name of a volume of this ECS cluster")
    .option("--family <name...>", "the same for these task definitions, which no service uses any more")
    .option("--tag <name...>", "claim volumes by their whole Name tag, for example files-dev/data")
    .option("--region <name>", "AWS region (default: the stack's; without one, AWS_REGION or the profile's)")
    .option(
      "--prices <file>",
      "a YAML or JSON file with what a GiB-month costs you (see packages/operate/README.md)",
    )
    .option(
      "--remove <tag-or-id>",
      "delete the volume with this whole Name tag or this id (vol-…, fs-…), which the stack's plan or --tag claims and " +
        "which nothing uses; asks for it again",
    )
    .option("--no-snapshot", "do not create a snapshot before; EFS has none, and needs this")
    .option(
      "--accept-unknown-connections",
      "remove a file system although CloudWatch does not say whether clients are connected",
    )
    .option(
      "--ignore-tasks-of <cluster...>",
      "ignore tasks of these clusters that only share the volume's name: their plugin has another tag",
    )
    .option("--timeout <minutes>", "how long to wait until it is gone", minutes, 60)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print them", "table", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 fine, whether there are any or not; 1 refused, failed or timed out; 2 the call is wrong.",
    );
  return command.action(async (stack: string | undefined, options: Omit<VolumesOptions, "stack">) => {
    const wrong = faultOf(stack, options);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { volumes } = await import("./volumes.ts");
    exit(await volumes({ ...options, ...(stack !== undefined && { stack }) }));
  });
}

/** What is wrong with the call, if something is. */
function faultOf(stack: string | undefined, options: Omit<VolumesOptions, "stack">): string | undefined {
  const { cluster, family, tag, remove } = options;
  if (stack === undefined && cluster === undefined && tag === undefined)
    return "give a stack, --cluster <name> or --tag <name>";
  if (family !== undefined && cluster === undefined) return "--family requires --cluster <name>";
  if (tag?.some((one) => one.trim() === ""))
    return "--tag is empty; give a whole Name tag, for example files-dev/data";
  if (remove === undefined) {
    if (options.acceptUnknownConnections || options.ignoreTasksOf !== undefined)
      return "--accept-unknown-connections and --ignore-tasks-of require --remove";
    return undefined;
  }
  if (stack === undefined && tag === undefined) {
    return (
      "--remove requires a stack whose plan claims the volume, or --tag with its whole Name tag: a cluster's volume can have " +
      "the same name as another cluster's. With --cluster alone volumes are only listed"
    );
  }
  return undefined;
}
