import type { Command } from "commander";

/** Runs what plans a commit's files too; a call that names none which is here is a wrong call. */
export async function againstCommit(command: Command, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    // Known by name, so that nothing is loaded for it.
    if (error instanceof Error && ["GitRefError", "CallError"].includes(error.name))
      command.error(`error: ${error.message}`, { exitCode: 2 });
    throw error;
  }
}
