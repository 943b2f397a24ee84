import { z } from "zod";

/** An existing file system that this stack does not create, and the folder of the files in it. */
export const existingFiles = z.strictObject({
  fileSystemId: z.string().describe("Its id: `fs-…`. It is kept when the stack is destroyed."),
  path: z
    .string()
    .describe(
      "The folder with the files, which the user 1000 owns: `/aws-backup-restore_<time>/data` after AWS Backup. Use `/` to find out which folders exist.",
    ),
});
