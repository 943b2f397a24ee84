import { Command, InvalidArgumentError, Option } from "commander";
import { formatOption } from "../options.ts";
import type { PlaceOptions } from "./place.ts";
import type { PlaceEvent } from "./placed.ts";

export function placeCommand(exit: (status: number) => void): Command {
  const events: PlaceEvent[] = [];
  const event =
    (kind: PlaceEvent["kind"]) =>
    (what: string): void =>
      void events.push({ kind, what });
  const command = new Command("place")
    .description(
      "Shows where Amazon ECS would place tasks: those of a stack, when its capacity is as large as it may be, or those " +
        "of a file. Then what events do to them, in the order in which they are named. With --filter, which container " +
        "instances satisfy an expression of the cluster query language: of those, or of a cluster in AWS.",
    )
    .argument("[file-or-stack]", "a YAML or JSON file (see packages/placement/README.md), or a stack's name")
    .option("--drain <instance>", "drain this container instance", event("drain"))
    .option("--lose <instance>", "lose this container instance", event("lose"))
    .option("--lose-zone <zone>", "lose every instance of this zone", event("loseZone"))
    .option("--scale <service=count>", "change a service's desired count", event("scale"))
    .option("--seed <number>", "draw other lots where several instances are as good", wholeNumber, 1)
    .option(
      "--filter <expression>",
      'show only the container instances that satisfy it, after the events: "attribute:color == blue"',
    )
    .addOption(
      new Option("-c, --cluster <name>", "with --filter, ask ECS about this cluster instead").conflicts([
        "why",
        "seed",
      ]),
    )
    .option("--region <name>", "AWS region of --cluster (default: AWS_REGION, or the profile's)")
    .option("--why", "say of each task why it is where it is")
    .addOption(formatOption("how to print it", "table", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 every task has a place, or the expression could be answered; 1 some wait or are not simulated, or the input cannot be read; 2 the " +
        "call is wrong.",
    );
  return command.action(async (input: string | undefined, options: Called) => {
    const wrong = faultOf(input, options, events.length > 0);
    if (wrong !== undefined) command.error(`error: ${wrong}`, { exitCode: 2 });
    const { cluster, filter = "", region } = options;
    if (cluster !== undefined) {
      const { filterCluster } = await import("./filterCluster.ts");
      exit(
        await filterCluster(cluster, {
          filter,
          format: options.format,
          ...(region !== undefined && { region }),
        }),
      );
      return;
    }
    const { place } = await import("./place.ts");
    exit(await place(input ?? "", { ...options, events }));
  });
}

type Called = Omit<PlaceOptions, "events"> & { cluster?: string; region?: string };

/** What is wrong with the call, if something is. */
function faultOf(input: string | undefined, options: Called, hasEvents: boolean): string | undefined {
  const { cluster, filter, region, why } = options;
  if (cluster === undefined) {
    if (input === undefined) return "give a file or a stack, or --cluster <name> with --filter <expression>";
    if (region !== undefined) return "--region requires --cluster <name>";
    return filter !== undefined && why
      ? "--why explains placements, which --filter does not show"
      : undefined;
  }
  if (input !== undefined)
    return `--cluster asks ECS, so ${input} would have no effect; leave one of them out`;
  if (filter === undefined) return "--cluster requires --filter <expression>";
  return hasEvents ? "events are simulated, and --cluster asks ECS; leave them out" : undefined;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}
