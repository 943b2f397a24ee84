import { appendFileSync } from "node:fs";
import { interruptible } from "../../operating.ts";
import { StatusLine } from "../../progress.ts";
import { PulumiRunner } from "../pulumi.ts";

/** A process that runs `pulumi up` as a step does, and notes how it ended: `runPulumi.ts <folder>`. */
const folder = process.argv[2] ?? "";

await interruptible(async (signal) => {
  const line = new StatusLine();
  const pace = { timeoutSeconds: 60, signal, say: (text: string) => line.show(text) };
  const why = await new PulumiRunner(folder, `${folder}/log`)
    .run(["up"], pace)
    .catch((error: Error) => error.message);
  console.error(why);
  appendFileSync(`${folder}/ended`, `the run: ${why.split("\n")[0]}\n`);
});
