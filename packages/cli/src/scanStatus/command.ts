import { Command } from "commander";
import { formatOption } from "../options.ts";
import type { ScanStatusOptions } from "./scanStatus.ts";

export function scanStatusCommand(exit: (status: number) => void): Command {
  return new Command("scan-status")
    .description(
      "Says what a stack's services run whose images are judged, by which digest, what the gate said of it last and when, and which " +
        "findings count by the policy, with the fixed version. Asks AWS by calls that only read.",
    )
    .argument("<stack>", "look at this stack, by its plan")
    .option("--region <name>", "AWS region (default: the stack's; without one, AWS_REGION or the profile's)")
    .addOption(formatOption("how to print it", "text", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 what runs passed, or was released too lately to be judged again; 1 it has more findings than the policy allows, was not judged, " +
        "its last verdict is too old, the stack has nothing that judges, or AWS refuses a call; 2 the call is wrong.",
    )
    .action(async (stack: string, options: Omit<ScanStatusOptions, "stack">) => {
      const { scanStatus } = await import("./scanStatus.ts");
      exit(await scanStatus({ ...options, stack }));
    });
}
