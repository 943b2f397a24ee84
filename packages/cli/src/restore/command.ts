import { Command, InvalidArgumentError } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { RestoreOptions } from "./apply.ts";
import { momentForm, parseMoment } from "../moment.ts";

export function restoreCommand(exit: (status: number) => void): Command {
  const command = new Command("restore")
    .description(
      "Shows how to restore the data of a stack's store: EBS volumes, EFS, FSx for Windows, RDS and Aurora. Without " +
        "--store it lists the stores with their newest recovery point. With --store it lists the recovery points, chooses " +
        "one, and prints what would be lost, how long the restore takes, which settings of the stack adopt the result, and " +
        "the commands to paste. With --apply it performs the steps that create new resources by AWS's API. It never " +
        "overwrites, detaches or deletes anything.",
    )
    .argument("<stack>", "the stack; its plan names the stores")
    .option("-s, --store <name>", "the store, as the list shows it, or its component: mysql-volume, or mysql")
    .option(
      "--at <time>",
      "use the newest recovery point that is not later than this time, for example 2026-11-27T03:00:00Z (default: the newest)",
      moment,
    )
    .option("--point <id>", "use this recovery point of the list, instead of the newest")
    .option("--zone <zone>", "the zone of a restored EBS volume (default: the zone of the original)")
    .option("--region <name>", "where to look for the recovery points (default: the stack's region)")
    .option(
      "--apply",
      "EFS: restore into a new file system. RDS and Aurora, for a point in time: restore a copy, and create a snapshot of it. EBS, with --region: copy the " +
        "snapshot to the stack's region. Asks for confirmation; call it again to continue",
    )
    .option(
      "--role <arn>",
      "the role that AWS Backup uses to restore (default: the account's default role of AWS Backup)",
    )
    .option("--timeout <minutes>", "how long to wait for AWS, with --apply", minutes, 240)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print it", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 the restore is possible; 1 it is not possible, or it failed or timed out; 2 invalid arguments.",
    );
  return command.action(async (stack: string, options: Omit<RestoreOptions, "stack">) => {
    const wrong = faultOf(options);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { restore } = await import("./restore.ts");
    exit(await restore({ ...options, stack }));
  });
}

function moment(text: string): Date {
  const found = parseMoment(text);
  if (found === undefined) throw new InvalidArgumentError(`Give a time such as ${momentForm}.`);
  if (found.getTime() > Date.now())
    throw new InvalidArgumentError(
      `It is in the future: it is ${new Date().toISOString()} now. Give an earlier moment.`,
    );
  return found;
}

/** What is wrong with the call, if something is. */
function faultOf({
  store,
  at,
  point,
  zone,
  apply,
  role,
  yes,
}: Omit<RestoreOptions, "stack">): string | undefined {
  if (store === undefined && (apply || [at, point, zone, role].some((value) => value !== undefined)))
    return "--at, --point, --zone, --apply and --role require --store <name>";
  if (at !== undefined && point !== undefined)
    return "--at and --point both choose the recovery point. Leave one out";
  if (yes && !apply) return "--yes requires --apply: without it nothing is changed";
  return undefined;
}
