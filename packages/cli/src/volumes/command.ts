import { Command } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { VolumesOptions } from "./volumes.ts";

export function volumesCommand(exit: (status: number) => void): Command {
  const command = new Command("volumes")
    .description(
      "Lists a stack's existing data stores: disk usage, age of the newest recovery point, and monthly cost. Also lists " +
        "the EBS volumes and EFS file systems that Docker volume plugins created outside of any stack's state, with the " +
        "tasks that use them, and can remove one of them. A stack's plan identifies the stack's volumes by the plugin's " +
        "tag and the volume's name. A cluster's task definitions contain only the name, which a volume of another cluster " +
        "can also have. So with only --cluster, volumes are listed and never removed.",
    )
    .argument("[stack]", "list the stores of this stack, and the plugin volumes that its plan claims")
    .option("-c, --cluster <name>", "also list volumes whose name is that of a volume in this ECS cluster")
    .option(
      "--family <name...>",
      "also list volumes of these task definitions, which no service uses any more",
    )
    .option("--tag <name...>", "claim volumes by their full Name tag, for example files-dev/data")
    .option(
      "--region <name>",
      "AWS region (default: the stack's region; if no stack is named, AWS_REGION or the profile's region)",
    )
    .option(
      "--prices <file>",
      "a YAML or JSON file with your prices per GiB-month (see packages/operate/README.md)",
    )
    .option(
      "--remove <tag-or-id>",
      "delete the volume with this full Name tag or this id (vol-…, fs-…). The stack's plan or --tag must claim it, and " +
        "nothing may use it. Asks you to type it again to confirm",
    )
    .option("--no-snapshot", "do not create a snapshot first; required for EFS, which has no snapshots")
    .option(
      "--accept-unknown-connections",
      "remove a file system although CloudWatch does not report whether clients are connected",
    )
    .option(
      "--ignore-tasks-of <cluster...>",
      "ignore tasks in these clusters whose volumes have the same name but another plugin tag",
    )
    .option("--timeout <minutes>", "how long to wait until it is deleted", minutes, 60)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print them", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 success, with or without volumes; 1 refused, failed or timed out; 2 invalid arguments.",
    );
  return command.action(async (stack: string | undefined, options: Omit<VolumesOptions, "stack">) => {
    const wrong = faultOf(stack, options);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { volumes } = await import("./volumes.ts");
    exit(await volumes({ ...options, ...(stack !== undefined && { stack }) }));
  });
}

/** Returns the error in the call, if there is one. */
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
