import { Command, InvalidArgumentError } from "commander";
import { formatOption } from "../options.ts";
import type { PlaceOptions } from "./place.ts";
import type { PlaceEvent } from "./placed.ts";

export function placeCommand(exit: (status: number) => void): Command {
  const events: PlaceEvent[] = [];
  const event =
    (kind: PlaceEvent["kind"]) =>
    (what: string): void =>
      void events.push({ kind, what });
  return new Command("place")
    .description(
      "Shows where Amazon ECS would place tasks: those of a stack, when its capacity is as large as it may be, or those " +
        "of a file. Then what events do to them, in the order in which they are named.",
    )
    .argument("<file-or-stack>", "a YAML or JSON file (see packages/placement/README.md), or a stack's name")
    .option("--drain <instance>", "drain this container instance", event("drain"))
    .option("--lose <instance>", "lose this container instance", event("lose"))
    .option("--lose-zone <zone>", "lose every instance of this zone", event("loseZone"))
    .option("--scale <service=count>", "change a service's desired count", event("scale"))
    .option("--seed <number>", "draw other lots where several instances are as good", wholeNumber, 1)
    .option("--why", "say of each task why it is where it is")
    .addOption(formatOption("how to print it", "table", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 every task has a place; 1 some wait, or the input cannot be read; 2 the call is wrong.",
    )
    .action(async (input: string, options: Omit<PlaceOptions, "events">) => {
      const { place } = await import("./place.ts");
      exit(await place(input, { ...options, events }));
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("Give a whole number.");
  return Number(text);
}
