import { Command, InvalidArgumentError } from "commander";
import { minutes } from "../operating.ts";
import { formatOption } from "../options.ts";
import type { RestoreOptions } from "./apply.ts";
import { momentForm, parseMoment } from "../moment.ts";

export function restoreCommand(exit: (status: number) => void): Command {
  const command = new Command("restore")
    .description(
      "Says how to get the data of a stack's store back: EBS volumes, EFS, FSx for Windows, RDS and Aurora. Without --store it lists the " +
        "stores with their newest recovery point. With --store it lists the recovery points, chooses one, and says what would be lost, how " +
        "long it takes, which settings of the stack adopt it, and the steps, for pasting. With --apply it does what AWS's API can do beside " +
        "what stands. It never overwrites, detaches or deletes anything.",
    )
    .argument("<stack>", "whose stores, by its plan")
    .option("-s, --store <name>", "the store, as the list shows it, or its component: mysql-volume, or mysql")
    .option(
      "--at <time>",
      "the newest recovery point that has nothing later than this, for example 2026-11-27T03:00:00Z (default: the newest)",
      moment,
    )
    .option("--zone <zone>", "the zone in which a restored EBS volume is to lie (default: where it lay)")
    .option("--region <name>", "where to look for the recovery points (default: the stack's region)")
    .option(
      "--apply",
      "EFS: restore into a new file system. RDS and Aurora, for a moment: restore a copy, and create a snapshot of it. " +
        "EBS, with --region: copy the snapshot to the stack's region. Asks before; called again, it goes on",
    )
    .option(
      "--role <arn>",
      "the role that AWS Backup restores with (default: its own default role of the account)",
    )
    .option("--timeout <minutes>", "how long to wait for AWS, with --apply", minutes, 240)
    .option("-y, --yes", "do not ask")
    .addOption(formatOption("how to print it", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 there is a way to restore what was asked for; 1 there is none, or it failed or timed out; 2 the call is wrong.",
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
  if (found === undefined) throw new InvalidArgumentError(`Give a moment as ${momentForm}.`);
  if (found.getTime() > Date.now())
    throw new InvalidArgumentError(
      `It is in the future: it is ${new Date().toISOString()} now. Give an earlier moment.`,
    );
  return found;
}

/** What is wrong with the call, if something is. */
function faultOf({ store, at, zone, apply, role, yes }: Omit<RestoreOptions, "stack">): string | undefined {
  if (store === undefined && (at !== undefined || zone !== undefined || apply || role !== undefined))
    return "--at, --zone, --apply and --role require --store <name>";
  if (yes && !apply) return "--yes requires --apply: without it nothing is changed";
  return undefined;
}
