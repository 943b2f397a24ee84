import { Command } from "commander";
import { formatOption } from "../options.ts";
import type { ScanStatusOptions } from "./scanStatus.ts";

export function scanStatusCommand(exit: (status: number) => void): Command {
  return new Command("scan-status")
    .description(
      "Prints, for a stack's services whose images are judged by a gate, the running image digest, the gate's last " +
        "verdict with its time, and the findings that count by the policy, with fixed versions. Calls only read operations " +
        "of AWS.",
    )
    .argument("<stack>", "the stack")
    .option(
      "--region <name>",
      "AWS region (default: the stack's region; if no stack is named, AWS_REGION or the profile's region)",
    )
    .addOption(formatOption("how to print it", "json"))
    .addHelpText(
      "after",
      "\nExit status: 0 the running image passed, or was released too recently to be judged again; 1 it has more findings than the " +
        "policy allows, was not judged, its last verdict is too old, the stack has no gate, or AWS rejects a call; 2 invalid arguments.",
    )
    .action(async (stack: string, options: Omit<ScanStatusOptions, "stack">) => {
      const { scanStatus } = await import("./scanStatus.ts");
      exit(await scanStatus({ ...options, stack }));
    });
}
