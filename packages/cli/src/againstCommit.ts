import type { Command } from "commander";

/**
 * Runs a command that also plans a commit's files. If the call names a commit that does not exist, the exit status is
 * 2.
 */
export async function againstCommit(command: Command, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    // Errors are recognized by name, so that their modules need not be loaded.
    if (error instanceof Error && ["GitRefError", "CallError"].includes(error.name))
      command.error(`error: ${error.message}`, { exitCode: 2 });
    throw error;
  }
}
